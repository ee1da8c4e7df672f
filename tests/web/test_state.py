"""What an application keeps between requests: of the newest prices alone, and safe where threads share it."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from planner.core.estimate.comparison import terms_of
from planner.core.models.catalogue import Catalogue
from planner.core.ranking.market import Market
from planner.core.request import EstimateRequest
from planner.core.workload import Workload
from planner.web import create_app, state
from tests.web.budgets.parts import one_line
from tests.web.saved.parts import OFFER, with_moved_price

LATER = datetime(2027, 2, 22, 12, tzinfo=UTC)
SLOTS = ("off",)


def asked(runs: int) -> EstimateRequest:
    return EstimateRequest(Workload(runs_per_day=runs, input_tokens=1000), ())


def rank_many(app: Flask, catalogue: Catalogue, first: int) -> int:
    with app.app_context():
        for runs in range(first, first + 2000):
            question = asked(1 + runs % (2 * state.KEPT_RANKINGS))
            state.ranking(terms_of(question, catalogue, now=LATER), question, SLOTS)
    return first


def test_threads_share_the_rankings_that_are_kept(
    app: Flask, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More questions than are kept, on four threads: none finds its ranking removed by another.

    Rankings that take no time, on threads that take turns all the time: an error comes up soon.
    """
    app.extensions[state.KEY].rankings = {}
    monkeypatch.setattr(Market, "rank", lambda *args, **kwargs: object())
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            done = list(pool.map(lambda first: rank_many(app, catalogue, first), range(4)))
    finally:
        sys.setswitchinterval(usual)
    assert done == [0, 1, 2, 3]
    assert len(app.extensions[state.KEY].rankings) == state.KEPT_RANKINGS


def test_rankings_end_with_the_prices_they_were_made_of(catalogue: Catalogue, tmp_path: Path) -> None:
    app = create_app({"TESTING": True, "CATALOGUE": catalogue, "DATABASE": str(tmp_path / "p.sqlite3")})
    question = asked(10)
    with app.app_context():
        before = state.ranking(terms_of(question, catalogue, now=LATER), question, SLOTS)
        assert state.ranking(terms_of(question, catalogue, now=LATER), question, SLOTS) is before
    kept = app.extensions[state.KEY]
    moved = with_moved_price(catalogue)
    kept.prices.news = replace(kept.prices.news, catalogue=moved)
    with app.app_context():
        assert state.ranking(terms_of(question, moved, now=LATER), question, SLOTS) is not before
        assert len(kept.rankings) == 1


def test_budgets_end_with_the_prices_they_were_worked_out_at(catalogue: Catalogue, tmp_path: Path) -> None:
    app = create_app({"TESTING": True, "CATALOGUE": catalogue, "DATABASE": str(tmp_path / "p.sqlite3")})
    client, sent = app.test_client(), one_line(l0__offer=OFFER, l0__own="1,000", l0__answer="500", months="6")
    before = client.post("/budgets/export", data=sent | {"as": "csv"}).text
    assert client.post("/budgets/export", data=sent | {"as": "csv"}).text == before
    kept = app.extensions[state.KEY]
    kept.prices.news = replace(kept.prices.news, catalogue=with_moved_price(catalogue))
    assert client.post("/budgets/export", data=sent | {"as": "csv"}).text != before
