"""Pages and fragments as multiples of an empty page of the same app, in processor time; and what they weigh.

Through the whole application, guards and headers included, without a network. Every request asks something new, so that
no kept answer helps, unless the line says "again".
"""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median

from flask import Flask, render_template
from flask.testing import FlaskClient

from planner.core.keeping import Kept
from planner.store import revisions
from planner.web import create_app
from planner.web.saved.plans.reprice import kept_page
from tests.bench.measure import Figure, readable
from tests.bench.store import fill
from tests.bench.world import NOW, catalogue
from tests.web.budgets.parts import fields

SCRIPT = {"HX-Request": "true"}
PACKED = {"Accept-Encoding": "gzip, deflate, br"}
JSON = {"Accept": "application/json"}
REPEATS = 15
MANY_PLANS = 10_000
LINKED = re.compile(r'(?:<link rel="stylesheet" href|<script src)="([^"]+)"')
LATER = re.compile(r'data-live="([^"]+)"')
KILOBYTE = 1000


@dataclass(frozen=True, slots=True)
class Wanted:
    """An act and at most how many empty pages it may cost; None where nothing is wanted."""

    what: str
    act: Callable[[], None]
    times: float | None
    note: str = ""


def figures() -> Iterator[Figure]:
    """Time, then weight."""
    with tempfile.TemporaryDirectory() as folder:
        app = _app(Path(folder, "bench.sqlite3"))
        empty = _getter(app.test_client(), "/empty")
        yield from (_timed(one, empty) for one in _acts(app, Path(folder)))
        yield from _weights(app.test_client())


def _acts(app: Flask, folder: Path) -> Iterator[Wanted]:
    visitor, owner, number = app.test_client(), app.test_client(), count(1000)

    def budget() -> None:
        said = fields(l2__runs=str(next(number)))
        assert visitor.post("/budgets/results", data=said, headers=SCRIPT).status_code == 200

    def asking(address: str) -> Callable[[], None]:
        return lambda: _get(visitor, address.format(next(number)))

    yield Wanted("plan: results of 9 models x 2 modes, tokens typed", asking("/plan/results?own={}"), 12)
    yield Wanted("plan: the same, runs typed", asking("/plan/results?runs={}"), 12)
    yield Wanted("start page again", _getter(visitor, "/"), None, "Answers are kept for the same question.")
    yield Wanted("ranking: its results, tokens typed", asking("/offers/results?own={}"), 15)
    note = "A full page: 50 models, none unfolded."
    yield Wanted("ranking: its results, a filter typed", asking("/offers/results?price={}"), 15, note)
    yield Wanted("a budget of four lines, runs typed", budget, 15)
    made = owner.post("/saved", data={"plan": "preset=coding_session", "name": "Kept"}, headers=JSON)
    assert made.json is not None
    page = _getter(owner, f"/saved/{made.json['id']}")

    def first() -> None:
        revisions.KEPT, kept_page.KEPT = Kept(1), Kept(1)
        page()

    note = "Opened before: most of it is kept for a quarter of an hour."
    yield Wanted("a saved plan's page", page, 8, note)
    yield Wanted("a saved plan's page, nothing kept of it", first, None)
    crowd = _crowded(folder / "many.sqlite3")
    note = "Looked at before: what looks the same is rendered once."
    yield Wanted(f"the list of {MANY_PLANS:,} plans", _getter(crowd, "/saved"), 4, note)
    pages = count(1)

    def another() -> None:
        _get(crowd, f"/saved?page={next(pages)}")

    yield Wanted(f"the list of {MANY_PLANS:,} plans, another page each time", another, None)


def _crowded(database: Path) -> FlaskClient:
    """A visitor in an open workspace of many plans."""
    client = create_app({"CATALOGUE": catalogue(), "DATABASE": str(database), "CLOCK": lambda: NOW, "OPEN": True})
    visitor = client.test_client()
    _get(visitor, "/saved")
    fill(database, MANY_PLANS, letters=2000, into_open=True)
    return visitor


def _timed(one: Wanted, empty: Callable[[], None]) -> Figure:
    for act in (empty, one.act):
        act()
    pairs = [(min(_processor(empty) for _ in range(3)), _processor(one.act)) for _ in range(REPEATS)]
    times = median(ours / base for base, ours in pairs)
    return Figure(
        one.what,
        readable(median(base for base, _ in pairs)),
        f"{readable(median(ours for _, ours in pairs))}, {times:.1f} empty pages",
        wanted="" if one.times is None else f"{one.times:g} empty pages",
        met=None if one.times is None else times <= one.times,
        note=one.note,
    )


def _processor(act: Callable[[], None]) -> float:
    started = time.thread_time()
    act()
    return time.thread_time() - started


def _weights(client: FlaskClient) -> Iterator[Figure]:
    """Bytes on the wire of a first view, and of the plan's HTML as the browser reads it."""
    for what, address, most in (("start page", "/", 25), ("ranking", "/offers", 40)):
        page = client.get(address, headers=PACKED)
        html = client.get(address).text
        parts, later = ([_packed(client, link) for link in found.findall(html)] for found in (LINKED, LATER))
        total = len(page.data) + sum(parts)
        yield Figure(
            f"first view of the {what}, on the wire",
            "",
            f"{total / KILOBYTE:.1f} kB",
            wanted=f"{most} kB",
            met=total <= most * KILOBYTE,
            note=f"Page {len(page.data) / KILOBYTE:.1f} kB, {len(parts)} styles and scripts "
            f"{sum(parts) / KILOBYTE:.1f} kB, all as brotli; the latter are kept by the browser for a year. With the "
            f"first touch of the page come {sum(later) / KILOBYTE:.1f} kB of scripts.",
        )
        if address == "/":
            size = len(html.encode())
            limit = 90 * KILOBYTE
            yield Figure(
                "the plan's HTML, unpacked", "", f"{size / KILOBYTE:.1f} kB", wanted="90 kB", met=size <= limit
            )


def _packed(client: FlaskClient, link: str) -> int:
    return len(client.get(link.replace("&amp;", "&"), headers=PACKED).data)


def _getter(client: FlaskClient, address: str) -> Callable[[], None]:
    return lambda: _get(client, address)


def _get(client: FlaskClient, address: str) -> None:
    answer = client.get(address, headers=SCRIPT)
    assert answer.status_code == 200, (address, answer.status)


def _app(database: Path) -> Flask:
    app = create_app({"CATALOGUE": catalogue(), "DATABASE": str(database), "CLOCK": lambda: NOW})
    app.add_url_rule("/empty", "bench_empty", lambda: render_template("base.html"))
    return app
