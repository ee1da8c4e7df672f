"""Dollars of the first calls of a leg, for many drawn runs at once: functions of the number of calls, in float64.

A call sends what the one before sent and a fixed number of tokens more, so sums over calls are quadratic in their
number. The function changes where a price tier begins and where calls get long enough for the cache; there another
curve is added, which counts from that call on. A curve is made once and evaluated at any numbers of calls.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from planner.core.cost.caching import CachePlan, Tariff

T = TypeVar("T")
Floats = NDArray[np.float64]
Number = Floats | float
Places = NDArray[np.intp]
"""Indices of draws; a draw may occur more than once."""


@dataclass(frozen=True, slots=True)
class Draws:
    """A run's drawn tokens: reasoning and visible per call, and what a step adds to the context. `hits`: what a loop
    reads from cache over the believed amount. `steps`: calls of each run, None where all have the shape's number."""

    reasoning: Floats
    visible: Floats
    growth: Floats
    hits: Floats | float = 1.0
    steps: Floats | None = None


@dataclass(frozen=True, slots=True)
class Leg:
    """Calls from `start` tokens on, the first of which reads `first_read` of them from cache."""

    start: float
    first_read: float


@dataclass(frozen=True, slots=True)
class Curve:
    """constant + slope x k + square x k^2 of k calls, k at least 1."""

    constant: Number
    slope: Number
    square: Number

    def at(self, calls: Number) -> Number:
        found = calls * self.square
        if not isinstance(calls, np.ndarray) or not isinstance(found, np.ndarray):
            return self.constant + calls * (self.slope + found)
        # In its place: calls have as many draws as what is added.
        found += self.slope
        found *= calls
        found += self.constant
        return found


