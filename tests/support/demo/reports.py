"""Two reports of the demo, for everybody, as somebody would have put them together in the web app."""

import json

COUNT = {"function": "count"}
VALUE = {"function": "sum", "field": "amount"}

REPORTS = [
    {"name": "Deals by stage", "of": "deal", "groups": ["stage"], "measures": [COUNT], "chart": "bar"},
    {"name": "Won deals by month", "of": "deal", "groups": ["closed_at:month", "amount:currency"],
     "measures": [VALUE, COUNT], "chart": "bar",
     "filter": [{"field": "outcome", "op": "eq", "value": "won"}],
     "period": "days_365", "period_field": "closed_at"},
]


def save_all(client):
    for report in REPORTS:
        fields = {**report, "shared": True, "measures": json.dumps(report["measures"]),
                  "filter": json.dumps(report.get("filter", []))}
        client.post("/api/v1/records/report", {"fields": fields})
