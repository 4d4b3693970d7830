"""A PostgreSQL server of its own for a benchmark, durable as it comes out of the box."""

import contextlib
import os
import pathlib
import subprocess

import figures

PROGRAMS = pathlib.Path("/usr/lib/postgresql/15/bin")


def as_postgres(*command):
    """The command as a user that PostgreSQL accepts, ending with this process."""
    user = ["--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
    return ["setpriv", "--pdeathsig=QUIT", *user, *command]


def cpu_s(cluster):
    """What the server of a cluster has used so far, its ended and its living processes."""
    leader = int((cluster / "postmaster.pid").read_text().split()[0])
    children = [int(pid) for task in pathlib.Path(f"/proc/{leader}/task").iterdir()
                for pid in (task / "children").read_text().split()]
    used = figures.cpu_s_with_ended(leader)
    for pid in children:
        with contextlib.suppress(OSError):
            used += figures.cpu_s(pid)
    return used


def asked(cluster, sql):
    """The answer of the database that postgres() made, as psql prints it."""
    return subprocess.run(["psql", "-At", "-h", cluster, "-U", "kontor", "-d", "seats", "-c", sql],
                          check=True, capture_output=True, text=True).stdout.strip()


@contextlib.contextmanager
def postgres(folder):
    """Yields the URL of an empty database; synchronous_commit and fsync stay on."""
    data = folder / "postgres"
    data.mkdir()
    for place in (folder, data):
        place.chmod(0o755)
    if os.geteuid() == 0:
        subprocess.run(["chown", "postgres", data], check=True)
        data.chmod(0o700)
    subprocess.run(as_postgres(PROGRAMS / "initdb", "-D", data, "-A", "trust", "-U", "kontor", "-E", "UTF8", "--no-sync"),
                   check=True, capture_output=True)
    server = subprocess.Popen(as_postgres(PROGRAMS / "postgres", "-D", data, "-k", data, "-h", "", "-c",
                                          "max_wal_size=4GB"),
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while subprocess.run(as_postgres(PROGRAMS / "pg_isready", "-q", "-h", data), check=False).returncode:
            if server.poll() is not None:
                raise RuntimeError("PostgreSQL did not start")
        subprocess.run(as_postgres(PROGRAMS / "createdb", "-h", data, "-U", "kontor", "seats"), check=True)
        yield f"postgresql://kontor@{str(data).replace('/', '%2F')}/seats"
    finally:
        server.terminate()
        server.wait()
