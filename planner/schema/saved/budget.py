"""Whether an imported budget may be shown: its shape, its months, its sums, and whether its request is accepted."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from pydantic import TypeAdapter

from planner.core.budget.advice import advice_types
from planner.core.budget.advice.advice_types import Candidate, EffortFit, Fit
from planner.core.budget.results import Subtotal
from planner.core.request import EstimateRequest
from planner.core.workload import Workload
from planner.schema.budget.requests import parse_saved_budget
from planner.schema.requests import parse_request
from planner.schema.saved import plan
from planner.schema.saved.kept_shapes import Day, Kept, Label, Money, Narrower, Number, Signed, kept_model
from planner.schema.saved.plan import read_saved
from planner.schema.shapes import budget as shapes

LimitName = Literal["requests_per_minute", "tokens_per_minute", "concurrency"]
KEPT: Kept = {
    **plan.KEPT,
    shapes.BudgetAnswer: "name seed currency finding months lines owners cost_centres events sensitivity advice "
    "capacity?",
    shapes.Currency: "label per_usd",
    shapes.Finding: "usd fan chance_any_month chance_period likeliest_month first_month_over first_month_risky "
    "biggest_line biggest_share",
    shapes.Fan: "p10 p25 p50 p75 p90 mean",
    shapes.Split: "reading thinking rereading answering fees",
    shapes.Month: "month usd planned_usd actual_usd split fan chance_over_cap over_cap",
    shapes.LineOfBudget: "name owner cost_centre model offers thinking usd scale months refused flags? "
    "own_runs? shifted_by_own? own_change?",
    shapes.OwnChange: "before after factor",
    shapes.RangeOfBill: "low high",
    shapes.LineMonth: "month runs usd planned_usd actual_usd",
    Subtotal: "name usd usd_by_month",
    shapes.Event: "on kind lines text",
    advice_types.Swing: "name ranges low_usd usd high_usd",
    shapes.Advice: "runs efforts candidates savings",
    Fit: "line runs_per_day cautious_runs_per_day chance",
    EffortFit: "line mode usd fits",
    Candidate: "line model mode usd unmet",
    shapes.Saving: "line text usd_per_month seconds_before seconds_after chance_any_month",
    advice_types.Capacity: "offer lines counting months limits passes",
    advice_types.Demand: "month requests_per_minute tokens_per_minute concurrency",
}
NARROWER: Narrower = {
    **plan.NARROWER,
    (shapes.Currency, "per_usd"): Money,
    (shapes.Finding, "likeliest_month"): Label | None,
    (shapes.Finding, "first_month_over"): Label | None,
    (shapes.Finding, "first_month_risky"): Label | None,
    (shapes.Month, "month"): Label,
    (shapes.LineOfBudget, "scale"): Money,
    (shapes.LineMonth, "month"): Label,
    (shapes.LineMonth, "runs"): Money,
    (shapes.Event, "on"): Day,
    (advice_types.Swing, "low_usd"): Signed,
    (advice_types.Swing, "high_usd"): Signed,
    (advice_types.Capacity, "limits"): dict[LimitName, Number],
    (advice_types.Capacity, "passes"): dict[LimitName, Label | None],
    (advice_types.Demand, "month"): Label,
}


@cache
def _budgets() -> TypeAdapter[list[Any]]:
    return TypeAdapter(list[kept_model(shapes.BudgetAnswer, KEPT, NARROWER)])  # type: ignore[misc,arg-type]


MOST_MONTHS = 36
TOLERANCE = Decimal("1e-12")
"""Sums are made of divided figures: they agree to this share."""


def check_budget(snapshot: object, rates: object) -> None:
    """ValueError with the place and what is wrong there."""
    found = read_saved(_budgets(), snapshot, rates)
    _must_fit(found)
    _must_add_up(found)
    sources = snapshot.get("sources", {}) if isinstance(snapshot, Mapping) else {}
    if not isinstance(sources, Mapping):
        raise ValueError("sources must be an object")
    for asked in sources.values():
        parse_request(asked)


def _must_fit(budget: Any) -> None:  # noqa: ANN401 - by its shape
    """Every line and subtotal has the budget's months."""
    count, labels = len(budget.months), [month.month for month in budget.months]
    if not 1 <= count <= MOST_MONTHS:
        raise ValueError(f"a budget has 1 to {MOST_MONTHS} months")
    for line in budget.lines:
        if bool(line.months) == bool(line.refused) or [m.month for m in line.months] not in ([], labels):
            raise ValueError(f"the months of {line.name} are not those of the budget")
        if line.months and line.usd is None:
            raise ValueError(f"{line.name} has months and no sum")
    if any(len(total.usd_by_month) != count for total in (*budget.owners, *budget.cost_centres)):
        raise ValueError("a subtotal does not have the months of the budget")
    if any([month.month for month in offer.months] != labels for offer in budget.capacity):
        raise ValueError("a busiest hour does not have the months of the budget")
    place = budget.finding.biggest_line
    if place is not None and not 0 <= place < len(budget.lines):
        raise ValueError("biggest_line is no line of the budget")


def _must_add_up(budget: Any) -> None:  # noqa: ANN401 - by its shape
    for index, month in enumerate(budget.months):
        parts = [Decimal(line.months[index].usd) for line in budget.lines if line.months]
        if not _same(sum(parts, Decimal(0)), Decimal(month.usd)):
            raise ValueError(f"the lines of {month.month} do not add up to its sum")
    if not _same(sum((Decimal(month.usd) for month in budget.months), Decimal(0)), Decimal(budget.finding.usd)):
        raise ValueError("the months do not add up to the sum of the period")


def _same(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= TOLERANCE * max(abs(one), abs(other))


def read_budget(request: object) -> None:
    """BadInput where the request is none; its saved scenarios are looked for when it is opened."""
    if not isinstance(request, Mapping):
        raise ValueError("request must be an object")
    parse_saved_budget(request, lambda _reference: EstimateRequest(Workload(), ()))
