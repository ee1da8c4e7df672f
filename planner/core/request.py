"""The estimate request: a workload, the offers and thinking modes to answer it for, and the moment of the prices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from planner.core.models.offers.own_offer import OwnOffer
from planner.core.tokens.calibration import OwnRuns
from planner.core.workload import Month, Overrides, Workload


@dataclass(frozen=True, slots=True)
class EstimateRequest:
    """The whole of a request. `price_date`: a datetime is that instant, a date the mean of that day, None now."""

    workload: Workload
    offers: tuple[str, ...]
    thinking: tuple[str, ...] = ("pair",)
    overrides: Mapping[str, Overrides] = field(default_factory=dict)
    price_date: date | datetime | None = None
    month: Month = "calendar"
    seed: int = 1
    calibration: tuple[OwnRuns, ...] = ()
    own_offers: tuple[OwnOffer, ...] = ()
