"""The SMS gateway of the demo: Debian's Kannel with its fake SMSC, on loopback ports."""

from processes import Program

FAKE_SMSC = "/usr/lib/kannel/test/fakesmsc"

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
smsc = fake
smsc-id = FAKE
port = {smsc}
connect-allow-ip = 127.0.0.1

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
text = "No service"
"""


class Kannel:
    """bearerbox, smsbox and fakesmsc; `ports` are four free ones."""

    def __init__(self, data, ports, password):
        self.data = data
        self.ports = dict(zip(("admin", "smsbox", "smsc", "http"), ports))
        self.password = password
        self.boxes = [Program(name, data) for name in ("bearerbox", "smsbox", "fakesmsc")]

    @property
    def url(self):
        return f"http://127.0.0.1:{self.ports['http']}/cgi-bin/sendsms"

    def start(self):
        configuration = self.data / "kannel.conf"
        configuration.write_text(CONFIGURATION.format(password=self.password, **self.ports))
        bearerbox, smsbox, fakesmsc = self.boxes
        bearerbox.start("/usr/sbin/bearerbox", "-v", "1", configuration)
        bearerbox.wait_for(lambda: "entering mainloop" in bearerbox.tail(50), "ready")
        smsbox.start("/usr/sbin/smsbox", "-v", "1", configuration)
        bearerbox.wait_for(lambda: "Client connected" in bearerbox.tail(50), "the SMS box to connect")
        fakesmsc.start(FAKE_SMSC, "-H", "127.0.0.1", "-r", self.ports["smsc"], "-m", "0", "0 0 text none")
        bearerbox.wait_for(lambda: "Fakesmsc client connected" in bearerbox.tail(50), "the fake SMSC to connect")

    def stop(self):
        for box in reversed(self.boxes):
            box.stop()
