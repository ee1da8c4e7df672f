"""Which offer leads the rows of its model: the one that its bare name means, over all offers at once.

planner.core.models.resolve picks the same on the exact path, one model at a time; a test ties the two.
"""

from __future__ import annotations

import numpy as np

from planner.core.ranking.filters import Places, folded
from planner.core.ranking.price_table import Flags, Floats
from planner.core.ranking.rank import Ranking


def unlisted(ranking: Ranking, kept: Flags) -> Flags:
    """Kept rows that no bare name means while their model has kept rows that one does, (n, m): seats, surcharges."""
    listed = np.array([facts.listed for facts in ranking.roster.facts], dtype=np.bool_)
    models = ranking.roster.model_of
    named = np.zeros(int(models.max(initial=-1)) + 1, dtype=np.bool_)
    named[models[listed & kept.any(axis=1)]] = True
    found: Flags = kept & (~listed & named[models])[:, np.newaxis]
    return found


def led(ranking: Ranking, places: Places, anchor: Ranking) -> list[Places]:
    """Rows of one model together, in the order given but for the first: of a model with a profile it is the one that
    its bare name means for the workload of `anchor`. Models come in the order of their first rows."""
    turns = {place: turn for turn, place in enumerate(map(tuple, places.tolist()))}
    usd = _usd(anchor)
    groups = [_lead_first(ranking, group, usd) for group in folded(ranking, places)]
    return sorted(groups, key=lambda group: turns[int(group[0, 0]), int(group[0, 1])])


def _usd(anchor: Ranking) -> Floats:
    """What ranks the hosts of a model, (n): dollars of the last slot, else of the first, infinite where refused."""
    first, last = anchor.usd_per_run[:, 0], anchor.usd_per_run[:, -1]
    usd = np.where(np.isnan(last), first, last)
    return np.where(np.isnan(usd), np.inf, usd)


def _lead_first(ranking: Ranking, group: Places, usd: Floats) -> Places:
    """The rows of one model with its lead in front."""
    roster, offers = ranking.roster, group[:, 0].tolist()
    if len(group) < 2 or roster.profiles[offers[0]] is None:
        return group
    named = [place for place in offers if roster.facts[place].listed]
    live = [place for place in named if roster.live[place]]
    if not named:
        return group

    def turn(place: int) -> tuple[float, bool, str]:
        card = roster.table.cards[place]
        return float(usd[place]), card is None or card.cache_read is None, roster.offers[place].id

    lead = offers.index(min(live or named, key=turn))
    return np.concatenate([group[lead : lead + 1], group[:lead], group[lead + 1 :]])
