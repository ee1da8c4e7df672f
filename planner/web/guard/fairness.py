"""What one visitor may use of the server: requests at once, processor time and writes per minute.

A visitor is an address, or the last address of X-Forwarded-For where a proxy on this machine sends it. The counts are
in memory that the workers of one server share (shared.py), so that every limit holds for all of them together.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from mmap import mmap

from flask import Flask, current_app, g, request
from werkzeug.exceptions import TooManyRequests

from planner.web.guard.shared import SharedLock, Table

KEY = "planner_fairness"
MINUTE = 60.0
MEGABYTE = 1_000_000
MOST_VISITORS = 16_384
"""Visitors that are remembered; for a further one, the one whose minute began first is forgotten."""
MOST_LINES = 20
"""Lines a minute in the log about one visitor's refused requests."""
FREE = frozenset({"static", "bundle", "meta.healthz", "meta.robots"})
QUESTIONS = frozenset({"api.estimate", "api.budget", "api.count", "api.usage"})
"""POST requests that write nothing and are limited by their processor time alone."""
Setting = tuple[str, int, str]
"""A variable, its default and what it counts."""
SETTINGS: Mapping[str, Setting] = {
    "VISITOR_AT_ONCE": ("PLANNER_VISITOR_AT_ONCE", 6, "requests at once"),
    "VISITOR_SECONDS": ("PLANNER_VISITOR_SECONDS", 40, "seconds of processor a minute"),
    "VISITOR_WRITES": ("PLANNER_VISITOR_WRITES", 120, "writes per minute"),
    "VISITOR_MEGABYTES": ("PLANNER_VISITOR_MEGABYTES", 30, "megabytes of saved plans per minute"),
    "SERVER_AT_ONCE": ("PLANNER_AT_ONCE", 22, "requests at once, of all visitors together"),
}
"""Config key: its variable, its default and what it counts; 0 is no limit."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """A visitor's running requests, and what they have used since `since` (seconds of a monotonic clock)."""

    since: float
    seconds: float = 0.0
    bytes: int = 0
    writes: int = 0
    lines: int = 0
    at_once: int = 0


class Counters:
    """Every visitor of the last minute, and how many requests each worker has in hand. It holds state, as a limit over
    time must; hold `lock` over what belongs together."""

    def __init__(self, workers: int = 1) -> None:
        self.lock = SharedLock(workers)
        self._worker, self._workers = 0, workers
        # The last columns are the requests at once of each worker: a dead worker's are set to 0.
        self._visitors = Table(f"ddQII{workers}H", MOST_VISITORS)
        self._at_once = memoryview(mmap(-1, 4 * workers)).cast("I")

    def begin(self, worker: int) -> None:
        """Counts for worker number `worker` from now on, which has nothing in hand yet."""
        self._worker = worker
        with self.lock:
            self._at_once[worker] = 0
            self._visitors.clear_column(worker - self._workers)

    @property
    def at_once(self) -> int:
        """Requests that this worker has in hand."""
        return self._at_once[self._worker]

    @property
    def all_at_once(self) -> int:
        return sum(self._at_once)

    def enter(self, number: int) -> None:
        self._at_once[self._worker] = max(0, self.at_once + number)

    def visitor(self, name: str, now: float) -> Visitor:
        """What is counted of a visitor, anew after a minute."""
        return _visitor(self._row(name, now))

    def count(
        self,
        name: str,
        now: float,
        *,
        seconds: float = 0.0,
        written: int = 0,
        writes: int = 0,
        lines: int = 0,
        at_once: int = 0,
    ) -> Visitor:
        """The same with so much more."""
        row = self._row(name, now)
        for place, more in enumerate((0.0, seconds, written, writes, lines)):
            row[place] += more
        own = self._worker - self._workers
        row[own] = max(0, row[own] + at_once)
        self._visitors.put(name, row)
        return _visitor(row)

    def _row(self, name: str, now: float) -> list[float]:
        row = list(self._visitors.get(name) or (now, 0.0, 0, 0, 0, *[0] * self._workers))
        return row if now - row[0] < MINUTE else [now, 0.0, 0, 0, 0, *row[5:]]


