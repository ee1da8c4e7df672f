"""Which offer serves a line on which days: its own until the host stops serving it, then the successor or none.

An estimate keeps a retired offer's last price; a forecast cannot, since the offer can no longer be used.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from planner.core.budget.calendar import ONE_DAY
from planner.core.budget.inputs import BudgetLine
from planner.core.budget.results import Event
from planner.core.models.catalogue import Catalogue, Offer, Profile, model_name
from planner.core.models.lifecycle.status import service_ends, status_of, successor_of
from planner.core.models.modes import known_modes, mode_of
from planner.core.workload import EFFORTS

MOST_HOPS = 5
LINE_STOPS = "; the line stops."
"""How the sentence on a retirement ends where no other offer takes over; left out for a line that never began."""


@dataclass(frozen=True, slots=True)
class Leg:
    """Days, both counted, on which a line is served by one offer in one mode."""

    offer: Offer
    mode: str
    first: date
    last: date


def route(
    line: BudgetLine, catalogue: Catalogue, offer: Offer, mode: str, first: date, last: date
) -> tuple[tuple[Leg, ...], tuple[Event, ...]]:
    """The legs of `line` from `first` to `last`, and a sentence for each end, reroute and notice on the way."""
    legs: list[Leg] = []
    events: list[Event] = []
    day, next_offer = first, offer
    for _ in range(MOST_HOPS):
        offer, profile = next_offer, catalogue.profile_of(next_offer)
        end = service_ends(offer, profile)
        if end is None or end > last:
            legs.append(Leg(offer, mode, day, last))
            events += _notices(line, offer, profile, day, last)
            break
        if end > day:
            legs.append(Leg(offer, mode, day, end - ONE_DAY))
        replacement = _replacement(catalogue, offer, profile) if line.on_retirement == "reroute" else None
        day = max(day, end)
        events.append(_ending(line, offer, profile, replacement, day, end))
        if replacement is None:
            break
        if not takes_stated_output(replacement, catalogue.profile_of(replacement), line, mode):
            mode = mode_of(replacement, catalogue.profile_of(replacement), mode)
        next_offer = replacement
    return tuple(legs), tuple(events)


def takes_stated_output(offer: Offer, profile: Profile | None, line: BudgetLine, mode: str) -> bool:
    """Whether a line without thinking may continue on an offer whose thinking cannot be switched off. It may if its
    answer is stated: that is then taken as all its output. With an estimated answer the thinking would be left out
    unnoticed."""
    asked = mode == "off" and line.workload.visible_tokens_per_call is not None
    return asked and "off" in known_modes(offer, profile).refused and least_effort(offer, profile) is not None


def least_effort(offer: Offer, profile: Profile | None) -> str | None:
    """The lowest effort known to be offered, else the lowest that no source denies; None without a choice of effort."""
    known = known_modes(offer, profile)
    open_to = [mode for mode in EFFORTS if mode not in known.refused]
    return next((mode for mode in open_to if mode in known.offered), next(iter(open_to), None))


def _replacement(catalogue: Catalogue, offer: Offer, profile: Profile | None) -> Offer | None:
    successor = successor_of(offer, profile) or (profile.lifecycle.successor if profile else None)
    return catalogue.offers.get(successor) if successor else None


def long_date(day: date) -> str:
    """23 November 2026."""
    return f"{day.day} {day:%B %Y}"


def _ending(
    line: BudgetLine, offer: Offer, profile: Profile | None, replacement: Offer | None, day: date, end: date
) -> Event:
    name = model_name(offer, profile)
    successor = profile.lifecycle.successor_name if profile else None
    tense = "ends" if end == day else "ended"
    text = f"{name} {tense} at {offer.host_name} on {long_date(end)}"
    if replacement is None:
        why = "" if line.on_retirement == "end" else ", no successor is known"
        return Event(day, "retirement", (line.name,), f"{text}{why}{LINE_STOPS}", offer.id)
    text = f"{text}; from then on {successor or replacement.name} is priced."
    return Event(day, "reroute", (line.name,), text, offer.id, replacement.id)


def _notices(line: BudgetLine, offer: Offer, profile: Profile | None, first: date, last: date) -> Iterator[Event]:
    status = status_of(offer, profile, first)
    announced = profile.lifecycle.retires_not_before.value if profile and profile.lifecycle.retires_not_before else None
    earliest = announced or (status.ends if status.not_before else None)
    if earliest and earliest <= last:
        may = "may have retired since" if earliest <= first else "may retire from"
        text = f"{model_name(offer, profile)} {may} {long_date(earliest)}; it is priced as if it stayed."
        yield Event(max(earliest, first), "notice", (line.name,), text, offer.id)
    if status.state == "ended" and status.ends is None:
        text = f"{offer.host_name} no longer lists {model_name(offer, profile)}; its last price is used."
        yield Event(first, "notice", (line.name,), text, offer.id)
