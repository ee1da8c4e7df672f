"""The answer to a keystroke from a real server with five people typing at once."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from tests.bench.measure import Figure, readable

PEOPLE, KEYSTROKES = 5, 20
PAUSE_SECONDS = 0.4
WANTED_SECONDS = 0.150
NO_LIMITS = {f"PLANNER_{name}": "0" for name in ("VISITOR_AT_ONCE", "VISITOR_SECONDS", "VISITOR_WRITES", "AT_ONCE")}


def figures() -> Iterator[Figure]:
    """The 95 % of all answers, waits for the processor included."""
    with served("--workers", "1") as address:
        alone = _slow(_all_typing(address))
    with served() as address:
        times = sorted(_all_typing(address))
    slow = _slow(times)
    yield Figure(
        f"a keystroke with {PEOPLE} people typing, 95 % of answers within",
        f"{readable(alone)}, one worker",
        readable(slow),
        wanted=readable(WANTED_SECONDS),
        met=slow <= WANTED_SECONDS,
        note=f"`planner serve`, {PEOPLE * KEYSTROKES} requests of /plan/results, "
        f"one every {PAUSE_SECONDS:g} s a person or up to half of that sooner or later, the page open before; "
        f"half within {readable(times[len(times) // 2])}.",
    )


def _slow(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


@contextmanager
def served(*options: str) -> Iterator[str]:
    """`planner serve` with a database of its own and no limits for one visitor, as the address where it is."""
    with tempfile.TemporaryDirectory() as folder:
        own = {**os.environ, **NO_LIMITS, "PLANNER_DATABASE": str(Path(folder, "bench.sqlite3"))}
        command = [str(Path(sys.executable).with_name("planner")), "serve", "--port", "0", *options]
        with subprocess.Popen(command, env=own, stdout=subprocess.PIPE, text=True) as server:
            try:
                assert server.stdout
                found = re.search(r"http://\S+", server.stdout.readline())
                assert found, "the server did not say where it is"
                yield found[0]
            finally:
                server.terminate()


def _all_typing(address: str) -> list[float]:
    with ThreadPoolExecutor(PEOPLE) as people:
        list(people.map(lambda _person: _ask(f"{address}/plan"), range(PEOPLE)))
        return [
            seconds for one in people.map(lambda person: _typing(address, person), range(PEOPLE)) for seconds in one
        ]


def _typing(address: str, person: int) -> list[float]:
    """Nobody types in step with others: pauses differ, the one before the first keystroke too."""
    times, pauses = [], random.Random(person)  # noqa: S311
    for stroke in range(KEYSTROKES):
        time.sleep(PAUSE_SECONDS * pauses.uniform(0.5, 1.5))
        times.append(_ask(f"{address}/plan/results?own={1000 * (person + 1) + stroke}"))
    return times


def _ask(address: str) -> float:
    asked = urllib.request.Request(address, headers={"HX-Request": "true", "Accept-Encoding": "gzip"})
    started = time.perf_counter()
    with urllib.request.urlopen(asked, timeout=60) as answer:
        answer.read()
    return time.perf_counter() - started
