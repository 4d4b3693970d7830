"""kontor-seats for the benchmarks: nodes on one database, with hosts and one licence, as an operator
sets them up by its own verbs."""

import contextlib
import json
import subprocess
import time
import urllib.request

import running

BUILT = running.ROOT / "build" / "release"
CLIENTS_MAX = 64
START_S = 30


def verb(arguments, *words):
    """A verb's JSON answer: its last line, behind what migrations tell."""
    done = subprocess.run([BUILT / "bin" / "kontor-seats", *arguments, *words, "--json"], capture_output=True, text=True,
                          check=False)
    if done.returncode:
        raise RuntimeError(f"kontor-seats {' '.join(words)}: {done.stdout}{done.stderr}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def load(*arguments):
    done = subprocess.run([BUILT / "bench" / "seat_load", *map(str, arguments)], capture_output=True, text=True,
                          check=False)
    if done.returncode:
        raise RuntimeError(f"seat_load {' '.join(map(str, arguments))}: {done.stderr}")
    return json.loads(done.stdout)


class SeatNodes:
    """Nodes of one authority, of which any answers any device."""

    def __init__(self, urls, processes, tokens, license_id, start):
        self.urls, self.processes, self.tokens, self.license_id = urls, processes, tokens, license_id
        self.start = start

    def restart(self, number):
        """As an operator does: a new process that finds the ledger as it is."""
        self.processes[number].terminate()
        self.processes[number].wait()
        self.processes[number], self.urls[number] = self.start(number)

    def load(self, mode, clients, amount, nodes=None):
        urls = ",".join(self.urls[:nodes])
        return load(urls, self.license_id, self.tokens, amount, clients, mode)


def post(url, token, body):
    request = urllib.request.Request(url, json.dumps(body).encode(), method="POST",
                                     headers={"Content-Type": "application/json", "Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request, timeout=START_S) as answer:
        return json.load(answer)


def wait_for_port(folder, process):
    until = time.monotonic() + START_S
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(FileNotFoundError, ValueError):
            return int((folder / "port").read_text(encoding="utf-8"))
        time.sleep(0.02)
    raise RuntimeError("kontor-seats did not start: " + (folder / "log").read_text(encoding="utf-8")[-500:])


@contextlib.contextmanager
def seat_nodes(folder, seats, database=None, count=1):
    """Yields running nodes with one concurrent licence. No host is slowed down by its rate."""
    first = folder / "node-0"
    common = ["--requests-per-second", "1000000", *(["--database", database] if database else [])]
    arguments = ["--data", first, *common]
    authority = verb(arguments, "init")["authority"]
    papers = load("document", authority, seats)
    office = verb(arguments, "host", "add", "office", "--role", "administrator")["token"]
    tokens = folder / "tokens"
    tokens.write_text("\n".join(verb(arguments, "host", "add", f"host-{i}")["token"] for i in range(CLIENTS_MAX)),
                      encoding="utf-8")
    with contextlib.ExitStack() as stack:
        def start(number):
            data = folder / f"node-{number}"
            data.mkdir(exist_ok=True)
            data.chmod(0o700)
            (data / "port").unlink(missing_ok=True)
            (data / "trust.json").write_text(json.dumps(papers["trust"]), encoding="utf-8")
            log = stack.enter_context(open(data / "log", "w", encoding="utf-8"))
            process = subprocess.Popen(
                [BUILT / "bin" / "kontor-seats", "--data", data, *common, "--key", first / "keys" / "seats.key",
                 "--port", "0", "run"], stdout=log, stderr=log)
            stack.callback(process.wait)
            stack.callback(process.terminate)
            return process, f"http://127.0.0.1:{wait_for_port(data, process)}"

        processes, urls = [], []
        for number in range(count):
            process, url = start(number)
            processes.append(process)
            urls.append(url)
        license_id = post(urls[0] + "/licensing/v1/licenses", office, {"token": papers["document"]})["license_id"]
        yield SeatNodes(urls, processes, tokens, license_id, start)
