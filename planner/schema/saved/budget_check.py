"""Whether a budget from outside may be shown: its shape, its months, sums that add up, a request that can be asked."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from planner.core.request import EstimateRequest
from planner.core.workload import Workload
from planner.schema.budget.requests import parse_saved_budget
from planner.schema.requests import parse_request
from planner.schema.saved.budget import BUDGETS, BudgetShape
from planner.schema.saved.plan import read_saved

MOST_MONTHS = 36
TOLERANCE = Decimal("1e-12")
"""Sums are made of divided figures: they agree to this share."""


def check_budget(snapshot: object, rates: object) -> None:
    """ValueError with the place and what is wrong there."""
    found = read_saved(BUDGETS, snapshot, rates)
    _must_fit(found)
    _must_add_up(found)
    for asked in found.sources.values():
        parse_request(asked)


def _must_fit(found: BudgetShape) -> None:
    """Every line and subtotal has the budget's months."""
    count, labels = len(found.months), [month.month for month in found.months]
    if not 1 <= count <= MOST_MONTHS:
        raise ValueError(f"a budget has 1 to {MOST_MONTHS} months")
    for line in found.lines:
        if bool(line.months) == bool(line.refused) or [m.month for m in line.months] not in ([], labels):
            raise ValueError(f"the months of {line.name} are not those of the budget")
        if line.months and line.usd is None:
            raise ValueError(f"{line.name} has months and no sum")
    if any(len(total.usd_by_month) != count for total in (*found.owners, *found.cost_centres)):
        raise ValueError("a subtotal does not have the months of the budget")
    if any([month.month for month in offer.months] != labels for offer in found.capacity):
        raise ValueError("a busiest hour does not have the months of the budget")
    place = found.finding.biggest_line
    if place is not None and not 0 <= place < len(found.lines):
        raise ValueError("biggest_line is no line of the budget")


def _must_add_up(found: BudgetShape) -> None:
    for index, month in enumerate(found.months):
        parts = [Decimal(line.months[index].usd) for line in found.lines if line.months]
        if not _same(sum(parts, Decimal(0)), Decimal(month.usd)):
            raise ValueError(f"the lines of {month.month} do not add up to its sum")
    if not _same(sum((Decimal(month.usd) for month in found.months), Decimal(0)), Decimal(found.finding.usd)):
        raise ValueError("the months do not add up to the sum of the period")


def _same(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= TOLERANCE * max(abs(one), abs(other))


def read_budget(request: object) -> None:
    """BadInput where the request is none; its saved scenarios are looked for when it is opened."""
    if not isinstance(request, Mapping):
        raise ValueError("request must be an object")
    parse_saved_budget(request, lambda _reference: EstimateRequest(Workload(), ()))
