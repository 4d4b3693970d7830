#!/usr/bin/env python3
"""Stores the contract of a new ABI minor under tests/fixtures/abi. A stored one is never written over."""

import json
import pathlib
import shutil
import sys
import tempfile

import contract


def main():
    stored = contract.baseline()
    if stored.exists():
        sys.exit(f"{stored} is frozen. Raise KONTOR_ABI_MINOR in kontor/version.h first.")
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(contract.describe(pathlib.Path(folder)), stored)
    numbers = json.dumps(contract.numbers(), indent=2)
    stored.with_suffix(".numbers.json").write_text(numbers + "\n")


if __name__ == "__main__":
    main()
