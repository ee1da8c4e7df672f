"""A log priced by our rates: every call at the rates of its hour and of the tier that its own input reaches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

import numpy as np

from planner.core.cost.pricing import card_for
from planner.core.models.catalogue import Catalogue, Offer, Rate, RateCard
from planner.core.usage.calls import Calls, Floats, only
from planner.core.usage.summary import HOUR, Group, by_key
from planner.core.workload import exact

MILLION = Decimal(1_000_000)
TIERS = ("batch", "flex", "priority", "fast")
KINDS = ("fresh", "cache_read", "cache_write", "reasoning", "visible")


@dataclass(frozen=True, slots=True)
class Bill:
    """What calls cost by our rates, exactly, by kind of token; `unpriced` calls have no offer or no rate of ours."""

    usd: Decimal
    by_kind: Mapping[str, Decimal]
    priced: int
    unpriced: int


def bill(calls: Calls, offers: Mapping[int, Offer | None], *, now: datetime) -> Bill:
    """Price `calls`; `offers` by the place of their key, None for a model that is not known."""
    total = dict.fromkeys(KINDS, Decimal(0))
    priced = unpriced = 0
    for place, (key, mask) in enumerate(by_key(calls)):
        count = int(calls.n[mask].sum())
        offer = offers.get(place)
        parts = list(_parts(calls, mask, offer, key.tier, now)) if offer and count else []
        if not parts or any(part is None for part in parts):
            unpriced += count
            continue
        priced += count
        for part in parts:
            for kind, usd in (part or {}).items():
                total[kind] += usd
    return Bill(sum(total.values(), Decimal(0)), total, priced, unpriced)


def _parts(
    calls: Calls, mask: np.ndarray[tuple[int], np.dtype[np.bool_]], offer: Offer, tier: str, now: datetime
) -> Iterator[dict[str, Decimal] | None]:
    """Dollars by kind for each hour and long-context tier; None where a rate is missing."""
    service = tier.casefold() if tier.casefold() in TIERS else "standard"
    columns = _columns(calls, mask)
    hours = np.where(np.isnan(calls.start[mask]), -1, calls.start[mask] // HOUR).astype(np.int64)
    cards: dict[RateCard | None, list[int]] = {}
    for hour in np.unique(hours):
        moment = now if hour < 0 else datetime.fromtimestamp(int(hour) * HOUR, UTC)
        cards.setdefault(card_for(offer, moment, service) or card_for(offer, moment), []).append(int(hour))
    for card, those in cards.items():
        chosen = np.isin(hours, those)
        yield from _by_tier(card, {name: values[chosen] for name, values in columns.items()})


def _columns(calls: Calls, mask: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> dict[str, Floats]:
    read, write = np.nan_to_num(calls.cache_read[mask]), np.nan_to_num(calls.cache_write[mask])
    total = np.nan_to_num(calls.input[mask])
    reasoning = np.nan_to_num(calls.reasoning[mask])
    return {
        "per_call": total / calls.n[mask],
        "fresh": np.maximum(total - read - write, 0.0),
        "cache_read": read,
        "cache_write": write,
        "reasoning": reasoning,
        "visible": np.maximum(np.nan_to_num(calls.output[mask]) - reasoning, 0.0),
    }


def _by_tier(card: RateCard | None, columns: dict[str, Floats]) -> Iterator[dict[str, Decimal] | None]:
    if card is None or card.input is None or card.output is None:
        yield None
        return
    starts = sorted({start for rate in (card.input, card.output) for start, _ in rate.tiers})
    places = np.searchsorted(np.array(starts, dtype=np.float64), columns["per_call"], side="left")
    for place in np.unique(places):
        inside = places == place
        level = Decimal(starts[place - 1] + 1) if place else Decimal(0)
        yield {kind: _usd(card, kind, columns[kind][inside].sum(), level) for kind in KINDS}


def _usd(card: RateCard, kind: str, tokens: float, level: Decimal) -> Decimal:
    rate = _rate(card, kind)
    return exact(round(float(tokens), 6)) * rate.at(level) / MILLION if rate and tokens else Decimal(0)


def _rate(card: RateCard, kind: str) -> Rate | None:
    """A kind's rate; cached tokens without a rate of their own are input, reasoning is output."""
    rates = {
        "fresh": card.input,
        "cache_read": card.cache_read or card.input,
        "cache_write": card.cache_write or card.input,
        "reasoning": card.reasoning or card.output,
        "visible": card.output,
    }
    return rates[kind]


def group_bill(calls: Calls, group: Group, offers: Mapping[int, Offer | None], *, now: datetime) -> Bill:
    """The bill of one group."""
    return bill(only(calls, np.isin(calls.key, group.place)), offers, now=now)


def live(catalogue: Catalogue, ids: Mapping[int, str | None]) -> dict[int, Offer | None]:
    """Offers by the place of their key."""
    return {place: catalogue.offers.get(name) if name else None for place, name in ids.items()}
