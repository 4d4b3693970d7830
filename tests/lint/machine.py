"""Nothing of one machine or one registry stands in a file."""

import re

ABSOLUTE = re.compile(r"(?<![\w./])/(?:work|root|home)/[\w.]+")
REGISTRY = re.compile(r"registry\.(?:npmjs|yarnpkg)\.\w+|deb\.debian\.org|\"resolved\": *\"https?:")


def problems(files):
    for path, text in files.items():
        if path == "tests/lint/machine.py":
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if ABSOLUTE.search(line):
                yield f"{path}:{number} names a path of one machine"
            if REGISTRY.search(line):
                yield f"{path}:{number} names a registry host"
