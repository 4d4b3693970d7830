"""From starting the host to its first ready answer with four plugins, and what it and they hold in
memory, with the demo's data."""

import http.client
import pathlib
import statistics
import subprocess
import sys
import time

import figures
import running
from settings import BIN, PRODUCTS, VENDOR, WEB

STARTS = 5
PAUSE_S = 0.001  # Between two questions whether it is ready.
DEADLINE_S = 30


def is_ready(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:  # Not listening yet.
        return False
    finally:
        connection.close()


def start_s(firm):
    """Stops the host and starts it as Company.start does, but asks all the time."""
    firm.stop()
    begin = time.perf_counter()
    firm.program.start(BIN / "kontor-host", "--data", firm.data, "--port", firm.port, "--web", WEB,
                       "--market", firm.market_url, "--market-root", firm.market_root)
    while not is_ready(firm.port):
        if time.perf_counter() - begin > DEADLINE_S:
            raise TimeoutError(firm.program.tail())
        time.sleep(PAUSE_S)
    took = time.perf_counter() - begin
    states = {plugin["id"]: plugin["state"] for plugin in firm.log_in().get("/api/v1/plugins")}
    if any(states[f"{VENDOR}.{name}"] != "running" for name in PRODUCTS):
        raise RuntimeError(f"ready without its plugins: {states}")
    return took


def runners_of(host_pid):
    """Process ids of the plugins' runners."""
    listed = subprocess.run(["pgrep", "-P", str(host_pid)], capture_output=True, text=True, check=True).stdout
    children = [int(line) for line in listed.split()]
    return [child for child in children
            if pathlib.Path(f"/proc/{child}/comm").read_text().startswith("kontor-runner")]


def main(out):
    with running.demo() as product:
        firm = product.company
        after_import_mb = figures.resident_mb(firm.program.pid())
        starts = [start_s(firm) for _ in range(STARTS)]
        host = firm.program.pid()
        fresh_mb = figures.resident_mb(host)
        runners = [figures.resident_mb(pid) for pid in runners_of(host)]
    if len(runners) != len(PRODUCTS):
        raise RuntimeError(f"{len(runners)} runners for {len(PRODUCTS)} plugins")
    figures.write(out, [
        figures.figure("host start to ready, four plugins", statistics.median(starts), "s", "lower", 0.5, n=STARTS),
        figures.figure("host, resident after start", fresh_mb, "MB", "lower", 80),
        figures.figure("host, resident after the demo's import", after_import_mb, "MB", "lower", 80),
        figures.figure("largest idle runner, resident", max(runners), "MB", "lower", 6, n=len(runners)),
    ])


if __name__ == "__main__":
    main(sys.argv[1])