NOTHING = Curve(0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Bend:
    """A curve that counts from the call after `after` on, and what it has reached there."""

    after: Floats
    curve: Curve
    reached: Number

    def at(self, calls: Number) -> Number:
        return self.curve.at(np.maximum(calls, self.after)) - self.reached


@dataclass(frozen=True, slots=True)
class Tokens:
    """USD x 10^6 of calls at one tariff: `curve` for all of them, and bends where the cache begins to hold them."""

    curve: Curve
    bends: tuple[Bend, ...] = ()

    def at(self, calls: Number) -> Number:
        found = self.curve.at(calls)
        for bend in self.bends:
            found = found + bend.at(calls)
        return found


@dataclass(frozen=True, slots=True)
class Tier:
    """What calls after `after` cost beyond the tier before: `tokens`, of which `reached` up to there; `summary`: the
    same for a call whose output is the summary."""

    after: Floats
    tokens: Tokens
    reached: Number
    summary: Number


@dataclass(frozen=True, slots=True)
class LegBill:
    """USD x 10^6 of the first calls of a leg of each drawn run. `uncached`: calls below every tier that read nothing
    from cache. `summary`: the extra cost of a call whose output is the summary."""

    tokens: Tokens
    uncached: Curve
    tiers: tuple[Tier, ...]
    summary: Number

    @property
    def curve(self) -> Curve | None:
        """The whole curve, where nothing bends."""
        return None if self.tiers or self.tokens.bends else self.tokens.curve

    def to(self, calls: Number) -> Number:
        """Of calls 1 to `calls`, at least 1."""
        total = self.tokens.at(calls)
        for tier in self.tiers:
            total = total + (tier.tokens.at(np.maximum(calls, tier.after)) - tier.reached)
        return total

    def to_any(self, calls: Floats, places: Places) -> Floats:
        """USD x 10^6 of `calls` calls of some of the draws, one number of calls each. A mean run that ends within its
        first call has read nothing from cache."""
        tokens, tiers = of_draws((self.tokens, self.tiers), places)
        found = np.asarray(LegBill(tokens, self.uncached, tiers, 0.0).to(np.maximum(calls, 1.0)))
        few = np.flatnonzero(calls < 1.0)
        if len(few):
            found[few] = of_draws(self.uncached, places[few]).at(calls[few])
        return found

    def summarised(self, calls: Number) -> Number:
        """The same where the last of them is the summary."""
        more = sum((np.where(calls > tier.after, tier.summary, 0.0) for tier in self.tiers), self.summary)
        return self.to(calls) + more


def bill_of(
    leg: Leg,
    draws: Draws,
    cache: CachePlan,
    tariffs: Sequence[tuple[int | None, Tariff]],
    *,
    most: float,
    summary: float | None = None,
) -> LegBill:
    """The bill of up to `most` calls of a leg; `summary`: output tokens of one, None where none is written."""
    first = tariffs[0][1]
    tiers: list[tuple[Floats, Tariff, Tariff]] = []
    for start, tariff in tariffs[1:]:
        if start is None or leg.start > start:
            first = tariff
            continue
        after = _last_within(leg.start, draws.growth, float(start), most)
        if (after >= most).all():
            break
        before = tiers[-1][1] if tiers else first
        tiers.append((after, tariff, _less(tariff, before)))
    found = []
    for after, _, more in tiers:
        tokens, _ = _tokens(leg, draws, cache, more, most)
        found.append(Tier(after, tokens, tokens.at(after), _summary(draws, more, summary)))
    return LegBill(*_tokens(leg, draws, cache, first, most), tuple(found), _summary(draws, first, summary))


def _less(tariff: Tariff, before: Tariff) -> Tariff:
    return Tariff(
        tariff.fresh - before.fresh,
        tariff.read - before.read,
        tariff.write - before.write,
        tariff.reasoning - before.reasoning,
        tariff.visible - before.visible,
    )


def _summary(draws: Draws, tariff: Tariff, summary: float | None) -> Number:
    """The extra cost of a call that writes the summary instead of its usual output."""
    return 0.0 if summary is None else summary * tariff.visible - output_usd(draws, tariff)


def output_usd(draws: Draws, tariff: Tariff) -> Number:
    """USD x 10^6 of the output of one call."""
    if tariff.reasoning == tariff.visible:
        return tariff.visible * (draws.reasoning + draws.visible) if tariff.visible else 0.0
    return draws.reasoning * tariff.reasoning + draws.visible * tariff.visible


def _tokens(leg: Leg, draws: Draws, cache: CachePlan, tariff: Tariff, most: float) -> tuple[Tokens, Curve]:
    """Calls that send from `leg.start` on, at one tariff, and the same where they read nothing from cache."""
    missed = tariff.write if cache.writes else tariff.fresh
    hit = (tariff.read - missed) * float(cache.loop_hit)
    reread = _times(_sent_before(leg.start, draws.growth), hit * draws.hits) if hit else NOTHING
    is_warm = leg.start >= float(cache.minimum_tokens)
    full = missed if is_warm else tariff.fresh
    # Tariffs that only count tokens have rates of 0 and 1 and need no multiplication.
    sent = _times(_sent(leg.start, draws.growth), full) if full else NOTHING
    uncached = Curve(0.0, _plus(sent.slope, output_usd(draws, tariff)), sent.square)
    first = (tariff.read - full) * leg.first_read
    if is_warm:
        slope, square = _plus(uncached.slope, reread.slope), _plus(uncached.square, reread.square)
        return Tokens(Curve(reread.constant + first, slope, square)), uncached
    curve = replace(uncached, constant=first)
    warm = _first_cacheable(leg.start, draws.growth, float(cache.minimum_tokens))
    if (warm > most).all():
        return Tokens(curve), uncached
    bends = [_bend(reread, np.minimum(warm, most))] if hit else []
    if missed != tariff.fresh:
        missing = _times(_sent(leg.start, draws.growth), missed - tariff.fresh)
        bends.append(_bend(missing, np.minimum(warm - 1, most)))
    return Tokens(curve, tuple(bends)), uncached


def _bend(curve: Curve, after: Floats) -> Bend:
    return Bend(after, curve, curve.at(after))


def of_draws(part: T, places: Places) -> T:
    """A bill, or a part of one, of some of the draws."""
    if isinstance(part, Curve):
        return Curve(*(some(one, places) for one in (part.constant, part.slope, part.square)))  # type: ignore[return-value]
    if isinstance(part, np.ndarray | float):
        return some(part, places)  # type: ignore[return-value]
    if isinstance(part, tuple):
        return tuple(of_draws(one, places) for one in part)  # type: ignore[return-value]
    return type(part)(*(of_draws(getattr(part, name), places) for name in part.__slots__))  # type: ignore[attr-defined]


def some(number: Number, places: Places) -> Number:
    """The values of a column for some of the draws; a number that holds for all draws stays a number."""
    return number[places] if isinstance(number, np.ndarray) else number


def _plus(one: Number, other: Number) -> Number:
    """The sum; adding nothing costs nothing."""
    if isinstance(one, float) and not one:
        return other
    return one if isinstance(other, float) and not other else one + other


def _times(curve: Curve, factor: Number) -> Curve:
    is_one = isinstance(factor, float) and factor == 1.0
    return curve if is_one else Curve(curve.constant * factor, curve.slope * factor, curve.square * factor)


def _sent(start: float, growth: Floats) -> Curve:
    """Inputs of calls 1 to k."""
    half = growth / 2
    return Curve(0.0, start - half, half)


def _sent_before(start: float, growth: Floats) -> Curve:
    """Inputs of calls 1 to k - 1."""
    half = growth / 2
    return Curve(growth - start, start - 3 * half, half)


def _last_within(start: float, growth: Floats, tokens: float, most: float) -> Floats:
    """The last call, up to `most`, whose input is at most `tokens`, which the first one's is."""
    with np.errstate(divide="ignore", invalid="ignore"):
        within = np.floor((tokens - start) / growth) + 1
    return np.minimum(np.where(growth > 0, within, most), most)


def _first_cacheable(start: float, growth: Floats, minimum: float) -> Floats:
    """The first call whose input is at least `minimum`, which the first one's is not; beyond any run where none is."""
    with np.errstate(divide="ignore", invalid="ignore"):
        first = np.ceil((minimum - start) / growth) + 1
    return np.where(growth > 0, first, np.inf)
