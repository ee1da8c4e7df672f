"""The answer of POST /api/v1/budget. Money is exact decimal text, months are named 2026-12, unknown is null."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from planner.schema.shapes.estimate import Flag, Money, ReadAs, Refusal

Chance = Annotated[float, Field(ge=0, le=1)]


class BudgetAnswer(TypedDict):
    """What a budget comes to, and what to do about it."""

    name: str
    seed: int
    currency: Currency
    finding: Finding
    months: list[Month]
    lines: list[LineOfBudget]
    owners: list[Subtotal]
    cost_centres: list[Subtotal]
    events: list[Event]
    sensitivity: list[Swing]
    advice: Advice
    capacity: list[Capacity]


class Currency(TypedDict):
    label: str
    per_usd: str


class Fan(TypedDict):
    """Drawn dollars: half of all outcomes under p50, four in five between p10 and p90."""

    p10: Money
    p25: Money
    p50: Money
    p75: Money
    p90: Money
    mean: Money


class Finding(TypedDict):
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


class Split(TypedDict):
    """Dollars by what they are paid for."""

    reading: Money
    thinking: Money
    rereading: Money
    answering: Money
    fees: Money


class Month(TypedDict):
    month: str
    usd: Money
    planned_usd: Money
    actual_usd: Money | None
    split: Split
    fan: Fan
    chance_over_cap: Chance | None
    over_cap: bool


class LineMonth(TypedDict):
    month: str
    runs: str
    usd: Money
    planned_usd: Money
    actual_usd: Money | None
    split: Split


class LineOfBudget(TypedDict):
    """One workload. `usd` is null and `refused` says why where it cannot be counted; `stages`: its parts, where its run
    has several."""

    name: str
    owner: str
    cost_centre: str
    model: str
    offers: list[str]
    thinking: list[str]
    scenario: str | None
    usd: Money | None
    scale: str
    months: list[LineMonth]
    read_as: ReadAs | None
    refused: Refusal | None
    flags: list[Flag]
    stages: list[StageOfLine]


class StageOfLine(TypedDict):
    """One stage of a line's run; `runs` of its months count its passes. `usd` is null where the line is refused."""

    name: str
    model: str
    offers: list[str]
    thinking: list[str]
    usd: Money | None
    months: list[LineMonth]


class Subtotal(TypedDict):
    name: str
    usd: Money
    usd_by_month: list[Money]


class Event(TypedDict):
    """What happens to lines on a day: `price`, `retirement`, `reroute` or `notice`."""

    on: str
    kind: str
    lines: list[str]
    text: str
    offer: str
    successor: str | None
    ratio: float | None


class Swing(TypedDict):
    """What the period costs with one thing lower and higher."""

    name: str
    ranges: str
    low_usd: Money
    usd: Money
    high_usd: Money


class Fit(TypedDict):
    """Runs per day that fit the cap; null where not even none fit."""

    line: str
    runs_per_day: int | None
    cautious_runs_per_day: int | None
    chance: float


class EffortFit(TypedDict):
    line: str
    mode: str
    usd: Money
    dearest_month_usd: Money
    fits: bool


class Candidate(TypedDict):
    """An offer a line could move to; `unmet` names the limits it does not meet."""

    line: str
    offer: str
    model: str
    mode: str
    usd: Money
    p50_seconds: float | None
    p95_seconds: float | None
    context_window: int | None
    unmet: list[str]


class LineChange(TypedDict):
    """What a change sets in the line at place `line`; null stays as it is. `share` is a part of its runs."""

    line: int
    kind: str
    offer: str | None
    thinking: str | None
    service_tier: str | None
    cache_mode: str | None
    share: str | None


class NotOffered(TypedDict):
    """A change that its host does not offer, and why."""

    line: str
    kind: str
    text: str
    reason: str


class Saving(TypedDict):
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


class Advice(TypedDict):
    runs: list[Fit]
    efforts: list[EffortFit]
    candidates: list[Candidate]
    savings: list[Saving]
    not_offered: list[NotOffered]


class Demand(TypedDict):
    """What the busiest hour of a month asks of one offer."""

    month: str
    requests_per_minute: float
    tokens_per_minute: float
    concurrency: float


class Capacity(TypedDict):
    """One offer against the limits typed for it; `passes`: by limit the first month it is passed, null for never."""

    offer: str
    lines: list[str]
    counting: str
    months: list[Demand]
    limits: dict[str, float]
    passes: dict[str, str | None]
