"""What a budget is made of, as the user states it: lines, growth, caps, limits. Dollars are USD, hours and days UTC."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from planner.core.models.offers.own_offer import OwnOffer
from planner.core.tokens.calibration import OwnRuns
from planner.core.workload import NO_OVERRIDES, Number, Overrides, Workload, exact

MonthLength = Literal["actual", "calendar", "30", "working"]
GrowthKind = Literal["none", "compound", "linear", "row", "once"]
OnRetirement = Literal["end", "reroute"]

ZERO, ONE = Decimal(0), Decimal(1)
LARGE = 12
"""Above this many lines, what-ifs and advice cover fewer of the most expensive lines."""


@dataclass(frozen=True, slots=True)
class Growth:
    """How the runs of a line change from month to month. `compound`: by `share` a month (0.02 is 2 %); `linear`: by
    `runs_per_day` more each month; `row`: `row` holds the runs per day of every month of the budget and replaces the
    workload's; `once`: the workload's runs of one month of 365/12 days, all done in the line's first month
    (`daily_runs` of calendar.py)."""

    kind: GrowthKind = "none"
    share: Decimal = ZERO
    runs_per_day: Number = 0
    row: tuple[Number | Decimal, ...] = ()

    def runs_in(self, base: Decimal, grown: int, month: int) -> Decimal:
        """Runs per day after `grown` months of growth, in the budget's month `month` (from 0); never below 0."""
        if self.kind == "row":
            return exact(self.row[month])
        if self.kind == "linear":
            return max(base + grown * exact(self.runs_per_day), ZERO)
        return base * (ONE + self.share) ** grown if self.kind == "compound" else base


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of the UTC day in which a line runs: from `start` o'clock, for `hours`, past midnight if need be."""

    start: int
    hours: int


@dataclass(frozen=True, slots=True)
class BatchWindow:
    """The time that a batch has: from `start` o'clock UTC for `hours`, which need not be whole ones. All runs of a day
    are made in it; of work that is done once, all there are."""

    start: int
    hours: float


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """One workload on one offer in one mode, and who pays for it.

    `start` and `end` are its first and last day (None: the budget's); `share` is its part of the workload's runs,
    `discount` a share of its bill, `peak` its busiest hour over its mean active hour; `actuals` is the actual bill in
    USD, month by month from the budget's first, None where it is not known. `window`: the
    time of the saved batch it is; users never state it.

    A line that is split into its stages (staged.py) has, for each, the `stage`, the place `of` the line it belongs to,
    and its `weight`, the passes of it in one run. Users never state these three.
    """

    name: str
    offer: str
    workload: Workload
    thinking: str = "default"
    owner: str = ""
    cost_centre: str = ""
    start: date | None = None
    end: date | None = None
    growth: Growth = Growth()
    share: Decimal = ONE
    discount: Decimal = ZERO
    hours: Hours | None = None
    on_retirement: OnRetirement = "reroute"
    overrides: Overrides = NO_OVERRIDES
    actuals: tuple[Decimal | None, ...] = ()
    peak: float = 1.0
    scenario: str | None = None
    window: BatchWindow | None = None
    stage: str = ""
    of: int | None = None
    weight: Decimal = ONE


@dataclass(frozen=True, slots=True)
class Currency:
    """What the page shows beside USD: a label, and how many of it a dollar buys."""

    label: str = "USD"
    per_usd: Decimal = ONE


@dataclass(frozen=True, slots=True)
class HostLimit:
    """What an account may use of one offer at a time, as its host states it; None where there is no such limit."""

    offer: str
    requests_per_minute: float | None = None
    tokens_per_minute: float | None = None
    concurrency: float | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """Offers to consider instead (None: the models with a profile, see advice/alternatives.py), and what they must
    meet: seconds of a whole run, context tokens, input kinds, percent on a benchmark in the line's own mode."""

    offers: tuple[str, ...] | None = None
    p95_seconds: float | None = None
    context_tokens: int | None = None
    inputs: tuple[str, ...] = ("text",)
    bench: str | None = None
    score_at_least: float | None = None


@dataclass(frozen=True, slots=True)
class Budget:
    """Lines over months from the month of `start`. `month` is how long a month counts: its `actual` days, or a
    convention (365/12, 30 or 22 days) to which its daily cost is scaled. `calibration`: own runs that change its
    estimates."""

    name: str
    start: date
    months: int
    lines: tuple[BudgetLine, ...]
    cap_usd_per_month: Decimal | None = None
    cap_usd_period: Decimal | None = None
    month: MonthLength = "actual"
    currency: Currency = Currency()
    rescale: bool = False
    limits: tuple[HostLimit, ...] = ()
    wish: Wish = field(default_factory=Wish)
    seed: int = 1
    own_offers: tuple[OwnOffer, ...] = ()
    calibration: tuple[OwnRuns, ...] = ()
