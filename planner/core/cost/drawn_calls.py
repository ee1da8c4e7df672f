"""Calls of many drawn runs at once and the tokens that they send, in closed form over arrays (float64).

A run is an opening leg, later legs that each follow a summary, and a last one (planner.core.cost.loop). Call k of a leg
sends X + (k - 1) g tokens, so what the calls after the t-th of a leg of k send follows from k - t and k^2 - t^2. Prices
and caches change after a certain call; whatever they are, these sums are all that a bill needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from planner.core.cost.legs import reach_of
from planner.core.cost.run_shape import RunShape

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


@dataclass(frozen=True, slots=True, eq=False)
class Lengths:
    """Weights, which add up to 1, of runs of several lengths, and their steps by length and draw; a number where all
    runs have as many. `mean` and `mean_square`: of the steps of each draw."""

    weights: Floats
    steps: Number
    most: float
    mean: Number
    mean_square: Number


def lengths_of(steps: int, nodes: Sequence[tuple[float, Floats | None]]) -> Lengths:
    """Weights with the steps of each drawn run, None where all have `steps`."""
    columns: list[Number] = [float(steps) if drawn is None else drawn for _, drawn in nodes]
    weights = np.array([weight for weight, _ in nodes])
    if len(columns) == 1:
        one = columns[0]
        return Lengths(weights, one, float(np.max(one)), one, one * one)
    stacked = np.stack(np.broadcast_arrays(*columns))
    return Lengths(weights, stacked, float(np.max(stacked)), weights @ stacked, weights @ (stacked * stacked))


class Calls(NamedTuple):
    """Calls of drawn runs after a certain one of each leg: how many lie in the opening leg and in later ones, and the
    sum over all legs of k^2 - t^2, where a leg has k calls and the t-th is the certain one."""

    opening: Number
    later: Number
    squares: Number

    @property
    def calls(self) -> Number:
        return self.opening + self.later


@dataclass(frozen=True, slots=True, eq=False)
class Cuts:
    """How summaries cut drawn runs. By draw: calls of an opening leg and of a later one that end in a summary, and how
    often a run makes a first summary and later ones. By cut run, of a draw and a length: its draw, its weight, its
    steps and the calls of its last leg, fewer than one where a mean run ends within its first call."""

    opening_calls: Floats
    later_calls: Floats
    first: Floats
    later: Floats
    of_draw: Places
    weights: Floats
    steps: Floats
    last: Floats

    def mean(self, figures: Floats) -> Floats:
        """The weighted sum of a figure of cut runs, by draw."""
        return _sums(self.of_draw, figures * self.weights, len(self.opening_calls))

    def of_cut(self, column: Number) -> Number:
        """A column by draw, for each cut run."""
        return column[self.of_draw] if isinstance(column, np.ndarray) else column


class Course:
    """How long drawn runs are and how summaries cut them; figures are means over a draw's runs of several lengths."""

    def __init__(self, shape: RunShape, draws: Draws, lengths: Lengths | None = None) -> None:
        """The course of runs of `lengths`, else of the drawn ones."""
        self.lengths = lengths or lengths_of(shape.steps, [(1.0, draws.steps)])
        self._cuts = None if shape.limit is None else _cuts(shape, draws, self.lengths, float(shape.limit))

    @property
    def steps(self) -> Number:
        """Steps of a run; calls of summaries are not among them."""
        return self.lengths.mean

    @property
    def is_cut(self) -> bool:
        """Whether any run summarises."""
        return self._cuts is not None

    @cached_property
    def summaries(self) -> Number:
        """How often a run summarises."""
        return 0.0 if self._cuts is None else self._cuts.first + self._cuts.later

    def summaries_after(self, opening: Number, later: Number) -> Number:
        """The same, of those after the `opening`-th call of the first leg and the `later`-th of the others."""
        cuts = self._cuts
        if cuts is None or not (isinstance(opening, np.ndarray) or isinstance(later, np.ndarray)):
            return self.summaries
        return cuts.first * (cuts.opening_calls > opening) + cuts.later * (cuts.later_calls > later)

    def after(self, opening: Number, later: Number) -> Calls:
        """The calls after the `opening`-th of the first leg and after the `later`-th of each other one; where these do
        not differ by draw, they are 0 or 1."""
        if isinstance(opening, np.ndarray) or isinstance(later, np.ndarray) or opening != later:
            return self._after(opening, later)
        return self._after_first if opening else self._all

    @cached_property
    def _all(self) -> Calls:
        """All calls of a run."""
        steps, squares, cuts = self.lengths.mean, self.lengths.mean_square, self._cuts
        if cuts is None:
            return Calls(steps, 0.0, squares)
        later = cuts.later * cuts.later_calls + cuts.mean(cuts.last)
        squares = squares + cuts.mean(cuts.last * cuts.last - cuts.steps * cuts.steps)
        squares += cuts.first * cuts.opening_calls**2 + cuts.later * cuts.later_calls**2
        return Calls(steps + self.summaries - later, later, squares)

    @cached_property
    def _after_first(self) -> Calls:
        """The calls of each leg after its first."""
        (opening, later, squares), cuts = self._all, self._cuts
        if cuts is None:
            return Calls(opening - 1, 0.0, squares - 1)
        later, squares = later - self.summaries, squares - self.summaries - 1
        if self._are_short is not None:
            missing = np.maximum(1 - cuts.last, 0.0)
            later, squares = later + cuts.mean(missing), squares + cuts.mean(missing * (1 + cuts.last))
        return Calls(opening - 1, later, squares)

    @cached_property
    def later_starts(self) -> Number:
        """Legs after the opening one that have at least one call."""
        short = self._are_short
        return self.summaries if self._cuts is None or short is None else self.summaries - self._cuts.mean(short)

    @cached_property
    def _are_short(self) -> Floats | None:
        """1 for cut runs whose last leg has less than one call, else 0; None where there are none."""
        short = np.zeros(0, dtype=np.bool_) if self._cuts is None else self._cuts.last < 1
        return short.astype(np.float64) if short.any() else None

    def _after(self, opening: Number, later: Number) -> Calls:
        lengths, cuts = self.lengths, self._cuts
        reached = np.asarray(np.maximum(lengths.steps, opening))
        first = _weighed(lengths.weights, reached) - opening
        # In its place: a new column of all lengths may cost more than its figures.
        squares = _weighed(lengths.weights, np.square(reached, out=reached)) - opening * opening
        if cuts is None:
            return Calls(first, 0.0, squares)
        ended, each = np.maximum(cuts.opening_calls, opening), np.maximum(cuts.later_calls, later)
        uncut, last = np.maximum(cuts.steps, cuts.of_cut(opening)), np.maximum(cuts.last, cuts.of_cut(later))
        squares = squares + cuts.first * ended**2 + cuts.later * each**2 - self.summaries * (later * later)
        squares += cuts.mean(last * last - uncut * uncut)
        rest = cuts.later * each - self.summaries * later + cuts.mean(last)
        return Calls(first + cuts.first * ended - cuts.mean(uncut), rest, squares)


