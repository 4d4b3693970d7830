"""Publish, verify, install, license, use: the whole journey, with the programs people run."""

import json
import threading
import unittest
import urllib.request

from running import product

from client import Client, Problem
from processes import until

PERIOD = {"from": "2025-01-01T00:00:00Z", "to": "2027-01-01T00:00:00Z"}


class Listener:
    """Reads a user's server-sent events until one fits."""

    def __init__(self, client):
        request = urllib.request.Request(client.origin + "/api/v1/events", headers=client.headers)
        self.stream = urllib.request.urlopen(request, timeout=30)
        self.seen = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        name = ""
        try:
            for line in self.stream:
                if line.startswith(b"event:"):
                    name = line[6:].strip().decode()
                elif line.startswith(b"data:"):
                    self.seen.append((name, json.loads(line[5:])))
        except (OSError, ValueError):
            pass  # The stream was closed by the test's end.

    def wait_for(self, name, fits=lambda payload: True):
        return until(lambda: next((payload for kind, payload in self.seen if kind == name and fits(payload)), None),
                     f"an event {name}", 30)


class JourneyTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.product = product()
        cls.admin = cls.product.company.log_in()

    def user(self, first_name):
        return self.product.company.log_in(f"{first_name}@kontor.example")

    def person(self, phone, name="Elsa Provare"):
        first, last = name.split(" ", 1)
        return self.admin.post("/api/v1/records/person",
                               {"fields": {"first_name": first, "last_name": last, "phone": phone}})

    def act(self, client, action, person, **given):
        return client.post(f"/api/v1/actions/{action}",
                           {"record": {"entity": "person", "id": person["id"]}, "input": given})

    def timeline(self, person):
        return self.admin.get(f"/api/v1/records/person/{person['id']}/timeline")["activities"]

    def test_every_imported_row_has_one_outcome_and_the_counts_add_up(self):
        report = self.product.state["report"]
        persons = [row for row in report if row["file"].startswith("persons")]

        self.assertEqual(sum(row["rows_read"] for row in persons), 10_000)
        for row in report:
            self.assertTrue(row["adds_up"], row)
            self.assertEqual(row["failed"], 0, row)
        self.assertGreater(sum(row["duplicate"] + row["updated"] for row in persons), 0)
        self.assertGreater(sum(row["phones"]["normalised"] for row in persons), 8_000)

    def test_the_same_file_a_second_time_creates_nothing(self):
        file = self.product.data / "contacts" / "persons-da-latin1.csv"
        self.product.company.administrator = self.admin

        again = self.product.company.import_file(file, "person", "DK")

        self.assertEqual(again["created"], 0)
        self.assertEqual(again["rows_read"], 1_500)

    def test_four_plugins_run_from_verified_bytes(self):
        plugins = {plugin["id"]: plugin for plugin in self.admin.call("GET", "/api/v1/plugins")}

        self.assertEqual(set(plugins), {"kontor.consent", "kontor.kpi", "kontor.sms", "kontor.telephony"})
        for plugin in plugins.values():
            self.assertEqual(plugin["state"], "running", plugin)

    def test_an_sms_needs_consent_and_is_delivered_through_kannel(self):
        person = self.person("+46701740605")
        with self.assertRaises(Problem) as refused:
            self.act(self.admin, "kontor.sms/sms.send", person, text="Hej", purpose="marketing")
        self.assertEqual(refused.exception.status, 403)

        self.act(self.admin, "kontor.consent/consent.record", person, purpose="marketing", proof="asked by phone")
        sent = self.act(self.admin, "kontor.sms/sms.send", person, text="Hej där", purpose="marketing")

        self.assertEqual(sent["output"]["parts"], 1)
        until(lambda: any(entry["fields"].get("state") == "delivered" for entry in self.timeline(person)),
              "the delivery receipt on the timeline", 30)
        self.admin.post("/api/v1/seats/kontor.sms/release")

    def test_the_third_user_on_two_seats_sees_who_holds_them_and_asks(self):
        anna, bo, carin = (self.user(name) for name in ("anna", "bo", "carin"))
        person = self.person("+46701740606")
        self.act(self.admin, "kontor.consent/consent.record", person, purpose="marketing", proof="asked by phone")
        for user in (anna, bo):
            self.act(user, "kontor.sms/sms.send", person, text="Hej", purpose="marketing")

        with self.assertRaises(Problem) as refused:
            self.act(carin, "kontor.sms/sms.send", person, text="Hej", purpose="marketing")

        problem = refused.exception.body
        self.assertEqual((refused.exception.status, problem["code"]), (409, "no-free-seat"))
        self.assertEqual({holder["name"] for holder in problem["holders"]}, {"Anna Andersson", "Bo Berg"})
        listener = Listener(anna)
        carin.post("/api/v1/seats/kontor.sms/ask", {"holder": problem["holders"][0]["subject"]})
        bo_or_anna = problem["holders"][0]["name"]
        if bo_or_anna == "Anna Andersson":
            listener.wait_for("notice")
        for user in (anna, bo):
            user.post("/api/v1/logout")
        self.act(carin, "kontor.sms/sms.send", person, text="Hej", purpose="marketing")
        carin.post("/api/v1/logout")

    def test_a_ring_raises_the_card_and_leaves_a_call_on_the_timeline(self):
        anna = self.user("anna")
        person = self.person("+46701740607", "Rut Ringande")
        listener = Listener(anna)
        pbx = Client(self.product.state["urls"]["pbx_control"])

        call = pbx.post("/calls", {"number": "+46701740607", "extension": "101"})
        pop = listener.wait_for("screen_pop", lambda shown: shown.get("number") == "+46701740607")
        self.assertEqual([match["id"] for match in pop["matches"]], [person["id"]])
        pbx.post(f"/calls/{call['call_id']}/answer")
        pbx.call("DELETE", f"/calls/{call['call_id']}")

        until(lambda: any(entry["fields"]["kind"] == "call" for entry in self.timeline(person)),
              "the call on the timeline", 30)

    def test_the_figures_of_the_dashboard_come_from_the_records(self):
        widgets = {widget["widget"]: widget for widget in self.admin.call("GET", "/api/v1/widgets")}
        self.assertLessEqual({"conversion", "velocity", "average_order", "funnel"}, set(widgets))
        for widget in widgets.values():
            answer = self.admin.post(f"/api/v1/widgets/{widget['plugin']}/{widget['widget']}",
                                     {"period": PERIOD, "parameters": {}})
            self.assertIn(answer["kind"], ("figure", "funnel", "chart", "table"))

        funnel = self.admin.post("/api/v1/widgets/kontor.kpi/funnel", {"period": PERIOD, "parameters": {}})
        reached = [point["value"] for point in funnel["series"][0]["points"]]
        self.assertEqual(reached, sorted(reached, reverse=True))
        self.assertGreater(reached[0], 0)

    def test_the_market_is_not_needed_to_go_on_working(self):
        company, market = self.product.company, self.product.market
        market.stop()
        company.program.kill()

        company.start()

        admin = company.log_in()
        until(lambda: all(plugin["state"] == "running" for plugin in admin.call("GET", "/api/v1/plugins")),
              "all plugins to run without a market", 30)
        type(self).admin = admin
        market.start()


if __name__ == "__main__":
    unittest.main()
