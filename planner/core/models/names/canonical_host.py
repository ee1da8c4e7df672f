"""Which offer leads the rows of its model: the one that its bare name means, over all offers at once.

planner.core.models.names.host_choice picks the same one model at a time; a test ties the two.
"""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from planner.core.models.names.host_choice import turn_of_card
from planner.core.ranking.filters import Places, folded
from planner.core.ranking.rank import Ranking


def led(ranking: Ranking, places: Places) -> list[Places]:
    """Rows of one model together, in the order given but for the first: it is the one that the model's bare name means.
    Models come in the order of their first rows."""
    turns = {place: turn for turn, place in enumerate(map(tuple, places.tolist()))}
    groups = [_lead_first(ranking, group) for group in folded(ranking, places)]
    return sorted(groups, key=lambda group: turns[int(group[0, 0]), int(group[0, 1])])


def _lead_first(ranking: Ranking, group: Places) -> Places:
    """The rows of one model with its lead in front."""
    roster, offers = ranking.roster, group[:, 0].tolist()
    named = [place for place in offers if roster.facts[place].listed]
    if len(group) < 2 or not named:
        return group
    live = [place for place in named if roster.live[place]]
    own = [place for place in live if roster.facts[place].maker_turn is not None]

    def turn(place: int) -> tuple[int, Decimal, bool, bool, str]:
        usd, uncached, key = turn_of_card(roster.offers[place], roster.table.cards[place])
        unknown = bool(roster.served_unknown[place])
        return roster.facts[place].maker_turn or 0, usd, uncached, unknown, key

    lead = offers.index(min(own or live or named, key=turn))
    return np.concatenate([group[lead : lead + 1], group[:lead], group[lead + 1 :]])
