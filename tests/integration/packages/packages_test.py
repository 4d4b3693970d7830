"""The servers' Debian packages, installed, upgraded and removed on a machine of their own (on_a_copy.sh)."""

import configparser
import contextlib
import os
import pathlib
import pwd
import re
import shlex
import shutil
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
import unittest
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from mail_sink import MailSink  # noqa: E402  (the path above makes it known)

PACKAGES = pathlib.Path("/tmp/packages")
DATA = pathlib.Path("/var/lib/kontor/host")
UNITS = pathlib.Path("/lib/systemd/system")
GUIDE = pathlib.Path("/tmp/host-guide.md")


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
        manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(manager.close)
        manager.bind("\0kontor-packages-test")
        manager.settimeout(60)
        os.environ["NOTIFY_SOCKET"] = "@kontor-packages-test"
        self.addCleanup(os.environ.pop, "NOTIFY_SOCKET")
        running = self.start("host", "--port", "0")
        self.assertEqual(service_of("host")["Type"], "notify")
        self.assertEqual(manager.recv(100), b"READY=1")
        port = self.port_of(running)

        page = urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30).read()
        ready = urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=30).status
        running.send_signal(signal.SIGTERM)

        self.assertEqual(running.wait(30), 0)
        self.assertEqual(ready, 200)
        self.assertIn(b"<script", page)
        self.assertEqual(mode(DATA / "host.db") & 0o077, 0)

    def test_the_guide_brings_a_mail_to_who_asks_for_one(self):
        """Steps 2 to 7 of "From nothing to a running company server", with a mail server of the test's own."""
        place = pathlib.Path("/tmp/mail")
        place.mkdir()
        shell("openssl", "req", "-x509", "-newkey", "rsa:3072", "-nodes", "-days", "365", "-keyout", str(place / "key"),
              "-out", "/usr/local/share/ca-certificates/mail.crt", "-subj", "/CN=localhost",
              "-addext", "subjectAltName=DNS:localhost")
        shell("update-ca-certificates")
        sink = MailSink("/usr/local/share/ca-certificates/mail.crt", place / "key")
        self.addCleanup(sink.close)
        data = DATA.parent / "mail"
        data.mkdir(mode=0o700)
        user = pwd.getpwnam("kontor")
        os.chown(data, user.pw_uid, user.pw_gid)
        written = pathlib.Path("/etc/kontor/host.conf").read_text()
        for name, value in (("data", data), ("smtp-url", f"smtps://localhost:{sink.port}"),
                            ("mail-from", "Acme <crm@acme.test>")):
            written, count = re.subn(rf'(?m)^(# )?{name}=.*$', f'{name}="{value}"', written)
            self.assertEqual(count, 1, name)
        configuration = place / "host.conf"
        configuration.write_text(written)
        host = ["setpriv", "--reuid=kontor", "--regid=kontor", "--clear-groups", "kontor-host", "--config",
                str(configuration)]
        shell(*host, "init", "--admin-email", "you@example.com", "--admin-password-stdin",
              input="a long enough password\n")
        running = subprocess.Popen([*host, "--port", "0"], stderr=subprocess.PIPE, text=True)
        self.addCleanup(running.stderr.close)
        self.addCleanup(running.kill)
        url = f"http://127.0.0.1:{self.port_of(running, data)}"
        token = place / "crm.token"
        shell("kontor", "access", "token", "--email", "you@example.com", "--out", str(token), "--host", url,
              input="a long enough password\n")

        asked = re.search(r"(?m)^ +(curl -sS .*\\\n.*/settings/mail/test)$", GUIDE.read_text())
        answer = shell("bash", "-c", asked[1], env={**os.environ, "KONTOR_HOST": url, "KONTOR_TOKEN_FILE": str(token)})

        self.assertEqual(answer, "")
        self.assertEqual(len(sink.mails), 1)
        self.assertRegex(sink.mails[0], "(?m)^From: .*crm@acme.test")
        self.assertRegex(sink.mails[0], "(?m)^To: .*you@example.com")
        running.send_signal(signal.SIGTERM)
        self.assertEqual(running.wait(30), 0)

    def port_of(self, running, data=DATA):
        """The host writes its port once it listens."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and running.poll() is None:
            if (data / "port").exists():
                return int((data / "port").read_text())
            time.sleep(0.05)
        raise AssertionError("the host did not start: " + running.stderr.read())

    def company(self, name):
        """An empty one with an administrator."""
        data = DATA.parent / name
        data.mkdir(mode=0o700)
        user = pwd.getpwnam("kontor")
        os.chown(data, user.pw_uid, user.pw_gid)
        shell(*self.command_of("host", "--data", str(data), "init", "--admin-email", "boss@example.test",
                               "--admin-password-stdin"), input="a long enough password\n")
        return data

    def plugins_of(self, data, *more):
        """What `kontor plugins list` says of a host on this data, and what the host said."""
        log = open(data / "log", "w+", encoding="utf-8")
        self.addCleanup(log.close)
        running = subprocess.Popen(self.command_of("host", "--data", str(data), "--port", "0", *more), stderr=log)
        self.addCleanup(running.kill)
        deadline = time.monotonic() + 60
        while not (data / "port").exists():
            self.assertTrue(time.monotonic() < deadline and running.poll() is None, (data / "log").read_text())
            time.sleep(0.05)
        url = f"http://127.0.0.1:{(data / 'port').read_text().strip()}"
        token = data / "cli.token"
        token.unlink(missing_ok=True)
        shell("kontor", "access", "token", "--email", "boss@example.test", "--out", str(token), "--host", url,
              input="a long enough password\n")
        listed = shell("kontor", "plugins", "list", "--host", url, "--token-file", str(token))
        running.send_signal(signal.SIGTERM)
        self.assertEqual(running.wait(30), 0)
        (data / "port").unlink()
        return listed, (data / "log").read_text()

    def test_consent_comes_with_the_host_and_runs_without_a_market(self):
        listed, said = self.plugins_of(self.company("bundled"))

        self.assertRegex(listed, r"kontor\.consent\b.*\brunning\b", said)

    def test_a_bundle_that_was_changed_is_refused_in_words_and_the_host_starts_without_it(self):
        changed = pathlib.Path("/tmp/changed-bundle")
        shutil.copytree("/usr/share/kontor/bundled", changed)
        bytes_of = bytearray((changed / "bundle.tar").read_bytes())
        bytes_of[len(bytes_of) // 2] ^= 1  # In the package, which is most of it.
        (changed / "bundle.tar").write_bytes(bytes_of)

        listed, said = self.plugins_of(self.company("changed"), "--bundled", str(changed))

        self.assertNotIn("kontor.consent", listed)
        self.assertIn("what came with this host was not installed; the host goes on without it", said)

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

    def older_data(self, name):
        """Data with an administrator, as a program from before webhooks left it."""
        data = DATA.parent / name
        if not data.exists():
            data.mkdir(mode=0o700)
            user = pwd.getpwnam("kontor")
            os.chown(data, user.pw_uid, user.pw_gid)
            shell(*self.command_of("host", "--data", str(data), "init", "--admin-email", "boss@example.test",
                                   "--admin-password-stdin"), input="a long enough password\n")
        self.change(data, "DROP TABLE webhook_delivery", "DROP TABLE webhook",
                    "DELETE FROM schema_migration WHERE component = 'host' AND number = 8")
        return data

    def change(self, data, *statements):
        with contextlib.closing(sqlite3.connect(data / "host.db")) as database, database:
            for statement in statements:
                database.execute(statement)

    def count(self, data, table):
        with contextlib.closing(sqlite3.connect(data / "host.db")) as database:
            return database.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]

    def stops_well(self, data):
        """It listens, and what it has is whole."""
        running = self.start("host", "--data", str(data), "--port", "0")
        port = self.port_of(running, data)
        ready = urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=30).status
        running.send_signal(signal.SIGTERM)
        self.assertEqual((ready, running.wait(30)), (200, 0))
        (data / "port").unlink()
        self.assertEqual(self.count(data, "account_user"), 1)
        self.assertEqual(self.count(data, "webhook"), 0)
        self.assertFalse((data / "upgrade").exists())
        shell("setpriv", "--reuid=kontor", "--regid=kontor", "--clear-groups", "kontor", "audit", "verify", "--data",
              str(data))

    def test_an_upgrade_of_the_package_migrates_older_data(self):
        data = self.older_data("older")

        install("kontor-host")

        self.stops_well(data)

    def test_a_host_killed_in_the_middle_of_an_upgrade_goes_on_with_the_next_start(self):
        for moment in range(6):
            data = self.older_data("killed")
            running = self.start("host", "--data", str(data), "--port", "0")
            deadline = time.monotonic() + 60
            while not (data / "upgrade").exists() and not (data / "port").exists():
                self.assertLess(time.monotonic(), deadline)
                time.sleep(0.001)
            # From the beginning of its backup to the end of its migrations.
            time.sleep(moment * 0.03)
            running.kill()
            running.wait(30)
            (data / "port").unlink(missing_ok=True)
            self.stops_well(data)

    def test_an_upgrade_that_fails_leaves_the_data_to_the_program_before(self):
        data = self.older_data("unlucky")
        self.change(data, "CREATE TABLE webhook (foreign_to_us TEXT)", "INSERT INTO webhook VALUES ('theirs')")

        running = self.start("host", "--data", str(data), "--port", "0")

        # Which its unit does not try again and again.
        self.assertIn(str(running.wait(60)), service_of("host")["RestartPreventExitStatus"].split())
        self.assertIn("the database is as it was before", running.stderr.read())
        self.assertEqual(self.count(data, "webhook"), 1)
        self.change(data, "DROP TABLE webhook")
        self.stops_well(data)

    def test_removal_leaves_the_data_and_says_where_it_lies(self):
        (DATA.parent / "market/mine").write_text("kept")

        told = shell("dpkg", "--purge", "kontor-market")

        self.assertIn("/var/lib/kontor/market", told)
        self.assertTrue((DATA.parent / "market/mine").exists())
        install("kontor-market")


if __name__ == "__main__":
    unittest.main()
