"""The company's host of the demo and what its administrator does there, by REST as the web app does it."""

import pathlib
import subprocess

from client import Client
from processes import Program, until
from settings import ADMIN, BIN, OFFERS, PASSWORD, PRODUCTS, ROOT, STAFF, VENDOR, WEB

# File of the contacts generator: entity, default region of bare numbers.
IMPORTS = [
    ("persons-utf8.csv", "person", "SE"),
    ("persons-ru-cp1251.csv", "person", "RU"),
    ("persons-da-latin1.csv", "person", "DK"),
    ("deals.csv", "deal", ""),
    ("leads.csv", "lead", ""),  # Converted ones name their deal.
    ("orders.csv", "order", ""),
]


class Company:
    """kontor-host with its data in DATA/host."""

    def __init__(self, data, port, market_url, market_root):
        self.folder = pathlib.Path(data)
        self.data = self.folder / "host"
        self.port = port
        self.market_url = market_url
        self.market_root = market_root
        self.program = Program("host", data)
        self.administrator = None
        self.options = []  # More of the program's, as "--database URL".
        self.front = None  # An origin that stands before the host, for tests that listen in.

    @property
    def url(self):
        return self.front or self.own_url

    @property
    def own_url(self):
        return f"http://127.0.0.1:{self.port}"

    def initialise(self):
        subprocess.run([BIN / "kontor-host", "init", "--data", self.data, "--admin-email", ADMIN[0],
                        "--admin-name", ADMIN[1], "--admin-password-stdin", *self.options],
                       input=PASSWORD + "\n", text=True, check=True, capture_output=True)

    def start(self):
        (self.data / "port").unlink(missing_ok=True)
        self.program.start(BIN / "kontor-host", "--data", self.data, "--port", self.port, "--web", WEB,
                           "--market", self.market_url, "--market-root", self.market_root, *self.options)
        self.program.wait_for((self.data / "port").exists, "its port")
        self.port = int((self.data / "port").read_text())
        until(self._ready, "the host to be ready")

    def _ready(self):
        try:
            Client(self.url).get("/readyz")
            return True
        except Exception:  # Not listening yet, or not ready: asked again until the deadline.
            return False

    def log_in(self, email=ADMIN[0]):
        client = Client(self.url)
        client.login(email, PASSWORD)
        return client

    def hire(self):
        """Users of the demo; gives their ids."""
        self.administrator = self.log_in()
        return [self.administrator.post("/api/v1/users", {"email": email, "name": name, "password": PASSWORD,
                                                          "roles": [role]})["id"]
                for email, name, role in STAFF]

    def buy(self, product, take_payment):
        offer = f"{VENDOR}.{product}-monthly"
        order = self.administrator.call("POST", "/api/v1/market/orders", {
            "plugin_id": f"{VENDOR}.{product}", "offer_id": offer, "quantity": OFFERS[product]["seats"]},
            headers={"Idempotency-Key": f"demo-{product}"})
        take_payment(order)
        self.administrator.post("/api/v1/market/licenses")

    def install(self, product):
        return self.administrator.post("/api/v1/plugins/install",
                                       {"plugin_id": f"{VENDOR}.{product}", "accept_permissions": True})

    def install_all(self, take_payment):
        for product in PRODUCTS:
            if product in OFFERS:
                self.buy(product, take_payment)
            self.install(product)

    def generate_contacts(self, folder, seed=None):
        """The generator's lists; other people with another seed."""
        seeded = [] if seed is None else ["--seed", str(seed)]
        subprocess.run(["node", ROOT / "tests/support/contacts/generate.mjs", "--out", folder, *seeded],
                       check=True, capture_output=True)

    def import_file(self, file, entity, region=""):
        """Uploads a list and waits for its end; gives the report."""
        query = {"entity": entity}
        if region:
            query["region"] = region
        started = self.administrator.call("POST", "/api/v1/imports", file.read_bytes(),
                                          headers={"Content-Type": "text/csv"}, query=query)
        return self.wait_for_import(started["id"])

    def wait_for_import(self, import_id):
        def ended():
            state = self.administrator.get(f"/api/v1/imports/{import_id}")
            return state if state["state"] in ("done", "failed") else None

        return until(ended, f"import {import_id}", 300)

    def import_all(self, folder):
        return [(name, self.import_file(folder / name, entity, region)) for name, entity, region in IMPORTS]

    def stop(self):
        self.program.stop()
