"""The servers' Debian packages, installed, upgraded and removed on a machine of their own (on_a_copy.sh)."""

import configparser
import pathlib
import pwd
import shlex
import signal
import stat
import subprocess
import time
import unittest
import urllib.request

PACKAGES = pathlib.Path("/tmp/packages")
DATA = pathlib.Path("/var/lib/kontor/host")
UNITS = pathlib.Path("/lib/systemd/system")


def shell(*words, **more):
    ended = subprocess.run(words, capture_output=True, text=True, timeout=120, **more)
    if ended.returncode != 0:
        raise AssertionError(f"{shlex.join(words)} ended with {ended.returncode}:\n{ended.stdout}{ended.stderr}")
    return ended.stdout


def install(*names):
    return shell("dpkg", "-i", *(str(next(PACKAGES.glob(f"{name}_*.deb"))) for name in names))


def service_of(component):
    """What systemd would run, as words."""
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str
    unit.read(UNITS / f"kontor-{component}.service")
    return unit["Service"]


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


class Packages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        install("kontor-runtime", "kontor-host", "kontor-market", "kontor-seats")

    def command_of(self, component, *more):
        """What the unit starts, as the service's user."""
        return ["setpriv", "--reuid=kontor", "--regid=kontor", "--clear-groups",
                *shlex.split(service_of(component)["ExecStart"]), *more]

    def start(self, component, *more):
        running = subprocess.Popen(self.command_of(component, *more), stderr=subprocess.PIPE, text=True,
                                   umask=int(service_of(component)["UMask"], 8))
        self.addCleanup(running.stderr.close)
        self.addCleanup(running.kill)
        return running

    def test_a_service_user_owns_the_data_and_nobody_else_reads_it(self):
        user = pwd.getpwnam("kontor")

        self.assertTrue(user.pw_shell.endswith("nologin"))
        for folder in (DATA, DATA.parent / "market", DATA.parent / "seats"):
            self.assertEqual((folder.stat().st_uid, mode(folder)), (user.pw_uid, 0o700))

    def test_the_units_are_what_systemd_understands(self):
        for component in ("host", "market", "seats"):
            told = subprocess.run(["systemd-analyze", "verify", str(UNITS / f"kontor-{component}.service")],
                                  capture_output=True, text=True, timeout=120)
            self.assertNotIn(f"kontor-{component}.service:", told.stdout + told.stderr)

    def test_the_host_runs_as_its_unit_says_once_it_has_an_administrator(self):
        shell(*self.command_of("host", "init", "--admin-email", "boss@example.test", "--admin-password-stdin"),
              input="a long enough password\n")
        running = self.start("host", "--port", "0")
        port = self.port_of(running)

        page = urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30).read()
        ready = urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=30).status
        running.send_signal(signal.SIGTERM)

        self.assertEqual(running.wait(30), 0)
        self.assertEqual(ready, 200)
        self.assertIn(b"<script", page)
        self.assertEqual(mode(DATA / "host.db") & 0o077, 0)

    def port_of(self, running):
        """The host writes its port once it listens."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and running.poll() is None:
            if (DATA / "port").exists():
                return int((DATA / "port").read_text())
            time.sleep(0.05)
        raise AssertionError("the host did not start: " + running.stderr.read())

    def test_the_market_says_what_it_lacks_before_its_ceremony(self):
        running = self.start("market")

        self.assertNotEqual(running.wait(30), 0)
        self.assertIn("kontor keys", running.stderr.read())

    def test_an_upgrade_keeps_the_configuration_and_the_data(self):
        configuration = pathlib.Path("/etc/kontor/host.conf")
        edited = configuration.read_text() + "company=\"Acme\"\n"
        configuration.write_text(edited)
        (DATA / "mine").write_text("kept")

        install("kontor-host")

        self.assertEqual(configuration.read_text(), edited)
        self.assertEqual((DATA / "mine").read_text(), "kept")

    def test_removal_leaves_the_data_and_says_where_it_lies(self):
        (DATA.parent / "market/mine").write_text("kept")

        told = shell("dpkg", "--purge", "kontor-market")

        self.assertIn("/var/lib/kontor/market", told)
        self.assertTrue((DATA.parent / "market/mine").exists())
        install("kontor-market")


if __name__ == "__main__":
    unittest.main()
