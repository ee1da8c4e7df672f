"""Tokens of calls, drawn: doubt about the mean times the luck of the item, cut at the output limit.

They do not depend on the prompt's length, on prices or on the number of runs. The last draws are kept, since a change
of those needs the same columns again.
"""

from __future__ import annotations

from functools import lru_cache
from math import expm1, log1p, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from planner.core.uncertainty.draw_columns import DrawColumns
from planner.core.uncertainty.expected import NODES, belief_factor, hermite, mean_of_cut
from planner.core.uncertainty.spread import CERTAIN, Doubt

Floats = NDArray[np.float64]
KEPT = 192
"""Pairs of columns that are kept: 32 kB each, and 280 kB for each seed, whose draws are kept too."""


class Belief(NamedTuple):
    """Mean tokens of a call and the doubt about them."""

    mean: float
    doubt: Doubt


@lru_cache(maxsize=KEPT)
def call_draws(
    columns: DrawColumns, visible: Belief, thought: Belief, runs: float | None, cap: float, most_thought: float
) -> tuple[Floats, Floats]:
    """Visible and reasoning tokens of a call of one run (`runs` None) or of the mean of many; read-only.

    `cap`: the most output tokens of a call; thinking gets what the answer leaves of it, at most `most_thought`.
    """
    item, visible_item = columns.item, columns.visible_item
    if runs is not None:
        item, visible_item = columns.month, columns.visible_month
    visible_tokens = drawn(visible, columns.visible_belief, visible_item, runs, cap)
    room = np.clip(cap - visible_tokens, 0, most_thought)
    reasoning = drawn(thought, columns.belief, item, runs, room)
    for column in (visible_tokens, reasoning):
        column.flags.writeable = False
    return visible_tokens, reasoning


def drawn(wanted: Belief, belief: Floats, luck_column: Floats, runs: float | None, limit: Floats | float) -> Floats:
    """mean x doubt x luck; luck keeps the mean, and shrinks as runs are averaged. Stated tokens are never cut.

    For many runs it is the mean of their cut answers, not their cut mean; for one run that run's own tokens.
    """
    mean, doubt = wanted
    if doubt == CERTAIN or mean == 0:
        return np.full(belief.shape, mean)
    means = mean * belief_factor(doubt.shared, belief)
    if runs is None or runs <= 1:
        return np.minimum(means * np.exp(doubt.single * luck_column - doubt.single**2 / 2), limit)
    return np.minimum(mean_of_cut(means, doubt.single, limit) * _luck_of_mean(doubt, luck_column, runs), limit)


def drawn_mean(
    columns: DrawColumns, visible: Belief, thought: Belief, runs: float, cap: float, most_thought: float
) -> Floats:
    """Reasoning tokens of the mean of `runs` calls, each of them cut where its own answer leaves no room."""
    mean, doubt = thought
    if doubt == CERTAIN or mean == 0:
        return np.full(columns.belief.shape, mean)
    single = visible.doubt.single
    z, weights = hermite(NODES if single else 1)
    answers = visible.mean * belief_factor(visible.doubt.shared, columns.visible_belief)[:, np.newaxis]
    rooms = np.clip(cap - answers * np.exp(single * z - single**2 / 2), 0.0, most_thought)
    means = mean * belief_factor(doubt.shared, columns.belief)
    cut = mean_of_cut(means[:, np.newaxis], doubt.single, rooms) @ weights
    return np.minimum(cut * _luck_of_mean(doubt, columns.month, runs), min(cap, most_thought))


def _luck_of_mean(doubt: Doubt, luck_column: Floats, runs: float) -> Floats:
    variance = log1p(expm1(doubt.single**2) / runs)
    return np.asarray(np.exp(sqrt(variance) * luck_column - variance / 2))
