"""A market that sells, an office that counts seats, and a notebook that takes one along."""

import atexit
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support" / "demo"))

from company import Company  # noqa: E402  (the path above makes it known)
from market import Market  # noqa: E402
from processes import until  # noqa: E402
from settings import ADMIN, BIN, VENDOR  # noqa: E402

PRODUCT = f"{VENDOR}.sms"
ADMINISTRATOR = ADMIN[0]
OFFER = f"{PRODUCT}-owned"
TERMS = {"borrow": {"days_max": 14, "seats_stay": 1}, "grace": {"notice_days": 14, "read_only_days": 30}}


class License:
    """`kontor license VERB` as one person types it at one service."""

    def __init__(self, token_file, **address):
        self.environment = dict(os.environ, KONTOR_TOKEN_FILE=str(token_file))
        self.environment.update({f"KONTOR_{name.upper()}": url for name, url in address.items()})

    def try_to(self, *words):
        return subprocess.run([str(word) for word in (BIN / "kontor", "license", *words)], env=self.environment,
                              capture_output=True, text=True, timeout=60, check=False)

    def say(self, *words):
        done = self.try_to(*words)
        if done.returncode != 0:
            raise AssertionError(f"kontor license {' '.join(map(str, words))}\n{done.stdout}{done.stderr}")
        return done.stdout

    def tell(self, *words):
        return json.loads(self.say(*words, "--json"))


class Host(Company):
    """A host with an administrator's token in a file."""

    def __init__(self, folder, market, more=()):
        folder.mkdir(parents=True, exist_ok=True)
        super().__init__(folder, 0, market.url, market.root)
        self.more = more

    def start(self):
        (self.data / "port").unlink(missing_ok=True)
        self.program.start(BIN / "kontor-host", "--data", self.data, "--port", self.port,
                           "--market", self.market_url, "--market-root", self.market_root, *self.more)
        self.program.wait_for((self.data / "port").exists, "its port")
        self.port = int((self.data / "port").read_text())
        until(self._ready, "the host to be ready")

    def open(self):
        self.initialise()
        self.start()
        self.token_file = self.token("administrator")
        return self

    def token(self, name):
        file = self.folder / f"{name}.token"
        made = self.log_in().post("/api/v1/tokens", {"name": name, "scopes": ["*"]})
        file.touch(mode=0o600)
        file.write_text(made["token"] + "\n")
        return file

    def license(self):
        return License(self.token_file, host=self.url)


class Trade:
    """Market and office up, a product on sale."""

    def __init__(self):
        self.notebook = self.office = self.cellar = None
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="kontor-license-journey-"))
        atexit.register(self.close)
        self.market = Market(self.folder, 0)
        self.market.hold_ceremony()
        self.market.start()
        self.market.register_vendor()
        self.market.publish("sms")
        terms = self.folder / "terms.json"
        terms.write_text(json.dumps(TERMS))
        self.market.as_vendor("vendor offer", OFFER, "--product", PRODUCT, "--model", "concurrent",
                              "--price", "1398000", "--currency", "RUB", "--period", "once", "--per", "seat",
                              "--terms", terms)
        self.office = Host(self.folder / "office", self.market).open()

    def take_notebook(self):
        """A host that asks the office's ledger for its seats."""
        colleague = self.office.token("notebook")
        self.notebook = Host(self.folder / "notebook", self.market,
                             ("--seats-server", self.office.url, "--seats-token-file", colleague)).open()
        return self.notebook

    def take_cellar(self):
        """A host that reaches no ledger: files are carried to it and from it."""
        self.cellar = Host(self.folder / "cellar", self.market).open()
        return self.cellar

    def pay(self, order):
        self.market.take_payment(order)

    def close(self):
        for part in (self.cellar, self.notebook, self.office, self.market):
            if part is not None:
                part.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
