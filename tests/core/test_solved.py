"""Solved tasks: tries, dollars and seconds of them, and when thinking pays."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from planner.core.estimate.pairing import estimate_pairs
from planner.core.estimate.solved import Solved, Success, break_even_usd, solved_of, solved_seconds
from planner.core.ranking.pareto import frontier_of_three
from planner.core.request import EstimateRequest
from planner.core.results import Estimate
from planner.core.workload import Workload
from tests.core.build import NOW, ask, catalogue, offer, profile

HALF = Success(0.5, "as you stated it", stated=True)


@pytest.mark.parametrize(("tries", "mean", "share"), [(1, 1, 0.5), (2, 1.5, 0.75), (None, 2, 1)])
def test_tries_share_and_dollars(tries: int | None, mean: float, share: float) -> None:
    """At a half: one try in two is solved; with two tries 1 + 1/2 runs a task. Always $3 / 0.5 a solved task."""
    found = solved_of(HALF, tries, Decimal(3))
    assert found == Solved(HALF, mean, share, Decimal(6))


def test_nothing_is_known_of_what_never_succeeds() -> None:
    assert solved_of(Success(0.0, "", stated=True), None, Decimal(3)) is None
    assert solved_of(None, None, Decimal(3)) is None


def test_seconds_are_those_of_all_tries() -> None:
    """Of tasks solved within two tries, two thirds take one run and one third two."""
    found = solved_of(HALF, 2, Decimal(3))
    assert found is not None
    uniform = (np.arange(3000) + 0.5) / 3000
    seconds = solved_seconds(found, 2, np.full(3000, 10.0), uniform)
    assert sorted(set(seconds.tolist())) == [10, 20]
    assert (seconds == 10).mean() == pytest.approx(2 / 3, abs=0.001)
    sure = solved_of(Success(1.0, "", stated=True), None, Decimal(3))
    assert sure is not None and solved_seconds(sure, None, np.full(3, 10.0), uniform[:3]).tolist() == [10, 10, 10]


def test_thinking_pays_from_a_worth_on() -> None:
    """Off $1 at 0.5, on $3 at 0.75, one try: 2 / 0.25 = $8. Until solved, all is solved and nothing is gained."""
    off, on = (solved_of(Success(p, "", stated=True), 1, Decimal(usd)) for p, usd in ((0.5, 1), (0.75, 3)))
    assert break_even_usd(off, on, Decimal(1), Decimal(3)) == 8
    assert break_even_usd(on, off, Decimal(3), Decimal(1)) is None
    assert break_even_usd(off, None, Decimal(1), Decimal(3)) is None


def test_an_estimate_says_it() -> None:
    world = catalogue(offer("host/m"))
    plain, found = (ask(world, "host/m", "off", success_rate=p, max_tries=3) for p in (None, 0.4))
    assert plain.cost.solved is None and plain.latency.solved is None
    assert found.cost.solved.usd == found.cost.usd_per_run / Decimal("0.4")
    assert found.latency.solved.p50 >= found.latency.run.p50
    off = ask(world, "host/m", "off", success_rate=0.4, success_rate_off=0.2)
    assert off.cost.solved.success.rate == 0.2


def test_the_frontier_of_three() -> None:
    """The second is beaten by the first, the third solves more, the fourth has no score, the fifth equals the first."""
    cost = np.array([1.0, 1.0, 2.0, 0.5, 1.0])
    seconds = np.array([5.0, 6.0, 5.0, 1.0, 5.0])
    success = np.array([50.0, 50.0, 60.0, np.nan, 50.0])
    assert sorted(frontier_of_three(cost, seconds, success).tolist()) == [0, 2, 4]


def test_a_task_that_is_tried_until_solved_is_compared_at_one_try() -> None:
    """Every task is solved in the end: the break-even is that of a single try, extra dollars over extra successes."""
    world = catalogue(offer("host/m", profile_id="m"), profiles=(profile("m"),))
    load = Workload(success_rate=0.6, success_rate_off=0.4)
    (pair,) = estimate_pairs(EstimateRequest(load, ("host/m",)), world, effort="high", now=NOW)
    assert isinstance(pair.on, Estimate) and isinstance(pair.off, Estimate) and pair.worth_usd is not None
    extra = pair.on.cost.usd_per_run - pair.off.cost.usd_per_run
    assert float(pair.worth_usd) == pytest.approx(float(extra) / 0.2)
