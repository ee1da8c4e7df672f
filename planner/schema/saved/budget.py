"""What a saved budget from outside must look like before a page may show it: types and exact money."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import StringConstraints, TypeAdapter

from planner.schema.saved.plan import STRICT, Day, FlagShape, Money, Number, RefusalShape, Words

Label = Annotated[str, StringConstraints(pattern=r"^(20[0-9]{2}|2100)-(0[1-9]|1[0-2])$")]
LimitName = Literal["requests_per_minute", "tokens_per_minute", "concurrency"]
Signed = Annotated[str, StringConstraints(pattern=r"^-?[0-9]{1,28}(\.[0-9]{1,60})?$")]


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
    flags: list[FlagShape] = field(default_factory=list)


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
    on: Day
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
class DemandShape:
    month: Label
    requests_per_minute: Number
    tokens_per_minute: Number
    concurrency: Number


@dataclass(frozen=True)
class CapacityShape:
    offer: Words
    lines: list[Words]
    counting: Words
    months: list[DemandShape]
    limits: dict[LimitName, Number]
    passes: dict[LimitName, Label | None]


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
    capacity: list[CapacityShape] = field(default_factory=list)
    sources: dict[str, dict[str, Any]] = field(default_factory=dict)


BUDGETS = TypeAdapter(list[BudgetShape], config=STRICT)
