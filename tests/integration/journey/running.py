"""One running product for the journey's tests: started once, removed at the end of the run."""

import atexit
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support" / "demo"))

from product import Product, stop_all  # noqa: E402  (the path above makes it known)

_PROXY = pathlib.Path(__file__).resolve().parents[1] / "openapi" / "proxy.mjs"
_started = []


def _listen_before(port_file):
    return subprocess.Popen(["node", _PROXY, port_file], stdout=subprocess.PIPE, text=True)


def _origin(front):
    return front.stdout.readline().strip()


def product():
    """The product of this run, set up as ./dev up does it, on ports of the system's choice."""
    if not _started:
        data = pathlib.Path(tempfile.mkdtemp(prefix="kontor-journey-"))

        # Whatever is asked of host and market, by tests and by each other, is held against their
        # OpenAPI documents.
        fronts = {name: _listen_before(data / name / "port") for name in ("host", "market")}

        def clean():
            stop_all(data)
            shutil.rmtree(data, ignore_errors=True)
            for front in fronts.values():
                front.send_signal(signal.SIGTERM)
            broken = [name for name, front in fronts.items() if front.wait() != 0]
            if broken:
                print(f"The word of an OpenAPI document was broken, see above: {broken}", file=sys.stderr, flush=True)
                os._exit(1)

        atexit.register(clean)
        made = Product(data, 0)
        made.company.front = _origin(fronts["host"])
        made.market.front = _origin(fronts["market"])
        made.company.market_url = made.market.url
        made.up(lambda text: None)
        _started.append(made)
    return _started[0]
