#!/usr/bin/env python3
"""./dev down: stops what ./dev up started. The data stays."""

import argparse
import pathlib
import sys

from product import stop_all
from settings import ROOT


def main():
    parser = argparse.ArgumentParser(prog="./dev down", description="Stop what ./dev up started; the data stays.")
    parser.add_argument("--data", type=pathlib.Path, default=ROOT / "build" / "demo", help="folder of the demo's data")
    data = parser.parse_args().data.resolve()
    stopped = stop_all(data) if data.exists() else []
    print("Stopped " + ", ".join(stopped) + "." if stopped else f"Nothing of {data} runs.", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
