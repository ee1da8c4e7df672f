"""A log priced by our rates: every call at the rates of its hour and of the tier that its own input reaches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import numpy as np

from planner.core.models.catalogue import Offer
from planner.core.usage.calls import Calls, of_keys
from planner.core.usage.row_prices import KINDS, Stretch, rate_of, stretches, tokens_by_kind
from planner.core.usage.summary import Group
from planner.core.workload import exact

MILLION = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Bill:
    """What calls cost by our rates, exactly, by kind of token. `priced`: whether any are. `unpriced`: calls that have
    no offer or no rate of ours; None where there are some and the log does not say how many."""

    usd: Decimal
    by_kind: Mapping[str, Decimal]
    priced: bool
    unpriced: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """Tokens of one kind at one rate (dollars per million) on one offer, and their dollars."""

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
            rate, count = rate_of(part.card, kind), float(values.sum())
            if rate and count:
                name = (offer.id, kind, rate.at(part.level))
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
    for place in sorted(priced):
        for part in found[place]:
            for kind, usd in _usd_by_kind(calls, part):
                total[kind] += usd
    left = float(np.delete(counts, sorted(priced)).sum())
    return Bill(sum(total.values(), Decimal(0)), total, bool(priced), None if np.isnan(left) else int(left))


def _usd_by_kind(calls: Calls, part: Stretch) -> Iterator[tuple[str, Decimal]]:
    tokens = tokens_by_kind(calls, part.rows)
    rates = {kind: rate_of(part.card, kind) for kind in KINDS} if part.card else {}
    for kind, rate in rates.items():
        count = float(tokens[kind].sum())
        if rate and count:
            yield kind, exact(round(count, 6)) * rate.at(part.level) / MILLION


def group_bill(calls: Calls, group: Group, offers: Mapping[int, Offer | None], *, now: datetime) -> Bill:
    """The bill of the calls of one group, exact, at the rates of their hours."""
    return bill(of_keys(calls, group.place), offers, now=now)
