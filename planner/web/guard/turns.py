"""Large work takes turns: one at a time is worked on and a few wait, and between two lines it lets pages go first.

Python does one thing at a time whatever the number of threads: ten large budgets side by side would make a page ten
times as slow, and would be ready no sooner.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from threading import Lock, Semaphore

from flask import Flask, current_app, g

from planner.core.pauses import WAIT
from planner.web.guard import fairness
from planner.web.guard.fairness import busy

KEY = "planner_turns"
AT_ONCE, MOST_WAITING, MOST_SECONDS = 1, 10, 30.0
MOST_PAUSED_SECONDS, LOOK_SECONDS = 5.0, 0.002
"""How long large work lets others go first, in all, and how often it looks whether they are done."""
LARGE_LINES, LARGE_OFFERS = 10, 30
"""A budget of more lines, or an estimate of more offers, is large: it takes a quarter of a second or more."""


@dataclass(slots=True)
class Turns:
    """How many wait, and how long the one that is worked on has let others go first, in seconds; it holds state, as a
    queue must. `lock` guards `waiting`."""

    waiting: int = 0
    paused: float = 0.0
    lock: Lock = field(default_factory=Lock)
    free: Semaphore = field(default_factory=lambda: Semaphore(AT_ONCE))


def init_app(app: Flask) -> None:
    app.extensions[KEY] = Turns()
    app.teardown_request(give_back)


def take_turn() -> None:
    """Waits until no other large work is done, once a request; 429 where too many wait already or it takes too long.

    The turn ends with the request. A server without a limit on requests at once has no turns.
    """
    if not current_app.config["SERVER_AT_ONCE"] or "turn" in g:
        return
    turns: Turns = current_app.extensions[KEY]
    with turns.lock:
        if turns.waiting >= MOST_WAITING:
            raise busy()
        turns.waiting += 1
    try:
        came = turns.free.acquire(timeout=MOST_SECONDS)
    finally:
        with turns.lock:
            turns.waiting -= 1
    if not came:
        raise busy()
    g.turn = turns
    WAIT.set(let_others_pass)


def let_others_pass() -> None:
    """Between two lines of large work: waits while smaller requests are worked on. Side by side each change of hands
    between the two would cost a wait for the processor, which is long on a busy machine."""
    turns: Turns = g.turn
    counters: fairness.Counters = current_app.extensions[fairness.KEY]
    while counters.at_once > 1 + turns.waiting and turns.paused < MOST_PAUSED_SECONDS:
        began = time.monotonic()
        time.sleep(LOOK_SECONDS)
        turns.paused += time.monotonic() - began


def give_back(_error: BaseException | None) -> None:
    """Lets the next one begin."""
    turns: Turns | None = g.pop("turn", None)
    if turns is not None:
        WAIT.set(None)
        turns.paused = 0.0
        turns.free.release()
