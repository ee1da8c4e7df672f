"""Dollars of each row of a log by our rates, as they are or as if something about it were otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from planner.core.cost.pricing import TIER_KEYS, card_at
from planner.core.models.catalogue import Offer
from planner.core.models.rates import Rate, RateCard
from planner.core.usage.calls import Calls, Floats
from planner.core.usage.summary import HOUR

KINDS = ("fresh", "cache_read", "cache_write", "reasoning", "visible")
Rows = NDArray[np.intp]
SERVICES = {name: name for name in TIER_KEYS} | {"true": "batch"}
"""Service tiers as logs spell them; true in a column `batch` means batch."""


@dataclass(frozen=True, slots=True)
class As:
    """How rows are priced. `tier`: a service tier instead of the log's own, whose rates must be published; `cached`:
    whether reads and writes of the cache have their own rates; `kept_1h`: writes at the rate of an hour;
    `long_context`: whether a long input changes the rates."""

    tier: str | None = None
    cached: bool = True
    kept_1h: bool = False
    long_context: bool = True


AS_THEY_ARE = As()


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows of one key that one set of rates prices: those of a moment, at a level of input. `card` None: no rates."""

    place: int
    rows: Rows
    card: RateCard | None
    level: Decimal


def stretches(
    calls: Calls, offers: Mapping[int, Offer | None], *, now: datetime, asked: As = AS_THEY_ARE
) -> Iterator[Stretch]:
    """All rows of the keys whose offer is known, at the rates of their hour; without a time, at those of `now`."""
    for place, key in enumerate(calls.keys):
        offer = offers.get(place)
        rows = np.flatnonzero(calls.key == place)
        if offer is None or not len(rows):
            continue
        for card, those in _by_card(calls, rows, offer, asked.tier or key.tier, now, strict=asked.tier is not None):
            yield from _by_level(calls, place, those, card, long_context=asked.long_context)


def _by_card(
    calls: Calls, rows: Rows, offer: Offer, tier: str, now: datetime, *, strict: bool
) -> Iterator[tuple[RateCard | None, Rows]]:
    """`strict`: only the tier's own published rates; else the standard ones where it has none."""
    service = SERVICES.get(tier.casefold(), "standard")
    start = calls.start[rows]
    hours = np.where(np.isnan(start), -1, start // HOUR).astype(np.int64)
    cards: dict[RateCard | None, list[int]] = {}
    for hour in np.unique(hours):
        moment = now if hour < 0 else datetime.fromtimestamp(int(hour) * HOUR, UTC)
        card = card_at(offer, moment, service)
        if card is None and not strict:
            card = card_at(offer, moment)
        cards.setdefault(card, []).append(int(hour))
    for card, those in cards.items():
        yield card, rows[np.isin(hours, those)]


def _by_level(calls: Calls, place: int, rows: Rows, card: RateCard | None, *, long_context: bool) -> Iterator[Stretch]:
    if card is None or card.input is None or card.output is None:
        yield Stretch(place, rows, None, Decimal(0))
        return
    starts = sorted({start for rate in (card.input, card.output) for start, _ in rate.tiers}) if long_context else []
    with np.errstate(invalid="ignore", divide="ignore"):
        # A sum of an unknown number of calls does not show how long one was: it has the rates of short inputs.
        per_call = np.nan_to_num((calls.input / calls.made)[rows])
    levels = np.searchsorted(np.array(starts, dtype=np.float64), per_call, side="left")
    for level in np.unique(levels):
        yield Stretch(place, rows[levels == level], card, Decimal(starts[level - 1] + 1) if level else Decimal(0))


def tokens_by_kind(calls: Calls, rows: Rows) -> dict[str, Floats]:
    """Tokens of each row by how they are billed; tokens that the log does not record count as none."""
    total, read, write, output, reasoning = (
        np.nan_to_num(values[rows])
        for values in (calls.input, calls.cache_read, calls.cache_write, calls.output, calls.reasoning)
    )
    return {
        "fresh": np.maximum(total - read - write, 0.0),
        "cache_read": read,
        "cache_write": write,
        "reasoning": reasoning,
        "visible": np.maximum(output - reasoning, 0.0),
    }


def rate_of(card: RateCard, kind: str, asked: As = AS_THEY_ARE) -> Rate | None:
    """A kind's rate; cached tokens without a rate of their own are input, reasoning is output."""
    write = (card.cache_write_1h if asked.kept_1h else None) or card.cache_write
    rates = {
        "fresh": card.input,
        "cache_read": (card.cache_read if asked.cached else None) or card.input,
        "cache_write": (write if asked.cached else None) or card.input,
        "reasoning": card.reasoning or card.output,
        "visible": card.output,
    }
    return rates[kind]


def row_usd(calls: Calls, offers: Mapping[int, Offer | None], *, now: datetime, asked: As = AS_THEY_ARE) -> Floats:
    """Dollars of each row; NaN where no rate of ours prices it so."""
    usd = np.full(len(calls.key), np.nan)
    for part in stretches(calls, offers, now=now, asked=asked):
        if part.card is None:
            continue
        tokens = tokens_by_kind(calls, part.rows)
        rates = {kind: rate_of(part.card, kind, asked) for kind in KINDS}
        usd[part.rows] = sum(
            tokens[kind] * float(rate.at(part.level)) / 1e6 for kind, rate in rates.items() if rate is not None
        )
    return usd
