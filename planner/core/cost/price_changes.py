"""What changes from one day to another: rates, and offers that end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from planner.core.cost.pricing import RATE_NAMES, card_for
from planner.core.models.catalogue import Catalogue, Offer
from planner.core.models.lifecycle.status import service_ends, successor_of
from planner.core.models.rates import RateCard


@dataclass(frozen=True, slots=True)
class RateChange:
    """A base rate by its name, USD per million tokens (or per thousand calls); None on a day without it."""

    offer: str
    name: str
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True, slots=True)
class EndOfService:
    """An offer whose announced end lies between the days, the second one counted."""

    offer: str
    on: date
    successor: str | None


def rate_changes(catalogue: Catalogue, before: date, after: date) -> Iterator[RateChange]:
    """Every standard base rate that is another on the second day; a day's rate is the mean over its hours."""
    for offer in catalogue.offers.values():
        yield from _of_offer(offer, card_for(offer, before), card_for(offer, after))


def _of_offer(offer: Offer, before: RateCard | None, after: RateCard | None) -> Iterator[RateChange]:
    for name in RATE_NAMES:
        was, now = _base(before, name), _base(after, name)
        if was != now:
            yield RateChange(offer.id, name, was, now)


def _base(card: RateCard | None, name: str) -> Decimal | None:
    rate = getattr(card, name) if card else None
    return rate.base if rate else None


def ends_between(catalogue: Catalogue, before: date, after: date) -> Iterator[EndOfService]:
    """Offers that are served on the first day and not on the second, by date."""
    known = ((offer, catalogue.profile_of(offer)) for offer in catalogue.offers.values())
    ends = ((service_ends(offer, profile), offer, profile) for offer, profile in known)
    found = [(on, offer.id, successor_of(offer, profile)) for on, offer, profile in ends if on and before < on <= after]
    return (EndOfService(offer_id, on, successor) for on, offer_id, successor in sorted(found, key=lambda e: e[:2]))
