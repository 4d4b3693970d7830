"""Tryton's server from its Debian packages as the peer of crm_bench.py: parties on PostgreSQL over
JSON-RPC, one process as it comes, its access checks and modification history of records on."""

import base64
import contextlib
import http.client
import json
import os
import shutil
import socket
import subprocess
import threading
import time

import figures
import postgres
import progress

DATABASE = "tryton"
START_MAX_S = 300  # On a busy machine.
PASSWORD = "correct horse battery"


def missing():
    """What lacks for this peer, or nothing."""
    if not shutil.which("trytond"):
        return "tryton-server is not installed"
    found = subprocess.run(["/usr/bin/python3", "-c", "import psycopg2, trytond.modules.party"], check=False)
    return "tryton-modules-party or python3-psycopg2 is not installed" if found.returncode else None


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Tryton:
    """One running server. `call` may be used by several threads, each with its own connection."""

    def __init__(self, folder, cluster):
        self.cluster = cluster
        self.port = free_port()
        configuration = folder / "trytond.conf"
        # psycopg2 finds the cluster's socket and user in the environment.
        configuration.write_text(f"[database]\nuri = postgresql://\n[web]\nlisten = 127.0.0.1:{self.port}\n"
                                 "[session]\ntimeout = 36000\n")
        password = folder / "trytond.password"
        password.write_text(PASSWORD)
        environment = {**os.environ, "PGHOST": str(cluster), "PGUSER": "kontor", "TRYTONPASSFILE": str(password)}
        subprocess.run(postgres.as_postgres(postgres.PROGRAMS / "createdb", "-h", cluster, "-U", "kontor", DATABASE),
                       check=True)
        for what, wanted in (("its own tables and the administrator", ["--all", "--email", "a@bench.example"]),
                             ("the module party and what it needs", ["-u", "party", "--activate-dependencies"])):
            with progress.step("Tryton: " + what):
                done = subprocess.run(["trytond-admin", "-c", configuration, "-d", DATABASE, *wanted],
                                      env=environment, check=False, capture_output=True, text=True)
            if done.returncode:
                raise RuntimeError("trytond-admin: " + done.stderr[-500:])
        self.process = subprocess.Popen(["setpriv", "--pdeathsig=TERM", "trytond", "-c", configuration, "-d", DATABASE],
                                        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.local = threading.local()
        self.session = ""
        deadline = time.monotonic() + START_MAX_S
        while True:
            try:
                user, key = self.call("common.db.login", ["admin", {"password": PASSWORD}])[:2]
                break
            except OSError:
                del self.local.connection
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError("trytond did not start") from None
                time.sleep(0.2)
        self.session = base64.b64encode(f"admin:{user}:{key}".encode()).decode()

    def call(self, method, params):
        if not hasattr(self.local, "connection"):
            self.local.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        body = json.dumps({"id": 1, "method": method, "params": params})
        headers = {"content-type": "application/json"}
        if self.session:
            headers["authorization"] = "Session " + self.session
        self.local.connection.request("POST", f"/{DATABASE}/", body, headers)
        answer = json.loads(self.local.connection.getresponse().read())
        if isinstance(answer, dict) and answer.get("error"):
            raise RuntimeError(f"{method}: {answer['error']}")
        return answer["result"] if isinstance(answer, dict) else answer

    def party(self, verb, *params):
        return self.call(f"model.party.party.{verb}", [*params, {}])

    def fill(self, begin, end, first, last):
        """The parties of crm_host.person_row from `begin` to `end`, each as Tryton itself stores one:
        copies of one it made, since making 100,000 by its interface takes it many minutes."""
        self.party("create", [party_of("Model", "Party", "+46700000000", "model@bench.example")])
        firsts, lasts = (f"(ARRAY[{', '.join(map(repr, names))}])" for names in (first, last))
        model = int(self.sql("SELECT MAX(id) FROM party_party"))
        party = f"{model} + 1 + g - {begin}"
        self.copy("party_party", {"id": model}, begin, end,
                  {"id": party, "name": f"{firsts}[1 + g % 10] || ' ' || {lasts}[1 + g / 10 % 10] || g",
                   "code": f"'B{model}.' || g"})
        for kind, value in (("phone", "'+4670' || lpad(g::text, 7, '0')"), ("email", "'p' || g || '@bench.example'")):
            last_id = int(self.sql("SELECT MAX(id) FROM party_contact_mechanism"))
            self.copy("party_contact_mechanism", {"party": model, "type": kind}, begin, end,
                      {"id": f"{last_id} + 1 + g - {begin}", "party": party, "value": value, "value_compact": value})
        for table in ("party_party", "party_contact_mechanism"):
            self.sql(f"SELECT setval('{table}_id_seq', (SELECT MAX(id) FROM {table}))")
        self.sql("ANALYZE")

    def copy(self, table, model, begin, end, changes):
        """The row of `model` for each g from `begin` to `end`, with these columns computed."""
        columns = self.sql("SELECT string_agg(column_name, ',') FROM information_schema.columns "
                           f"WHERE table_name = '{table}' AND is_generated = 'NEVER'").split(",")
        values = ", ".join(changes.get(column, f'm."{column}"') for column in columns)
        names = ", ".join(f'"{column}"' for column in columns)
        which = " AND ".join(f"m.{column} = '{value}'" for column, value in model.items())
        self.sql(f"INSERT INTO {table} ({names}) SELECT {values} FROM generate_series({begin}, {end - 1}) AS numbers(g), "
                 f"{table} AS m WHERE {which}")

    def sql(self, text):
        return subprocess.run(postgres.as_postgres(postgres.PROGRAMS / "psql", "-h", self.cluster, "-U", "kontor", "-d",
                                                   DATABASE, "-v", "ON_ERROR_STOP=1", "-qAtc", text),
                              check=True, capture_output=True, text=True).stdout.strip()

    def cpu_s(self):
        return figures.cpu_s(self.process.pid) + postgres.cpu_s(self.cluster)

    def stop(self):
        self.process.terminate()
        self.process.wait()


def party_of(first, last, phone, email):
    return {"name": f"{first} {last}",
            "contact_mechanisms": [["create", [{"type": "phone", "value": phone}, {"type": "email", "value": email}]]]}


LISTED = ["name", "code", "create_date", "rec_name"]


def requests_of(peer, size, count):
    """The same kinds of request as Kontor's, each what `call` takes."""
    newest = peer.party("search", [], 0, 500, [["id", "DESC"]])

    def party(verb, *params):
        return (f"model.party.party.{verb}", [*params, {}])

    def found(domain):
        return party("search_read", domain, 0, 20, [["id", "DESC"]], LISTED)

    spread = [(i * 7919) % size for i in range(count)]
    return {
        "create": [party("create", [party_of("New", f"{size} {i}", f"+4671{i:07d}", f"t{size}.{i}@bench.example")])
                   for i in range(count)],
        "read": [party("read", [newest[i % len(newest)]], [*LISTED, "phone", "email"]) for i in range(count)],
        # Its clients ask for the list and its total apart.
        "list of 20 newest": [found([])] * count,
        "total": [party("search_count", [])] * count,
        "update": [party("write", [newest[i % len(newest)]], {"name": f"Name {size} {i}"}) for i in range(count)],
        "search by name": [found([["name", "ilike", f"%Berg{i // 10}%"]]) for i in spread],
        "search by phone": [found([["contact_mechanisms.value", "ilike", f"%70{i // 10:06d}%"]]) for i in spread],
    }


@contextlib.contextmanager
def tryton(folder):
    with postgres.postgres(folder):
        peer = Tryton(folder, folder / "postgres")
        try:
            yield peer
        finally:
            peer.stop()
