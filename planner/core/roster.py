"""What stands still while one workload after another is ranked over every offer: prices, and who is like whom.

Most offers differ in price alone. They are put into kinds (same model knowledge, host, cache), so that tokens, speed
and cache are worked out once for each kind and spread over the offers by index.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from planner.core.catalogue import Catalogue, HostCache, Offer, Profile, RateCard
from planner.core.lifecycle import is_live
from planner.core.offer_facts import OfferFacts
from planner.core.table import NOT_OFFERED, Flags, PriceTable

Index = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Kind:
    """Offers alike in all but their prices, by one of them. `voice` numbers what is said alike, `pace` what is said
    alike at one speed."""

    offer: Offer
    profile: Profile | None
    cache: HostCache | None
    card: RateCard
    voice: int
    pace: int


@dataclass(frozen=True, slots=True)
class Heard:
    """Mean tokens of one call of a kind, the output tokens of a call in a middling run, and whether thinking rests on
    its class alone."""

    reasoning: float
    visible: float
    median_tokens: float
    prior: bool


@dataclass(frozen=True, slots=True)
class Roster:
    """n offers in the order of the table. `kind_of` (n): index into `kinds`; `live` (n): can be had on the day.

    `heard` remembers looked-up tokens between workloads; it is state, for speed alone.
    """

    offers: tuple[Offer, ...]
    profiles: tuple[Profile | None, ...]
    table: PriceTable
    kinds: tuple[Kind, ...]
    kind_of: Index
    live: Flags
    batch_only: Flags
    facts: tuple[OfferFacts, ...]
    heard: dict[Hashable, Heard] = field(default_factory=dict, repr=False, compare=False)


def call_up(
    catalogue: Catalogue, offers: tuple[Offer, ...], table: PriceTable, *, day: date, facts: tuple[OfferFacts, ...]
) -> Roster:
    """The roster of `offers` at the prices of `table`, with their `facts`, all in the same order."""
    profiles = tuple(catalogue.profile_of(offer) for offer in offers)
    cards = [card or NOT_OFFERED for card in table.cards]
    _, voice_of = numbered(one.voice for one in facts)
    _, pace_of = numbered((one.voice, o.host, o.speeds, o.family_speeds) for one, o in zip(facts, offers, strict=True))
    keys = zip(pace_of.tolist(), (offer.cache for offer in offers), map(_card_key, cards), strict=True)
    firsts, kind_of = numbered(keys)
    kinds = [Kind(offers[i], profiles[i], offers[i].cache, cards[i], int(voice_of[i]), int(pace_of[i])) for i in firsts]
    live = [is_live(offer, profile, day) for offer, profile in zip(offers, profiles, strict=True)]
    return Roster(
        offers=offers,
        profiles=profiles,
        table=table,
        kinds=tuple(kinds),
        kind_of=kind_of,
        live=np.array(live, dtype=np.bool_),
        batch_only=np.array([offer.model_id.endswith(":batch") for offer in offers], dtype=np.bool_),
        facts=facts,
    )


def _card_key(card: RateCard) -> Hashable:
    """What a cache plan asks of a card: which rates there are, and whether writing costs more than reading afresh."""
    write, fresh = card.cache_write, card.input
    dearer = write is not None and fresh is not None and write.base > fresh.base
    return card.cache_read is None, write is None, card.cache_write_1h is None, fresh is None, dearer


def numbered(keys: Iterable[Hashable]) -> tuple[list[int], Index]:
    """Where each distinct key is first seen, and for every key the number of its kind."""
    numbers: dict[Hashable, int] = {}
    firsts: list[int] = []
    row: list[int] = []
    for place, key in enumerate(keys):
        if key not in numbers:
            numbers[key] = len(firsts)
            firsts.append(place)
        row.append(numbers[key])
    return firsts, np.array(row, dtype=np.intp)
