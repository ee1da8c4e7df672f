"""What a saved budget from outside must look like before a page may show it: types, exact money, sums that add up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import StringConstraints, TypeAdapter, ValidationError

from planner.core.question import Question
from planner.core.workload import Workload
from planner.parsing import parse_question
from planner.parsing.budget import parse_budget
from planner.store.shape import RATES, STRICT, Money, Number, RefusalShape, Words

Label = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
Signed = Annotated[str, StringConstraints(pattern=r"^-?[0-9]{1,40}(\.[0-9]{1,60})?$")]
MOST_MONTHS = 36
TOLERANCE = Decimal("1e-12")
"""Sums are made of divided figures: they agree to this share."""


@dataclass(frozen=True)
class FanShape:
    p10: Money
    p25: Money
    p50: Money
    p75: Money
    p90: Money
    mean: Money


@dataclass(frozen=True)
class SplitShape:
    reading: Money
    thinking: Money
    rereading: Money
    answering: Money
    fees: Money


@dataclass(frozen=True)
class MonthShape:
    month: Label
    usd: Money
    planned_usd: Money
    actual_usd: Money | None
    split: SplitShape
    fan: FanShape
    chance_over_cap: Number | None
    over_cap: bool


@dataclass(frozen=True)
class LineMonthShape:
    month: Label
    runs: Money
    usd: Money
    planned_usd: Money
    actual_usd: Money | None


@dataclass(frozen=True)
class LineShape:
    name: Words
    owner: Words
    cost_centre: Words
    model: Words
    offers: list[Words]
    thinking: list[Words]
    usd: Money | None
    scale: Money
    months: list[LineMonthShape]
    refused: RefusalShape | None


@dataclass(frozen=True)
class FindingShape:
    usd: Money
    fan: FanShape
    chance_any_month: Number | None
    chance_period: Number | None
    likeliest_month: Label | None
    first_month_over: Label | None
    first_month_risky: Label | None
    biggest_line: int | None
    biggest_share: Number


@dataclass(frozen=True)
class CurrencyShape:
    label: Words
    per_usd: Money


@dataclass(frozen=True)
class SubtotalShape:
    name: Words
    usd: Money
    usd_by_month: list[Money]


@dataclass(frozen=True)
class EventShape:
    on: date
    kind: Words
    lines: list[Words]
    text: Words


@dataclass(frozen=True)
class SwingShape:
    name: Words
    ranges: Words
    low_usd: Signed
    usd: Money
    high_usd: Signed


@dataclass(frozen=True)
class FitShape:
    line: Words
    runs_per_day: int | None
    cautious_runs_per_day: int | None
    chance: Number


@dataclass(frozen=True)
class EffortShape:
    line: Words
    mode: Words
    usd: Money
    fits: bool


@dataclass(frozen=True)
class CandidateShape:
    line: Words
    model: Words
    mode: Words
    usd: Money
    unmet: list[Words]


@dataclass(frozen=True)
class SavingShape:
    line: Words
    text: Words
    usd_per_month: Money
    seconds_before: Number | None
    seconds_after: Number | None
    chance_any_month: Number | None


@dataclass(frozen=True)
class AdviceShape:
    runs: list[FitShape]
    efforts: list[EffortShape]
    candidates: list[CandidateShape]
    savings: list[SavingShape]


@dataclass(frozen=True)
class BudgetShape:
    name: Words
    seed: int
    currency: CurrencyShape
    finding: FindingShape
    months: list[MonthShape]
    lines: list[LineShape]
    owners: list[SubtotalShape]
    cost_centres: list[SubtotalShape]
    events: list[EventShape]
    sensitivity: list[SwingShape]
    advice: AdviceShape
    sources: dict[str, dict[str, Any]] = field(default_factory=dict)


BUDGETS = TypeAdapter(list[BudgetShape], config=STRICT)


def check_budget(snapshot: object, rates: object) -> None:
    """ValueError with the place and what is wrong there."""
    try:
        found = BUDGETS.validate_json(json.dumps([snapshot]))[0]
        RATES.validate_json(json.dumps(rates))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"{place}: {first['msg'][:1].lower()}{first['msg'][1:]}") from None
    _must_fit(found)
    _must_add_up(found)
    for asked in found.sources.values():
        parse_question(asked)


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
    parse_budget(request, lambda _reference: Question(Workload(), ()))
