"""The SMS gateway of the demo: Debian's Kannel, and behind it a SIMULATED SMSC with telephones, on loopback ports."""

import json

from processes import Program
from settings import ROOT

SMSC = ROOT / "tests" / "support" / "smsc" / "smsc.mjs"

CONFIGURATION = """\
group = core
admin-port = {admin}
admin-password = {password}
admin-deny-ip = "*.*.*.*"
admin-allow-ip = "127.0.0.1"
smsbox-port = {smsbox}
smsbox-interface = "127.0.0.1"
box-allow-ip = "127.0.0.1"

group = smsc
smsc = smpp
smsc-id = SIMULATED
host = 127.0.0.1
port = {smsc}
smsc-username = kontor
smsc-password = {short_password}
system-type = ""
transceiver-mode = true

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {http}
sendsms-interface = "127.0.0.1"

group = sendsms-user
username = kontor
password = {password}
max-messages = 10
concatenation = true

group = sms-service
keyword = default
catch-all = true
max-messages = 0
get-url = "{incoming}"
"""


class Kannel:
    """bearerbox, smsbox and smsc; `ports` are five free ones. `incoming` is where what people write goes."""

    def __init__(self, data, ports, password, incoming):
        self.data = data
        self.ports = dict(zip(("admin", "smsbox", "smsc", "http", "control"), ports))
        self.password = password
        self.incoming = incoming
        self.boxes = [Program(name, data) for name in ("bearerbox", "smsbox", "smsc")]

    @property
    def control_url(self):
        """GET /messages shows what the simulated telephones got, POST /replies {from, text} lets one write."""
        return f"http://127.0.0.1:{self.ports['control']}"

    @property
    def url(self):
        return f"http://127.0.0.1:{self.ports['http']}/cgi-bin/sendsms"

    def start(self):
        configuration = self.data / "kannel.conf"
        short_password = self.password[:8]  # SMPP 3.4, 4.1.1: eight letters.
        configuration.write_text(CONFIGURATION.format(password=self.password, short_password=short_password,
                                                      incoming=self.incoming, **self.ports))
        bearerbox, smsbox, smsc = self.boxes
        ready = self.data / "smsc.port"
        ready.unlink(missing_ok=True)
        smsc.start("node", SMSC, json.dumps({
            "port": self.ports["smsc"], "control_port": self.ports["control"], "password": short_password,
            "port_file": str(ready)}))
        smsc.wait_for(ready.exists, "ready")
        bearerbox.start("/usr/sbin/bearerbox", "-v", "1", configuration)
        bearerbox.wait_for(lambda: "entering mainloop" in bearerbox.tail(50), "ready")
        smsbox.start("/usr/sbin/smsbox", "-v", "1", configuration)
        bearerbox.wait_for(lambda: "Client connected" in bearerbox.tail(50), "the SMS box to connect")

    def stop(self):
        for box in reversed(self.boxes):
            box.stop()
