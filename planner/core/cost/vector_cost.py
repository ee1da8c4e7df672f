"""The dollars of a run in float64 for many draws of its tokens at once: the closed form of loop.py over arrays.

A test ties it to the exact path. Everything broadcasts; tokens are floats, rates USD per million tokens.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from planner.core.cost.caching import CachePlan, Tariff, tariffs_of
from planner.core.cost.drawn_calls import Calls, Course, Draws, Floats, Lengths, Number
from planner.core.cost.run_shape import ONE, RunShape
from planner.core.models.rates import RateCard

Tariffs = Sequence[tuple[int | None, Tariff]]
After = tuple[Number, Number]
"""A call of the opening leg and one of each later leg, the first being 1, for the calls after them."""
ALL: After = 0.0, 0.0


class Input(NamedTuple):
    """Tokens that a host reads in full and from cache over each drawn run, summaries included."""

    fresh: Floats
    read: Floats


class Sent(NamedTuple):
    """Calls, and the tokens that they send by how they are billed: in full, read from cache, written to it."""

    calls: Number
    fresh: Number
    read: Number
    written: Number


def run_usd(shape: RunShape, draws: Draws, cache: CachePlan, card: RateCard, course: Course | None = None) -> Floats:
    """Dollars of each drawn run, its start, steps, limit and cache as in `shape` and `cache`."""
    tariffs = tariffs_of(card, cache)
    if shape.steps == 1:
        return _single(shape, draws, cache, tariffs) / 1e6
    return _by_draw(_Runs(shape, draws, cache, course or Course(shape, draws)).bill(tariffs) / 1e6, draws)


def mean_run_usd(shape: RunShape, draws: Draws, cache: CachePlan, card: RateCard, lengths: Lengths) -> Floats:
    """The same as a mean over runs of several lengths."""
    return run_usd(shape, draws, cache, card, Course(shape, draws, lengths))


def reread_tokens(shape: RunShape, draws: Draws, cache: CachePlan, course: Course | None = None) -> Input:
    """What each drawn run sends, for its seconds."""
    if shape.steps == 1:
        first_read = float(cache.prefix_hit * shape.shared)
        return Input(_by_draw(float(shape.start) - first_read, draws), _by_draw(first_read, draws))
    sent = _Runs(shape, draws, cache, course or Course(shape, draws)).sent(ALL)
    return Input(_by_draw(sent.fresh + sent.written, draws), _by_draw(sent.read, draws))


def _by_draw(figures: Number, draws: Draws) -> Floats:
    """One figure a draw, where all of them have the same too."""
    many = draws.growth.shape
    return figures if np.shape(figures) == many else np.broadcast_to(figures, many)  # type: ignore[return-value]


class _Runs:
    """Drawn runs of several calls, with what the cache holds of them."""

    def __init__(self, shape: RunShape, draws: Draws, cache: CachePlan, course: Course) -> None:
        self.draws, self.cache, self.course, self.summary = draws, cache, course, float(shape.summary)
        self.start, self.restart, self.most = float(shape.start), float(shape.restart), course.lengths.most + 1
        self.hit, self.half_growth = float(cache.loop_hit) * draws.hits, draws.growth / 2
        kept = self.start if shape.start >= cache.minimum_tokens else 0.0
        self.first_reads = float(cache.prefix_hit * shape.shared), float(cache.loop_hit) * kept
        self.is_held, minimum = shape.start >= cache.minimum_tokens, float(cache.minimum_tokens)
        self.held_from = self._in_legs(lambda start: _first_held(start, draws.growth, minimum, self.most))

    def bill(self, tariffs: Tariffs) -> Number:
        """USD x 10^6 of each draw: all calls at the first rates, and those of each later tier at what its rates are
        beyond those of the tier before."""
        before = tariffs[0][1]
        usd = self.usd(before, ALL)
        for tier_start, rates in tariffs[1:]:
            after = self._within(float(tier_start or 0))
            if not all(_is_past(call, self.most) for call in after):
                usd = usd + self.usd(_less(rates, before), after)
            before = rates
        return usd

    def usd(self, rates: Tariff, after: After) -> Number:
        """USD x 10^6 of the calls after certain ones at these rates."""
        sent, summaries = self.sent(after), self.course.summaries_after(*after)
        usd = (sent.calls - summaries) * _output_usd(self.draws, rates) + sent.read * rates.read
        summary = summaries, self.summary * rates.visible
        for amount, rate in ((sent.fresh, rates.fresh), (sent.written, rates.write), summary):
            if not _is_nothing(amount):
                usd = usd + amount * rate
        return usd

    def sent(self, after: After) -> Sent:
        """What the calls after certain ones send. A call reads what the one before it sent, where the cache held that;
        the first call of a leg reads what other runs or the leg before had in common with it."""
        calls, reading = self.course.after(*after), self._after_held(after)
        rereading = calls if reading[0] is after[0] and reading[1] is after[1] else self.course.after(*reading)
        tokens = self._tokens(calls)
        again = self.hit * (self._tokens(rereading) - rereading.calls * self.draws.growth)
        read = again + self._first_reads(after)
        if not self.cache.writes:
            return Sent(calls.calls, tokens - read, read, 0.0)
        if self.is_held:
            return Sent(calls.calls, 0.0, read, tokens - read)
        written = self._tokens(self.course.after(*self._after_held(after, before=1))) - again
        return Sent(calls.calls, tokens - read - written, read, written)

    def _tokens(self, calls: Calls) -> Number:
        """What calls send."""
        found = (calls.squares - calls.calls) * self.half_growth + calls.opening * self.start
        return found if isinstance(calls.later, float) else found + calls.later * self.restart

    def _first_reads(self, after: After) -> Number:
        """What first calls of legs read from cache, where they are after certain ones."""
        (opening, later), (of_opening, of_later) = after, self.first_reads
        found: Number = of_opening if _is_nothing(opening) else 0.0
        return found + self.course.later_starts * of_later if _is_nothing(later) else found

    def _after_held(self, after: After, before: int = 0) -> After:
        """After certain calls and after those from which the cache holds legs, or as many calls `before` these."""
        opening, later = (_greater(one, held - before) for one, held in zip(after, self.held_from, strict=True))
        return opening, later

    def _within(self, tier_start: float) -> After:
        """The last calls that send at most as many tokens as a tier of prices starts above; 0 where none does."""
        return self._in_legs(lambda start: _last_within(start, self.draws.growth, tier_start, self.most))

    def _in_legs(self, call: Callable[[float], Number]) -> After:
        """A call of the opening leg and one of each later leg, by where a leg starts."""
        opening = call(self.start)
        return opening, call(self.restart) if self.course.is_cut else opening


def _last_within(start: float, growth: Floats, tokens: float, most: float) -> Number:
    """The last call, up to `most`, whose input is at most `tokens`; 0 where the first one's is not."""
    if start > tokens:
        return 0.0
    with np.errstate(divide="ignore", invalid="ignore"):
        within = np.floor((tokens - start) / growth) + 1
    return np.minimum(np.where(growth > 0, within, most), most)


