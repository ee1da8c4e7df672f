"""Why a bill differs from our prices: each billed amount is set against what it would be if one thing were otherwise.

An amount is one call's where the log says its dollars, else a day's of one model, as cost reports have it. The first
reading that comes to the amount is its cause; what no reading comes to is other rates, or a markup or discount where
the ratio is the same throughout. The causes add up to the difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from planner.core.models.catalogue import Offer
from planner.core.usage.calls import ALL_MODELS, Calls, Floats
from planner.core.usage.priced import As, row_usd
from planner.core.usage.summary import DAY, Mask

Places = NDArray[np.intp]
CLOSE = 0.005
"""An amount within this share of a reading is taken as it."""
ONE_RATIO = 0.01
"""Amounts whose ratios to our prices lie this close together are a markup or a discount."""
LEAST_USD = 1e-6
CENT = 0.01
MOST_DAYS = 10_000_000
MOST_NAMED = 5
READINGS: tuple[tuple[str, str, As], ...] = (
    ("tier", "billed at standard rates, where the log says another tier", As(tier="standard")),
    ("tier", "billed at batch rates", As(tier="batch")),
    ("tier", "billed at flex rates", As(tier="flex")),
    ("tier", "billed at priority rates", As(tier="priority")),
    ("tier", "billed at the rates of fast mode", As(tier="fast")),
    ("cache", "billed as if nothing had been read from the cache", As(cached=False)),
    ("cache_1h", "billed with cache writes kept for an hour", As(kept_1h=True)),
    ("long_context", "billed at the rates of short inputs", As(long_context=False)),
)


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause: dollars billed less ours, the calls it is about (None where the log does not say how many), and a
    clause that says it."""

    code: str
    usd: float
    calls: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Dollars as billed and by our prices, and why they differ, the greatest cause first."""

    billed_usd: float
    ours_usd: float
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True)
class _Amounts:
    """Billed amounts: dollars, ours, calls, and the place of each row's amount (-1 for none)."""

    of_row: Places
    billed: Floats
    ours: Floats
    calls: Floats

    def total(self, values: Floats) -> Floats:
        """Rows' figures added up to amounts; NaN where one is not known."""
        own = self.of_row >= 0
        sums = np.bincount(self.of_row[own], weights=values[own], minlength=len(self.billed))
        return sums.astype(np.float64)


def difference(calls: Calls, offers: Mapping[int, Offer | None], *, now: datetime) -> Difference | None:
    """None where the log says no dollars, or none of calls that we can price."""
    ours = row_usd(calls, offers, now=now)
    ours[calls.n == 0] = 0.0
    has_usd, called = ~np.isnan(calls.usd), calls.n != 0
    if not has_usd.any() or not (called & ~np.isnan(ours)).any():
        return None
    amounts = _amounts(calls, ours, _amount_of(calls, has_usd, called, offers))
    causes = [*_outside(calls, ours, amounts.of_row < 0), *_inside(calls, offers, amounts, now)]
    billed, unbilled = float(np.nansum(calls.usd)), ours[(amounts.of_row < 0) & ~has_usd]
    kept = [cause for cause in causes if abs(cause.usd) >= LEAST_USD]
    priced = float(np.nansum(amounts.ours) + np.nansum(unbilled))
    return Difference(billed, priced, tuple(sorted(kept, key=lambda cause: -abs(cause.usd))))


def _amounts(calls: Calls, ours: Floats, of_row: Places) -> _Amounts:
    empty = np.zeros(int(of_row.max(initial=-1)) + 1)
    blank = _Amounts(of_row, empty, empty, empty)
    return _Amounts(of_row, blank.total(np.nan_to_num(calls.usd)), blank.total(ours), blank.total(calls.n))


