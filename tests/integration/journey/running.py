"""One running product for the journey's tests: started once, removed at the end of the run."""

import atexit
import pathlib
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support" / "demo"))

from product import Product, stop_all  # noqa: E402  (the path above makes it known)

_started = []


def product():
    """The product of this run, set up as ./dev up does it, on ports of the system's choice."""
    if not _started:
        data = pathlib.Path(tempfile.mkdtemp(prefix="kontor-journey-"))

        def clean():
            stop_all(data)
            shutil.rmtree(data, ignore_errors=True)

        atexit.register(clean)
        made = Product(data, 0)
        made.up(lambda text: None)
        _started.append(made)
    return _started[0]
