"""Answers a second of `planner serve` with one worker and with two: plan pages, beside empty pages.

Eight clients ask as fast as they are answered. Clients and server share the processors of the machine.
"""

from __future__ import annotations

import tempfile
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.attack.slow_clients import SERVERS, serving
from tests.bench.measure import Figure, megabytes

CLIENTS, SECONDS = 8, 6.0
EMPTY, PAGE = "/workspace", "/plan?own="


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        for workers, words in ((1, "one worker"), (2, "two workers")):
            empty, pages, memory = _rates(Path(folder, f"{workers}.sqlite3"), workers)
            yield Figure(
                f"plan pages a second with {CLIENTS} clients, {words}",
                f"{empty:.0f} empty pages",
                f"{pages:.1f}",
                note="The clients run on the same machine; every page has figures of its own. Afterwards "
                f"{memory:.0f} MB of memory, what processes share counted once.",
            )


def _rates(database: Path, workers: int) -> tuple[float, float, float]:
    """Empty pages and plan pages a second, and megabytes after them."""
    command = [*SERVERS["planner serve"], "--workers", str(workers)]
    with serving(command, database) as (port, server):
        for number in range(2 * CLIENTS):
            _ask(port, f"{PAGE}{number + 1}")
            _ask(port, "/offers")  # what a worker gets ready in the background is ready then
        return _rate(port, EMPTY), _rate(port, PAGE), megabytes(server.pid)


def _rate(port: int, path: str) -> float:
    """Answers a second; a path that ends in = is asked with another number each time."""
    begun = time.monotonic()

    def client(number: int) -> int:
        count = 0
        while time.monotonic() - begun < SECONDS:
            own = f"{10_000 * (number + 1) + count}" if path.endswith("=") else ""
            _ask(port, path + own)
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
        print(f"{figure.what}: {figure.ours}, {figure.baseline}. {figure.note}")
