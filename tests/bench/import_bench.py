"""Rows per second of importing the generated contacts, with and without the consent hook, and
whether a row costs more when ten times as many are there."""

import datetime
import sys

import figures
import running

ROUNDS = 3
CURVE_STEPS = 10  # Of 10,000 rows each.


class Measured:
    """One import of 10,000 rows: from the first file's acceptance to the last one's end, without the
    pauses between the files."""

    def __init__(self, firm, files):
        pid = firm.program.pid()
        before_s = figures.cpu_s(pid)
        imports = running.import_persons(firm, files)
        self.cpu_s = figures.cpu_s(pid) - before_s
        self.wall_s = sum(duration_s(one) for one in imports)
        self.rows = sum(one["rows_read"] for one in imports)
        self.created = sum(one["created"] for one in imports)

    @property
    def rate(self):
        return self.rows / self.wall_s

    @property
    def cpu_us(self):
        return self.cpu_s / self.rows * 1e6


def duration_s(job):
    created, finished = (datetime.datetime.fromisoformat(job[name].replace("Z", "+00:00"))
                         for name in ("created_at", "finished_at"))
    return (finished - created).total_seconds()


def best_of_fresh_hosts(plugins):
    """Each round on its own fresh data; the best, because other work on the machine only slows down."""
    rounds = []
    for _ in range(ROUNDS):
        with running.company(plugins) as firm:
            rounds.append(Measured(firm, running.contacts(firm)))
    return max(rounds, key=lambda one: one.rate)


def curve(plugins=()):
    """The same host taking 10,000 rows ten times over, other people each time."""
    with running.company(plugins) as firm:
        lists = [running.contacts(firm, seed) for seed in range(1000, 1000 + 10 * CURVE_STEPS, 10)]
        return [Measured(firm, files) for files in lists]


def main(out):
    plain = best_of_fresh_hosts([])
    hooked = best_of_fresh_hosts(["consent"])
    steps = curve()
    total = sum(step.rows for step in steps)
    total_s = sum(step.wall_s for step in steps)
    hooked_s = sum(step.wall_s for step in curve(["consent"]))
    figures.write(out, [
        figures.figure("import without hooks", plain.rate, "rows/s", "higher", 10_000, n=plain.rows),
        figures.figure("import with the consent hook", hooked.rate, "rows/s", "higher", 3_000, n=hooked.rows),
        figures.figure("import without hooks, host CPU", plain.cpu_us, "us/row", "lower", n=plain.rows),
        figures.figure("import with the consent hook, host CPU", hooked.cpu_us, "us/row", "lower", n=hooked.rows),
        figures.figure("first 10,000 of 100,000 rows", steps[0].rate, "rows/s", "higher", n=steps[0].rows),
        figures.figure("last 10,000 of 100,000 rows", steps[-1].rate, "rows/s", "higher", n=steps[-1].rows),
        figures.figure("all 100,000 rows", total / total_s, "rows/s", "higher", n=total),
        figures.figure("100,000 rows with one isolated hook, times those without", hooked_s / total_s, "x", "lower",
                       1.5, n=total),
        figures.figure("first 10,000 of 100,000 rows, host CPU", steps[0].cpu_us, "us/row", "lower", n=steps[0].rows),
        figures.figure("last 10,000 of 100,000 rows, host CPU", steps[-1].cpu_us, "us/row", "lower", n=steps[-1].rows),
    ])


if __name__ == "__main__":
    main(sys.argv[1])
