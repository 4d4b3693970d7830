"""What an administrator does from the command line, against the running product."""

import json
import pathlib
import re
import stat
import subprocess
import tempfile
import unittest
import urllib.request

from running import product

from settings import ADMIN, BIN, OFFERS, PASSWORD


class CommandsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.product = product()
        cls.admin = cls.product.company.log_in()
        cls.folder = tempfile.TemporaryDirectory(prefix="kontor-commands-")
        cls.token = pathlib.Path(cls.folder.name) / "token"
        made = cls.admin.post("/api/v1/tokens", {"name": "command line", "scopes": ["plugins.manage"]})
        cls.token.write_text(made["token"] + "\n")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def kontor(self, *words):
        return subprocess.run([BIN / "kontor", *words, "--host", self.product.company.url, "--token-file", self.token],
                              capture_output=True, text=True, timeout=120, check=False)

    def installed(self):
        return [plugin["id"] for plugin in self.admin.call("GET", "/api/v1/plugins")]

    def test_kontor_install_shows_the_permissions_and_installs_once_they_are_accepted(self):
        self.admin.call("DELETE", "/api/v1/plugins/kontor.kpi")

        asked = self.kontor("install", "kontor.kpi")
        self.assertEqual(asked.returncode, 1, asked.stdout)
        self.assertIn("permissions", asked.stderr)
        self.assertIn("  - Read Deals: ", asked.stderr)
        self.assertIn("--accept-permissions", asked.stderr)
        self.assertNotIn("kontor.kpi", self.installed())

        done = self.kontor("install", "kontor.kpi", "--accept-permissions")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"^kontor\.kpi \S+ is installed and running\n")
        self.assertIn("kontor.kpi", self.installed())

    def test_an_administrator_makes_a_token_with_the_password_alone(self):
        place = pathlib.Path(self.folder.name) / "mine"
        words = [BIN / "kontor", "access", "token", "--email", ADMIN[0], "--host", self.product.company.url,
                 "--out", place]

        made = subprocess.run(words, input=PASSWORD + "\n", capture_output=True, text=True, timeout=60, check=False)
        again = subprocess.run(words, input=PASSWORD + "\n", capture_output=True, text=True, timeout=60, check=False)
        wrong = subprocess.run([*words[:-1], place.with_name("other")], input="another\n", capture_output=True,
                               text=True, timeout=60, check=False)

        self.assertEqual(made.returncode, 0, made.stderr)
        self.assertEqual(stat.S_IMODE(place.stat().st_mode), 0o600)
        self.assertNotIn(place.read_text().strip(), made.stdout + made.stderr)
        self.assertEqual((again.returncode, wrong.returncode), (1, 1))
        self.assertFalse(place.with_name("other").exists())
        # The flag wins over what the environment says to every verb.
        users = subprocess.run([BIN / "kontor", "plugins", "list", "--token-file", place],
                               env={"KONTOR_HOST": self.product.company.url, "KONTOR_TOKEN_FILE": "/nowhere"},
                               capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(users.returncode, 0, users.stderr)

    def test_one_signs_in_for_the_address_of_ones_calendar(self):
        words = [BIN / "kontor", "access", "calendar", "--host", self.product.company.url, "--email", ADMIN[0], "--json"]

        made = subprocess.run(words, input=PASSWORD + "\n", capture_output=True, text=True, timeout=60, check=False)
        wrong = subprocess.run(words, input="another\n", capture_output=True, text=True, timeout=60, check=False)

        self.assertEqual(made.returncode, 0, made.stderr)
        self.assertEqual(wrong.returncode, 1, wrong.stdout)
        with urllib.request.urlopen(self.product.company.url + json.loads(made.stdout)["path"], timeout=60) as feed:
            self.assertTrue(feed.read().startswith(b"BEGIN:VCALENDAR"))

    def test_a_rehearsal_from_the_market_says_what_the_plugin_would_cost(self):
        told = self.kontor("rehearse", "kontor.sms")

        self.assertEqual(told.returncode, 0, told.stdout + told.stderr)
        self.assertNotIn("It was not installed", told.stdout)
        price = re.search(r"Price for (\d+) users: ([\d.]+) EUR per month", told.stdout)
        self.assertIsNotNone(price, told.stdout)
        cents_per_seat = OFFERS["sms"]["price"]
        self.assertEqual(round(float(price[2]) * 100), cents_per_seat * int(price[1]))

    def test_anybody_audits_the_whole_log_and_finds_what_was_published(self):
        keys = next(self.product.data.rglob("log-keys.verified"))
        place = pathlib.Path(self.folder.name)

        def audit(*more):
            return subprocess.run([BIN / "kontor", "log", "audit", "--market", self.product.market.url,
                                   "--log-keys", keys, *more], capture_output=True, text=True, timeout=120, check=False)

        first = audit("--save", place / "seen")
        self.assertEqual(first.returncode, 0, first.stderr)
        self.assertIn("The log is whole", first.stdout)
        again = audit("--from", place / "seen", "--json")
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertGreaterEqual(json.loads(again.stdout)["size"], len(OFFERS))

        (place / "seen").write_text((place / "seen").read_text().replace("\n", "\nnonsense\n", 1))
        self.assertEqual(audit("--from", place / "seen").returncode, 1)

    def test_a_policy_says_beforehand_what_it_would_refuse_of_what_is_installed(self):
        place = pathlib.Path(self.folder.name)
        plugins = self.installed()
        self.assertTrue(plugins)
        policy = {"format": "kontor.install-policy/1", "serial": 1, "signers": ["11" * 32],
                  "vendors": {"forbidden": ["kontor"]}}
        (place / "policy.json").write_text(json.dumps(policy))

        strict = self.kontor("policy", "check", place / "policy.json")
        self.assertEqual(strict.returncode, 1, strict.stdout + strict.stderr)
        self.assertIn("the vendor kontor is forbidden", strict.stdout)
        (place / "policy.json").write_text(json.dumps(policy | {"vendors": {"forbidden": ["acme"]}}))
        mild = self.kontor("policy", "check", place / "policy.json")
        self.assertEqual(mild.returncode, 0, mild.stdout + mild.stderr)
        self.assertIn(f"{plugins[0]} ", mild.stdout)
        (place / "policy.json").write_text("some text")
        wrong = self.kontor("policy", "check", place / "policy.json")
        self.assertEqual(wrong.returncode, 1)
        self.assertIn("is no install policy", wrong.stderr)
        self.assertEqual(plugins, self.installed())

    def test_kontor_install_says_what_is_wrong_with_a_token(self):
        self.token.with_name("wrong").write_text("nonsense\n")
        refused = subprocess.run([BIN / "kontor", "install", "kontor.kpi", "--host", self.product.company.url,
                                  "--token-file", self.token.with_name("wrong")],
                                 capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("kontor install:", refused.stderr)
        self.assertNotIn("nonsense", refused.stderr)


if __name__ == "__main__":
    unittest.main()
