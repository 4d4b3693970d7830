"""Words that do not belong in main: unfinished work, switched-off tests, folders that attract everything."""

import re

UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")
SWITCHED_OFF = re.compile(r"\bDISABLED_\w|\bGTEST_SKIP\b|\b(?:describe|test|it)\.(?:skip|only)\(")
VAGUE = re.compile(r"(?:^|/)(?:utils?|helpers?|common|misc)(?:/|\.\w+$)")
SOURCE = (".cpp", ".hpp", ".h", ".c", ".ts", ".tsx", ".mjs", ".py", ".sh", ".txt", ".cmake", ".sql")


def problems(files):
    for path, text in files.items():
        if path.startswith("tests/lint/") or not path.endswith(SOURCE):
            continue
        if VAGUE.search(path):
            yield f"{path}: say what it is for instead of utils, helpers, common or misc"
        for number, line in enumerate(text.splitlines(), 1):
            if UNFINISHED.search(line):
                yield f"{path}:{number} is unfinished: {line.strip()[:80]}"
            if SWITCHED_OFF.search(line):
                yield f"{path}:{number} switches a test off: {line.strip()[:80]}"
