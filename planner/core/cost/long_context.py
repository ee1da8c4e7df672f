"""Offers whose list has no rate for long prompts although the maker of the model charges more for them."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from math import inf

import numpy as np

from planner.core.cost.pricing import tier_starts
from planner.core.models.catalogue import Offer
from planner.core.models.offers.offer_facts import OfferFacts
from planner.core.models.rates import RateCard
from planner.core.models.resolve import plain
from planner.core.ranking.price_table import Floats


def makers_starts(offers: Sequence[Offer], facts: Sequence[OfferFacts], cards: Sequence[RateCard | None]) -> Floats:
    """Tokens of one call above which the model's maker charges more and the offer's list has no rate of its own, (n).

    Infinite where there is none such, and for open weights: their hosts set prices as they like.
    """
    starts = [tier_starts(card) if card else () for card in cards]
    makers: dict[Hashable, int] = {}
    for offer, one, own in zip(offers, facts, starts, strict=True):
        if own and is_makers(offer, one):
            makers[one.model] = min(own[0], makers.get(one.model, own[0]))
    silent = (not own and one.open_weights is not True for one, own in zip(facts, starts, strict=True))
    known = zip(silent, facts, strict=True)
    return np.array([float(makers.get(one.model, inf)) if mute else inf for mute, one in known], dtype=np.float64)


def is_makers(offer: Offer, facts: OfferFacts) -> bool:
    """Whether the host is the lab that made the model: "x-ai" of xAI, "moonshotai" of Moonshot AI."""
    return bool(facts.lab) and plain(facts.lab or "").startswith(plain(offer.host))
