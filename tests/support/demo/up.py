#!/usr/bin/env python3
"""./dev up: market, host, four plugins, SMS gateway and telephone exchange on loopback, with demo data.

The exchange is a simulated one; calls ring by themselves, but with --json, which tests use.
A second run finds what runs and prints it again; after ./dev down or a power cut it starts
the same data. Remove the data folder to begin anew.
"""

import argparse
import json
import pathlib
import sys

import report
from client import Problem
from product import Product, stop_all
from settings import ROOT


def arguments():
    parser = argparse.ArgumentParser(prog="./dev up", description="Run Kontor with demo data.")
    parser.add_argument("--json", action="store_true", help="print URLs, logins and report as one JSON object")
    parser.add_argument("--data", type=pathlib.Path, default=ROOT / "build" / "demo", help="folder of the demo's data")
    parser.add_argument("--port-base", type=int, default=7400,
                        help="market N, host N+1, demo peers N+10 …; 0 lets the system choose (default 7400)")
    return parser.parse_args()


def main():
    options = arguments()
    product = Product(options.data.resolve(), options.port_base)

    def step(text):
        print(text, file=sys.stderr, flush=True)

    try:
        up = product.up(step)
        if not options.json:
            product.simulate_calls()
    except (Problem, RuntimeError, TimeoutError, OSError) as failure:
        print(f"./dev up failed: {failure}\nLogs lie in {product.data}; stop what runs with ./dev down.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        stop_all(product.data)
        print("\nInterrupted: what had started is stopped. ./dev up goes on from here.", file=sys.stderr)
        return 130
    if options.json:
        print(json.dumps(up, ensure_ascii=False))
    else:
        report.print_report(up)
    return 0


if __name__ == "__main__":
    sys.exit(main())
