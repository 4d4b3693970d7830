#!/usr/bin/env python3
"""./dev bench [NAME...]: runs the benchmarks and writes build/bench/NAME.json each.

A benchmark is tests/bench/NAME_bench.cpp (built into build/release/bench) or
tests/bench/NAME_bench.py; both take the path of the JSON file to write.
"""

import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = ROOT / "tests" / "bench"
OUT = ROOT / "build" / "bench"


def commands():
    found = {}
    for source in sorted(HERE.glob("*_bench.*")):
        name = source.stem.removesuffix("_bench")
        built = str(ROOT / "build" / "release" / "bench" / source.stem)
        found[name] = [built] if source.suffix == ".cpp" else [sys.executable, str(source)]
    return found


def show(figures):
    for figure in figures:
        verdict = "" if figure["target"] is None else ("  holds" if figure["holds"] else "  MISSED")
        peer = "" if figure["peer"] is None else f"  ({figure['ratio']:.3g} x {figure['peer']})"
        target = "" if figure["target"] is None else f"  target {figure['target']:g}"
        print(f"  {figure['name']:<60} {figure['value']:>12.4g} {figure['unit']}{peer}{target}{verdict}")


def main():
    known = commands()
    wanted = sys.argv[1:] or list(known)
    unknown = [name for name in wanted if name not in known]
    if unknown:
        print(f"No benchmark {', '.join(unknown)}. There are: {', '.join(known)}", file=sys.stderr)
        return 2
    OUT.mkdir(parents=True, exist_ok=True)
    failed = False
    for name in wanted:
        out = OUT / f"{name}.json"
        print(name, flush=True)
        if subprocess.run([*known[name], str(out)], cwd=ROOT).returncode != 0:
            print(f"  {name} failed", file=sys.stderr)
            failed = True
            continue
        show(json.loads(out.read_text()))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
