"""Pareto frontiers: the offers that no other beats in cost, seconds and success."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from planner.core.ranking.price_table import Floats


def frontier(cost: Floats, seconds: Floats) -> NDArray[np.intp]:
    """Places of the points that no other point beats, from cheapest to fastest.

    A point is beaten by one that is at least as good in both and better in one; equals stand together. Lower is
    better; a point without a cost or without seconds (NaN) takes no part. Raises ValueError for unlike lengths.
    """
    if cost.shape != seconds.shape:
        raise ValueError(f"as many costs as seconds are needed, not {cost.shape} and {seconds.shape}")
    known = np.flatnonzero(np.isfinite(cost) & np.isfinite(seconds))
    order = known[np.lexsort((seconds[known], cost[known]))]
    if len(order) == 0:
        return order
    fastest = np.minimum.accumulate(seconds[order])
    improves = np.concatenate([[True], seconds[order][1:] < fastest[:-1]])
    # Equals of a point on the frontier follow it directly: same cost, and no faster than the best so far.
    leader = order[np.maximum.accumulate(np.where(improves, np.arange(len(order)), 0))]
    equal = (cost[order] == cost[leader]) & (seconds[order] == seconds[leader])
    best: NDArray[np.intp] = order[improves | equal]
    return best


def frontier_of_three(cost: Floats, seconds: Floats, success: Floats) -> NDArray[np.intp]:
    """Places of the points that no other point beats in cost, seconds (lower is better) and success (higher is), from
    cheapest on; a point without one of the three (NaN) takes no part."""
    known = np.flatnonzero(np.isfinite(cost) & np.isfinite(seconds) & np.isfinite(success))
    order = known[np.lexsort((-success[known], seconds[known], cost[known]))]
    best: list[int] = []
    for place in order.tolist():
        rivals = np.array(best, dtype=np.intp)
        no_worse = (seconds[rivals] <= seconds[place]) & (success[rivals] >= success[place])
        equal = (
            (cost[rivals] == cost[place]) & (seconds[rivals] == seconds[place]) & (success[rivals] == success[place])
        )
        if not (no_worse & ~equal).any():
            best.append(place)
    return np.array(best, dtype=np.intp)
