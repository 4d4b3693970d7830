"""The whole demo: its parts, the order they start in, and the file that says it is set up."""

import json
import pathlib
import shutil
import sys

import report
import reports
from campaign import Campaign
from client import Client
from company import Company
from kannel import Kannel
from market import Market
from processes import Program, until
from settings import ADMIN, BIN, PASSWORD, STAFF, VENDOR, port_allocator

MAIL_SINK = pathlib.Path(__file__).with_name("mail_sink.py")
# Stopped in this order: the host before what it talks to.
PROGRAMS = ("host", "pbx", "smsbox", "bearerbox", "smsc", "mail", "market")


def stop_all(data):
    running = [program for program in (Program(name, data) for name in PROGRAMS) if program.alive()]
    for program in running:
        program.stop()
    return [program.name for program in running]


class Product:
    """Everything below one data folder."""

    def __init__(self, data, port_base):
        self.data = pathlib.Path(data)
        self.state_file = self.data / "up.json"  # Written last: set-up is complete.
        state = json.loads(self.state_file.read_text()) if self.state_file.exists() else None
        self.state = state
        port = port_allocator(port_base)
        ports = state["ports"] if state else {
            "market": port(0), "host": port(1), "pbx": port(10), "pbx_control": port(11),
            "kannel": [port(12), port(13), port(14), port(15), port(16)], "mail": [port(17), port(18)]}
        if len(ports["kannel"]) < 5:  # Data of a demo without telephones.
            ports["kannel"].append(port(16))
        ports.setdefault("mail", [port(17), port(18)])  # And of one without mail.
        self.ports = ports
        self.market = Market(self.data, ports["market"])
        self.company = Company(self.data, ports["host"], self.market.url, self.market.root)
        self.kannel = Kannel(self.data, ports["kannel"], PASSWORD,
                             f"http://127.0.0.1:{self.company.port}/api/v1/hooks/{VENDOR}.sms/in"
                             f"?key={PASSWORD}&from=%p&hex=%e&coding=%c&id=%I")
        self.pbx = Program("pbx", self.data)
        self.mail = Program("mail", self.data)

    def up(self, step):
        if self.state is None:
            self._begin(step)
        self._start(step)
        return self.state

    def _begin(self, step):
        """First start: ceremony, vendor, shop, company, data."""
        stop_all(self.data)
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(parents=True)
        step("Key ceremony with throw-away keys ...")
        self.market.hold_ceremony()
        self.market.start()
        step("Registering a vendor and publishing four plugins ...")
        self.market.register_vendor()
        self.market.publish_all()
        step("Setting up the company's host ...")
        self._start_peers()
        self.company.initialise()
        self.company.start()
        staff = self.company.hire()
        step("Buying licences and installing ...")
        self.company.install_all(self.market.take_payment)
        self._configure(staff)
        step("Importing 10,000 contacts, leads, deals and orders ...")
        self.company.generate_contacts(self.data / "contacts")
        imports = self.company.import_all(self.data / "contacts")
        step("Writing to a segment of the simulated network ...")
        Campaign(self.company.administrator).seed()
        reports.save_all(self.company.administrator)
        self._remember(imports)

    def _start(self, step):
        if not self.market.program.alive():
            step("Starting the market ...")
            self.market.start()
        self._start_peers()
        if not self.company.program.alive():
            step("Starting the host ...")
            self.company.start()

    def _start_peers(self):
        if not self.kannel.boxes[0].alive():
            self.kannel.start()
        if not self.pbx.alive():
            self.pbx.start(BIN / "kontor-demo-pbx", "--port", self.ports["pbx"],
                           "--control-port", self.ports["pbx_control"])

        if not self.mail.alive():
            self.mail.start(sys.executable, MAIL_SINK, *self.ports["mail"])

    def simulate_calls(self):
        """Lets known and unknown numbers ring at the demo exchange, for people who watch."""
        known = self.company.log_in().get("/api/v1/records/person", limit=20)["records"]
        numbers = [one["fields"]["phone"] for one in known if one["fields"].get("phone")][:5]
        Client(f"http://127.0.0.1:{self.ports['pbx_control']}").post("/simulation", {
            "numbers": [*numbers, "+46709999999"], "extensions": ["101", "102", "103"], "every_s": 20})

    def _configure(self, staff):
        """Settings and secrets an administrator would type, and who may telephone."""
        admin = self.company.administrator
        for product, settings, secrets in self._settings(staff):
            plugin = f"/api/v1/plugins/{VENDOR}.{product}"
            admin.put(f"{plugin}/settings", settings)
            for name, value in secrets.items():
                admin.put(f"{plugin}/secrets/{name}", {"value": value})
        admin.put(f"/api/v1/seats/{VENDOR}.telephony/named", {"users": staff})
        admin.put("/api/v1/settings/mail", {"host": "127.0.0.1", "port": self.ports["mail"][0], "security": "starttls",
                                            "from": "Nord AB <crm@kontor.example>"})

    def _settings(self, staff):
        host = f"http://127.0.0.1:{self.company.port}"
        return [
            ("consent", {"public_url": host, "controller_name": "Nord AB", "controller_contact": "data@kontor.example",
                         "policy_url": f"{host}/"}, {}),
            ("kpi", {"licensed_users": len(staff) + 1, "margin_percent": 40, "sales_cost_month": 50000}, {}),
            ("sms", {"gateway_url": self.kannel.url, "username": "kontor", "from": "Kontor", "callback_url": host,
                     "send_from_hour": 0, "send_until_hour": 24, "price_per_1000_parts": 35000, "price_currency": "SEK"},
             {"password": PASSWORD, "incoming_key": PASSWORD}),
            ("telephony", {"address": f"127.0.0.1:{self.ports['pbx']}", "username": "pbx", "channel": "PJSIP/{extension}",
                           "context": "internal", "extensions": dict(zip(("101", "102", "103"), staff))},
             {"secret": "pbx"}),
        ]

    def _remember(self, imports):
        people = [ADMIN, *STAFF]
        self.state = {
            "urls": {"host": self.company.url, "market": self.market.url,
                     "pbx_control": f"http://127.0.0.1:{self.ports['pbx_control']}",
                     "smsc_control": self.kannel.control_url,
                     "mail": f"http://127.0.0.1:{self.ports['mail'][1]}/"},
            "logins": [{"email": email, "name": name, "role": role, "password": PASSWORD}
                       for email, name, role in people],
            "report": report.summary(imports),
            "ports": dict(self.ports, market=self.market.port, host=self.company.port),
            "data": str(self.data),
        }
        self.state_file.write_text(json.dumps(self.state, ensure_ascii=False, indent=1))
        until(self.state_file.exists, "the state file")
