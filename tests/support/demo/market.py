"""The marketplace of the demo and what its operator and its vendor do, by the commands they would type."""

import json
import pathlib
import subprocess

from processes import Program
from settings import BIN, OFFER_WITHOUT_RECORDING, OFFERS, PLUGINS, PRODUCTS, VENDOR


def run(*command, standard_input=None):
    """Runs a Kontor command; its own words are the error."""
    done = subprocess.run([str(part) for part in command], input=standard_input, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}".strip())
    return done.stdout


class Market:
    """kontor-market with its data in DATA/market and the vendor's own folder in DATA/vendor.

    A demo's keys are thrown away, so the off-line ones lie beside the market's, too.
    """

    def __init__(self, data, port):
        self.data = pathlib.Path(data) / "market"
        self.vendor = pathlib.Path(data) / "vendor"
        self.port = port
        self.program = Program("market", data)
        self.front = None  # An origin that stands before the market, for tests that listen in.

    @property
    def url(self):
        return self.front or f"http://127.0.0.1:{self.port}"

    @property
    def root(self):
        return self.data / "root.json"

    @property
    def operator_token(self):
        return self.data / "operator.token"

    def hold_ceremony(self):
        run(BIN / "kontor", "keys", "ceremony", "--out", self.data, "--demo")

    def start(self):
        (self.data / "port").unlink(missing_ok=True)
        self.program.start(BIN / "kontor-market", "--data", self.data, "--port", self.port)
        self.program.wait_for((self.data / "port").exists, "its port")
        self.port = int((self.data / "port").read_text())

    def operator(self, *arguments):
        return run(BIN / "kontor", "operator", *arguments, "--market", self.url, "--token-file", self.operator_token)

    def register_vendor(self):
        self.vendor.mkdir(parents=True, exist_ok=True)
        run(BIN / "kontor", "key", "new", self.vendor / "vendor.key")
        run(BIN / "kontor", "vendor", "register", VENDOR, "--display-name", "Kontor",
            "--contact", "plugins@kontor.example", "--key", self.vendor / "vendor.key",
            "--token-file", self.vendor / "token", "--market", self.url)
        self.operator("approve-vendor", VENDOR, "--keys", self.data / "keys")

    def as_vendor(self, verb, *arguments):
        return run(BIN / "kontor", *verb.split(), *arguments, "--vendor", VENDOR, "--key", self.vendor / "vendor.key",
                   "--token-file", self.vendor / "token", "--market", self.url)

    def package(self, product, folder=None):
        """Packs and signs a built plugin as its vendor does; gives the file."""
        file = self.vendor / f"{product}.kpkg"
        run(BIN / "kontor", "pack", folder or PLUGINS / product, "--out", file)
        run(BIN / "kontor", "sign", file, "--key", self.vendor / "vendor.key")
        return file

    def publish(self, product):
        """Upload, the operator's decision, and the vendor's signature that makes it visible."""
        file = self.package(product)
        self.as_vendor("publish", file)
        for upload in json.loads(self.operator("queue", "--json"))["uploads"]:
            self.operator("decide", upload["operation_id"], "approve", "--reason", "looked at for the demo",
                          "--key", self.data / "keys" / "review.key", "--reviewer", "The demo's operator")
        self.as_vendor("publish", file)

    def publish_all(self):
        for product in PRODUCTS:
            self.publish(product)
        for product, terms in OFFERS.items():
            self.as_vendor("vendor offer", f"{VENDOR}.{product}-monthly", "--product", f"{VENDOR}.{product}",
                           "--model", terms["model"], "--price", f"{terms['price']}", "--currency", "EUR",
                           "--period", "month", "--per", "company" if terms["model"] == "site" else "seat",
                           "--idle-timeout-s", terms["idle_timeout_s"])

        name, product, price, features = OFFER_WITHOUT_RECORDING
        self.as_vendor("vendor offer", f"{VENDOR}.{name}", "--product", f"{VENDOR}.{product}", "--model", "named",
                       "--price", f"{price}", "--currency", "EUR", "--period", "month", "--per", "seat",
                       "--features", *features)

    def take_payment(self, order):
        invoice = order["invoice"]
        self.operator("pay", order["order_id"], "--amount", invoice["total"]["amount"],
                      "--currency", invoice["total"]["currency"], "--reference", invoice["number"])

    def stop(self):
        self.program.stop()
