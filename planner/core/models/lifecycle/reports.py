"""What sources say of whether an offer is still served."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Said = Literal["listed", "deprecated", "removed", "ends", "not_before", "doubtful"]
Then = Literal["refused", "rerouted"]


@dataclass(frozen=True, slots=True)
class LifeReport:
    """One source's word on one offer.

    `said`: listed as served; deprecated, without a day; removed, the day not known; ends on `on`, the first day without
    it; not_before `on`, the earliest day; doubtful, a day that the source gives to too many models at once. `then` is
    what a request gets afterwards, None where that is not said; `successor` the id of an offer.
    """

    said: Said
    source: str
    checked: date
    on: date | None = None
    successor: str | None = None
    then: Then | None = None
    url: str = ""
