"""Where the demo's programs lie, its people and what it sells. Nothing here is secret: every key and
password is thrown away with the data folder."""

import os
import pathlib
import socket

ROOT = pathlib.Path(__file__).resolve().parents[3]
BUILD = pathlib.Path(os.environ.get("KONTOR_BUILD", ROOT / "build" / "release"))
BIN = BUILD / "bin"
PLUGINS = BUILD / "plugins"
WEB = ROOT / "build" / "web"

VENDOR = "kontor"
PRODUCTS = ["consent", "kpi", "sms", "telephony"]

ADMIN = ("admin@kontor.example", "Ada Administrator", "administrator")
STAFF = [
    ("anna@kontor.example", "Anna Andersson", "sales"),
    ("bo@kontor.example", "Bo Berg", "sales"),
    ("carin@kontor.example", "Carin Carlsson", "sales"),
]
PASSWORD = "try-kontor-2026"

# What the vendor sells, and how many seats the demo company buys; figures are sold to the whole company.
OFFERS = {
    "kpi": {"model": "site", "price": 4900, "seats": 1, "idle_timeout_s": 0},
    "sms": {"model": "concurrent", "price": 1900, "seats": 2, "idle_timeout_s": 1800},
    "telephony": {"model": "named", "price": 2900, "seats": 3, "idle_timeout_s": 0},
}

# A cheaper offer without a feature: what it does not name is not sold.
OFFER_WITHOUT_RECORDING = ("telephony-without-recording", "telephony", 1900, ["calls"])


def port_allocator(base):
    """Gives port base + offset, or a free one chosen by the system when base is 0."""

    def port(offset):
        if base:
            return base + offset
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return probe.getsockname()[1]

    return port
