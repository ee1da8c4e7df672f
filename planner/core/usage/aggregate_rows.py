"""The rows of a warehouse's aggregate, by part, and the spreads in their bins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from planner.core.usage.summary import Spread, interpolated, spread

BINS_PER_E = 100
TOLD = ("start", "input", "cache_read", "output", "reasoning", "seconds", "usd", "cache_write", "n", "searches")
"""What a row of sums tells, by bit."""
SUMS = ("n", "input", "cache_read", "cache_write", "output", "reasoning", "seconds", "usd", "searches")
OWN = ("reasoning", "visible", "steps", "seconds")
GroupName = tuple[str, str, str]
Values = Sequence[float | None]
Parts = Mapping[str, Sequence["AggregateRow"]]


class AggregateRow(NamedTuple):
    """One row of the answer. `part` says what it is:

    rows: rows read, those that are priced, and those with more cached than input and more reasoning than output.
    calls: sums of SUMS by key, hour (`place`), level of input and what is `told`. spread NAME: weight and sum of a bin
    (`place`). own runs, own calls: of a group's runs, or of its calls as runs of their own, how many rows, the most
    calls in a row, and by figure of OWN sum, least, sums of ln and of its square, then counts; own work: the same by
    kind of work in place of the task. all runs, runs of groups: see `facts_of_sums` in aggregate_runs.py.
    """

    part: str
    model: str
    effort: str
    task: str
    host: str
    tier: str
    place: int
    level: int
    told: int
    values: tuple[float | None, ...]

    @property
    def group(self) -> GroupName:
        return self.model, self.effort, self.task


def single_groups(parts: Parts) -> set[GroupName]:
    """Groups of which no row adds up several calls."""
    return {row.group for row in parts["own calls"] if row.values[1] == 1}


def spreads_of(rows: Sequence[AggregateRow], single: Collection[GroupName] | None = None) -> dict[GroupName, Spread]:
    """Spreads by group. `single`: groups whose weights count single values, others have only a mean; None where all
    do."""
    bins: dict[GroupName, list[tuple[float, float]]] = defaultdict(list)
    for row in rows:
        weight, total = (value or 0.0 for value in row.values[:2])
        if weight:
            bins[row.group].append((total / weight, weight))
    made = {}
    for name, pairs in bins.items():
        values, weights = (np.array(column) for column in zip(*sorted(pairs), strict=True))
        one = spread(values, weights)
        if one:
            is_mean = single is not None and name not in single
            made[name] = Spread(None, None, None, one.mean) if is_mean else interpolated(one, values, weights)
    return made
