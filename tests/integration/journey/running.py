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


def product():
    """The product of this run, set up as ./dev up does it, on ports of the system's choice."""
    if not _started:
        data = pathlib.Path(tempfile.mkdtemp(prefix="kontor-journey-"))

        front = subprocess.Popen(["node", _PROXY, data / "host" / "port"], stdout=subprocess.PIPE, text=True)

        def clean():
            stop_all(data)
            shutil.rmtree(data, ignore_errors=True)
            front.send_signal(signal.SIGTERM)
            if front.wait() != 0:
                print("The host broke the word of its OpenAPI document, see above.", file=sys.stderr, flush=True)
                os._exit(1)

        atexit.register(clean)
        made = Product(data, 0)
        # Whatever a test asks of the host is held against its OpenAPI document.
        made.company.front = front.stdout.readline().strip()
        made.up(lambda text: None)
        _started.append(made)
    return _started[0]
