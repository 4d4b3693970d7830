"""Buy, activate off line, borrow, return, renew, audit: the walk of licensing/README.md, word for word."""

import pathlib
import unittest

from trading import ADMINISTRATOR, OFFER, PRODUCT, License, Trade


class LicenseJourneyTest(unittest.TestCase):
    """The tests run in the order of their names: each goes on where the one before ended."""

    @classmethod
    def setUpClass(cls):
        cls.trade = Trade()
        cls.office = cls.trade.office
        cls.folder = cls.trade.folder
        cls.document = cls.folder / "sms.license"
        cls.company = License(cls.folder / "company.token", market=cls.trade.market.url)

    @classmethod
    def tearDownClass(cls):
        cls.trade.close()

    def refused(self, license, *words):
        done = license.try_to(*words)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertNotIn("Traceback", done.stderr)
        return done.stderr

    def test_1_a_company_registers_the_ledger_that_will_count(self):
        authority = self.office.license().tell("status")["authority"]
        newcomer = License("/nonexistent", market=self.trade.market.url)
        newcomer.environment.pop("KONTOR_TOKEN_FILE")
        told = newcomer.say("register", "Exempel AB", "--ledger-key", authority,
                            "--out", self.folder / "company.token")
        self.assertNotIn((self.folder / "company.token").read_text().strip(), told)
        self.assertEqual((self.folder / "company.token").stat().st_mode & 0o777, 0o600)
        self.assertIn("is there already", self.refused(
            newcomer, "register", "Exempel AB", "--out", self.folder / "company.token"))

    def test_2_it_orders_pays_and_has_the_document_in_a_file(self):
        order = self.company.tell("order", OFFER, "--quantity", "2", "--key", "order-1")
        again = self.company.tell("order", OFFER, "--quantity", "2", "--key", "order-1")
        self.assertEqual(order["order_id"], again["order_id"])
        self.assertEqual(order["invoice"]["total"], {"amount": 2796000, "currency": "RUB"})
        self.assertIn("Once it is paid", self.company.say("order", "--look", order["order_id"]))
        self.trade.pay(order)
        told = self.company.say("order", "--look", order["order_id"], "--out", self.document)
        self.assertIn("27 960.00 RUB", told)
        self.assertTrue(self.document.read_text().startswith("v4.public."))
        license_id = self.company.tell("order", "--look", order["order_id"])["license_id"]
        begun = self.company.tell("begin", license_id, "--out", self.document)
        self.assertEqual(begun["license_id"], license_id)
        self.assertEqual(begun["updates_until"],
                         self.company.tell("begin", license_id, "--out", self.document)["updates_until"])

    def test_3_the_office_activates_from_the_file_and_sees_until_when(self):
        license = self.office.license()
        self.assertIn("no licence is installed", license.say("status"))
        license.say("activate", self.document)
        status = license.tell("status")
        self.assertEqual([(one["product"], one["seats"], one["state"], one["counted_by"])
                          for one in status["licenses"]], [(PRODUCT, 2, "active", "this host")])
        self.assertIn("0 of 2 seats (concurrent)", license.say("status"))

    def test_4_a_notebook_takes_the_documents_word_that_the_office_counts(self):
        notebook = self.trade.take_notebook().license()
        notebook.say("activate", self.document)
        status = notebook.tell("status")
        self.assertEqual(status["licenses"][0]["counted_by"], self.office.url)
        self.assertIn(self.office.url, notebook.say("status"))

    def test_5_the_notebook_borrows_works_without_the_office_and_gives_back(self):
        host, office = self.trade.notebook, self.office
        notebook = host.license()
        self.assertIn("kontor license: ", self.refused(notebook, "borrow", PRODUCT, "--days", "15"))
        until = notebook.tell("borrow", PRODUCT, "--days", "5")["until"]
        office.stop()
        host.program.kill()
        host.start()
        notebook = host.license()
        travelling = notebook.tell("status")["travelling"]
        self.assertEqual([(seat["product"], seat["until"]) for seat in travelling], [(PRODUCT, until)])
        self.refused(notebook, "return", PRODUCT)
        office.start()
        notebook.say("return", PRODUCT)
        self.assertEqual(notebook.tell("status")["travelling"], [])
        self.assertEqual(office.license().tell("status")["licenses"][0]["used"], 0)

    def test_5b_a_seat_goes_to_the_cellar_and_comes_back_by_files_alone(self):
        office = self.office.license()
        cellar = self.trade.take_cellar().license()
        license_id = office.tell("status")["licenses"][0]["license_id"]
        asked, answered, back = (self.folder / name for name in ("asked", "answered", "back"))
        codes = cellar.tell("offline", "request", license_id, "--person", ADMINISTRATOR, "--days", "3",
                            "--out", asked, "--qr", self.folder / "asked.svg")["codes"]
        self.assertIn("<svg", pathlib.Path(codes[0]).read_text())
        office.say("offline", "answer", asked, "--out", answered)
        self.assertEqual(cellar.tell("offline", "import", answered)["product"], PRODUCT)
        self.assertEqual([seat["product"] for seat in cellar.tell("status")["travelling"]], [PRODUCT])
        self.assertIn("make one with", self.refused(cellar, "offline", "import", answered))
        self.assertEqual(office.tell("status")["licenses"][0]["used"], 1)
        cellar.say("offline", "return", license_id, "--person", ADMINISTRATOR, "--out", back)
        self.assertEqual(cellar.tell("status")["travelling"], [])
        office.say("offline", "accept", back)
        self.assertEqual(office.tell("status")["licenses"][0]["used"], 0)

    def test_5c_what_an_administrator_decides_has_its_verb(self):
        office = self.office.license()
        license_id = office.tell("status")["licenses"][0]["license_id"]
        self.assertEqual(office.tell("queue", license_id)["waiting"], [])
        self.assertEqual(office.tell("groups", license_id)["groups"], [])
        self.assertEqual(office.tell("revocations")["lists"], [])
        for words in (("queue", license_id, "--leave", "nobody"),
                      ("write-off", "no-such-lease", "--reason", "lost"),
                      ("groups", license_id, "--set", "sales", "--cap", "99"),
                      ("rebind", license_id, "--person", ADMINISTRATOR, "--device", "00"),
                      ("revoke", "no-such-licence", "--reason", "wrong")):
            self.refused(office, *words)

    def test_6_the_renewal_reaches_the_same_licence(self):
        license_id = self.office.license().tell("status")["licenses"][0]["license_id"]
        before = self.office.license().tell("status")["licenses"][0]["updates_until"]
        order = self.company.tell("order", "--kind", "renewal", "--license", license_id)
        self.assertEqual(order["invoice"]["total"]["amount"], 1398000)
        self.trade.pay(order)
        renewed = self.folder / "renewed.license"
        self.company.say("order", "--look", order["order_id"], "--out", renewed)
        self.office.license().say("activate", renewed)
        after = self.office.license().tell("status")["licenses"]
        self.assertEqual([one["license_id"] for one in after], [license_id])
        self.assertGreater(after[0]["updates_until"], before)

    def test_7_the_audit_finds_the_log_whole_and_the_usage_counts(self):
        license = self.office.license()
        self.assertTrue(license.tell("audit")["whole"])
        self.assertIn("whole", license.say("audit"))
        license.say("usage")

    def test_8_bad_input_is_refused_in_words_that_help_and_changes_nothing(self):
        license = self.office.license()
        before = license.tell("status")
        forged = self.folder / "forged.license"
        text = self.document.read_text().strip()
        for bad in (text[:-30], text[:40] + ("A" if text[40] != "A" else "B") + text[41:], "v4.local.AAAA", "", "{}"):
            forged.write_text(bad)
            self.assertTrue(self.refused(license, "activate", forged).startswith("kontor license: "))
        for words in (("order", OFFER, "--quantity", "-5"), ("order", OFFER, "--quantity", "0"),
                      ("order", "no-such-offer"), ("quote", "no.such"), ("order",)):
            self.refused(self.company, *words)
        self.assertIn("chmod 600", self.refused(License("/dev/null", host=self.office.url), "status"))
        self.assertIn("no user", self.refused(license, "assign", PRODUCT, "nobody@kontor.example"))
        self.assertEqual(license.try_to("frobnicate").returncode, 2)
        self.assertEqual(license.tell("status"), before)

    def test_9_every_verb_explains_itself(self):
        license = self.office.license()
        for verb in ("register", "quote", "order", "begin", "activate", "status", "seats", "assign", "borrow", "return",
                     "release", "wait", "usage", "audit", "rebind", "queue", "groups", "write-off", "revoke",
                     "revocations"):
            self.assertIn("--json", license.say(verb, "--help"))
        for verb in ("request", "answer", "import", "return", "accept"):
            self.assertIn("--json", license.say("offline", verb, "--help"))


if __name__ == "__main__":
    unittest.main()
