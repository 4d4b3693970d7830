"""Hunts with libFuzzer: hunt.py [TARGET] [SECONDS]. Finds go to the target's corpus."""

import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
BINARIES = os.path.join(HERE, "..", "..", "build", "fuzz", "fuzz")
SECONDS = "60"


def hunt(target, seconds):
    corpus = os.path.join(HERE, "corpus", target)
    scratch = os.path.join(BINARIES, target + ".seeds")  # New seeds stay out of the repository.
    os.makedirs(corpus, exist_ok=True)
    os.makedirs(scratch, exist_ok=True)
    command = [os.path.join(BINARIES, target), scratch, corpus, f"-max_total_time={seconds}",
               f"-artifact_prefix={corpus}/find-", "-max_len=65536", "-timeout=10",
               "-rss_limit_mb=2048", "-print_final_stats=1"]
    print(f"{target}: {seconds} s", flush=True)
    with open(os.path.join(BINARIES, target + ".log"), "w", encoding="utf-8") as log:
        code = subprocess.run(command, stdout=log, stderr=subprocess.STDOUT, check=False).returncode
    if code != 0:
        print(f"{target}: FOUND something; see {log.name} and {corpus}", file=sys.stderr)
    return code


def main(arguments):
    targets = sorted(name for name in os.listdir(BINARIES)
                     if name.endswith("_fuzz") and os.access(os.path.join(BINARIES, name), os.X_OK))
    if arguments and not arguments[0].isdigit():
        if arguments[0] not in targets:
            print(f"no fuzz target {arguments[0]}; there are {', '.join(targets)}", file=sys.stderr)
            return 2
        targets = [arguments.pop(0)]
    seconds = arguments[0] if arguments else SECONDS
    return max(hunt(target, seconds) for target in targets)


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1:]) else 0)
