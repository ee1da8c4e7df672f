"""What one visitor may use of the server: so many requests at once, processor time and writes per minute.

A visitor is an address, or the last address of X-Forwarded-For where a proxy on this machine sends it. Counted per
process and kept in memory only: two workers allow twice as much.
"""

from __future__ import annotations

import os
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil
from threading import Lock

from flask import Flask, current_app, g, request
from werkzeug.exceptions import TooManyRequests

KEY = "planner_fairness"
MINUTE = 60.0
MEGABYTE = 1_000_000
MOST_VISITORS = 10_000
"""Visitors that are remembered; the one seen longest ago is forgotten first."""
MOST_LINES = 20
"""Lines a minute that the log takes of what one visitor was refused."""
FREE = frozenset({"static", "bundle", "meta.healthz", "meta.robots"})
QUESTIONS = frozenset({"api.estimate", "api.budget", "api.count", "api.usage"})
"""What is sent by POST and writes nothing: it counts by its processor time alone."""
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


@dataclass(slots=True)
class Visitor:
    """What a visitor has in hand, and has used since `since` (seconds of a monotonic clock)."""

    since: float
    at_once: int = 0
    seconds: float = 0.0
    writes: int = 0
    bytes: int = 0
    lines: int = 0


@dataclass(slots=True)
class Counters:
    """Every visitor of the last minute. It holds state, as a limit over time must; `lock` guards it."""

    visitors: OrderedDict[str, Visitor] = field(default_factory=OrderedDict)
    at_once: int = 0
    lock: Lock = field(default_factory=Lock)


def init_app(app: Flask) -> None:
    """Fills the config keys of SETTINGS; ValueError for a variable that is no whole number."""
    for key, value in read_limits(os.environ).items():
        app.config.setdefault(key, 0 if app.config.get("TESTING") else value)
    app.extensions[KEY] = Counters()
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
    now = time.monotonic()
    with counters.lock:
        if 0 < current_app.config["SERVER_AT_ONCE"] <= counters.at_once:
            # More would only make everybody wait: those beyond get a 429 at once.
            raise busy()
        visitor = _visitor(counters, visitor_name(), now)
        if reason := used_up(visitor, current_app.config, writes=is_write()):
            wait = 1 if reason == "VISITOR_AT_ONCE" else max(1, ceil(visitor.since + MINUTE - now))
            raise too_many(reason, wait)
        visitor.at_once += 1
        counters.at_once += 1
        visitor.writes += is_write()
    g.visitor, g.visitor_start = visitor, time.thread_time()


def may_log() -> bool:
    """Counts a line about what this visitor was refused; whether the log still takes it."""
    counters: Counters = current_app.extensions[KEY]
    with counters.lock:
        visitor = _visitor(counters, visitor_name(), time.monotonic())
        visitor.lines += 1
        return visitor.lines <= MOST_LINES


def busy() -> TooManyRequests:
    """Status 429 where the server as a whole has enough to do."""
    return TooManyRequests("This server is busy. Try again in 2 s.", retry_after=2)


def is_write() -> bool:
    """Whether the request may change what is stored."""
    return request.method == "POST" and request.endpoint not in QUESTIONS


def leave(_error: BaseException | None) -> None:
    """Counts the request out, with the processor time it took."""
    visitor: Visitor | None = g.pop("visitor", None)
    if visitor is not None:
        counters: Counters = current_app.extensions[KEY]
        with counters.lock:
            visitor.at_once -= 1
            counters.at_once -= 1
            visitor.seconds += time.thread_time() - g.pop("visitor_start")
            visitor.bytes += g.store.written_bytes if "store" in g else 0


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
    """Who asks, as far as the server can tell."""
    address = request.remote_addr or ""
    forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return forwarded[:45] if forwarded and address in ("127.0.0.1", "::1", "") else address


def _visitor(counters: Counters, name: str, now: float) -> Visitor:
    found = counters.visitors.pop(name, None) or Visitor(now)
    if now - found.since >= MINUTE:
        found.since, found.seconds, found.writes, found.bytes, found.lines = now, 0.0, 0, 0, 0
    counters.visitors[name] = found
    if len(counters.visitors) > MOST_VISITORS:
        counters.visitors.popitem(last=False)
    return found
