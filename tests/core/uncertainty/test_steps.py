"""Runs whose number of steps is not known: expected values, ranges, and what a month makes of them."""

from __future__ import annotations

from math import exp
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.core.models.rates import DatedCard
from planner.core.uncertainty.draw_columns import draw_columns
from planner.core.uncertainty.steps import drawn_steps, month_steps, step_nodes, steps_range
from planner.core.workload import CacheSettings
from tests.core.budget.inputs import bounded
from tests.core.build import ask, card, catalogue, offer

PLAIN = card(input="1", output="1")
LOAD = {"input_tokens": 1000, "visible_tokens_per_call": 0, "cache": CacheSettings("off")}


def answer(**changes: object) -> Any:
    return ask(catalogue(offer("host/m", cards=(DatedCard(PLAIN),))), "host/m", **(LOAD | changes))


@bounded(200)
@given(st.integers(1, 1000), st.floats(0, 2))
def test_nodes_keep_the_mean(steps: int, spread: float) -> None:
    nodes = step_nodes(steps, spread)
    assert float(sum(w for w, _ in nodes)) == pytest.approx(1, rel=1e-15)
    assert float(sum(w * n for w, n in nodes)) == pytest.approx(steps, rel=1e-9)
    assert all(n >= 1 for _, n in nodes)


@pytest.mark.parametrize(
    ("steps", "spread", "within"),
    [(12, 0.5, 0.005), (12, 1.0, 0.005), (300, 0.7, 0.005), (4, 0.87, 0.005), (2, 1.0, 0.15)],
)
def test_nodes_carry_the_spread(steps: int, spread: float, within: float) -> None:
    """N - 1 is a lognormal of mean `steps` - 1, so its mean square is (steps - 1)^2 exp(s^2); a run of two steps on
    average is mostly one or two, and whole."""
    square = float(sum(w * (n - 1) ** 2 for w, n in step_nodes(steps, spread)))
    assert square == pytest.approx((steps - 1) ** 2 * exp(spread**2), rel=within)


def test_expected_input_of_runs_whose_steps_spread() -> None:
    """12 steps, S = 3,000, g = 1,200: N S + N (N - 1) / 2 g with N = 1 + 11 L, E[L^2] = e: 239,940 tokens."""
    found = answer(steps=12, steps_spread=1.0, input_tokens=3000, tool_result_tokens=1200)
    assert float(found.tokens.input) == pytest.approx(12 * 3000 + 600 * (11 + 121 * exp(1)), rel=1e-3)


def test_three_hundred_steps_assumed() -> None:
    """Median 300 exp(-0.7^2 / 2) = 235; x or / exp(1.2816 x 0.7) = 2.45."""
    found = steps_range(300, 0.7)
    assert found is not None
    assert (found.mean, found.p10, found.p50, found.p90) == (300, 96, 235, 575)
    assert steps_range(300, 0) is None and steps_range(1, 0.7) is None


def test_where_every_step_costs_the_same_the_spread_leaves_the_expected_bill() -> None:
    known, unknown = answer(steps=100), answer(steps=100, steps_spread=0.8)
    assert float(unknown.cost.usd_per_run) == pytest.approx(float(known.cost.usd_per_run), rel=1e-9)
    assert known.cost.run_band.p10 == known.cost.run_band.p90
    assert unknown.cost.run_band.p50 < float(unknown.cost.usd_per_run) < unknown.cost.run_band.p90


def test_a_growing_context_makes_unknown_steps_dearer_than_their_mean() -> None:
    """Context 1,000 k: sum = 1,000 N (N + 1) / 2, so with E[N^2] = N^2 exp(s^2)-ish the bill grows by nearly that."""
    known, unknown = (answer(steps=100, tool_result_tokens=1000, steps_spread=s) for s in (0.0, 0.6))
    ratio = float(unknown.cost.usd_per_run / known.cost.usd_per_run)
    assert ratio == pytest.approx(exp(0.36), rel=0.03)
    assert unknown.tokens.steps.mean == 100
    mean = np.mean(unknown.run_spread.usd)
    assert mean == pytest.approx(float(unknown.cost.usd_per_run), rel=0.1)


def test_months_hold_what_runs_share_and_average_the_rest() -> None:
    one, month = (answer(steps=100, steps_spread=0.8, runs_per_day=runs).cost for runs in (0.01, 1000))
    wide, narrow = (c.month_band.p90 / c.month_band.p10 for c in (one, month))
    assert narrow == pytest.approx(exp(2 * 1.2816 * 0.8 * 0.5**0.5), rel=0.05)
    assert wide == pytest.approx(exp(2 * 1.2816 * 0.8), rel=0.1)


def test_draws_and_nodes_of_a_month_have_the_same_mean() -> None:
    columns = draw_columns(1)
    single = drawn_steps(50, 0.7, columns.steps_belief, columns.steps)
    assert single is not None and single.mean() == pytest.approx(50, rel=0.02)
    for runs in (1.0, 30.0, 1e5):
        nodes = month_steps(50, 0.7, columns.steps_belief, columns.steps, runs)
        assert sum(w * steps.mean() for w, steps in nodes) == pytest.approx(50, rel=0.02)  # type: ignore[union-attr]
