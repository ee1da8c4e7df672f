"""Slow clients: does a server go on answering others? python -m tests.attack.slow_clients [SERVER ...]

Without a name it tries `planner serve`, with names the servers of docs/deploy.md, as far as they are installed. Prints
a row each; exit code 1 where healthz took longer than half a second beside 99 half-sent heads, 150 idle keep-alives and
four saves that wait for a lock.
"""

from __future__ import annotations

import http.client
import os
import re
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

HALF_SENT, IDLE, WAITING_SAVES = 99, 150, 4
MOST_SECONDS = 0.5
WATCHED_SECONDS, PAUSE_SECONDS = 4.0, 0.2
THROUGHPUT_SECONDS, CLIENTS = 4.0, 8
NO_LIMITS = {f"PLANNER_VISITOR_{name}": "0" for name in ("AT_ONCE", "SECONDS", "WRITES", "MEGABYTES")}
NO_LIMITS["PLANNER_AT_ONCE"] = "0"
APP = "planner.web:create_app()"
PYTHON = sys.executable
WAITRESS = (
    "import sys; from waitress import serve; from planner.web import create_app; "
    "serve(create_app(), port=int(sys.argv[1]), threads=int(sys.argv[2]))"
)
CHEROOT = (
    "import sys; from cheroot.wsgi import Server; from planner.web import create_app; "
    "Server(('127.0.0.1', int(sys.argv[1])), create_app(), numthreads=16).start()"
)
SERVERS: dict[str, list[str]] = {
    "planner serve": [PYTHON, "-m", "planner", "serve", "--port", "PORT"],
    "waitress, 4 threads, as it comes": [PYTHON, "-c", WAITRESS, "PORT", "4"],
    "gunicorn, 16 threads": [
        *(PYTHON, "-m", "gunicorn", "-k", "gthread", "--threads", "16", "--keep-alive", "20", "-b", "127.0.0.1:PORT"),
        APP,
    ],
    "gunicorn, 2 x 8 threads": [
        *(PYTHON, "-m", "gunicorn", "-k", "gthread", "-w", "2", "--threads", "8", "-b", "127.0.0.1:PORT"),
        APP,
    ],
    "granian, 16 threads": [
        *(PYTHON, "-m", "granian", "--interface", "wsgi", "--blocking-threads", "16", "--port", "PORT", "--factory"),
        "planner.web:create_app",
    ],
    "granian, 2 x 8 threads": [
        *(PYTHON, "-m", "granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "8"),
        *("--port", "PORT", "--factory", "planner.web:create_app"),
    ],
    "cheroot, 16 threads": [PYTHON, "-c", CHEROOT, "PORT"],
}


@dataclass(frozen=True, slots=True)
class Measured:
    """The slowest healthz beside each kind of slow client, in seconds (inf: not answered), and answers a second."""

    half_sent: float
    idle: float
    waiting: float
    pages_a_second: float
    checks_a_second: float
    megabytes: float

    @property
    def stands_it(self) -> bool:
        return max(self.half_sent, self.idle, self.waiting) <= MOST_SECONDS


def measure(command: list[str], *, throughput: bool = True) -> Measured:
    """Starts the server on a free port, lets slow clients at it and stops it by its id."""
    with tempfile.TemporaryDirectory() as folder, serving(command, Path(folder, "slow.sqlite3")) as (port, server):
        save(port)
        with ExitStack() as held:
            for _ in range(HALF_SENT):
                held.enter_context(closing(half_sent(port)))
            half = slowest(port)
        with ExitStack() as held:
            for _ in range(IDLE):
                held.enter_context(closing(idle(port)))
            quiet = slowest(port)
        waiting = beside_waiting_saves(port, Path(folder, "slow.sqlite3"))
        pages = rate(port, "/plan/results?own={}", {"HX-Request": "true"}) if throughput else 0.0
        checks = rate(port, "/healthz?{}", {}) if throughput else 0.0
        return Measured(half, quiet, waiting, pages, checks, resident_megabytes(server.pid))


@contextmanager
def serving(command: list[str], database: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    started = [part.replace("PORT", str(port)) for part in command]
    own = {**os.environ, **NO_LIMITS, "PLANNER_DATABASE": str(database)}
    with open(os.devnull, "wb") as nowhere:
        server = subprocess.Popen(started, env=own, stdout=nowhere, stderr=nowhere)
    try:
        wait_for(port, server)
        yield port, server
    finally:
        server.terminate()
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise RuntimeError("the server did not start")
        if healthz(port, timeout=2) < 2 and ask(port, "/plan", {}):
            return
        time.sleep(0.2)
    raise RuntimeError("the server does not answer")


def healthz(port: int, *, timeout: float = 30) -> float:
    """Seconds of one check over a connection of its own; inf where it was not answered."""
    started = time.perf_counter()
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=timeout) as answer:
            answer.read()
    except (OSError, http.client.HTTPException):
        return float("inf")
    return time.perf_counter() - started


def ask(port: int, path: str, headers: dict[str, str]) -> bytes:
    asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    with urllib.request.urlopen(asked, timeout=60) as answer:
        return bytes(answer.read())


def save(port: int, name: str = "Slow") -> int:
    """Saves a small plan and gives the status."""
    sent = urllib.parse.urlencode({"plan": "preset=rag", "name": name}).encode()
    asked = urllib.request.Request(f"http://127.0.0.1:{port}/saved", sent, {"Accept": "application/json"})
    try:
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def half_sent(port: int) -> socket.socket:
    """A connection whose head never ends."""
    held = socket.create_connection(("127.0.0.1", port))
    held.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
    return held


def idle(port: int) -> socket.socket:
    """A connection that was answered once and is kept open."""
    held = socket.create_connection(("127.0.0.1", port), timeout=5)
    held.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: keep-alive\r\n\r\n")
    with suppress(TimeoutError):  # where the server does not answer so many, the check beside them says so
        held.recv(4096)
    return held


def slowest(port: int, *, seconds: float = WATCHED_SECONDS) -> float:
    """The slowest check while `seconds` pass."""
    until, found = time.monotonic() + seconds, 0.0
    while time.monotonic() < until and found < float("inf"):
        found = max(found, healthz(port))
        time.sleep(PAUSE_SECONDS)
    return found


def beside_waiting_saves(port: int, database: Path) -> float:
    """The slowest check while saves wait for a writer that does not let go."""
    with closing(sqlite3.connect(database, isolation_level=None)) as other, ThreadPoolExecutor(WAITING_SAVES) as savers:
        other.execute("BEGIN IMMEDIATE")
        waiting = [savers.submit(save, port) for _ in range(WAITING_SAVES)]
        time.sleep(0.5)
        found = slowest(port, seconds=3)
        other.execute("ROLLBACK")
        if not all(one.result() == 200 for one in waiting):
            return float("inf")
    return found


def rate(port: int, path: str, headers: dict[str, str]) -> float:
    """Answers a second to CLIENTS clients."""
    until = time.monotonic() + THROUGHPUT_SECONDS

    def client(number: int) -> int:
        count = 0
        while time.monotonic() < until:
            ask(port, path.format(1000 * number + count), headers)
            count += 1
        return count

    started = time.monotonic()
    with ThreadPoolExecutor(CLIENTS) as clients:
        return sum(clients.map(client, range(1, CLIENTS + 1))) / (time.monotonic() - started)


def resident_megabytes(pid: int) -> float:
    """Memory of the process and its children that is in RAM; 0 where the system does not say."""
    found = 0.0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = (folder / "status").read_text()
        except OSError:
            continue
        parent = re.search(r"^PPid:\s+(\d+)", status, re.M)
        rss = re.search(r"^VmRSS:\s+(\d+)", status, re.M)
        if rss and (folder.name == str(pid) or (parent and parent[1] == str(pid))):
            found += int(rss[1]) / 1024
    return found


def summary(name: str, found: Measured) -> str:
    slow = " ".join(f"{seconds:7.3f}" for seconds in (found.half_sent, found.idle, found.waiting))
    return f"{slow} s  {found.pages_a_second:6.1f} {found.checks_a_second:7.1f} /s  {found.megabytes:5.0f} MB  {name}"


def main(names: list[str]) -> int:
    failed = 0
    kinds = f"{HALF_SENT} half-sent heads, {IDLE} idle connections, {WAITING_SAVES} waiting saves"
    print(f"The slowest check beside {kinds}; pages and checks a second, memory")
    for name in names or ["planner serve"]:
        chosen: Callable[[str], bool] = lambda known, name=name: name in known  # noqa: E731
        for known in filter(chosen, SERVERS):
            try:
                found = measure(SERVERS[known], throughput=bool(names))
            except (RuntimeError, OSError) as error:
                print(f"{known}: {error}", flush=True)
                failed += 1
                continue
            print(("ok   " if found.stands_it else "FAIL ") + summary(known, found), flush=True)
            failed += not found.stands_it
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
