"""A plan page beside ten who work on large budgets: python -m tests.bench.beside prints how long it takes to come.

Five keep opening a saved budget of 100 lines at today's prices, five keep changing one of 20 lines over 36 months; each
is a visitor of his own. The server is `planner serve` with the limits it comes with.
"""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from urllib.parse import urlencode

from tests.bench.measure import Figure, readable
from tests.web.budgets.parts import one_line

READERS = 10
PAGES, PAUSE_SECONDS = 40, 0.3
WANTED_SECONDS = 1.0
PRESETS = ("rag", "chat", "classification", "extraction")
OFFERS = ("gpt-5.4", "claude-opus-4-5", "gemini-3.1-flash-lite", "deepseek-v4-pro")


@dataclass(frozen=True, slots=True)
class Beside:
    """Seconds of each plan page, alone and beside them, and of each answer about a budget; how often which status."""

    alone: list[float]
    pages: list[float]
    budgets: list[float]
    statuses: Counter[int]


def _slow(times: list[float]) -> float:
    """95 % took at most so many seconds."""
    return sorted(times)[int(len(times) * 0.95)]


def _middle(times: list[float]) -> float:
    return sorted(times)[len(times) // 2]


def figures() -> Iterator[Figure]:
    found = measured()
    slow = _slow(found.pages)
    yield Figure(
        f"a plan page beside {READERS} at work on large budgets, 95 % within",
        "",
        readable(slow),
        wanted=readable(WANTED_SECONDS),
        met=slow <= WANTED_SECONDS,
        note=f"`planner serve`; half within {readable(_middle(found.pages))}; alone 95 % within "
        f"{readable(_slow(found.alone))}. Five open a saved budget of 100 lines, five change one of 20 x 36 months, "
        f"each again at once: {len(found.budgets)} answers, half within {readable(_middle(found.budgets))}; "
        f"statuses {dict(found.statuses)}.",
    )


def measured() -> Beside:
    """Starts the server, saves the budget, and looks at plan pages while the ten go on."""
    with tempfile.TemporaryDirectory() as folder, _serving(Path(folder, "beside.sqlite3")) as address:
        _ask(f"{address}/plan?own=1", "9.9.9.9")
        saved, cookie = _save(address)
        alone = list(_plan_pages(address, 1, Counter()))
        done, budgets, statuses = Event(), list[float](), Counter[int]()

        def work(number: int) -> None:
            count = 0
            while not done.is_set():
                count += 1
                path, sent = (saved, None) if number % 2 else ("/budgets/results", _months(100 * number + count))
                started = time.perf_counter()
                status = _ask(f"{address}{path}", f"10.0.0.{number}", sent, cookie)
                budgets.append(time.perf_counter() - started)
                statuses[status] += 1
                if status == 429:
                    done.wait(2)  # as Retry-After says

        with ThreadPoolExecutor(READERS) as readers:
            begun = [readers.submit(work, number) for number in range(READERS)]
            time.sleep(2)
            try:
                pages = list(_plan_pages(address, 2, statuses))
            finally:
                done.set()
            for one in begun:
                one.result()
    return Beside(alone, pages, budgets, statuses)


def _plan_pages(address: str, begin: int, statuses: Counter[int]) -> Iterator[float]:
    for page in range(PAGES):
        started = time.perf_counter()
        statuses[_ask(f"{address}/plan?own={1000 * begin + page}", f"11.0.{page}.{begin}")] += 1
        yield time.perf_counter() - started
        time.sleep(PAUSE_SECONDS)


@contextmanager
def _serving(database: Path) -> Iterator[str]:
    own = {**os.environ, "PLANNER_DATABASE": str(database)}
    for name in [name for name in own if name.startswith("PLANNER_VISITOR")] + ["PLANNER_AT_ONCE"]:
        own.pop(name, None)
    command = [sys.executable, "-m", "planner", "serve", "--port", "0"]
    with subprocess.Popen(command, env=own, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            found = re.search(r"http://\S+", server.stdout.readline())
            assert found, "the server did not say where it is"
            yield found[0]
        finally:
            server.terminate()


def lines(count: int, months: int, runs: int) -> dict[str, str]:
    """The form of a budget whose lines have little in common."""
    own = {name.removeprefix("l0-"): text for name, text in one_line().items() if name.startswith("l0-")}
    said = {"name": f"{count} lines", "start": "Dec 2026", "months": str(months), "cap": "100,000", "wish": ""}
    for index in range(count):
        line = own | {
            "name": f"line {index}",
            "offer": OFFERS[index % len(OFFERS)],
            "preset": PRESETS[index % len(PRESETS)],
        }
        line |= {"runs": str(runs + index), "own": str(2000 + index), "answer": str(300 + index)}
        said |= {f"l{index}-{name}": text for name, text in line.items()}
    return said


def _months(runs: int) -> bytes:
    return urlencode(lines(20, 36, runs)).encode()


def _save(address: str) -> tuple[str, str]:
    """The path of the saved budget of 100 lines, and the cookie of its workspace."""
    host = address.removeprefix("http://")
    with closing(http.client.HTTPConnection(host, timeout=120)) as server:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        server.request("POST", "/budgets", urlencode(lines(100, 12, 50)), headers)
        answer = server.getresponse()
        where, cookie = answer.headers["Location"], answer.headers["Set-Cookie"]
    return where.partition("?")[0].removesuffix("/sheet"), cookie.partition(";")[0]


def _ask(address: str, visitor: str, sent: bytes | None = None, cookie: str = "") -> int:
    headers = {"Accept-Encoding": "gzip", "X-Forwarded-For": visitor, "Cookie": cookie}
    asked = urllib.request.Request(address, sent, headers | ({"HX-Request": "true"} if sent else {}))
    try:
        with urllib.request.urlopen(asked, timeout=120) as answer:
            answer.read()
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.read()
        return error.code


if __name__ == "__main__":
    for figure in figures():
        print(f"{figure.what} {figure.ours}: {figure.note}")
        sys.exit(int(figure.met is False))
