"""Shapes and cache plans of many offers' runs as arrays, a row for each: planner.core.cost.run_shape in float64."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from planner.core.cost.caching import CachePlan
from planner.core.cost.legs import WHOLE_WITHIN, Legs, legs_of
from planner.core.cost.run_shape import RunShape
from planner.core.ranking.price_table import Flags, Floats, Index


@dataclass(frozen=True)
class Shapes:
    """Tokens of n runs, (n): start S, its shared part, growth g a step, reasoning and visible per call; N calls.

    `limits` (n): input above which a call is preceded by a summary of `summary` tokens; None without compaction.
    `in_loop`: whether even a run of one call counts as one of several calls. `lengths` (n): calls of each run, where
    they are not all N.
    """

    start: Floats
    shared: Floats
    growth: Floats
    reasoning: Floats
    visible: Floats
    steps: int
    limits: Floats | None = None
    summary: float = 0.0
    in_loop: bool = False
    lengths: Floats | None = None

    def taken(self, rows: Index) -> Shapes:
        """The runs at `rows`."""
        columns = [column[rows] for column in (self.start, self.shared, self.growth, self.reasoning, self.visible)]
        start, shared, growth, reasoning, visible = columns
        limits, lengths = (None if column is None else column[rows] for column in (self.limits, self.lengths))
        return Shapes(
            start, shared, growth, reasoning, visible, self.steps, limits, self.summary, self.in_loop, lengths
        )

    @property
    def calls(self) -> Floats:
        """Calls of every run, summaries not among them, (n)."""
        return np.full(len(self.start), float(self.steps)) if self.lengths is None else self.lengths

    def of_lengths(self, calls: Sequence[int]) -> Shapes:
        """All runs at each of these numbers of calls, one number after the other, (m x n): as runs of several calls."""
        many = len(self.start)
        tiled = self.taken(np.tile(np.arange(many), len(calls)))
        return replace(tiled, in_loop=True, lengths=np.repeat(np.array(calls, dtype=np.float64), many))

    @cached_property
    def legs(self) -> Legs:
        """How summaries cut the runs."""
        limits = np.inf if self.limits is None else self.limits
        steps = float(self.steps) if self.lengths is None else self.lengths
        return legs_of(self.start, self.start + self.summary, self.growth, limits, steps)


@dataclass(frozen=True, slots=True)
class Plans:
    """How n runs use their caches, (n): hit rates 0-1, least cacheable tokens, whether misses are billed as writes,
    whether a hit rate is derived, and whether the prefix's was given."""

    prefix_hit: Floats
    loop_hit: Floats
    minimum_tokens: Floats
    writes: Flags
    derived: Flags
    prefix_given: Flags

    def taken(self, rows: Index) -> Plans:
        """The plans at `rows`."""
        prefix, loop, minimum = (rate[rows] for rate in (self.prefix_hit, self.loop_hit, self.minimum_tokens))
        writes, derived, given = (flag[rows] for flag in (self.writes, self.derived, self.prefix_given))
        return Plans(prefix, loop, minimum, writes, derived, given)

    def repeated(self, times: int) -> Plans:
        """All plans so many times, one after the other."""
        return self.taken(np.tile(np.arange(len(self.prefix_hit)), times))


def shapes_of(shapes: Sequence[RunShape], steps: int) -> Shapes:
    """The columns of `shapes`, all of `steps` calls."""
    return Shapes(
        start=np.array([float(s.start) for s in shapes]),
        shared=np.array([float(s.shared) for s in shapes]),
        growth=np.array([float(s.growth) for s in shapes]),
        reasoning=np.array([float(s.reasoning) for s in shapes]),
        visible=np.array([float(s.visible) for s in shapes]),
        steps=steps,
        limits=_limits(shapes),
        summary=float(max((s.summary for s in shapes), default=0)),
    )


def _limits(shapes: Sequence[RunShape]) -> Floats | None:
    if all(s.limit is None for s in shapes):
        return None
    return np.array([np.inf if s.limit is None else float(s.limit) for s in shapes])


