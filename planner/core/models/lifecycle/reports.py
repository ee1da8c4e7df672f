"""Reports of sources on whether an offer is still served."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

State = Literal["listed", "deprecated", "removed", "ends", "not_before", "doubtful", "left"]
Then = Literal["refused", "rerouted"]


def day_text(day: date) -> str:
    """5 Jan 2026."""
    return f"{day.day} {day:%b %Y}"


@dataclass(frozen=True, slots=True)
class LifeReport:
    """What one source states about one offer.

    `state`: listed as served; deprecated, without a day; removed, the day not known; ends on `on`, the first day
    without it; not_before `on`, the earliest day; doubtful, a day that the source gives to too many models at once;
    left, the maker (`maker`) ended it `on` that day, None for not known, and nobody says whether this host goes on.
    `then` is what a request gets afterwards, None where that is not said; `successor` the id of an offer.
    """

    state: State
    source: str
    checked: date
    on: date | None = None
    successor: str | None = None
    then: Then | None = None
    url: str = ""
    maker: str = ""
