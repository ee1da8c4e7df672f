"""A log priced by our rates: every call at the rates of its hour and of the tier that its own input reaches, as it
is or as if something about it were otherwise."""

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
from planner.core.usage.calls import Calls, Floats, of_keys
from planner.core.usage.summary import HOUR, Group
from planner.core.workload import exact

THOUSAND, MILLION = Decimal(1_000), Decimal(1_000_000)
SEARCHES = "web_search"
KINDS = ("fresh", "cache_read", "cache_write", "reasoning", "visible", SEARCHES)
"""What is billed: tokens, and web searches beside them."""
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
    """Tokens of each row by how they are billed, and its web searches; what the log does not record counts as none."""
    total, read, write, output, reasoning, searches = (
        np.nan_to_num(getattr(calls, name)[rows])
        for name in ("input", "cache_read", "cache_write", "output", "reasoning", "searches")
    )
    return {
        "fresh": np.maximum(total - read - write, 0.0),
        "cache_read": read,
        "cache_write": write,
        "reasoning": reasoning,
        "visible": np.maximum(output - reasoning, 0.0),
        SEARCHES: searches,
    }


def rate_of(card: RateCard, kind: str, level: Decimal, asked: As = AS_THEY_ARE) -> Decimal | None:
    """Dollars per million of a kind at a level of input; None where none is published."""
    if kind == SEARCHES:
        return card.web_search_kcount.base * THOUSAND if card.web_search_kcount else None
    rate = _token_rate(card, kind, asked)
    return rate.at(level) if rate else None


def _token_rate(card: RateCard, kind: str, asked: As) -> Rate | None:
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
        rates = {kind: rate_of(part.card, kind, part.level, asked) for kind in KINDS}
        usd[part.rows] = sum(tokens[kind] * float(rate) / 1e6 for kind, rate in rates.items() if rate is not None)
    return usd


@dataclass(frozen=True, slots=True)
class Bill:
    """What calls cost by our rates, exactly, by what is billed. `priced`: whether any are. `unpriced`: calls that have
    no offer or no rate of ours; None where there are some and the log does not say how many. `unpriced_searches`: web
    searches that have none."""

    usd: Decimal
    by_kind: Mapping[str, Decimal]
    priced: bool
    unpriced: int | None
    unpriced_searches: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """Tokens of one kind, or web searches, at one rate (dollars per million) on one offer, and their dollars."""

    offer: str
    kind: str
    tokens: float
    rate: Decimal
    usd: Decimal


def bill_lines(calls: Calls, offers: Mapping[int, Offer | None], *, now: datetime) -> tuple[Line, ...]:
    """The lines of `bill`, the dearest first. They add up to it: a key without a rate somewhere has none."""
    parts = [part for part in stretches(calls, offers, now=now) if calls.n[part.rows].any()]
    unpriced = {part.place for part in parts if part.card is None}
    sums: dict[tuple[str, str, Decimal], float] = {}
    for part in parts:
        offer = offers[part.place]
        if part.card is None or offer is None or part.place in unpriced:
            continue
        for kind, values in tokens_by_kind(calls, part.rows).items():
            rate, count = rate_of(part.card, kind, part.level), float(values.sum())
            if rate is not None and count:
                name = (offer.id, kind, rate)
                sums[name] = sums.get(name, 0.0) + count
    lines = [
        Line(offer, kind, tokens, rate, exact(round(tokens, 6)) * rate / MILLION)
        for (offer, kind, rate), tokens in sums.items()
    ]
    return tuple(sorted(lines, key=lambda line: -line.usd))


def bill(calls: Calls, offers: Mapping[int, Offer | None], *, now: datetime) -> Bill:
    """Price `calls`; `offers` by the place of their key, None for a model that is not known.

    A key of which one stretch has no rate is not priced at all.
    """
    total = dict.fromkeys(KINDS, Decimal(0))
    counts = np.bincount(calls.key, weights=calls.made, minlength=len(calls.keys))
    found: dict[int, list[Stretch]] = {}
    for part in stretches(calls, offers, now=now):
        found.setdefault(part.place, []).append(part)
    priced = {place for place, parts in found.items() if counts[place] and all(part.card for part in parts)}
    searches = float(np.nansum(calls.searches))
    for place in sorted(priced):
        for part in found[place]:
            for kind, usd in _usd_by_kind(calls, part):
                total[kind] += usd
            if part.card and part.card.web_search_kcount:
                searches -= float(np.nansum(calls.searches[part.rows]))
    left = float(np.delete(counts, sorted(priced)).sum())
    unpriced = None if np.isnan(left) else int(left)
    return Bill(sum(total.values(), Decimal(0)), total, bool(priced), unpriced, round(searches))


def _usd_by_kind(calls: Calls, part: Stretch) -> Iterator[tuple[str, Decimal]]:
    tokens = tokens_by_kind(calls, part.rows)
    rates = {kind: rate_of(part.card, kind, part.level) for kind in KINDS} if part.card else {}
    for kind, rate in rates.items():
        count = float(tokens[kind].sum())
        if rate is not None and count:
            yield kind, exact(round(count, 6)) * rate / MILLION


def group_bill(calls: Calls, group: Group, offers: Mapping[int, Offer | None], *, now: datetime) -> Bill:
    """The bill of the calls of one group, exact, at the rates of their hours."""
    return bill(of_keys(calls, group.place), offers, now=now)
