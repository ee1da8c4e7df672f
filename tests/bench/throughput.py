"""Answers a second of one `planner serve` and of two that share a database: plan pages, beside empty pages.

Eight clients ask as fast as they are answered, and of two servers each asks both in turn, as a proxy would. Clients and
servers share the processors of the machine.
"""

from __future__ import annotations

import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from tests.attack.slow_clients import SERVERS, serving
from tests.bench.measure import Figure

CLIENTS, SECONDS = 8, 6.0
EMPTY, PAGE = "/workspace", "/plan?own="


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        one = _rates(folder, 1)
        two = _rates(folder, 2)
    for words, (empty, pages) in (("one `planner serve`", one), ("two that share a database", two)):
        yield Figure(
            f"plan pages a second with {CLIENTS} clients, {words}",
            f"{empty:.0f} empty pages",
            f"{pages:.1f}",
            note="The clients run on the same machine; every page has figures of its own.",
        )


def _rates(folder: str, servers: int) -> tuple[float, float]:
    """Empty pages and plan pages a second."""
    with ExitStack() as stack:
        database = Path(folder, f"{servers}.sqlite3")
        ports = [stack.enter_context(serving(SERVERS["planner serve"], database))[0] for _ in range(servers)]
        for port in ports:
            _ask(port, f"{PAGE}1")
            _ask(port, "/offers")  # what a server gets ready in the background is ready then
        return _rate(ports, EMPTY), _rate(ports, PAGE)


def _rate(ports: Sequence[int], path: str) -> float:
    """Answers a second; a path that ends in = is asked with another number each time."""
    begun = time.monotonic()

    def client(number: int) -> int:
        count = 0
        while time.monotonic() - begun < SECONDS:
            own = f"{10_000 * (number + 1) + count}" if path.endswith("=") else ""
            _ask(ports[(number + count) % len(ports)], path + own)
            count += 1
        return count

    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = sum(pool.map(client, range(CLIENTS)))
    return answers / (time.monotonic() - begun)


def _ask(port: int, path: str) -> None:
    asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(asked, timeout=120) as answer:
        answer.read()


if __name__ == "__main__":
    for figure in figures():
        print(f"{figure.what}: {figure.ours}, {figure.baseline}")
