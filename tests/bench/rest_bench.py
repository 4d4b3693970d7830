"""REST on a host with 10,000 persons: server CPU for each request and the time its caller waits, over
one kept connection as a well-behaved caller uses it."""

import http.client
import json
import random
import statistics
import sys
import time
import urllib.parse

import figures
import running

REQUESTS = 1000
WARM_UP = 50
PERSONS = "/api/v1/records/person"


class Caller:
    """An API token on one connection that stays open."""

    def __init__(self, port, token):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def call(self, method, path, body=None):
        self.connection.request(method, path, None if body is None else json.dumps(body), self.headers)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {text[:300]}")
        return json.loads(text)


def measure(name, host, caller, requests):
    """Figures of the calls in `requests`: [(method, path, body)]."""
    for request in requests[:WARM_UP]:
        caller.call(*request)
    waits_ms = []
    before_s = figures.cpu_s(host)
    for request in requests[WARM_UP:]:
        begin = time.perf_counter()
        caller.call(*request)
        waits_ms.append((time.perf_counter() - begin) * 1e3)
    cpu_us = (figures.cpu_s(host) - before_s) / len(waits_ms) * 1e6
    return [figures.figure(f"{name}, host CPU", cpu_us, "us/request", "lower", n=len(waits_ms)),
            figures.figure(f"{name}, p50", statistics.median(waits_ms), "ms", "lower", n=len(waits_ms))]


def new_person(number):
    return {"fields": {"first_name": "Berit", "last_name": f"Bench{number}", "email": f"b{number}@bench.example",
                       "phone": f"+4670{number:07}"}}


def some_pages(caller):
    """Cursors of the list, so that not only its beginning is read."""
    cursors = [""]
    while len(cursors) < 50:
        page = caller.call("GET", f"{PERSONS}?limit=50&cursor={urllib.parse.quote(cursors[-1])}")
        cursors.append(page["next"])
    return cursors


def main(out):
    chance = random.Random(1)
    with running.company() as firm:
        running.import_persons(firm, running.contacts(firm))
        token = firm.administrator.post("/api/v1/tokens", {"name": "bench", "scopes": ["person:read", "person:create"]})["token"]
        caller = Caller(firm.port, token)
        host = firm.program.pid()
        people = caller.call("GET", f"{PERSONS}?limit=200")["records"]
        cursors = some_pages(caller)
        words = sorted({one["fields"]["last_name"] for one in people if one["fields"].get("last_name")})
        calls = range(REQUESTS + WARM_UP)

        def query(**values):
            return ("GET", f"{PERSONS}?{urllib.parse.urlencode(values)}", None)

        found = [
            *measure("read one", host, caller,
                     [("GET", f"{PERSONS}/{chance.choice(people)['id']}", None) for _ in calls]),
            *measure("list 50", host, caller, [query(limit=50, cursor=chance.choice(cursors)) for _ in calls]),
            *measure("search, first 50", host, caller, [query(limit=50, q=chance.choice(words)) for _ in calls]),
            *measure("create", host, caller, [("POST", PERSONS, new_person(number)) for number in calls]),
        ]
    figures.write(out, found)


if __name__ == "__main__":
    main(sys.argv[1])
