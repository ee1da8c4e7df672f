"""Whether an offer is served on a day, and what became of it."""

from __future__ import annotations

from datetime import date

from planner.core.models.catalogue import Departure, Offer, Profile
from planner.core.models.lifecycle.reports import day_text
from planner.core.models.lifecycle.status import Status, status_of


def departure(offer: Offer, profile: Profile | None, day: date) -> Departure | None:
    """The day this host stopped serving the model, if that lies on or before `day`."""
    if profile is None:
        return None
    return next((d for d in profile.lifecycle.departures if d.host == offer.host and d.on <= day), None)


def retired_on(profile: Profile | None, day: date) -> date | None:
    """The day the model was retired everywhere, if on or before `day`."""
    if profile is None or profile.lifecycle.retired is None:
        return None
    retired = profile.lifecycle.retired.value
    return retired if retired <= day else None


def served_unknown(offer: Offer, profile: Profile | None, day: date) -> bool:
    """Whether no source reports that this offer can or cannot be called on `day`."""
    return status_of(offer, profile, day).state == "unknown"


def served_doubt(status: Status, host: str = "") -> str:
    """How that is said beside an offer: that its maker ended the model, and without the host where that stands beside
    it already."""
    if not status.maker:
        return f"not known whether {f'{host} still serves it' if host else 'it is still served'}"
    on = f" on {day_text(status.maker_ended)}" if status.maker_ended else ""
    return f"{status.maker} stopped serving it{on}; not known whether {host or 'this host'} still does"


def is_live(offer: Offer, profile: Profile | None, day: date) -> bool:
    """Whether this offer can be called on `day`, as far as is known: what is unknown may."""
    return status_of(offer, profile, day).state != "ended"
