"""The figures of a benchmark written in Python, in the form of tests/bench/report.hpp."""

import json
import os


def figure(name, value, unit, better, target=None, peer=None, peer_value=None, n=1):
    ratio = value / peer_value if peer else None
    judged = ratio if peer else value
    holds = True if target is None else (judged <= target if better == "lower" else judged >= target)
    return {"name": name, "value": value, "unit": unit, "better": better, "target": target, "holds": holds,
            "peer": peer, "peer_value": peer_value, "ratio": ratio, "n": n}


def write(path, figures):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(figures, file, indent=2)
        file.write("\n")


def cpu_s(process_id):
    """User and system CPU seconds that a process has used so far."""
    with open(f"/proc/{process_id}/stat", encoding="utf-8") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def cpu_s_with_ended(process_id):
    """The same, with that of its children that have ended."""
    with open(f"/proc/{process_id}/stat", encoding="utf-8") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def resident_mb(process_id):
    with open(f"/proc/{process_id}/statm", encoding="utf-8") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE") / 1e6
