"""Seats of the ledger over HTTP: the full protocol at kontor-seats (device-signed claims and releases,
renewals), and the bare path of seats_relay_adapter with wrk as the load. Both are durable: SQLite with
synchronous=FULL, PostgreSQL with synchronous_commit=on. The load runs on the same machine."""

import contextlib
import pathlib
import subprocess
import sys

import figures
import running
from postgres import postgres
from seats_node import seat_nodes

SECONDS = 5
BUILT = running.ROOT / "build" / "release"
RELAY_LOAD = pathlib.Path(__file__).with_name("relay_load.lua")
MANY_SEATS = 20_000


def figures_of_load(name, result, cpu_s, rate=None, p99_ms=None):
    count = result["requests"]
    return [figures.figure(name, count / result["seconds"], "requests/s", "higher", rate, n=count),
            figures.figure(f"{name}, p99", result["p99_ms"], "ms", "lower", p99_ms, n=count),
            figures.figure(f"{name}, server CPU", cpu_s / count * 1e6, "us/request", "lower", n=count)]


def measured(nodes, name, mode, clients, rate=None, p99_ms=None, only=None):
    """A load that had no refusal and no error: it stops at the first."""
    before_s = sum(figures.cpu_s(process.pid) for process in nodes.processes)
    result = nodes.load(mode, clients, SECONDS, only)
    cpu_s = sum(figures.cpu_s(process.pid) for process in nodes.processes) - before_s
    return figures_of_load(name, result, cpu_s, rate, p99_ms)


def full_protocol():
    """Claims, releases and renewals of 16 and 64 devices on 100 seats; then with all but 64 of 20,000 held."""
    with running.fresh_data() as folder, seat_nodes(folder, 100) as nodes:
        nodes.load("claim", 16, 1)  # Warms up.
        rows = [row for clients in (16, 64)
                for row in measured(nodes, f"full protocol, {clients} clients", "claim", clients, 4000,
                                    30 if clients == 64 else None)]
        few = rows[3]["value"]
        rows += measured(nodes, "renewals, 64 clients", "renew", 64, 15_000)
    with running.fresh_data() as folder, seat_nodes(folder, MANY_SEATS) as nodes:
        nodes.load("fill", 64, MANY_SEATS - 64)
        rows.append(figures.figure("memory of kontor-seats, 20,000 seats", figures.resident_mb(nodes.processes[0].pid),
                                   "MB", "lower", 40))
        many = measured(nodes, "full protocol, 64 clients, 20,000 seats", "claim", 64)
        rows += many
        nodes.restart(0)
        nodes.load("renew", 64, 2)  # It has read all leases by then.
        rows.append(figures.figure("memory of kontor-seats, 20,000 seats, after a restart",
                                   figures.resident_mb(nodes.processes[0].pid), "MB", "lower", 40))
        rows.append(figures.figure("full protocol, 20,000 seats against 100", many[0]["value"], "requests/s", "higher",
                                   0.8, "100 seats", few))
    return rows


def full_protocol_on_postgresql():
    rows = []
    with running.fresh_data() as folder, postgres(folder) as database:
        with seat_nodes(folder, 400, database, 3) as nodes:
            for count in (1, 3):
                name = f"PostgreSQL, {count} {'node' if count == 1 else 'nodes'}"
                rows += measured(nodes, f"full protocol, {name}, 64 clients", "claim", 64, only=count)
                rows += measured(nodes, f"renewals, {name}, 64 clients", "renew", 64, only=count)
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


def figures_of_path(name, result, rate=None, p99_ms=None):
    requests_s, _, p99, refused, count = result
    return [figures.figure(name, requests_s, "requests/s", "higher", rate, n=count),
            figures.figure(f"{name}, p99", p99, "ms", "lower", p99_ms, n=count),
            figures.figure(f"{name}, refused", refused, "requests", "lower", 0, n=count)]


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
        with adapter(f"sqlite:{folder / 'many.db'}", MANY_SEATS) as (url, _):
            relay_load([url], 16, 9_900, 4, renew=True)  # All seats are taken then, or nearly.
            many = relay_load([url], 16, 9_900)
        rows += figures_of_path("bare path, 16 clients, 100 seats", few)
        rows += figures_of_path("bare path, 16 clients, 20,000 seats", many)
        rows.append(figures.figure("bare path, 20,000 seats against 100", many[0], "requests/s", "higher", 0.8, "100 seats", few[0]))
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
            rows += figures_of_path("bare path, PostgreSQL, 3 nodes, 60 clients", three)
    return rows


def main(out):
    figures.write(out, bare_path() + full_protocol() + bare_path_on_postgresql() + full_protocol_on_postgresql())


if __name__ == "__main__":
    main(sys.argv[1])
