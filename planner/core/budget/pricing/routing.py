"""Which offer serves a line on which days: until the host stops serving it, then its successor or nothing.

A quote keeps a retired offer's last price; a forecast does not buy what can no longer be bought.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from planner.core.budget.calendar import ONE_DAY
from planner.core.budget.inputs import BudgetLine
from planner.core.budget.results import Event
from planner.core.models.catalogue import Catalogue, Offer, Profile
from planner.core.models.modes import closest_mode, usual_mode

MOST_HOPS = 5


@dataclass(frozen=True, slots=True)
class Leg:
    """Days, both counted, on which a line is served by one offer in one mode."""

    offer: Offer
    mode: str
    first: date
    last: date


def service_ends(offer: Offer, profile: Profile | None) -> date | None:
    """The first day on which `offer` is not served any more, by its host or by anyone; None where none is known."""
    if profile is None:
        return None
    life = profile.lifecycle
    days = [d.on for d in life.departures if d.host == offer.host]
    return min([*days, life.retired.value] if life.retired else days, default=None)


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
        heir = _heir(catalogue, profile) if line.on_retirement == "reroute" else None
        day = max(day, end)
        events.append(_ending(line, offer, profile, heir, day, end))
        if heir is None:
            break
        next_offer, mode = heir, mode_of(catalogue.profile_of(heir), mode)
    return tuple(legs), tuple(events)


def mode_of(profile: Profile | None, mode: str) -> str:
    """The mode closest to `mode` that the model has; minimal, or else its default, where it has no off."""
    if profile is None or mode in profile.modes.value:
        return mode
    if mode == "off":
        return "minimal" if "minimal" in profile.modes.value else usual_mode(profile)
    return "off" if profile.modes.value == ("off",) else closest_mode(profile, "high" if mode == "on" else mode)


def _heir(catalogue: Catalogue, profile: Profile | None) -> Offer | None:
    successor = profile.lifecycle.successor if profile else None
    return catalogue.offers.get(successor) if successor else None


def name_of(offer: Offer, profile: Profile | None) -> str:
    """What people call the model."""
    return profile.name if profile else offer.name


def long_date(day: date) -> str:
    """23 November 2026."""
    return f"{day.day} {day:%B %Y}"


def _ending(line: BudgetLine, offer: Offer, profile: Profile | None, heir: Offer | None, day: date, end: date) -> Event:
    name = name_of(offer, profile)
    said = profile.lifecycle.successor_name if profile else None
    tense = "ends" if end == day else "ended"
    text = f"{name} {tense} at {offer.host_name} on {long_date(end)}"
    if heir is None:
        why = "" if line.on_retirement == "end" else ", no successor is known"
        return Event(day, "retirement", (line.name,), f"{text}{why}; the line stops.", offer.id)
    text = f"{text}; from then on {said or heir.name} is priced."
    return Event(day, "reroute", (line.name,), text, offer.id, heir.id)


def _notices(line: BudgetLine, offer: Offer, profile: Profile | None, first: date, last: date) -> Iterator[Event]:
    announced = profile.lifecycle.retires_not_before if profile else None
    if announced and announced.value <= last:
        text = f"{name_of(offer, profile)} may retire from {long_date(announced.value)}; it is priced as if it stayed."
        yield Event(max(announced.value, first), "notice", (line.name,), text, offer.id)
    if offer.deprecated:
        text = f"{offer.host_name} no longer lists {name_of(offer, profile)}; its last price is used."
        yield Event(first, "notice", (line.name,), text, offer.id)
