"""The unit of time of a list of offers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from planner.core.ranking.price_table import Flags, Floats
from planner.web.offers.ranking_view import RankingView
from planner.web.plan.rows import HOURS, MINUTES, MINUTES_TO, SECONDS, SECONDS_BELOW, TimeUnit


def time_unit(view: RankingView) -> TimeUnit:
    """The unit that suits most of them: the quickest quarter decides."""
    if _quarter_is(view, lambda seconds: seconds < SECONDS_BELOW):
        return SECONDS
    return MINUTES if _quarter_is(view, lambda seconds: seconds <= MINUTES_TO) else HOURS


def _quarter_is(view: RankingView, short: Callable[[Floats], Flags]) -> bool:
    """Whether the seconds that the quickest quarter of all offers stays under are `short`. Those of offers that lead
    their models are known; of the others bounds mostly say enough, which takes less than their seconds."""
    ranking, slot = view.ranking, view.slot
    known = ranking.seconds_at([group[0] for group in view.groups], slot)[0]
    others = [place for group in view.groups for place in group[1:]]
    floors = ranking.floors_at(others, slot)
    timed = int(np.isfinite(known).sum() + np.isfinite(floors).sum())
    quick = int(short(known).sum())
    if not timed or quick > timed // 4:
        return True
    if quick + int(short(floors).sum()) <= timed // 4:
        return False
    return quick + int(short(ranking.seconds_at(others, slot)[0]).sum()) > timed // 4
