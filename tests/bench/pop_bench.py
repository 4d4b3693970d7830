"""From the exchange's ring to the card of the right user: the whole demo with its 10,000 contacts, an exchange that
speaks AMI, the plugin in its sandbox, the host, and the session of the user whose telephone it is; once as the
server-sent event and once in Chromium, painted. Measured from before the exchange is told to let it ring, so that its
own few milliseconds are in it."""

import http.client
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse

import figures
import running
from client import Client

CALLS = 200
WARMING = 10
TARGET_MS = 200
UNKNOWN = "+46709999999"
DEADLINE_S = 30


class Session:
    """The events of one user's open page."""

    def __init__(self, origin, email, password):
        client = Client(origin)
        client.login(email, password)
        address = urllib.parse.urlsplit(origin)
        self.connection = http.client.HTTPConnection(address.hostname, address.port, timeout=DEADLINE_S)
        self.connection.request("GET", "/api/v1/events", headers={"Cookie": client.headers["Cookie"]})
        self.stream = self.connection.getresponse()
        if self.stream.status != 200:
            raise RuntimeError(f"no events: {self.stream.status}")

    def wait_for(self, call, state):
        """The card of a call in a state, and when it came."""
        while True:
            line = self.stream.readline()
            came = time.perf_counter()
            if not line:
                raise RuntimeError("the events ended")
            if line.startswith(b"data:"):
                told = json.loads(line[5:])
                if told.get("call_id") == call and told.get("state") == state:
                    return told, came


def quantile(values, share):
    return sorted(values)[int(share * (len(values) - 1))]


def by_events(state, numbers):
    """Milliseconds from ring to event, of known and unknown numbers in turn."""
    exchange = Client(state["urls"]["pbx_control"])
    who = state["logins"][1]  # At extension 101.
    session = Session(state["urls"]["host"], who["email"], who["password"])
    took = []
    for turn in range(WARMING + CALLS):
        number = UNKNOWN if turn % 4 == 3 else numbers[turn % len(numbers)]
        began = time.perf_counter()
        call = exchange.post("/calls", {"number": number, "extension": "101"})["call_id"]
        card, came = session.wait_for(call, "ringing")
        if bool(card["matches"]) != (number != UNKNOWN):
            raise RuntimeError(f"{number} is known by {card['matches']}")
        exchange.call("DELETE", f"/calls/{call}")
        session.wait_for(call, "ended")
        if turn >= WARMING:
            took.append(1000 * (came - began))
    session.connection.close()
    return took


def in_browser(state, numbers):
    """The same to the card on the screen, and the page's CPU; None without a browser."""
    if not shutil.which("chromium"):
        return None
    with tempfile.TemporaryDirectory() as folder:
        said = pathlib.Path(folder) / "up.json"
        said.write_text(json.dumps({**state, "numbers": numbers}))
        answer = subprocess.run(["node", "--import", "tsx", "pop_times.ts", str(said)], cwd=running.ROOT / "tests" / "e2e",
                                check=True, capture_output=True, text=True)
    return json.loads(answer.stdout)


def told(name, took):
    return [figures.figure(f"{name}, p50", quantile(took, 0.5), "ms", "lower", None, n=len(took)),
            figures.figure(f"{name}, p99", quantile(took, 0.99), "ms", "lower", TARGET_MS, n=len(took))]


def main(out):
    with running.demo() as product:
        state = product.up(lambda _: None)
        records = product.company.log_in().get("/api/v1/records/person", limit=50)["records"]
        numbers = [one["fields"]["phone"] for one in records if one["fields"].get("phone")]
        found = told("ring to the event at the user's session", by_events(state, numbers))
        painted = in_browser(state, numbers)
        if painted is not None:
            found += told("ring to the card in the browser", painted["took"])
            found.append(figures.figure("CPU of the page's main thread a card, p50", quantile(painted["cpu"], 0.5), "ms",
                                        "lower", None, n=len(painted["cpu"])))
    figures.write(out, found)


if __name__ == "__main__":
    main(sys.argv[1])
