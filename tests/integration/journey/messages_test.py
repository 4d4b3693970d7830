"""What commands say where somebody stops: the command line, how it ends, and the sentence that helps."""

import os
import pathlib
import signal
import subprocess
import tempfile
import time
import unittest

import running  # noqa: F401  (makes the settings known)
from settings import ADMIN, BIN, PASSWORD

NOBODY = "http://127.0.0.1:1"  # Nothing listens there.


def started(words, data, clean_up):
    """Where it listens."""
    running = subprocess.Popen(words, stderr=subprocess.DEVNULL)
    clean_up(running.wait)
    clean_up(running.send_signal, signal.SIGTERM)
    port = data / "port"
    deadline = time.monotonic() + 60
    while not port.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    return f"http://127.0.0.1:{port.read_text().split()[0]}"


class MessagesTest(unittest.TestCase):
    """At a host that nobody told of a market."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="kontor-messages-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        host = [BIN / "kontor-host", "--data", cls.folder / "host"]
        subprocess.run([*host, "init", "--admin-email", ADMIN[0], "--admin-password-stdin"], input=PASSWORD + "\n",
                       capture_output=True, text=True, timeout=60, check=True)
        cls.host = started([*host, "--port", "0"], cls.folder / "host", cls.addClassCleanup)
        cls.token = cls.folder / "token"
        cls.ended([BIN / "kontor", "access", "token", "--email", ADMIN[0], "--out", cls.token, "--host", cls.host],
                  answer=PASSWORD)
        cls.wrong = cls.folder / "wrong"
        cls.wrong.write_text("nonsense\n")
        cls.wrong.chmod(0o600)
        cls.open = cls.folder / "open"
        cls.open.write_text("nonsense\n")
        cls.open.chmod(0o644)

    @classmethod
    def ended(cls, words, answer="", **environment):
        told = subprocess.run(words, input=answer + "\n", env={"PATH": os.environ["PATH"], **environment},
                              capture_output=True, text=True, timeout=60, check=False)
        return told.returncode, told.stdout + told.stderr

    def check(self, rows, **environment):
        for line, status, sentence in rows:
            with self.subTest(line):
                words = [BIN / ("kontor-" + line.split()[0]) if line.startswith(("seats", "market")) else BIN / "kontor"]
                words += line.split()[1:] if line.startswith(("seats", "market")) else line.split()
                ended, told = self.ended(words, **environment)
                self.assertEqual(ended, status, told)
                self.assertRegex(told, sentence)
                self.assertNotIn("nonsense", told.replace("--filter nonsense", ""))

    def test_who_has_no_token_yet_is_told_how_to_make_one(self):
        self.check([
            ("access users", 1, "--token-file, or KONTOR_TOKEN_FILE in the environment; kontor access token makes one"),
            (f"access users --token-file {self.wrong}", 1, "Make a token with kontor access token, or in the web app"),
            (f"plugins list --token-file {self.wrong}", 1, "Make a token with kontor access token"),
            (f"license status --token-file {self.wrong}", 1,
             r"Name a file with your token \(mode 0600\).*kontor license register.*kontor access\s+token"),
            (f"license status --token-file {self.open}", 1, r"may be read by others; make it yours alone \(chmod 600\)"),
        ], KONTOR_HOST=self.host)

    def test_where_nothing_answers_the_address_is_doubted(self):
        self.check([
            ("access users", 1, "Is that the host's address.*KONTOR_HOST.*does it run"),
            ("plugins list", 1, "Is that the host's address"),
            ("license status", 1, "Is the address right, and is the service running"),
        ], KONTOR_HOST=NOBODY, KONTOR_TOKEN_FILE=str(self.token))

    def test_a_host_that_runs_and_knows_no_market_is_not_asked_whether_it_runs(self):
        for line in ("license activate", "install kontor.kpi"):
            ended, told = self.ended([BIN / "kontor", *line.split()], KONTOR_HOST=self.host,
                                     KONTOR_TOKEN_FILE=str(self.token))
            self.assertEqual(ended, 1, told)
            self.assertIn("this host knows no market: give it --market and --market-root", told)
            self.assertNotIn("running?", told)
            self.assertNotIn("does it run", told)

    def test_a_wrong_password_is_not_answered_with_advice_about_tokens(self):
        ended, told = self.ended([BIN / "kontor", "access", "token", "--email", ADMIN[0], "--out",
                                  self.folder / "other", "--host", self.host], answer="another password")

        self.assertEqual(ended, 1, told)
        self.assertIn("password", told)
        self.assertNotIn("Make a token", told)

    def test_an_empty_list_says_so(self):
        self.check([("access teams", 0, "^there is none$"), ("report list", 0, "^there is none$")],
                   KONTOR_HOST=self.host, KONTOR_TOKEN_FILE=str(self.token))

    def test_a_wrong_file_or_name_is_told_with_the_right_one(self):
        (self.folder / "empty").mkdir()
        (self.folder / "there.csv").touch()
        at = self.folder
        self.check([
            (f"export person {at}/x.txt", 1, r"a file ends in \.csv, \.xlsx or \.json, or --format says which"),
            (f"export person {at}/there.csv", 1, "exists already"),
            (f"export person {at}/x.csv --filter nonsense", 1, r'--filter is not JSON, as \[\{"field":'),
            (f"gdpr export nobody --out {at}/p.json", 1, "there is no such person"),
            (f"audit verify --data {at}/empty", 2, "there is no database .*empty/host.db; --data names the host's folder"),
            ("tuf", 1, 'kontor has no verb "tuf"; did you mean "kontor run"'),
            (f"seats --data {at}/seats --port 0 run", 1, "no key file .*; kontor-seats init makes it"),
            (f"market --data {at}/empty --port 0", 1, r"hold a key ceremony first \(kontor keys ceremony\)"),
        ], KONTOR_HOST=self.host, KONTOR_TOKEN_FILE=str(self.token))
        self.assertFalse((at / "p.json").exists())


class MarketMessagesTest(unittest.TestCase):
    """At a market nobody has published on."""

    def test_who_has_no_token_at_the_market_is_told_where_to_name_it(self):
        with tempfile.TemporaryDirectory(prefix="kontor-messages-") as folder:
            data = pathlib.Path(folder) / "market"
            subprocess.run([BIN / "kontor", "keys", "ceremony", "--out", data, "--demo"], capture_output=True, timeout=60,
                           check=True)
            market = started([BIN / "kontor-market", "--data", data, "--port", "0"], data, self.addCleanup)
            wrong = pathlib.Path(folder) / "wrong"
            wrong.write_text("nonsense\n")
            wrong.chmod(0o600)
            for verb in (["operator", "queue"], ["company", "orders"], ["vendor", "statement", "--vendor", "kontor"]):
                with self.subTest(verb):
                    ended, told = MessagesTest.ended([BIN / "kontor", *verb, "--market", market, "--token-file", wrong])
                    self.assertEqual(ended, 1, told)
                    self.assertRegex(told, r"Name a file with your token at this market \(mode 0600\)")
                    self.assertNotIn("nonsense", told)


if __name__ == "__main__":
    unittest.main()
