#!/usr/bin/env python3
"""clang-tidy over every source of the product, as the dev preset joins them (build/dev must be built).

Given names of sources, only the joined ones that hold these. A joined source that is unchanged, with all it
includes, since it was last found clean is skipped."""
import hashlib
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build/dev"
# One empty file for each state found clean, named by its hash; checkouts share it as they share ccache.
CLEAN = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kontor-tidy"
FOLDERS = ("base", "host", "licensing", "marketplace", "plugins", "sdk")
COMMAND = ["clang-tidy-14", "-quiet", "-p", str(BUILD), "--extra-arg=-Wno-unknown-warning-option",
           "--extra-arg=-Wno-unknown-attributes"]


def included_files():
    """Object file → every file of ours it was compiled from, by ninja's record of the last build."""
    listing = subprocess.run(["ninja", "-C", str(BUILD), "-t", "deps"], capture_output=True, text=True, check=True)
    files, current = {}, None
    for line in listing.stdout.splitlines():
        if line.startswith("    "):
            path = (BUILD / line.strip()).resolve()
            if path.is_relative_to(ROOT):
                current.append(path)
        elif ": #deps" in line:
            current = files.setdefault(line.split(":")[0], [])
    return files


def state_of(command, files):
    digest = hashlib.sha256((ROOT / ".clang-tidy").read_bytes())
    digest.update(" ".join(COMMAND + [command]).replace(str(ROOT), "").encode())
    for path in sorted(set(files)):
        text = path.read_bytes().replace(str(ROOT).encode(), b"")
        digest.update(str(path.relative_to(ROOT)).encode() + hashlib.sha256(text).digest())
    return digest.hexdigest()


def units(wanted):
    """(source, hash of its state) for each joined source of the product that holds a wanted one; none: all."""
    included = included_files()
    for entry in json.loads((BUILD / "compile_commands.json").read_text()):
        source = Path(entry["file"])
        inside = source.relative_to(BUILD).parts if source.is_relative_to(BUILD) else ()
        joined = source.name.startswith("unity_") and inside and inside[0] in FOLDERS
        written = not inside and source.is_relative_to(ROOT) and source.relative_to(ROOT).parts[0] in FOLDERS
        output = re.search(r" -o (\S+)", entry["command"])
        if not (joined or written) or source.suffix == ".c" or not output or output[1] not in included:
            continue
        if not wanted or not wanted.isdisjoint(included[output[1]]):
            yield str(source), state_of(entry["command"], included[output[1]] + [source])


def examine(unit):
    source, state = unit
    found = subprocess.run(COMMAND + [source], capture_output=True, text=True)
    if found.returncode == 0:
        (CLEAN / state).touch()
    return found


def main():
    CLEAN.mkdir(parents=True, exist_ok=True)
    wanted = {(ROOT / name).resolve() for name in sys.argv[1:]}
    open_units = [unit for unit in dict(units(wanted)).items() if not (CLEAN / unit[1]).exists()]
    with ThreadPoolExecutor(os.cpu_count()) as workers:
        results = list(workers.map(examine, open_units))
    bad = [result for result in results if result.returncode != 0]
    for result in bad:
        print(result.stdout, result.stderr, sep="\n")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
