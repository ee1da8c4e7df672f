"""What became of a model and which modes it has, in words."""

from __future__ import annotations

from datetime import date

from planner.core.cost.pricing import card_for
from planner.core.models.catalogue import Catalogue, Offer, Profile
from planner.core.models.lifecycle.served import retired_on, served_doubt
from planner.core.models.lifecycle.status import status_of as service_status
from planner.core.models.resolve import live_offers
from planner.core.workload import EFFORTS
from planner.web import filters

NOT_PUBLISHED = "not published"


def status_of(profile: Profile, day: date) -> str:
    """Why a model may not be served for long, in a few words; empty for one in ordinary service."""
    life = profile.lifecycle
    gone = retired_on(profile, day)
    if gone:
        return f"retired {filters.day(gone)}"
    if left := left_maker_on(profile, day):
        return f"left its maker’s API {filters.day(left)}"
    if life.retires_not_before:
        earliest = life.retires_not_before.value
        return f"{'may have retired since' if earliest <= day else 'may retire from'} {filters.day(earliest)}"
    return ""


def left_maker_on(profile: Profile, day: date) -> date | None:
    """The day on which a first host stopped serving it; None where none has by `day`, or it is retired everywhere."""
    left = [] if retired_on(profile, day) else [one.on for one in profile.lifecycle.departures if one.on <= day]
    return min(left, default=None)


def offer_status(offer: Offer, profile: Profile | None, day: date) -> str:
    """Why an offer is not available; empty while it is."""
    status = service_status(offer, profile, day)
    if status.state != "ended":
        return ""
    return f"ended on {filters.day(status.ends)}" if status.ends else "no longer listed by this host"


def offer_doubt(offer: Offer, profile: Profile | None, day: date) -> str:
    """That no source says whether an offer is served; empty where one does."""
    status = service_status(offer, profile, day)
    return served_doubt(status) if status.state == "unknown" else ""


BELOW_MEDIUM = EFFORTS[: EFFORTS.index("medium")]


def modes_in_words(profile: Profile) -> str:
    """Always on; never; off or low to high; off, low, high or max, where there is no medium between them."""
    modes = profile.modes.value
    if profile.always_thinks:
        return "always on, one effort"
    if modes == ("off",):
        return "does not think"
    efforts = [mode for mode in modes if mode != "off"]
    levels = efforts[0] if len(efforts) == 1 else f"{efforts[0]} to {efforts[-1]}"
    if "medium" not in efforts and efforts[0] in BELOW_MEDIUM and efforts[-1] not in BELOW_MEDIUM:
        levels = f"{', '.join(efforts[:-1])} or {efforts[-1]}"
        return f"off, {levels}" if "off" in modes else f"{levels}, no off"
    return f"off or {levels}" if "off" in modes else f"{levels}, no off"


def host_count(catalogue: Catalogue, profile: Profile, day: date) -> int:
    """How many hosts serve the model on `day`."""
    return len({offer.host for offer in live_offers(catalogue, profile, day)})


def rate_range(catalogue: Catalogue, profile: Profile, day: date, name: str) -> str:
    """From the lowest to the highest rate of the live offers (of all, where none is live), USD/M."""
    known = [catalogue.offers[i] for i in profile.offers if i in catalogue.offers]
    cards = [card_for(offer, day) for offer in live_offers(catalogue, profile, day) or known]
    rates = sorted(rate.base for card in cards if card and (rate := getattr(card, name)) is not None)
    if not rates:
        return NOT_PUBLISHED
    low, high = filters.rate(rates[0]), filters.rate(rates[-1])
    return low if low == high else f"{low}{filters.DASH}{high}"