def _amount_of(calls: Calls, has_usd: Mask, called: Mask, offers: Mapping[int, Offer | None]) -> Places:
    """The amount each row belongs to: its own where it says its dollars, else that of its model and day in a cost
    report; -1 where it has none."""
    found = np.full(len(calls.key), -1, dtype=np.intp)
    own = has_usd & called
    found[own] = np.arange(own.sum())
    apart = ~own
    names = [offer.id if offer else f"?{calls.keys[place].model}" for place, offer in offers.items()]
    if f"?{ALL_MODELS}" in names:  # days without models: set against all calls of theirs
        names = [ALL_MODELS] * len(names)
    number = {name: turn for turn, name in enumerate(dict.fromkeys(names))}
    model = np.array([number[name] for name in names] or [0], dtype=np.int64)[calls.key]
    day = np.nan_to_num(calls.start // DAY, nan=-1.0).astype(np.int64)
    kinds, place = np.unique((model * MOST_DAYS + day)[apart], return_inverse=True)
    sides = [np.bincount(place, weights=mask[apart], minlength=len(kinds)) for mask in (called, has_usd)]
    both = (sides[0] > 0) & (sides[1] > 0)
    found[apart] = np.where(both, np.cumsum(both) - 1 + own.sum(), -1)[place]
    return found


def _outside(calls: Calls, ours: Floats, alone: Mask) -> Iterator[Cause]:
    """Dollars without calls, and calls without dollars, of the rows that belong to no amount."""
    fees = alone & ~np.isnan(calls.usd)
    if fees.any():
        names = sorted({calls.keys[place].model for place in np.unique(calls.key[fees])})
        shown = ", ".join(names[:MOST_NAMED]) + (", ..." if len(names) > MOST_NAMED else "")
        yield Cause("fees", float(calls.usd[fees].sum()), 0, f"billed beside the calls of this log: {shown}")
    free = alone & np.isnan(calls.usd) & ~np.isnan(ours) & (calls.n != 0)
    if free.any():
        yield Cause("not_billed", -float(ours[free].sum()), _count(calls.n[free]), "without dollars in the log")


def _inside(calls: Calls, offers: Mapping[int, Offer | None], amounts: _Amounts, now: datetime) -> Iterator[Cause]:
    """The causes of amounts that have both calls and dollars."""
    billed, ours = amounts.billed, amounts.ours
    left = np.ones(len(billed), dtype=np.bool_)
    unknown = np.isnan(ours)
    yield from _cause("unpriced", "of models or rates that are not known", amounts, left & unknown, 0.0)
    left &= ~unknown
    slack = _slack(billed)
    same = left & _close(billed, ours, slack)
    yield from _cause("rounding", "within half a percent, or half a cent of a bill in cents", amounts, same)
    left &= ~same
    fits = list(_readings(calls, offers, amounts, left, slack, now)) if left.any() else []
    # One ratio throughout is a markup, though single amounts may come to a reading by chance.
    if left.any() and _ratio(amounts, left) is not None and not any(mask[left].all() for _, _, mask in fits):
        fits = []
    for code, text, mask in fits:
        yield from _cause(code, text, amounts, left & mask)
        left = left & ~mask
    between = left & _untold_cache(calls, offers, amounts, now)
    text = "billed for less than their input at full rate, where the log does not say what was cached"
    yield from _cause("cache", text, amounts, between)
    yield from _ratios(calls, amounts, left & ~between)


def _readings(
    calls: Calls, offers: Mapping[int, Offer | None], amounts: _Amounts, left: Mask, slack: float, now: datetime
) -> Iterator[tuple[str, str, Mask]]:
    """The amounts among `left` that each reading comes to, where it is another than our prices."""
    for code, text, asked in READINGS:
        so = amounts.total(row_usd(calls, offers, now=now, asked=asked))
        yield code, text, left & _close(amounts.billed, so, slack) & ~_close(so, amounts.ours, slack)


def _untold_cache(calls: Calls, offers: Mapping[int, Offer | None], amounts: _Amounts, now: datetime) -> Mask:
    """Amounts below ours that say nothing of the cache, and above what they would be if all had been read from it."""
    silent = np.isnan(calls.cache_read)
    cached = replace(calls, cache_read=np.where(silent, np.nan_to_num(calls.input), calls.cache_read))
    least = amounts.total(row_usd(cached, offers, now=now))
    some = amounts.total(silent.astype(np.float64)) > 0
    return np.asarray(some & (amounts.billed < amounts.ours) & (amounts.billed >= least * (1 - CLOSE)))


def _ratios(calls: Calls, amounts: _Amounts, left: Mask) -> Iterator[Cause]:
    """What is left: one ratio throughout, or model by model."""
    if not left.any():
        return
    if _ratio(amounts, left) is not None:
        yield from _by_ratio("", amounts, left)
        return
    names = [key.model for key in calls.keys]
    number = {name: turn for turn, name in enumerate(dict.fromkeys(names))}
    own = amounts.of_row >= 0
    model = np.zeros(len(left), dtype=np.intp)
    model[amounts.of_row[own]] = np.array([number[name] for name in names])[calls.key[own]]
    for name, turn in number.items():
        if (chosen := left & (model == turn)).any():
            yield from _by_ratio(f"{name} ", amounts, chosen)


def _by_ratio(name: str, amounts: _Amounts, chosen: Mask) -> Iterator[Cause]:
    ratio = _ratio(amounts, chosen)
    if ratio is None:
        yield from _cause("other_rates", f"{name}billed at other rates than ours", amounts, chosen)
        return
    code, word = ("markup", "above") if ratio > 1 else ("discount", "below")
    yield from _cause(code, f"{name}billed {abs(ratio - 1):.1%} {word} our prices", amounts, chosen)


def _ratio(amounts: _Amounts, chosen: Mask) -> float | None:
    """Billed to ours where that is the same for nearly all of the chosen amounts, else None."""
    billed, ours = amounts.billed[chosen], amounts.ours[chosen]
    if not (ours > 0).all() or not (billed > 0).all():
        return None
    low, middle, high = (float(value) for value in np.quantile(billed / ours, (0.1, 0.5, 0.9)))
    return middle if high - low <= ONE_RATIO * middle else None


def _cause(code: str, text: str, amounts: _Amounts, chosen: Mask, ours: float | None = None) -> Iterator[Cause]:
    if chosen.any():
        usd = float(amounts.billed[chosen].sum() - (amounts.ours[chosen].sum() if ours is None else ours))
        yield Cause(code, usd, _count(amounts.calls[chosen]), text)


def _count(calls: Floats) -> int | None:
    total = float(calls.sum())
    return None if np.isnan(total) else int(total)


def _slack(billed: Floats) -> float:
    """Dollars that an amount may be off by how it is written: half a cent where all are whole cents."""
    cents = np.abs(billed * 100 - np.round(billed * 100)) < 1e-6
    return CENT / 2 if cents.all() else LEAST_USD


def _close(one: Floats, other: Floats, slack: float) -> Mask:
    return np.asarray(np.abs(one - other) <= np.maximum(CLOSE * np.abs(other), slack))