def _visitor(row: Sequence[float]) -> Visitor:
    since, seconds, *counts = row
    size, writes, lines, *at_once = map(int, counts)
    return Visitor(since, seconds, size, writes, lines, sum(at_once))


def init_app(app: Flask) -> None:
    """Fills the config keys of SETTINGS; ValueError for a variable that is no whole number."""
    for key, value in read_limits(os.environ).items():
        app.config.setdefault(key, 0 if app.config.get("TESTING") else value)
    app.extensions[KEY] = Counters(app.config["WORKERS"])
    app.before_request(enter)
    app.teardown_request(leave)


def read_limits(environ: Mapping[str, str]) -> dict[str, int]:
    """Config key to limit, by the environment."""
    return whole_numbers(environ, SETTINGS)


def whole_numbers(environ: Mapping[str, str], settings: Mapping[str, Setting]) -> dict[str, int]:
    """The number of each setting by its key; ValueError for a variable that is no whole number."""
    found: dict[str, int] = {}
    for key, (name, usual, counts) in settings.items():
        text = environ.get(name, str(usual)).strip()
        if not (text.isascii() and text.isdigit() and len(text) < 7):
            raise ValueError(f"{name} is {text!r}: give a whole number of {counts}, or 0 for no limit")
        found[key] = int(text)
    return found


def enter() -> None:
    """Counts the request in; 429 with the seconds to wait where the visitor has used up a limit."""
    if request.endpoint in FREE:
        return
    counters: Counters = current_app.extensions[KEY]
    now, name = time.monotonic(), visitor_name()
    with counters.lock:
        if 0 < current_app.config["SERVER_AT_ONCE"] <= counters.all_at_once:
            # More would only make everybody wait: those beyond get a 429 at once.
            raise busy()
        visitor = counters.visitor(name, now)
        if reason := used_up(visitor, current_app.config, writes=is_write()):
            wait = 1 if reason == "VISITOR_AT_ONCE" else max(1, ceil(visitor.since + MINUTE - now))
            raise too_many(reason, wait)
        counters.count(name, now, at_once=1, writes=is_write())
        counters.enter(1)
    g.visitor, g.visitor_start = name, time.thread_time()


def may_log() -> bool:
    """Counts a line about a refused request of this visitor; whether the log still takes it."""
    counters: Counters = current_app.extensions[KEY]
    with counters.lock:
        return counters.count(visitor_name(), time.monotonic(), lines=1).lines <= MOST_LINES


def busy() -> TooManyRequests:
    """Status 429 where the server as a whole has enough to do."""
    return TooManyRequests("This server is busy. Try again in 2 s.", retry_after=2)


def is_write() -> bool:
    """Whether the request may change what is stored."""
    return request.method == "POST" and request.endpoint not in QUESTIONS


def leave(_error: BaseException | None) -> None:
    """Counts the request out, with the processor time it took."""
    name: str | None = g.pop("visitor", None)
    if name is not None:
        counters: Counters = current_app.extensions[KEY]
        seconds = time.thread_time() - g.pop("visitor_start")
        written = g.store.written_bytes if "store" in g else 0
        with counters.lock:
            counters.count(name, time.monotonic(), at_once=-1, seconds=seconds, written=written)
            counters.enter(-1)


def used_up(visitor: Visitor, limits: Mapping[str, int], *, writes: bool) -> str:
    """The config key of the limit that is reached; empty where none is."""
    used: dict[str, float] = {"VISITOR_AT_ONCE": visitor.at_once, "VISITOR_SECONDS": visitor.seconds}
    if writes:
        used["VISITOR_WRITES"] = visitor.writes
        used["VISITOR_MEGABYTES"] = visitor.bytes / MEGABYTE
    return next((key for key, amount in used.items() if 0 < limits[key] <= amount), "")


def too_many(key: str, wait: int) -> TooManyRequests:
    """Status 429: the limit in words, and in Retry-After the seconds until it is worth trying again."""
    counts = SETTINGS[key][2]
    text = f"This server allows {current_app.config[key]} {counts} to each visitor. Try again in {wait} s."
    return TooManyRequests(text, retry_after=wait)


def visitor_name() -> str:
    """The visitor's address, as far as the server can see it."""
    address = request.remote_addr or ""
    forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return forwarded[:45] if forwarded and address in ("127.0.0.1", "::1", "") else address
