"""What a long benchmark is at: a line on standard error for each step, and its time where that was over a second."""

import contextlib
import sys
import time


def say(text):
    print("  " + text, file=sys.stderr, flush=True)


@contextlib.contextmanager
def step(name):
    say(f"{name} ...")
    began = time.monotonic()
    yield
    took = time.monotonic() - began
    if took > 1:
        say(f"  {took:.0f} s")
