"""Lines are priced once: after any change the answer is the one of a server that never saw the budget before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from planner.core.budget.advice.capacity import capacities
from planner.core.budget.inputs import BudgetLine, Growth, Hours
from planner.core.budget.pricing.daily_costs import LINES
from planner.core.workload import CacheSettings, Overrides
from tests.core.budget.build import WORLD, line, made, thinking_runs

LOAD = thinking_runs(40, steps=4, shared_prefix_tokens=3000, cache=CacheSettings())
THINKING = line("t", "host/thinker", workload=LOAD, thinking="high")
OTHER = line("o", "other/thinker", workload=replace(LOAD, steps=1), thinking="high")
LINES_CHANGED: list[dict[str, Any]] = [
    {"offer": "host/moving"},
    {"thinking": "off"},
    {"workload": replace(LOAD, runs_per_day=41)},
    {"workload": replace(LOAD, retry_rate=0.1)},
    {"workload": replace(LOAD, cache=CacheSettings("off"))},
    {"start": date(2027, 2, 3)},
    {"end": date(2027, 2, 3)},
    {"growth": Growth("compound", Decimal("0.1"))},
    {"share": Decimal("0.5")},
    {"discount": Decimal("0.2")},
    {"hours": Hours(8, 10)},
    {"offer": "host/moving", "on_retirement": "end"},
    {"overrides": Overrides(reasoning_tokens_per_call=100)},
    {"actuals": (Decimal(3),)},
    {"peak": 2.0},
    {"owner": "someone"},
]
BUDGETS_CHANGED: list[dict[str, Any]] = [
    {"start": date(2027, 3, 1)},
    {"months": 4},
    {"month": "30"},
    {"seed": 2},
    {"rescale": True},
    {"cap_usd_per_month": Decimal(1)},
]


def said(*lines: BudgetLine, **changes: Any) -> str:
    """Everything that is answered of a budget."""
    found = made(*lines, **changes)
    rows = [replace(one, own_change=None) for one in found.answer.lines]
    return repr((replace(found.answer, lines=tuple(rows)), capacities(found), [row.sum() for row in found.draws]))


def cold(*lines: BudgetLine, **changes: Any) -> str:
    WORLD.kept.pop(LINES, None)
    return said(*lines, **changes)


@pytest.mark.parametrize("changes", LINES_CHANGED, ids=str)
def test_a_changed_line_is_priced_anew_and_the_others_are_as_they_were(changes: dict[str, Any]) -> None:
    changed = replace(THINKING, **changes)
    expected = cold(changed, OTHER)
    cold(THINKING, OTHER)
    assert said(changed, OTHER) == expected


@pytest.mark.parametrize("changes", BUDGETS_CHANGED, ids=str)
def test_a_changed_budget_is_that_of_a_server_that_saw_none(changes: dict[str, Any]) -> None:
    paid = replace(THINKING, actuals=(Decimal(3),))
    expected = cold(paid, OTHER, **changes)
    cold(paid, OTHER)
    assert said(paid, OTHER, **changes) == expected


def test_lines_of_one_workload_share_their_cache_whichever_changes() -> None:
    twin = replace(THINKING, name="twin", workload=replace(LOAD, runs_per_day=40))
    expected = cold(THINKING, replace(twin, share=Decimal(3)))
    cold(THINKING, twin)
    assert said(THINKING, replace(twin, share=Decimal(3))) == expected


def test_a_line_that_stays_is_not_priced_again() -> None:
    first, again = made(THINKING, OTHER), made(THINKING, replace(OTHER, peak=3.0))
    assert first.priced_lines[0] is again.priced_lines[0] and first.priced_lines[1] is not again.priced_lines[1]


def test_lines_that_change_places_are_told_apart() -> None:
    expected = cold(OTHER, THINKING)
    cold(THINKING, OTHER)
    assert said(OTHER, THINKING) == expected
