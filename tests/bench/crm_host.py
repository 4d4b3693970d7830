"""A kontor-host of its own for crm_bench.py: fresh data on SQLite or PostgreSQL, its administrator's
API token, files to import and what its processes have used."""

import concurrent.futures
import contextlib
import http.client
import json
import os
import pathlib
import subprocess
import threading
import time
import zipfile
from xml.sax.saxutils import escape

import figures
import postgres
import running

HOST = running.ROOT / "build" / "release" / "bin" / "kontor-host"
PASSWORD = "correct horse battery"
CONNECTIONS = 4
IDLE_MAX_S = 5
SETTLE_MAX_S = 180  # PostgreSQL looks once a minute what to vacuum.
SETTLED_CPU_S = 0.05  # In a second.


class Host:
    """One running host. `call` may be used by several threads, each with its own connection."""

    def __init__(self, folder, database=None):
        self.folder = folder
        self.data = folder / "data"
        options = ["--database", database] if database else []
        self.sqlite = None if database else self.data / "host.db"
        subprocess.run([HOST, "--data", self.data, *options, "init", "--admin-email", "a@bench.example",
                        "--admin-password-stdin"], input=PASSWORD, text=True, check=True, capture_output=True)
        with open(folder / "log", "wb") as log:
            self.process = subprocess.Popen([HOST, "--data", self.data, *options, "--port", "0"], stdout=log,
                                            stderr=log)
        port = self.data / "port"
        while not port.exists() or not port.read_text().endswith("\n"):
            if self.process.poll() is not None:
                raise RuntimeError((folder / "log").read_text())
            time.sleep(0.05)
        self.port = int(port.read_text())
        self.local = threading.local()
        self.headers = {}
        login = self.call("POST", "/api/v1/login", {"email": "a@bench.example", "password": PASSWORD}, raw=True)
        cookie = login.headers["set-cookie"].split(";")[0]
        self.headers = {"cookie": cookie, "x-kontor-csrf": json.loads(login.text)["csrf"]}
        token = self.call("POST", "/api/v1/tokens", {"name": "bench", "scopes": ["*"]})["token"]
        self.headers = {"authorization": f"Bearer {token}"}

    def call(self, method, path, body=None, raw=False):
        # The host closes connections that idle, as while a file is made.
        if time.monotonic() - getattr(self.local, "used_at", 0) > IDLE_MAX_S:
            self.local.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        self.local.used_at = time.monotonic()
        bytes_ = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
        kind = "application/octet-stream" if isinstance(body, bytes) else "application/json"
        self.local.connection.request(method, path, bytes_, {**self.headers, "content-type": kind})
        answer = self.local.connection.getresponse()
        answer.text = answer.read().decode()
        self.local.used_at = time.monotonic()
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status} {answer.text[:300]}")
        return answer if raw else (json.loads(answer.text) if answer.text else None)

    def imported(self, entity, file, query=""):
        """Imports a file to its end; gives the report, and seconds from acceptance to end."""
        began = time.monotonic()
        job = self.call("POST", f"/api/v1/imports?entity={entity}{query}", file.read_bytes())["id"]
        accepted = time.monotonic()
        while True:
            state = self.call("GET", f"/api/v1/imports/{job}")
            if state["state"] in ("done", "failed"):
                break
            time.sleep(0.05)
        if state["state"] != "done" or state["failed"]:
            raise RuntimeError(f"the import did not go through: {state}")
        state["upload_s"] = accepted - began
        return state, time.monotonic() - accepted

    def cpu_s(self):
        """Of the host, and of the PostgreSQL that serves it."""
        database_s = postgres.cpu_s(self.folder / "postgres") if self.sqlite is None else 0
        return figures.cpu_s(self.process.pid) + database_s

    def settle(self):
        """Waits, at most so long, until what an import left to do in the background is done: vacuum,
        statistics, checkpoints. It is no part of a request."""
        end = time.monotonic() + SETTLE_MAX_S
        while time.monotonic() < end:
            before = self.cpu_s()
            time.sleep(1)
            if self.cpu_s() - before < SETTLED_CPU_S and self.is_vacuumed():
                return

    def is_vacuumed(self):
        """Whether PostgreSQL has vacuumed all that came, by the thresholds it comes with."""
        if self.sqlite is not None:
            return True
        sql = "SELECT COUNT(*) FROM pg_stat_user_tables WHERE n_ins_since_vacuum > 1000 + 0.2 * n_live_tup"
        return postgres.asked(self.folder / "postgres", sql) == "0"

    def peak_mb(self):
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1000
        return 0.0

    def forget_peak(self):
        pathlib.Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")

    def stop(self):
        self.process.terminate()
        self.process.wait()


