"""The answer of POST /api/v1/budget. Money is exact decimal text, months are named 2026-12, unknown is null."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from pydantic import Field, WithJsonSchema

from planner.core.budget.advice.advice_types import Candidate, Capacity, EffortFit, Fit, NotOffered, Swing
from planner.core.budget.results import Subtotal
from planner.schema.shapes.estimate import Flag, ReadAs, Refusal

Chance = Annotated[float, Field(ge=0, le=1)]
Money = Decimal
"""In the description `MONEY`, as `planner.schema.openapi` writes every Decimal without a schema of its own."""
Exact = Annotated[Decimal, WithJsonSchema({"type": "string"})]


@dataclass(frozen=True, slots=True)
class BudgetAnswer:
    """What a budget comes to, and what to do about it."""

    name: str
    seed: int
    currency: Currency
    finding: Finding
    months: tuple[Month, ...]
    lines: tuple[LineOfBudget, ...]
    owners: tuple[Subtotal, ...]
    cost_centres: tuple[Subtotal, ...]
    events: tuple[Event, ...]
    sensitivity: tuple[Swing, ...]
    advice: Advice
    capacity: tuple[Capacity, ...]


@dataclass(frozen=True, slots=True)
class Currency:
    label: str
    per_usd: Exact


@dataclass(frozen=True, slots=True)
class Fan:
    """Drawn dollars: half of all outcomes under p50, four in five between p10 and p90."""

    p10: Money
    p25: Money
    p50: Money
    p75: Money
    p90: Money
    mean: Money


@dataclass(frozen=True, slots=True)
class Finding:
    """`usd`: expected over the period. Months are null where there is no cap or no such month."""

    usd: Money
    fan: Fan
    chance_any_month: Chance | None
    chance_period: Chance | None
    likeliest_month: str | None
    first_month_over: str | None
    first_month_risky: str | None
    biggest_line: int | None
    biggest_share: float


@dataclass(frozen=True, slots=True)
class Split:
    """Dollars by what they are paid for."""

    reading: Money
    thinking: Money
    rereading: Money
    answering: Money
    fees: Money


@dataclass(frozen=True, slots=True)
class Month:
    month: str
    usd: Money
    planned_usd: Money
    actual_usd: Money | None
    split: Split
    fan: Fan
    chance_over_cap: Chance | None
    over_cap: bool


@dataclass(frozen=True, slots=True)
class LineMonth:
    month: str
    runs: Exact
    usd: Money
    planned_usd: Money
    actual_usd: Money | None
    split: Split


@dataclass(frozen=True, slots=True)
class OwnChange:
    """What own runs change in a line: the 80 % range of a month over its expected bill (`low`, `high`), without and
    with them, and `factor`, the expected bill with them over the one without."""

    before: RangeOfBill
    after: RangeOfBill
    factor: float


@dataclass(frozen=True, slots=True)
class RangeOfBill:
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class LineOfBudget:
    """One workload. `usd` is null where it cannot be counted, and `refused` says why. `own_runs`: how many of the
    user's own runs of this model and mode its tokens are based on; `shifted_by_own`: whether runs of other models
    changed them; `own_change`: by how much, null where they did not and for runs of several stages; `stages`: its
    parts, where its run has several."""

    name: str
    owner: str
    cost_centre: str
    model: str
    offers: tuple[str, ...]
    thinking: tuple[str, ...]
    scenario: str | None
    usd: Money | None
    scale: Exact
    months: tuple[LineMonth, ...]
    read_as: ReadAs | None
    refused: Refusal | None
    flags: tuple[Flag, ...]
    own_runs: int
    shifted_by_own: bool
    own_change: OwnChange | None
    stages: tuple[StageOfLine, ...]


@dataclass(frozen=True, slots=True)
class StageOfLine:
    """One stage of a line's run; `runs` of its months count its passes. `usd` is null where the line is refused."""

    name: str
    model: str
    offers: tuple[str, ...]
    thinking: tuple[str, ...]
    usd: Money | None
    months: tuple[LineMonth, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """What happens to lines on a day: `price`, `retirement`, `reroute` or `notice`."""

    on: str
    kind: str
    lines: tuple[str, ...]
    text: str
    offer: str
    successor: str | None
    ratio: float | None


@dataclass(frozen=True, slots=True)
class LineChange:
    """What a change sets in the line at place `line`; null stays as it is. `share` is a part of its runs."""

    line: int
    kind: str
    offer: str | None
    thinking: str | None
    service_tier: str | None
    cache_mode: str | None
    share: Exact | None


@dataclass(frozen=True, slots=True)
class Saving:
    """One change to one line: `batch`, `caching`, `effort`, `model` or `runs`; scores are percent on `bench`."""

    line: str
    kind: str
    text: str
    usd: Money
    usd_per_month: Money
    seconds_before: float | None
    seconds_after: float | None
    chance_any_month: Chance | None
    offer: str
    mode: str
    change: LineChange
    bench: str | None
    score_before: float | None
    score_after: float | None


@dataclass(frozen=True, slots=True)
class Advice:
    runs: tuple[Fit, ...]
    efforts: tuple[EffortFit, ...]
    candidates: tuple[Candidate, ...]
    savings: tuple[Saving, ...]
    not_offered: tuple[NotOffered, ...]
