"""Aggregates over deals beside the same SQL in the sqlite3 shell: of an administrator, and of somebody
who may read own deals only, a third of them."""

import contextlib
import json
import shutil
import subprocess
import time

import figures
from crm_host import PASSWORD, deals_csv

ROUNDS = 9  # The best: other work on the machine only slows down.
TIMES_THE_SHELL_MAX = 1.3
MONTH = "strftime('%Y-%m', created_at_ms / 1000, 'unixepoch')"
COUNT = {"function": "count"}
SUM = {"function": "sum", "field": "amount"}
AVERAGE = {"function": "average", "field": "amount"}
CYCLE = {"function": "average_days_between", "field": "created_at", "to": "closed_at"}
# What is asked, and the columns, condition and groups of the same in SQL.
AGGREGATES = {
    "funnel": ({"group_by": ["stage"], "measures": [COUNT, SUM]},
               "stage, COUNT(*), SUM(amount_amount)", "1", "1"),
    "velocity": ({"filter": [{"field": "closed_at", "op": "is_null", "value": False}],
                  "group_by": ["outcome", "amount:currency"], "measures": [COUNT, SUM, CYCLE]},
                 "outcome, amount_currency, COUNT(*), SUM(amount_amount), "
                 "AVG((closed_at - created_at_ms) / 86400000.0)", "closed_at IS NOT NULL", "1, 2"),
    "cohorts": ({"group_by": ["created_at:month", "stage"], "measures": [COUNT]},
                f"{MONTH}, stage, COUNT(*)", "1", "1, 2"),
    "won by month": ({"filter": [{"field": "stage", "op": "eq", "value": "won"}], "group_by": ["created_at:month"],
                      "measures": [COUNT, AVERAGE]},
                     f"{MONTH}, COUNT(*), AVG(amount_amount)", "stage = 'won'", "1"),
}


def best_s(work):
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def in_shell(host, sql, *options):
    return subprocess.run([shutil.which("sqlite3"), *options, host.sqlite, sql], check=True, capture_output=True)


@contextlib.contextmanager
def reader_of_own_deals(host):
    """The host as somebody sees it who owns every third deal and may read no other; gives the id."""
    own = {"records": {"deal": {"read": [{"scope": "own", "fields": "*"}]}}}
    host.call("PUT", "/api/v1/roles/own-deals", {"rights": own})
    user = host.call("POST", "/api/v1/users", {"email": "own@bench.example", "name": "Own", "password": PASSWORD,
                                               "roles": ["own-deals"]})["id"]
    # As if they had been given out one by one; only the figures are of interest here.
    in_shell(host, f"UPDATE record_deal SET owner = '{user}' WHERE seq % 3 = 0")
    administrator = host.headers
    host.headers = {}
    login = host.call("POST", "/api/v1/login", {"email": "own@bench.example", "password": PASSWORD}, raw=True)
    host.headers = {"cookie": login.headers["set-cookie"].split(";")[0], "x-kontor-csrf": json.loads(login.text)["csrf"]}
    yield user
    host.headers = administrator


def each(host, kind, deals, who, scope, found):
    """`scope` is the condition that stands for the rights of `who`."""
    for name, (request, columns, condition, groups) in AGGREGATES.items():
        ours = best_s(lambda: host.call("POST", "/api/v1/records/deal/aggregate", request))
        theirs = None
        if scope:
            sql = (f"SELECT {columns} FROM record_deal WHERE deleted_at_ms IS NULL AND {condition} AND {scope} "
                   f"GROUP BY {groups}")
            theirs = best_s(lambda: in_shell(host, sql, "-readonly"))
        found.append(figures.figure(f"{kind}: {name} over {deals:,} {who}", ours * 1000, "ms", "lower",
                                    TIMES_THE_SHELL_MAX if theirs else None, "sqlite3 shell" if theirs else None,
                                    theirs * 1000 if theirs else None, ROUNDS))


def measured(host, folder, kind, deals, found):
    host.imported("deal", deals_csv(folder / "deals.csv", deals))
    beside_shell = host.sqlite and shutil.which("sqlite3")
    each(host, kind, deals, "deals", "1" if beside_shell else None, found)
    if not beside_shell:
        return
    with reader_of_own_deals(host) as user:
        each(host, kind, deals, "deals, a third of them readable", f"owner IN ('{user}')", found)
