"""Whom of 100,000 people a campaign may reach: every page of them asked for a purpose, of the real host
with the consent plugin in its sandbox, the reading of those who agreed included; beside it what reading
everybody without a purpose takes. KONTOR_BENCH_PEOPLE=10000 is quicker."""

import os
import statistics
import sys
import time

import crm_host
import figures
import running

PAGE = 500
GIVEN = 500  # Of the people, spread over them, who agreed.
ROUNDS = 3
IMPORT_DEADLINE_S = 900


def everybody(client, **more):
    """Seconds to read all persons page by page, and their ids."""
    began, ids, cursor = time.perf_counter(), [], None
    while True:
        query = {"limit": PAGE, "sort": "id", **more, **({"cursor": cursor} if cursor else {})}
        page = client.get("/api/v1/records/person", **query)
        ids += [record["id"] for record in page["records"]]
        cursor = page["next"]
        if cursor is None:
            return time.perf_counter() - began, ids


def main(out):
    people = int(os.environ.get("KONTOR_BENCH_PEOPLE", "100000"))
    with running.company(["consent"]) as firm:
        client = firm.administrator
        file = crm_host.persons_csv(firm.folder / "persons.csv", 0, people)
        started = client.call("POST", "/api/v1/imports", file.read_bytes(), headers={"Content-Type": "text/csv"},
                              query={"entity": "person"})
        running.until(lambda: client.get(f"/api/v1/imports/{started['id']}")["state"] in ("done", "failed"),
                      "the import", IMPORT_DEADLINE_S)
        _, ids = everybody(client)
        if len(ids) != people:
            raise RuntimeError(f"{len(ids)} people are there and not {people}")
        agreed = set(ids[::max(people // GIVEN, 1)])
        for person in agreed:
            client.post("/api/v1/actions/kontor.consent/consent.record", {
                "record": {"entity": "person", "id": person}, "input": {"purpose": "marketing", "proof": "on paper"}})
        plain_s, asked_s = [], []
        for _ in range(ROUNDS):
            plain_s.append(everybody(client)[0])
            seconds, allowed = everybody(client, purpose="marketing")
            asked_s.append(seconds)
            if set(allowed) != agreed:
                raise RuntimeError(f"{len(allowed)} may be written to, {len(agreed)} agreed")
        name = f"consent of {people:,} people"
        found = [figures.figure(f"{name}, whom a campaign may reach", statistics.median(asked_s), "s", "lower", 2, n=ROUNDS),
                 figures.figure(f"{name}, reading them all", statistics.median(plain_s), "s", "lower", None, n=ROUNDS)]
    figures.write(out, found)


if __name__ == "__main__":
    main(sys.argv[1])