def _weighed(weights: Floats, figures: Floats) -> Floats:
    """The mean over the lengths."""
    return figures.copy() if len(weights) == 1 else np.asarray(weights @ figures)


def _sums(of_draw: Places, figures: Floats, many: int) -> Floats:
    """Sums of figures, by draw."""
    return np.asarray(np.bincount(of_draw, figures, many), dtype=np.float64)


def _cuts(shape: RunShape, draws: Draws, lengths: Lengths, limit: float) -> Cuts | None:
    """How summaries cut the runs; None where none is cut."""
    reach = reach_of(float(shape.start), float(shape.restart), draws.growth, limit)
    left = np.asarray(np.subtract(lengths.steps, reach.opening)).ravel()
    cut = (left > 0).nonzero()[0]
    if not len(cut):
        return None
    most, many = lengths.most + 1, reach.opening.size
    opening, each = np.minimum(reach.opening, most), np.minimum(reach.each, most)
    of_draw, over = cut % many, left[cut]
    weights = np.ones(len(cut)) if len(lengths.weights) == 1 else lengths.weights[cut // many]
    of_each = each[of_draw]
    whole = np.ceil(over / of_each) - 1
    return Cuts(
        opening_calls=opening + 1,
        later_calls=each + 1,
        first=_sums(of_draw, weights, many),
        later=_sums(of_draw, weights * whole, many),
        of_draw=of_draw,
        weights=weights,
        steps=over + opening[of_draw],
        last=np.maximum(over - whole * of_each, 0.0),
    )
