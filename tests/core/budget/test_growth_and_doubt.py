"""Growth, actuals, retries and the risky month: each value by hand, so that a wrong rule shows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from math import sqrt

import pytest

from planner.core.budget.actuals import weight_of
from planner.core.budget.calendar import grown_months, months_of
from planner.core.budget.forecast import RISKY
from planner.core.budget.odds.percentiles import _doubt_left
from planner.core.budget.odds.sensitivity import sensitivity
from tests.core.budget.build import WORLD, answered, budget, compound, dollar_runs, line, made, monthly, thinking_runs


@pytest.mark.parametrize(
    ("start", "grown"),
    [
        (None, [0, 1, 2]),
        (date(2026, 6, 1), [0, 1, 2]),
        (date(2027, 1, 1), [0, 1, 2]),
        (date(2027, 2, 1), [0, 0, 1]),
        (date(2027, 3, 31), [0, 0, 0]),
    ],
)
def test_growth_counts_from_the_budget_or_from_a_line_that_begins_later(start: date | None, grown: list[int]) -> None:
    asked = budget(line(start=start))
    spans = months_of(asked)
    assert [grown_months(asked.lines[0], span, spans[0]) for span in spans] == grown


def test_a_line_from_before_the_budget_has_not_grown_in_its_first_month() -> None:
    assert monthly(answered(line(start=date(2026, 1, 1), growth=compound("0.5"))))[0] == Decimal(31)


def test_a_month_without_a_plan_settles_nothing() -> None:
    """January is before the line begins: paying in it says nothing of how far off the plan is."""
    own = line("t", start=date(2027, 2, 1), actuals=(Decimal(5), None, None))
    asked = made(own, rescale=True)
    assert _doubt_left(asked.answer.lines[0], asked.budget) == 1.0
    seen = made(line("t", actuals=(Decimal(5), None, None)), rescale=True)
    assert _doubt_left(seen.answer.lines[0], seen.budget) == sqrt(1 - float(weight_of(1)))


def test_retries_move_around_the_users_own_rate() -> None:
    """At a rate of 0.1 a dollar's run costs 1.1: none leave 1.0, five points more make 1.15."""
    asked = budget(line(workload=dollar_runs(retry_rate=0.1)))
    (found,) = [swing for swing in sensitivity(asked, WORLD) if swing.name == "retries"]
    assert (found.low_usd, found.usd, found.high_usd) == (90, 99, pytest.approx(Decimal("103.5")))


def test_a_month_is_risky_from_one_chance_in_five() -> None:
    assert RISKY == 0.2
    own = line("t", "host/thinker", workload=thinking_runs(), thinking="high")
    free = made(own, months=1)
    cap = Decimal(str(float(sorted(free.total[0])[int(len(free.total[0]) * 0.78)])))
    assert 0.2 <= (answered(own, months=1, cap_usd_per_month=cap).months[0].chance_over_cap or 0) < 0.3
    assert answered(own, months=1, cap_usd_per_month=cap).finding.first_month_risky == 0
