"""The shape of a budget as it is sent: the core's own dataclasses, and a wire form where the core has none."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from decimal import Decimal

from pydantic import TypeAdapter

from planner.core.budget.inputs import Currency, Growth, GrowthKind, HostLimit, Hours, MonthLength, OnRetirement, Wish
from planner.core.workload import CacheSettings, Compaction, Number, People, Stage, Workload
from planner.schema.request_shape import FIELDS, STRICT, OverridesRequest, OwnOfferRequest, OwnRunsRequest, OwnThinking


@dataclass(frozen=True, slots=True)
class GrowthRequest:
    """core Growth as sent."""

    kind: GrowthKind = "none"
    share: Decimal | None = None
    runs_per_day: Number = 0
    row: tuple[Number, ...] = ()

    def to_core(self) -> Growth:
        return Growth(self.kind, self.share or Decimal(0), self.runs_per_day, self.row)


@dataclass(frozen=True, slots=True)
class LineRequest:
    """core BudgetLine as sent: a workload or a scenario; months as 2026-12, days as 2026-12-24."""

    name: str = ""
    offer: str = ""
    workload: Workload | None = None
    scenario: str | None = None
    thinking: OwnThinking | None = None
    owner: str = ""
    cost_centre: str = ""
    start: str | None = None
    end: str | None = None
    growth: GrowthRequest = field(default_factory=GrowthRequest)
    share: Decimal = Decimal(1)
    discount: Decimal = Decimal(0)
    hours: Hours | None = None
    on_retirement: OnRetirement = "reroute"
    overrides: OverridesRequest | None = None
    actuals: tuple[Decimal | None, ...] = ()
    peak: float = 1.0


@dataclass(frozen=True, slots=True)
class BudgetRequest:
    """core Budget as sent."""

    start: str
    lines: tuple[LineRequest, ...]
    name: str = "Budget"
    months: int = 12
    cap_usd_per_month: Decimal | None = None
    cap_usd_period: Decimal | None = None
    month: MonthLength = "actual"
    currency: Currency = field(default_factory=Currency)
    rescale: bool = False
    limits: tuple[HostLimit, ...] = ()
    wish: Wish = field(default_factory=Wish)
    seed: int = 1
    own_offers: tuple[OwnOfferRequest, ...] = ()
    calibration: tuple[OwnRunsRequest, ...] = ()


BUDGET: TypeAdapter[list[BudgetRequest]] = TypeAdapter(list[BudgetRequest], config=STRICT)


def _names(kind: type) -> list[str]:
    return [f.name for f in fields(kind)]


KNOWN = {
    "": _names(BudgetRequest),
    "currency": _names(Currency),
    "limits": _names(HostLimit),
    "wish": _names(Wish),
    "calibration": FIELDS["calibration.*"],
    "calibration.sd_ln": FIELDS["calibration.*.sd_ln"],
    "own_offers": FIELDS["own_offers.*"],
    "own_offers.gpus": FIELDS["own_offers.*.gpus"],
    "own_offers.usd_per_mtok": FIELDS["own_offers.*.usd_per_mtok"],
    "lines": _names(LineRequest),
    "lines.workload": _names(Workload),
    "lines.workload.cache": _names(CacheSettings),
    "lines.workload.compaction": _names(Compaction),
    "lines.workload.people": _names(People),
    "lines.workload.stages": _names(Stage),
    "lines.workload.stages.cache": _names(CacheSettings),
    "lines.workload.stages.compaction": _names(Compaction),
    "lines.growth": _names(GrowthRequest),
    "lines.hours": _names(Hours),
    "lines.overrides": FIELDS["overrides.*"],
    "lines.overrides.usd_per_mtok": FIELDS["overrides.*.usd_per_mtok"],
}
"""Known fields by the path they live under, places in lists left out."""
