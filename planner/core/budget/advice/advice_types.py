"""Advice on a budget beside its forecast: what drives it, what saves, which limits are passed. Dollars are USD."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from planner.core.workload import CacheMode, ServiceTier


@dataclass(frozen=True, slots=True)
class Swing:
    """What the period would cost with one input lower and higher, all lines together; `ranges` says how far."""

    name: str
    ranges: str
    low_usd: Decimal
    usd: Decimal
    high_usd: Decimal

    @property
    def effect_usd(self) -> Decimal:
        return abs(self.high_usd - self.low_usd)


@dataclass(frozen=True, slots=True)
class Fit:
    """Runs per day (of the line's first month; growth goes on) that fit the cap: with expected dollars, and with a
    chance of passing it in any month of at most `chance`. None where even no runs fit."""

    line: str
    runs_per_day: int | None
    cautious_runs_per_day: int | None
    chance: float


@dataclass(frozen=True, slots=True)
class EffortFit:
    """One mode of a line's model; `dearest_month_usd` is the most expensive month of all lines together with it."""

    line: str
    mode: str
    usd: Decimal
    dearest_month_usd: Decimal
    fits: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """An offer that a line could move to. `unmet`: the limits it does not meet, in words. Batch has no seconds."""

    line: str
    offer: str
    model: str
    mode: str
    usd: Decimal
    p50_seconds: float | None
    p95_seconds: float | None
    context_window: int | None
    unmet: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LineSettings:
    """What is set in the line at place `line`; None stays as it is. `share` is a part of the runs it has now."""

    line: int
    kind: str
    offer: str | None = None
    thinking: str | None = None
    service_tier: ServiceTier | None = None
    cache_mode: CacheMode | None = None
    share: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PricedChange:
    """One change to one line: `batch`, `caching`, `effort`, `model` or `runs`. Dollars saved over the period and a
    month, seconds of a run on average before and after (None for batch), and the chance over the cap that it leaves.

    `score_before` and `score_after` are percent on `bench`, the benchmark nearest the line's work; None where nobody
    measured them.
    """

    line: str
    kind: str
    text: str
    usd: Decimal
    usd_per_month: Decimal
    seconds_before: float | None
    seconds_after: float | None
    chance_any_month: float | None
    offer: str
    mode: str
    change: LineSettings
    bench: str | None = None
    score_before: float | None = None
    score_after: float | None = None


@dataclass(frozen=True, slots=True)
class NotOffered:
    """A change that its host does not offer, and why."""

    line: str
    kind: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do: runs and efforts that fit (without a month's cap, none), other offers, savings, and what is not
    offered."""

    runs: tuple[Fit, ...]
    efforts: tuple[EffortFit, ...]
    candidates: tuple[Candidate, ...]
    savings: tuple[PricedChange, ...]
    not_offered: tuple[NotOffered, ...] = ()


@dataclass(frozen=True, slots=True)
class Demand:
    """Load of one offer in the busiest hour of a month; `concurrency` by Little's law: calls open at once."""

    month: str
    requests_per_minute: float
    tokens_per_minute: float
    concurrency: float


@dataclass(frozen=True, slots=True)
class Capacity:
    """One offer against the limits typed for it. `passes`: by limit, the first month above it (2026-12), None for
    never."""

    offer: str
    lines: tuple[str, ...]
    counting: str
    months: tuple[Demand, ...]
    limits: Mapping[str, float]
    passes: Mapping[str, str | None]
