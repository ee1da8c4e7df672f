"""Computed pages are made one at a time. Large work has queues of its own, in which one request runs and a few wait;
between two lines it lets pages go first.

Python runs one thread at a time: ten large budgets side by side would make a page ten times as slow, and would not be
ready sooner.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from math import ceil
from threading import Lock, Semaphore

from flask import Flask, current_app, g, request

from planner.core.pauses import WAIT
from planner.web.guard import fairness
from planner.web.guard.fairness import busy, is_write

KEY, LOGS = "planner_turns", "planner_log_turns"
"""Large budgets and estimates, and large usage logs, each in a queue of its own."""
PAGE, PAGE_SECONDS = "planner_page_turn", 1.0
"""Two pages side by side take longer than one after the other, since each switch of threads costs time
(tests/bench/server.py). A page that has waited for a second continues beside the slow one."""
ESTIMATING = frozenset({"api", "budgets", "method", "models", "offers", "plan", "plans", "validation"})
"""Blueprints whose pages are computed. Other pages take almost no time, less than waiting for a turn."""
AT_ONCE, MOST_WAITING, MOST_SECONDS = 1, 10, 30.0
LOGS_AT_ONCE, MOST_LOGS_WAITING = 2, 4
"""A log may take a minute and a gigabyte: half a megabyte may unpack to 5 million rows."""
MOST_PAUSED_SECONDS, LOOK_SECONDS = 5.0, 0.002
"""How long large work lets others go first, in all, and how often it checks whether they are done."""
LARGE_LINES, LARGE_OFFERS = 10, 30
"""A budget of more lines, or an estimate of more offers, is large: it takes a quarter of a second or more."""


@dataclass(slots=True)
class Turns:
    """A queue: how many wait of how many that may, how many run, and how long these have let others go first, in
    seconds. `lock` guards the counts."""

    most_waiting: int
    free: Semaphore
    waiting: int = 0
    working: int = 0
    paused: float = 0.0
    lock: Lock = field(default_factory=Lock)


def init_app(app: Flask) -> None:
    app.extensions[KEY] = Turns(MOST_WAITING, Semaphore(AT_ONCE))
    # Logs take memory and disk, which all workers share, so that their number is divided; of three workers or
    # more each still reads one. What large work takes, a processor, each has for itself.
    workers = app.config["WORKERS"]
    app.extensions[LOGS] = Turns(ceil(MOST_LOGS_WAITING / workers), Semaphore(ceil(LOGS_AT_ONCE / workers)))
    app.extensions[PAGE] = Lock()
    app.before_request(take_page_turn)
    app.teardown_request(release_turns)


def take_page_turn() -> None:
    """Waits until no other page is computed. Writes do not wait here, since they may wait for the disk."""
    if request.blueprint in ESTIMATING and not is_write():
        lock: Lock = current_app.extensions[PAGE]
        if lock.acquire(timeout=PAGE_SECONDS):
            setattr(g, PAGE, lock)


def _give_page_turn_back() -> None:
    lock: Lock | None = g.pop(PAGE, None)
    if lock is not None:
        lock.release()


def take_turn(key: str = KEY) -> None:
    """Waits until no other large work is done, once a request; 429 where too many wait already or it takes too long.

    The turn ends with the request. A server without a limit on requests at once has no turns.
    """
    if not current_app.config["SERVER_AT_ONCE"] or key in g:
        return
    _give_page_turn_back()
    turns: Turns = current_app.extensions[key]
    with turns.lock:
        if turns.waiting >= turns.most_waiting:
            raise busy()
        turns.waiting += 1
    try:
        came = turns.free.acquire(timeout=MOST_SECONDS)
    finally:
        with turns.lock:
            turns.waiting -= 1
            turns.working += came
    if not came:
        raise busy()
    setattr(g, key, turns)
    if key == KEY:
        WAIT.set(let_others_pass)


def let_others_pass() -> None:
    """Between two lines of large work: waits while smaller requests run. Side by side, every switch between them would
    wait for the processor, which takes long on a busy machine."""
    turns, logs = (current_app.extensions[key] for key in (KEY, LOGS))
    counters: fairness.Counters = current_app.extensions[fairness.KEY]
    while counters.at_once > _large(turns) + _large(logs) and turns.paused < MOST_PAUSED_SECONDS:
        began = time.monotonic()
        time.sleep(LOOK_SECONDS)
        turns.paused += time.monotonic() - began


def _large(turns: Turns) -> int:
    """Requests that are no smaller ones to let pass."""
    return turns.waiting + turns.working


def release_turns(_error: BaseException | None) -> None:
    """Lets the next one begin."""
    _give_page_turn_back()
    for key in (KEY, LOGS):
        turns: Turns | None = g.pop(key, None)
        if turns is not None:
            WAIT.set(None)
            with turns.lock:
                turns.working -= 1
            turns.paused = 0.0
            turns.free.release()
