"""A segment and a small campaign for those who want to watch the sms add-on. The network behind it is SIMULATED."""

import json

from processes import until
from settings import VENDOR

PEOPLE = 12
SEGMENT = "Demo: people who agreed"
TEXT = "Hej {first_name|du}! (DEMO, simulated) Vår höstrea börjar på lördag. Svara STOP för att slippa."
QUESTION = "(DEMO, simulated) Kommer du på lördag? REPLY:Ja, gärna!"  # So ends what a simulated telephone answers.


class Campaign:
    """Everything an administrator would do by hand, by REST."""

    def __init__(self, administrator):
        self.admin = administrator

    def seed(self):
        people = self._people()
        for person in people:
            self._act("consent/consent.record", person, purpose="marketing", proof="Demo data: nobody was asked.")
        segment = self.admin.post("/api/v1/records/segment", {"fields": {
            "name": SEGMENT, "of": "person",
            "filter": json.dumps([{"field": "consent_state", "op": "eq", "value": "granted"}])}})
        sent = self._act("sms/sms.segment", None, segment=segment["id"], text=TEXT, purpose="marketing")
        self._act("sms/sms.send", people[0], text=QUESTION, purpose="marketing")
        until(lambda: self._answered(people[0]), "the answer of a simulated telephone")
        self.admin.post(f"/api/v1/seats/{VENDOR}.sms/release")
        return sent["output"]

    def _people(self):
        """With a Swedish mobile number; nobody of the first page, which tests and visitors open first."""
        mobile = json.dumps([{"field": "phone", "op": "prefix", "value": "+467"}])
        return self.admin.get("/api/v1/records/person", limit=60 + PEOPLE, filter=mobile)["records"][60:]

    def _act(self, action, person, **given):
        record = {"entity": "person", "id": person["id"]} if person else None
        return self.admin.post(f"/api/v1/actions/{VENDOR}.{action}", {"record": record, "input": given})

    def _answered(self, person):
        timeline = self.admin.get(f"/api/v1/records/person/{person['id']}/timeline")["activities"]
        return any(entry["fields"].get("direction") == "in" for entry in timeline)