@contextlib.contextmanager
def fresh_host(kind):
    with running.fresh_data() as folder, contextlib.ExitStack() as stack:
        database = stack.enter_context(postgres.postgres(folder)) if kind == "PostgreSQL" else None
        host = Host(folder, database)
        try:
            yield host
        finally:
            host.stop()


def run_all(server, requests, end):
    """Runs the requests over four connections; how many ran until the moment `end`."""

    def work(share):
        done = 0
        for one in share:
            if time.monotonic() > end:
                break
            server.call(*one)
            done += 1
        return done

    with concurrent.futures.ThreadPoolExecutor(CONNECTIONS) as workers:
        return sum(workers.map(work, [requests[i::CONNECTIONS] for i in range(CONNECTIONS)]))


def cpu_per_request(server, requests, patience_s=600):
    """Runs the requests, each a tuple for the server's `call`, over four connections; milliseconds of
    its CPU and its database's a request, and how many ran. The first tenth opens connections and
    prepares statements, which stay, and is not counted. A request that fails ends the run; none
    begins after so many seconds."""
    warm = len(requests) // 10
    run_all(server, requests[:warm], time.monotonic() + patience_s)
    before = server.cpu_s()
    done = run_all(server, requests[warm:], time.monotonic() + patience_s)
    return (server.cpu_s() - before) / done * 1000, done


FIRST = ["Anna", "Bo", "Carin", "Dan", "Erik", "Fatima", "Gun", "Hanna", "Ivan", "Olga"]
LAST = ["Berg", "Dahl", "Ek", "Falk", "Hall", "Lund", "Ström", "Иванов", "Жданова", "Sørensen"]


def person_row(i):
    return [FIRST[i % 10], f"{LAST[i // 10 % 10]}{i}", f"+4670{i:07d}", f"p{i}@bench.example"]


def persons_csv(path, begin, end):
    with open(path, "w", encoding="utf-8") as file:
        file.write("First name;Last name;Phone;E-mail\n")
        for i in range(begin, end):
            file.write(";".join(person_row(i)) + "\n")
    return path


def deals_csv(path, count):
    stages = ["new", "qualified", "proposal", "negotiation", "won", "lost"]
    with open(path, "w", encoding="utf-8") as file:
        file.write("Title;Stage;Amount;Currency;Created;Loss reason\n")
        for i in range(count):
            stage = stages[i % 6]
            month = i // 7 % 24
            file.write(f"Deal {i};{stage};{1000 + i % 50000};EUR;{2024 + month // 12}-{month % 12 + 1:02d}-03;"
                       f"{'price' if stage == 'lost' else ''}\n")
    return path


def persons_xlsx(path, begin, end):
    """As a spreadsheet program without shared texts writes it."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("_rels/.rels", '<Relationships><Relationship Id="a" Type="x/officeDocument" Target="w.xml"/>'
                                     "</Relationships>")
        book.writestr("w.xml", '<workbook xmlns:r="r"><sheets><sheet name="P" r:id="b"/></sheets></workbook>')
        book.writestr("_rels/w.xml.rels", '<Relationships><Relationship Id="b" Type="x/worksheet" Target="s.xml"/>'
                                          "</Relationships>")
        with book.open("s.xml", "w") as sheet:
            sheet.write(b"<worksheet><sheetData>")
            rows = [["First name", "Last name", "Phone", "E-mail"], *map(person_row, range(begin, end))]
            for number, row in enumerate(rows, 1):
                cells = "".join(f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>' for cell in row)
                sheet.write(f'<row r="{number}">{cells}</row>'.encode())
            sheet.write(b"</sheetData></worksheet>")
    return path


def sizes():
    return [int(size) for size in os.environ.get("KONTOR_BENCH_SIZES", "10000,100000").split(",")]
