"""Whether an offer is served on a day: live, ending, ended or unknown, with source and date.

The order in which sources decide is in docs/methodology.md, "What is alive".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from planner.core.models.catalogue import OWN_HOST, Offer, Profile
from planner.core.models.lifecycle.reports import LifeReport, Then

State = Literal["live", "ending", "ended", "unknown"]


@dataclass(frozen=True, slots=True)
class Status:
    """The state of an offer on a day. `ends`: the first day without it, None where there is none or it is not known;
    `not_before`: that day is the earliest possible. `maker`: who ended the model, on `maker_ended` where that is known,
    while nobody says whether this host goes on. `others`: reports that say otherwise."""

    state: State
    ends: date | None = None
    successor: str | None = None
    then: Then | None = None
    source: str = ""
    checked: date | None = None
    url: str = ""
    not_before: bool = False
    maker: str = ""
    maker_ended: date | None = None
    others: tuple[LifeReport, ...] = ()


def status_of(offer: Offer, profile: Profile | None, day: date) -> Status:
    """The status of `offer` on `day`. A dated fact of its profile decides, else the first of its reports."""
    reports = [report for report in _all_reports(offer, profile) if not _leaves_later(report, day)]
    if not reports:
        return Status("unknown")
    first, rest = reports[0], reports[1:]
    state = _state(first, day)
    return Status(
        state=state,
        ends=first.on if state in ("ending", "ended") else None,
        successor=next((report.successor for report in reports if report.successor), None),
        then=first.then,
        source=first.source,
        checked=first.checked,
        url=first.url,
        not_before=first.state == "not_before",
        maker=first.maker,
        maker_ended=first.on if first.state == "left" else None,
        others=tuple(report for report in rest if _differs(report, first, day)),
    )


def service_ends(offer: Offer, profile: Profile | None) -> date | None:
    """The first day on which `offer` is not served any more; None where no day is set."""
    reports = _all_reports(offer, profile)
    return reports[0].on if reports and reports[0].state == "ends" else None


def successor_of(offer: Offer, profile: Profile | None) -> str | None:
    """The id of the offer that its vendor names in its place."""
    return next((report.successor for report in _all_reports(offer, profile) if report.successor), None)


def _all_reports(offer: Offer, profile: Profile | None) -> tuple[LifeReport, ...]:
    """The profile's dated facts first; a bare mark of the price list counts where there is no report."""
    own = tuple(_of_profile(offer, profile)) if profile and offer.host != OWN_HOST else ()
    marked = LifeReport("removed", offer.source, offer.checked or date.min)
    return own + (offer.life or ((marked,) if offer.deprecated else ()))


def _of_profile(offer: Offer, profile: Profile) -> Iterable[LifeReport]:
    life = profile.lifecycle
    days = [(d.on, d.source, d.checked) for d in life.departures if d.host == offer.host]
    if life.retired:
        days.append((life.retired.value, life.retired.source, life.retired.checked))
    for on, source, checked in sorted(days)[:1]:
        yield LifeReport("ends", source, checked, on, life.successor)


def _state(report: LifeReport, day: date) -> State:
    if report.state in ("listed", "doubtful"):
        return "live"
    if report.state == "removed":
        return "ended"
    if report.state == "left":
        return "unknown"
    if report.state == "deprecated" or report.on is None:
        return "ending"
    if day < report.on:
        return "ending"
    return "ended" if report.state == "ends" else "unknown"


def _leaves_later(report: LifeReport, day: date) -> bool:
    """Whether the maker's own end, which says nothing of this host yet, is still to come."""
    return report.state == "left" and report.on is not None and day < report.on


def _differs(report: LifeReport, first: LifeReport, day: date) -> bool:
    """Whether a report gives another state, day or successor; a bare listing does not deny an end to come."""
    if report.state == "listed":
        return _state(first, day) == "ended"
    other_day, other_heir = report.on not in (None, first.on), report.successor not in (None, first.successor)
    return other_day or other_heir or _state(report, day) != _state(first, day)
