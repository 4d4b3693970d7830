"""Programs of the demo: started in the background, found again by their pid file, stopped in order."""

import os
import pathlib
import signal
import subprocess
import time

DEADLINE_S = 60


def until(condition, what, deadline_s=DEADLINE_S):
    """Polls until `condition()` gives something true; says what it waited for when it never does."""
    end = time.monotonic() + deadline_s
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.01)
    raise TimeoutError(f"waited {deadline_s} s for {what}")


class Program:
    """One background program with its folder: NAME.log and NAME.pid lie in `data`."""

    def __init__(self, name, data):
        self.name = name
        self.log = pathlib.Path(data) / f"{name}.log"
        self.pid_file = pathlib.Path(data) / f"{name}.pid"

    def start(self, *command, environment=None):
        with open(self.log, "ab") as log:
            process = subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL, stdout=log,
                                       stderr=log, start_new_session=True,
                                       env=dict(os.environ, **(environment or {})))
        self.pid_file.write_text(str(process.pid))
        self._process = process
        return self

    def pid(self):
        try:
            return int(self.pid_file.read_text())
        except (FileNotFoundError, ValueError):
            return None

    def alive(self):
        pid = self.pid()
        if pid is None:
            return False
        process = getattr(self, "_process", None)
        if process is not None:
            return process.poll() is None
        try:
            with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
                return file.read().rsplit(")", 1)[1].split()[0] != "Z"
        except FileNotFoundError:
            return False

    def wait_for(self, condition, what):
        """Like until(), but gives up at once, with the end of the log, when the program has ended."""

        def ready():
            if not self.alive():
                raise RuntimeError(f"{self.name} ended before {what}; its log ends with:\n{self.tail()}")
            return condition()

        return until(ready, f"{self.name}: {what}")

    def tail(self, lines=15):
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def kill(self):
        """kill -9, as the power cut does it."""
        if self.alive():
            os.kill(self.pid(), signal.SIGKILL)
            until(lambda: not self.alive(), f"{self.name} to be gone")

    def stop(self):
        if self.alive():
            os.kill(self.pid(), signal.SIGTERM)
            try:
                until(lambda: not self.alive(), f"{self.name} to stop", 15)
            except TimeoutError:
                self.kill()
        self.pid_file.unlink(missing_ok=True)
