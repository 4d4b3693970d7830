"""Seats of the market's ledger over HTTP: 16 devices that grant themselves a seat and release it, as
fast as the ledger lets them."""

import json
import subprocess
import sys

import figures
import running
from client import Client
from settings import VENDOR

CLIENTS = 16  # As seat_load.cpp has.
SECONDS = 10
LOAD = running.ROOT / "build" / "release" / "bench" / "seat_load"


def license_of_a_company(shop):
    """Registers a company, sells it a seat for each client and gives its token and its licence's id."""
    company = Client(shop.url).post("/api/v1/companies", {"name": "Bench AB"})
    member = Client(shop.url, company["token"])
    order = member.call("POST", "/api/v1/orders", {"offer_id": f"{VENDOR}.sms-monthly", "quantity": CLIENTS},
                        headers={"Idempotency-Key": "bench"})
    shop.take_payment(order)
    (document,) = member.get("/api/v1/licenses")["licenses"]
    installed = member.post("/licensing/v1/licenses", {"token": document})
    return company["token"], installed["license_id"]


def main(out):
    with running.market(publish=True) as shop:
        token, license_id = license_of_a_company(shop)
        pid = shop.program.pid()

        def load(seconds):
            before_s = figures.cpu_s(pid)
            done = subprocess.run([LOAD, shop.url, license_id, token, str(seconds)], check=True, capture_output=True)
            return json.loads(done.stdout), figures.cpu_s(pid) - before_s

        load(1)  # Warms up.
        result, cpu_s = load(SECONDS)
    pairs = result["pairs"]
    figures.write(out, [
        figures.figure("grant + release, 16 clients", pairs / result["seconds"], "pairs/s", "higher", n=pairs),
        figures.figure("grant + release, p50", result["p50_ms"], "ms", "lower", n=pairs),
        figures.figure("grant or release, server CPU", cpu_s / (2 * pairs) * 1e6, "us/request", "lower", n=2 * pairs),
    ])


if __name__ == "__main__":
    main(sys.argv[1])
