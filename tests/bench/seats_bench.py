"""Seats of the ledger over HTTP: the full protocol at the market (device-signed claims and releases,
renewals), and the bare path of seats_relay_adapter with wrk as the load. Both are durable: SQLite with
synchronous=FULL, PostgreSQL with synchronous_commit=on. The load runs on the same machine."""

import contextlib
import json
import pathlib
import subprocess
import sys

import figures
import running
from client import Client
from postgres import postgres
from settings import VENDOR

SEATS_MAX = 64  # As many clients at most.
SECONDS = 5
BUILT = running.ROOT / "build" / "release"
RELAY_LOAD = pathlib.Path(__file__).with_name("relay_load.lua")


def license_of_a_company(shop):
    """Registers a company, sells it a seat for each client and gives its token and its licence's id."""
    company = Client(shop.url).post("/api/v1/companies", {"name": "Bench AB"})
    member = Client(shop.url, company["token"])
    order = member.call("POST", "/api/v1/orders", {"offer_id": f"{VENDOR}.sms-monthly", "quantity": SEATS_MAX},
                        headers={"Idempotency-Key": "bench"})
    shop.take_payment(order)
    (document,) = member.get("/api/v1/licenses")["licenses"]
    installed = member.post("/licensing/v1/licenses", {"token": document})
    return company["token"], installed["license_id"]


def full_protocol():
    """Claims, releases and renewals of 16 and 64 devices at the market."""
    rows = []
    with running.market(publish=True) as shop:
        token, license_id = license_of_a_company(shop)
        pid = shop.program.pid()

        def load(mode, clients, seconds=SECONDS):
            done = subprocess.run([BUILT / "bench" / "seat_load", shop.url, license_id, token, str(seconds), str(clients),
                                   mode], check=True, capture_output=True)
            return json.loads(done.stdout)

        load("claim", 16, 1)  # Warms up.
        for clients in (16, 64):
            before_s = figures.cpu_s(pid)
            result = load("claim", clients)
            cpu_s = figures.cpu_s(pid) - before_s
            count = result["requests"]
            name = f"full protocol, {clients} clients"
            rows += [figures.figure(f"{name}", count / result["seconds"], "requests/s", "higher", 4000, n=count),
                     figures.figure(f"{name}, p99", result["p99_ms"], "ms", "lower", 30 if clients == 64 else None,
                                    n=count),
                     figures.figure(f"{name}, server CPU", cpu_s / count * 1e6, "us/request", "lower", n=count)]
        result = load("renew", 64)
        rows.append(figures.figure("renewals, 64 clients", result["requests"] / result["seconds"], "requests/s",
                                   "higher", 15000, n=result["requests"]))
        rows.append(figures.figure("renewals, 64 clients, p99", result["p99_ms"], "ms", "lower",
                                   n=result["requests"]))
    return rows


@contextlib.contextmanager
def adapter(database, seats):
    """A seats_relay_adapter; yields its address and its process."""
    process = subprocess.Popen([BUILT / "bin" / "seats_relay_adapter", "--database", database, "--seats", str(seats)],
                               stdout=subprocess.PIPE, text=True)
    try:
        yield "http://" + process.stdout.readline().split()[-1], process
    finally:
        process.terminate()
        process.wait()


def relay_load(urls, clients, nodes, seconds=SECONDS, renew=False):
    """Drives one wrk a node; gives requests/s, p50 and p99 in ms, refusals and errors, and how many."""
    threads = min(2, clients)
    loads = [subprocess.Popen(["wrk", f"-t{threads}", f"-c{clients}", f"-d{seconds}s", "-s", RELAY_LOAD, url, "--",
                               str(nodes), *(["renew"] if renew else [])], stdout=subprocess.PIPE, text=True)
             for url in urls]
    answers = [load.communicate()[0] for load in loads]
    parts = [[float(part) for part in answer.split("RESULT")[1].split()[:5]] for answer in answers]
    return (sum(part[0] for part in parts), max(part[1] for part in parts), max(part[2] for part in parts),
            sum(part[3] for part in parts), int(sum(part[4] for part in parts)))


def figures_of_path(name, result, rate=None, p99_ms=None, nodes=1):
    """`nodes`: so many loads ran, each with the one refusal that relay_load.lua explains."""
    requests_s, _, p99, refused, count = result
    return [figures.figure(name, requests_s, "requests/s", "higher", rate, n=count),
            figures.figure(f"{name}, p99", p99, "ms", "lower", p99_ms, n=count),
            figures.figure(f"{name}, refused", refused, "requests", "lower", nodes, n=count)]


def bare_path():
    """The curve on SQLite, and what the pool's size costs."""
    rows = []
    with running.fresh_data() as folder:
        with adapter(f"sqlite:{folder / 'curve.db'}", 400) as (url, _):
            relay_load([url], 64, 128, 1)
            for clients in (1, 16, 64):
                result = relay_load([url], clients, 128)
                goals = (25_000, 10) if clients == 64 else (None, None)
                rows += figures_of_path(f"bare path, {clients} clients", result, *goals)
            rows += figures_of_path("bare path, renewals, 64 clients", relay_load([url], 64, 128, renew=True))
        # With few seats, claims of one node must not overtake its release: 16 clients.
        with adapter(f"sqlite:{folder / 'few.db'}", 100) as (url, _):
            few = relay_load([url], 16, 48)
        with adapter(f"sqlite:{folder / 'many.db'}", 20_000) as (url, process):
            relay_load([url], 16, 9_900, 8, renew=True)  # All seats are taken then, or nearly.
            memory_mb = figures.resident_mb(process.pid)
            many = relay_load([url], 16, 9_900)
        rows += figures_of_path("bare path, 16 clients, 100 seats", few)
        rows += figures_of_path("bare path, 16 clients, 20,000 seats", many)
        rows.append(figures.figure("20,000 seats against 100", many[0], "requests/s", "higher", 0.8, "100 seats", few[0]))
        rows.append(figures.figure("adapter's memory, 20,000 seats", memory_mb, "MB", "lower", 40))
    return rows


def bare_path_on_postgresql():
    """One node, and three that share the seats."""
    rows = []
    with running.fresh_data() as folder, postgres(folder) as database:
        with contextlib.ExitStack() as stack:
            urls = [stack.enter_context(adapter(database, 400))[0] for _ in range(3)]
            one = relay_load(urls[:1], 64, 128)
            rows += figures_of_path("bare path, PostgreSQL, 1 node, 64 clients", one)
            three = relay_load(urls, 20, 40)
            rows += figures_of_path("bare path, PostgreSQL, 3 nodes, 60 clients", three, nodes=3)
    return rows


def main(out):
    figures.write(out, bare_path() + full_protocol() + bare_path_on_postgresql())


if __name__ == "__main__":
    main(sys.argv[1])
