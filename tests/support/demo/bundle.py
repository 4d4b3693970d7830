"""Makes what comes with kontor-host, as a release does, but from a demo market whose keys are thrown away.

    python3 bundle.py OUT PRODUCT…      OUT/bundle.tar and OUT/root.json
"""

import pathlib
import shutil
import sys
import tempfile

from market import Market, run
from settings import BIN, VENDOR


def main(out, products):
    out = pathlib.Path(out)
    out.mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="kontor-bundle-") as data:
        market = Market(data, 0)
        market.hold_ceremony()
        market.start()
        try:
            market.register_vendor()
            named = []
            for product in products:
                market.publish(product)
                named += ["--plugin", f"{VENDOR}.{product}"]
            run(BIN / "kontor", "bundle", "export", "--market", market.url, "--market-root", market.root, *named,
                "--out", out / "bundle.tar")
            shutil.copy(market.root, out / "root.json")
        finally:
            market.stop()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