def plans_of(plans: Sequence[CachePlan]) -> Plans:
    """The columns of `plans`."""
    return Plans(
        prefix_hit=np.array([float(p.prefix_hit) for p in plans]),
        loop_hit=np.array([float(p.loop_hit) for p in plans]),
        minimum_tokens=np.array([float(p.minimum_tokens) for p in plans]),
        writes=np.array([p.writes is not None for p in plans], dtype=np.bool_),
        derived=np.array([p.derived for p in plans], dtype=np.bool_),
        prefix_given=np.array([p.prefix_given for p in plans], dtype=np.bool_),
    )


def first_above(shapes: Shapes, tokens: Floats) -> Floats:
    """The first call whose input is greater than `tokens` (n, t), N + 1 where none is. Summaries are left out."""
    return calls_above(shapes.start, shapes.growth, np.full(len(shapes.start), float(shapes.steps)), tokens)


def calls_above(start: Floats, growth: Floats, calls: Floats, tokens: Floats) -> Floats:
    apart, room = _calls_to(start, growth, tokens)
    apart += WHOLE_WITHIN
    later = np.floor(apart, out=apart)
    later += 2
    np.minimum(later, (calls + 1.0)[:, np.newaxis], out=later)
    return np.where(room < 0, 1.0, later)


def calls_from(start: Floats, growth: Floats, calls: Floats, tokens: Floats) -> Floats:
    apart, room = _calls_to(start, growth, tokens)
    apart -= WHOLE_WITHIN
    later = np.ceil(apart, out=apart)
    later += 1
    np.minimum(later, (calls + 1.0)[:, np.newaxis], out=later)
    return np.where(room <= 0, 1.0, later)


def _calls_to(start: Floats, growth: Floats, tokens: Floats) -> tuple[Floats, Floats]:
    """How many calls' growth lies between the start and `tokens`, infinite where nothing grows; and the tokens between
    them."""
    room = tokens - start[:, np.newaxis]
    grows = growth > 0
    if grows.all():
        return room / growth[:, np.newaxis], room
    apart = np.full(room.shape, np.inf)
    np.divide(room, growth[:, np.newaxis], out=apart, where=grows[:, np.newaxis])
    return apart, room


def longest_call(shapes: Shapes) -> Floats:
    """Input of the longest call of every run, (n), summaries among them."""
    legs = shapes.legs
    opening = shapes.start + (legs.opening + legs.summarised - 1) * shapes.growth
    steps = np.where(legs.repeats > 0, legs.each + 1, legs.last)
    later = shapes.start + shapes.summary + (steps - 1) * shapes.growth
    return np.where(legs.summaries > 0, np.maximum(opening, later), opening)


def first_overflow(shapes: Shapes, windows: Floats) -> Floats:
    """The first step whose input and output do not fit `windows` (n), or whose summary does not; N + 1 where all do."""
    room = (windows - shapes.reasoning - shapes.visible)[:, np.newaxis]
    if shapes.limits is None:
        return first_above(shapes, room)[:, 0]
    legs, none, restart = shapes.legs, shapes.steps + 1.0, shapes.start + shapes.summary
    opening = calls_above(shapes.start, shapes.growth, legs.opening, room)[:, 0]
    at_summary = shapes.start + legs.opening * shapes.growth > windows - shapes.summary
    later_steps = np.where(legs.repeats > 0, legs.each, legs.last)
    later = calls_above(restart, shapes.growth, later_steps, room)[:, 0]
    at_later = restart + legs.each * shapes.growth > windows - shapes.summary
    found = [
        np.where(opening <= legs.opening, opening, none),
        np.where((legs.summaries > 0) & at_summary, legs.opening + 1, none),
        np.where((legs.summaries > 0) & (later <= later_steps), legs.opening + later, none),
        np.where((legs.repeats > 0) & at_later, legs.opening + legs.each + 1, none),
    ]
    return np.asarray(np.minimum.reduce(found), dtype=np.float64)


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
