"""Metadata and packages from kontor-market against Debian's nginx, which serves the same files in the
same run; wrk is the load. Both write their access log to a file, as they do out of the box."""

import contextlib
import hashlib
import os
import pathlib
import statistics
import subprocess
import sys

import figures
import running
from processes import Program, until
from settings import port_allocator

CONNECTIONS = 32
SECONDS = 3
ROUNDS = 5
SMALL, PACKAGE, LARGE = 4096, 2 << 20, 64 << 20

NGINX = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx-error.log; worker_processes auto;
events {{ worker_connections 768; }}
http {{
  sendfile on; tcp_nopush on; types_hash_max_size 2048; default_type application/octet-stream;
  access_log {folder}/nginx-access.log;
  server {{ listen 127.0.0.1:{port}; location /tuf/ {{ alias {files}/; }} }}
}}
"""


def put_file(shop, size):
    """A target of this size among the market's; gives its path below /tuf/."""
    data = os.urandom(1 << 16) * (size >> 16) or os.urandom(size)
    name = f"targets/market/{hashlib.sha256(data).hexdigest()}.{size}"
    place = shop.data / "tuf" / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
    return name


@contextlib.contextmanager
def nginx(shop):
    folder = shop.data.parent
    port = port_allocator(0)(0)
    user = "user root;" if os.geteuid() == 0 else ""  # Its workers have to read our folder.
    text = user + NGINX.format(folder=folder, port=port, files=shop.data / "tuf")
    (folder / "nginx.conf").write_text(text)
    program = Program("nginx", folder).start("nginx", "-c", folder / "nginx.conf", "-p", folder)
    try:
        until(lambda: (folder / "nginx.pid").exists(), "nginx")
        yield f"http://127.0.0.1:{port}"
    finally:
        program.stop()


def load(url, seconds=SECONDS, connections=CONNECTIONS):
    """Requests and bytes a second."""
    script = pathlib.Path(__file__).with_name("download_load.lua")
    done = subprocess.run(["wrk", "-t2", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", script, url],
                          check=True, capture_output=True, text=True)
    requests, received, errors = (float(part) for part in done.stdout.split("RESULT")[1].split()[:3])
    if errors:
        raise RuntimeError(f"{url}: {errors:g} errors\n{done.stdout}")
    return requests, received


def compare(shop, peer, name, index):
    """Medians of rounds in turn, so that what else the machine does hits both: (ours, nginx's)."""
    ours, others = [], []
    for _ in range(ROUNDS):
        ours.append(load(f"{shop.url}/tuf/{name}")[index])
        others.append(load(f"{peer}/tuf/{name}")[index])
    return statistics.median(ours), statistics.median(others)


def main(out):
    with running.market() as shop:
        small, package, large = (put_file(shop, size) for size in (SMALL, PACKAGE, LARGE))
        pid = shop.program.pid()
        with nginx(shop) as peer:
            for url in (shop.url, peer):  # Warms up.
                load(f"{url}/tuf/{small}", 1)
                load(f"{url}/tuf/{package}", 1)
            before_s = figures.cpu_s(pid)
            requests, _ = load(f"{shop.url}/tuf/{small}")
            cpu_us = (figures.cpu_s(pid) - before_s) / (requests * SECONDS) * 1e6
            requests, nginx_requests = compare(shop, peer, small, 0)
            bytes_s, nginx_bytes_s = compare(shop, peer, package, 1)
            metadata, nginx_metadata = compare(shop, peer, "timestamp.json", 0)
        before_mb = figures.resident_mb(pid)
        load(f"{shop.url}/tuf/{large}", connections=4)
        grown_mb = max(0.0, figures.resident_mb(pid) - before_mb)
    figures.write(out, [
        figures.figure("4 KB, 32 connections", requests, "requests/s", "higher", 0.5, "nginx", nginx_requests, ROUNDS),
        figures.figure("2 MiB package, 32 connections", bytes_s / 1e6, "MB/s", "higher", 0.8, "nginx",
                       nginx_bytes_s / 1e6, ROUNDS),
        figures.figure("timestamp.json, 32 connections", metadata, "requests/s", "higher", 0.5, "nginx",
                       nginx_metadata, ROUNDS),
        figures.figure("4 KB, server CPU", cpu_us, "us/request", "lower"),
        figures.figure("memory grown by 64 MiB packages", grown_mb, "MB", "lower", 8),
    ])


if __name__ == "__main__":
    main(sys.argv[1])
