"""The market changes the key that signs licences, then withdraws the old one, while a host and kontor-seats go on."""

import base64
import json
import unittest

from trading import OFFER, PRODUCT, License, Trade  # First: it makes the demo's modules known.
from client import Problem
from market import run
from processes import until
from settings import BIN, VENDOR


def key_of(document):
    """The id of the licence key in the footer of a PASETO."""
    footer = document.strip().split(".")[3]
    return json.loads(base64.urlsafe_b64decode(footer + "=" * (-len(footer) % 4)))["kid"]


class LicenseKeysTest(unittest.TestCase):
    """The tests run in the order of their names: each goes on where the one before ended."""

    @classmethod
    def setUpClass(cls):
        cls.trade = Trade()
        cls.market, cls.office, cls.folder = cls.trade.market, cls.trade.office, cls.trade.folder
        cls.company = License(cls.folder / "company.token", market=cls.market.url)
        cls.keys = cls.market.data / "keys"
        cls.seats = cls.folder / "seats"

    @classmethod
    def tearDownClass(cls):
        cls.trade.close()

    def listed(self):
        """The list of the ceremony; later ones lie beside it."""
        (file,) = (self.market.data / "tuf/targets/market").glob("*.license-keys.json")
        return json.loads(file.read_text())["keys"]

    def list_keys(self, number, *public):
        """The operator's walk of marketplace/repository/README.md, while the market runs."""
        draft = self.folder / f"draft-{number}"
        words = [word for file in public for word in ("--license-key", file)]
        run(BIN / "kontor", "keys", "prepare", "targets", "--market", self.market.url, "--out", draft, *words)
        document = next(draft.glob("*.targets.json"))
        copy, signed = self.folder / f"copy-{number}", self.folder / f"signed-{number}" / document.name
        signed.parent.mkdir()
        run(BIN / "kontor", "keys", "sign", document, "--key", self.keys / "targets.key", "--out", copy)
        run(BIN / "kontor", "keys", "assemble", copy, "--out", signed)
        run(BIN / "kontor", "keys", "accept", signed, "--files", draft / "files", "--market", self.market.url,
            "--token-file", self.market.operator_token)

    def trust(self, *words):
        run(BIN / "kontor-seats", "--data", self.seats, "trust", "--market", self.market.url, *words)
        return json.loads((self.seats / "trust.json").read_text())["license_keys"]

    def newest(self):
        self.company.say("order", "--look", self.order["order_id"], "--out", self.folder / "new.license")
        return (self.folder / "new.license").read_text()

    def test_1_a_host_and_a_company_have_licences_of_the_first_key(self):
        cls = type(self)
        administrator = self.office.log_in()
        order = administrator.call("POST", "/api/v1/market/orders",
                                   {"plugin_id": PRODUCT, "offer_id": OFFER, "quantity": 2},
                                   headers={"Idempotency-Key": "office-1"})
        self.trade.pay(order)
        self.office.license().say("activate")
        authority = self.office.license().tell("status")["authority"]
        newcomer = License("/nonexistent", market=self.market.url)
        newcomer.environment.pop("KONTOR_TOKEN_FILE")
        newcomer.say("register", "Exempel AB", "--ledger-key", authority, "--out", self.folder / "company.token")
        cls.order = self.company.tell("order", OFFER, "--quantity", "1", "--key", "order-1")
        self.trade.pay(self.order)
        cls.old = self.folder / "old.license"
        self.company.say("order", "--look", self.order["order_id"], "--out", self.old)
        run(BIN / "kontor-seats", "--data", self.seats, "init")
        first = self.trust("--root", self.market.root, VENDOR)
        self.assertEqual(first, [key["ed25519"] for key in self.listed()])

    def test_2_the_next_key_signs_as_soon_as_it_is_listed_and_every_licence_anew(self):
        cls = type(self)
        present = self.folder / "present.pub"
        present.write_text(json.dumps({"keytype": "ed25519", "scheme": "ed25519",
                                       "keyval": {"public": self.listed()[0]["ed25519"]}}))
        stranger = self.folder / "stranger.key"
        run(BIN / "kontor", "keys", "new", stranger)
        with self.assertRaisesRegex(RuntimeError, "license.next.key"):
            self.list_keys(0, f"{stranger}.pub")
        run(BIN / "kontor", "keys", "new", self.keys / "license.next.key")
        cls.next_public = self.keys / "license.next.key.pub"
        self.list_keys(1, present, self.next_public)
        self.assertFalse((self.keys / "license.next.key").exists())
        self.assertEqual(len(self.trust()), 2)
        until(lambda: key_of(self.newest()) != key_of(self.old.read_text()), "the licences to be signed anew")
        self.office.license().say("activate", self.old)  # Both keys count.

    def test_3_a_running_host_learns_of_the_withdrawn_key_and_goes_on_by_the_new_documents(self):
        self.list_keys(2, self.next_public)
        self.assertEqual(len(self.trust()), 1)
        self.office.stop()
        self.office.start()  # Its first look at the market is twenty seconds from now, then every hour.

        def known():
            done = self.office.license().try_to("activate", self.old)
            return done.returncode != 0 and done.stderr

        told = until(known, "the host to look at the market by itself", 120)
        self.assertIn("withdrawn", told)
        self.assertIn("kontor license activate", told)
        with self.assertRaises(Problem) as refused:
            self.office.log_in().post("/api/v1/licenses", {"token": self.old.read_text().strip()})
        self.assertEqual(refused.exception.body["code"], "unknown-key")
        status = until(lambda: self._whole(), "the host to fetch what was signed anew", 60)
        self.assertEqual([one["state"] for one in status["licenses"]], ["active"])
        self.assertEqual([one["code"] for one in status["refused"]], ["unknown-key"])

    def _whole(self):
        """The office's own licence came back by itself; the one brought by file waits for its file."""
        status = self.office.license().tell("status")
        return len(status["licenses"]) == 1 and len(status["refused"]) == 1 and status

    def test_4_the_file_as_it_is_signed_now_takes_its_place(self):
        office = self.office.license()
        self.assertIn("refused (unknown-key)", office.say("status"))
        self.newest()
        office.say("activate", self.folder / "new.license")
        status = office.tell("status")
        self.assertEqual((len(status["licenses"]), status["refused"]), (2, []))
        self.assertTrue(office.tell("audit")["whole"])


if __name__ == "__main__":
    unittest.main()
