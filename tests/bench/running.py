"""Running programs for the benchmarks: a market, a company's host or the whole demo, on fresh data
below build/bench (the disk that real data would lie on), stopped and removed at the end."""

import contextlib
import pathlib
import shutil
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support" / "demo"))

from company import Company  # noqa: E402  (the path above makes it known)
from market import Market  # noqa: E402
from processes import until  # noqa: E402,F401
from product import Product, stop_all  # noqa: E402
from settings import OFFERS  # noqa: E402

PERSON_ROWS = 10_000  # Of the contacts generator's three lists of persons.


@contextlib.contextmanager
def fresh_data():
    parent = ROOT / "build" / "bench"
    parent.mkdir(parents=True, exist_ok=True)
    data = pathlib.Path(tempfile.mkdtemp(prefix="data-", dir=parent))
    try:
        yield data
    finally:
        stop_all(data)
        shutil.rmtree(data, ignore_errors=True)


@contextlib.contextmanager
def market(publish=False):
    """A market; with the vendor's four plugins and offers if wanted."""
    with fresh_data() as data:
        shop = Market(data, 0)
        shop.hold_ceremony()
        shop.start()
        if publish:
            shop.register_vendor()
            shop.publish_all()
        yield shop


@contextlib.contextmanager
def company(plugins=(), database=None):
    """A host with these plugins bought, where they have a price, and installed, and its administrator
    logged in; on SQLite or the database of that URL."""
    with market(publish=bool(plugins)) as shop:
        firm = Company(shop.data.parent, 0, shop.url, shop.root)
        firm.options = ["--database", database] if database else []
        firm.initialise()
        firm.start()
        firm.administrator = firm.log_in()
        for plugin in plugins:
            if plugin in OFFERS:
                firm.buy(plugin, shop.take_payment)
            firm.install(plugin)
        yield firm


@contextlib.contextmanager
def demo():
    """What ./dev up starts, imports included."""
    with fresh_data() as data:
        product = Product(data, 0)
        product.up(lambda text: print("  " + text, file=sys.stderr, flush=True))
        yield product


def contacts(firm, seed=None):
    """The persons' lists of the contacts generator: [(file, region)]."""
    folder = firm.folder / f"contacts-{seed}"
    firm.generate_contacts(folder, seed)
    return [(folder / "persons-utf8.csv", "SE"), (folder / "persons-ru-cp1251.csv", "RU"),
            (folder / "persons-da-latin1.csv", "DK")]


def import_persons(firm, files):
    """Imports the lists one after the other and gives their reports; none may have failed."""
    reports = [firm.import_file(file, "person", region) for file, region in files]
    for report in reports:
        if report["state"] != "done" or report["failed"]:
            raise RuntimeError(f"the import did not go through: {report}")
    return reports
