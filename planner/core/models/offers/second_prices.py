"""Where a second price list disagrees: its rates against ours of the same day, both as published in the standard tier.

Rates of another day, of another service tier or of the user's own are not compared.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from planner.core.cost.pricing import card_for, cards_of_day
from planner.core.keeping import KeptBy
from planner.core.models.catalogue import Offer
from planner.core.models.rates import RateCard


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One rate by its name, ours and theirs, USD per million tokens at the base tier."""

    name: str
    ours: Decimal
    theirs: Decimal


def disagreements(offer: Offer, when: date | datetime, *, own: Collection[str] = ()) -> tuple[Disagreement, ...]:
    """The standard rates at `when` for which the second list has other figures; `own` are the user's. A rate that
    changed since that list's day, or that holds for some hours only and is in the list, is not in dispute."""
    opinion, now = offer.second_opinion, card_for(offer, when)
    if opinion is None or now is None:
        return ()
    day = opinion.as_of or (when.date() if isinstance(when, datetime) else when)
    cards = _CARDS.get(offer, day, lambda: _cards_of(offer, day))
    found = []
    for name, theirs in opinion.rates:
        ours, then = _base(now, name), {_base(card, name) for card in cards}
        if name not in own and ours is not None and ours in then and theirs not in then:
            found.append(Disagreement(name, ours, theirs))
    return tuple(found)


_CARDS: KeptBy[list[RateCard]] = KeptBy(1024, 2)
"""Rates of the day of the second list: every keystroke asks for the same ones."""


def _cards_of(offer: Offer, day: date) -> list[RateCard]:
    """The rates of every hour of a day, and their mean."""
    return [card for card in (*cards_of_day(offer, day), card_for(offer, day)) if card]


def _base(card: RateCard, name: str) -> Decimal | None:
    rate = getattr(card, name)
    return rate.base if rate else None