def _first_held(start: float, growth: Floats, minimum: float, most: float) -> Number:
    """The first call whose input is at least `minimum`; beyond any run where none is."""
    if start >= minimum:
        return 1.0
    with np.errstate(divide="ignore", invalid="ignore"):
        first = np.ceil((minimum - start) / growth) + 1
    return np.minimum(np.where(growth > 0, first, np.inf), most + 1)


def _greater(one: Number, other: Number) -> Number:
    """The later of two calls. Those of `one` that differ by draw are calls of a run, so none of them is before 1."""
    if isinstance(other, np.ndarray):
        return np.maximum(one, other)
    return one if isinstance(one, np.ndarray) else max(one, other)


def _is_past(call: Number, most: float) -> bool:
    """Whether all runs end before the next call."""
    return bool(np.min(call) >= most) if isinstance(call, np.ndarray) else call >= most


def _is_nothing(number: Number) -> bool:
    return isinstance(number, float) and not number


def _less(tariff: Tariff, before: Tariff) -> Tariff:
    return Tariff(
        tariff.fresh - before.fresh,
        tariff.read - before.read,
        tariff.write - before.write,
        tariff.reasoning - before.reasoning,
        tariff.visible - before.visible,
    )


def _output_usd(draws: Draws, tariff: Tariff) -> Number:
    """USD x 10^6 of the output of one call."""
    if tariff.reasoning == tariff.visible:
        return tariff.visible * (draws.reasoning + draws.visible) if tariff.visible else 0.0
    return draws.reasoning * tariff.reasoning + draws.visible * tariff.visible


def _single(shape: RunShape, draws: Draws, cache: CachePlan, tariffs: Tariffs) -> Floats:
    """USD x 10^6 of a run of one call, which writes for other runs alone."""
    start, first_read = float(shape.start), float(cache.prefix_hit * shape.shared)
    rates = next(rates for tier, rates in reversed(tariffs) if tier is None or start > tier)
    reusable = cache.writes and (cache.prefix_given or shape.shared >= max(cache.minimum_tokens, ONE))
    written = float(shape.shared * (1 - cache.prefix_hit)) if reusable else 0.0
    fresh = start - first_read - written
    sent = fresh * rates.fresh + first_read * rates.read + written * rates.write
    return np.asarray(sent + draws.reasoning * rates.reasoning + draws.visible * rates.visible)
