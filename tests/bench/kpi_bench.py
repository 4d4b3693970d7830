"""The dashboard of a company: the twelve widgets that the kpi plugin shows from the first day, asked for
at once as a browser does, of the real host with the plugin in its sandbox. "Cold" is the first time after
the host has started, "warm" is the time after that. KONTOR_BENCH_DEALS=1000000 shows the figures of the
issue (20,000 without it); KONTOR_BENCH_DATABASES=SQLite leaves PostgreSQL out."""

import concurrent.futures
import contextlib
import datetime
import os
import pathlib
import statistics
import sys
import time

import figures
import postgres
import running
from kpi_files import Sales
from processes import until

PLUGIN = "kontor.kpi"
ALONE = ("adoption", "funnel_profiles")  # Not on the dashboard, and the slowest to answer.
CONNECTIONS = 6  # A browser opens six to one origin.
COLD_STARTS = 3
WARM_ROUNDS = 50
IMPORT_DEADLINE_S = 3600


def day(before):
    return (datetime.date.today() - datetime.timedelta(days=before)).isoformat()


def moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


class Dashboard:
    """What one user's browser asks for."""

    def __init__(self, firm, days):
        self.client = firm.administrator
        self.period = {"from": day(days - 1), "to": day(-1)}
        listed = self.client.get("/api/v1/widgets")
        self.widgets = [one["widget"] for one in listed if one["plugin"] == PLUGIN and one["default"]]
        if len(self.widgets) != 12:
            raise RuntimeError(f"the dashboard has {len(self.widgets)} widgets and not 12")

    def one(self, widget):
        return self.client.post(f"/api/v1/widgets/{PLUGIN}/{widget}", {"period": self.period, "parameters": {}})

    def show(self):
        """Seconds until all are there, and what they say."""
        with concurrent.futures.ThreadPoolExecutor(CONNECTIONS) as browser:
            began, asked = time.perf_counter(), time.time()
            answers = dict(zip(self.widgets, browser.map(self.one, self.widgets)))
            seconds = time.perf_counter() - began
        for widget, answer in answers.items():
            figure = answer.get("figure")
            if not (figure and figure["value"] is not None) and not answer.get("series"):
                raise RuntimeError(f"{widget} shows nothing: {answer}")
        return seconds, answers, asked


def filled(firm, deals):
    for entity, file in Sales(deals).write(firm.folder):
        started = firm.administrator.call("POST", "/api/v1/imports", file.read_bytes(),
                                          headers={"Content-Type": "text/csv"}, query={"entity": entity})

        def ended(job=started["id"]):
            state = firm.administrator.get(f"/api/v1/imports/{job}")
            return state if state["state"] in ("done", "failed") else None

        state = until(ended, f"the import of {entity}", IMPORT_DEADLINE_S)
        if state["state"] != "done" or state["failed"] or state["invalid"]:
            raise RuntimeError(f"the import of {entity} did not go through: {state}")
        file.unlink()
    # The answer to this question is a field of the plugin's, which no file brings.
    firm.administrator.post("/api/v1/records/case", {"fields": {"title": "Asked", "state": "resolved", "nps": 9}})


def restarted(firm):
    firm.stop()
    firm.start()
    firm.administrator = firm.log_in()
    until(lambda: any(one["plugin"] == PLUGIN for one in firm.administrator.get("/api/v1/widgets")), "the plugin")


def brute_force(firm, period):
    """Won of those closed in the period, counted by the host's own report."""
    condition = [{"field": "closed_at", "op": "ge", "value": period["from"]},
                 {"field": "closed_at", "op": "lt", "value": period["to"]}]
    rows = firm.administrator.post("/api/v1/records/deal/aggregate", {
        "filter": condition, "group_by": ["outcome"], "measures": [{"function": "count"}]})["rows"]
    counts = {row["group"][0]: row["values"][0] for row in rows}
    return 100 * counts["won"] / (counts["won"] + counts["lost"])


def measured(firm, kind, deals, found):
    cold_s = []
    for _ in range(COLD_STARTS):
        restarted(firm)
        dashboard = Dashboard(firm, 365)
        seconds, answers, asked = dashboard.show()
        cold_s.append(seconds)
        older = [name for name, answer in answers.items() if moment(answer["as_of"]) < asked - 0.01]
        if older:
            raise RuntimeError(f"after a start nothing can be older than the question: {older}")
    if abs(answers["win_rate"]["figure"]["value"] - brute_force(firm, dashboard.period)) > 0.01:
        raise RuntimeError("the widget and the host's own count differ")
    name = f"{kind}: 12 widgets over {deals:,} deals"
    found.append(figures.figure(f"{name}, cold", statistics.median(cold_s) * 1000, "ms", "lower", 1000, n=COLD_STARTS))
    warm_s = []
    for _ in range(WARM_ROUNDS):
        seconds, again, _ = dashboard.show()
        warm_s.append(seconds)
        if any(again[widget]["as_of"] < answers[widget]["as_of"] for widget in again):
            raise RuntimeError("an answer is older than one that was shown before")
    found.append(figures.figure(f"{name}, warm, p50", statistics.median(warm_s) * 1000, "ms", "lower", 100,
                                n=WARM_ROUNDS))
    found.append(figures.figure(f"{name}, warm, slowest", max(warm_s) * 1000, "ms", "lower", None, n=WARM_ROUNDS))
    for widget in ALONE:
        restarted(firm)
        alone = Dashboard(firm, 365)
        began = time.perf_counter()
        alone.one(widget)
        found.append(figures.figure(f"{kind}: {widget} over {deals:,} deals, cold",
                                    (time.perf_counter() - began) * 1000, "ms", "lower", 1000))
    other = Dashboard(firm, 180)
    found.append(figures.figure(f"{name}, another period, cold", other.show()[0] * 1000, "ms", "lower", None))


def main(out):
    found = []
    deals = int(os.environ.get("KONTOR_BENCH_DEALS", "20000"))
    for kind in os.environ.get("KONTOR_BENCH_DATABASES", "SQLite,PostgreSQL").split(","):
        with contextlib.ExitStack() as stack:
            database = None
            if kind == "PostgreSQL":
                folder = stack.enter_context(running.fresh_data())
                database = stack.enter_context(postgres.postgres(pathlib.Path(folder)))
            firm = stack.enter_context(running.company(["kpi"], database))
            filled(firm, deals)
            measured(firm, kind, deals, found)
        figures.write(out, found)


if __name__ == "__main__":
    main(sys.argv[1])
