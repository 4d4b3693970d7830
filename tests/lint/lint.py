#!/usr/bin/env python3
"""Runs every lint over the files git knows; prints what is wrong and exits 1, or says nothing."""

import subprocess
import sys

import doors
import handbook
import layers
import machine
import operations_frozen
import promises
import sizes
import sql
import tries
import words


def repository_files():
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        check=True, capture_output=True, text=True).stdout
    files = {}
    for path in filter(None, listed.split("\0")):
        try:
            with open(path, encoding="utf-8") as file:
                files[path] = file.read()
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue  # Binary, or removed in the working tree.
    return files


def main():
    files = repository_files()
    problems = [
        f"{lint.__name__}: {problem}"
        for lint in (layers, doors, sizes, sql, machine, words, promises, handbook, operations_frozen, tries)
        for problem in lint.problems(files)
    ]
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
