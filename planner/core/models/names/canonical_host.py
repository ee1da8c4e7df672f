"""Which offer comes first among the rows of its model: the one that a name without a host means, for all offers at
once.

planner.core.models.names.host_choice makes the same choice one model at a time; a test compares them.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

import numpy as np

from planner.core.models.names.host_choice import card_order
from planner.core.ranking.filters import Order, ordered
from planner.core.ranking.offer_columns import Grouped, OfferColumns
from planner.core.ranking.price_table import Flags, Floats
from planner.core.ranking.rank import Ranking

NOT_NAMED = float("inf")


def hosts_by_model(ranking: Ranking, kept: Flags, slot: int, by: Order = "usd") -> list[list[int]]:
    """The places of kept offers, (n), those of one model together, in one slot. Models come in the order of their first
    offer, which is the one that the model's bare name means, else the best; the others come in no order."""
    columns = ranking.columns
    found, unnamed = columns.kept.groups.get(kept.tobytes(), lambda: _grouped(columns, kept))
    groups = list(map(list, found))
    several = [groups[i] for i in unnamed]
    # Figures that both orders need are worked out in one go.
    asked = [group[0] for group in groups] + [place for group in several for place in group]
    ranking.usd_at(asked, slot)
    ranking.seconds_at(asked, slot)
    _best_first(ranking, several, slot, by)
    by_lead = {group[0]: group for group in groups}
    return [by_lead[lead] for lead in hosts_in_order(ranking, list(by_lead), slot, by)]


def _grouped(columns: OfferColumns, kept: Flags) -> Grouped:
    """The places of kept offers by model, the host of the bare name first; and which of several hosts have none."""
    places = np.flatnonzero(kept)
    ranks, models = _ranks(columns)[places], columns.model_of[places]
    order = np.lexsort((ranks, models))
    starts = np.flatnonzero(np.diff(models[order], prepend=-1))
    bounds = pairwise([*starts.tolist(), len(places)])
    of_model, named = places[order].tolist(), (ranks[order[starts]] < NOT_NAMED).tolist()
    groups = tuple(tuple(of_model[start:end]) for start, end in bounds)
    return groups, tuple(i for i, is_named in enumerate(named) if not is_named and len(groups[i]) > 1)


def hosts_in_order(ranking: Ranking, places: Sequence[int], slot: int, by: Order = "usd") -> list[int]:
    """The places of offers, the best in one slot first."""
    kept = np.zeros(ranking.refused.shape, dtype=np.bool_)
    kept[places, slot] = True
    found: list[int] = ordered(ranking, kept, by)[:, 0].tolist()
    return found


def _best_first(ranking: Ranking, groups: list[list[int]], slot: int, by: Order) -> None:
    """Puts the best host of each model in front."""
    places = hosts_in_order(ranking, [place for group in groups for place in group], slot, by)
    ranks = {place: rank for rank, place in enumerate(places)}
    for group in groups:
        group.sort(key=ranks.__getitem__)


def is_named(columns: OfferColumns, place: int) -> bool:
    """Whether the bare name of its model means this offer, among all offers and not only those listed."""
    ranks = np.where(columns.model_of == columns.model_of[place], _ranks(columns), NOT_NAMED)
    return bool(ranks[place] < NOT_NAMED) and int(np.argmin(ranks)) == place


def _ranks(columns: OfferColumns) -> Floats:
    return columns.kept.host_ranks.get("ranks", lambda: _host_ranks(columns))


def _host_ranks(columns: OfferColumns) -> Floats:
    """The rank of every offer among those that a bare name may mean, (n): makers that serve the model, then hosts that
    are known to serve it, then those that may, then all others, each by usual price; infinite for an offer that
    no bare name means."""
    ranks = np.full(len(columns.offers), NOT_NAMED)
    named = [place for place, facts in enumerate(columns.facts) if facts.listed]
    ranks[sorted(named, key=lambda place: _rank(columns, place))] = np.arange(len(named))
    return ranks


def _rank(columns: OfferColumns, place: int) -> tuple[int, int, bool, Decimal, bool, str]:
    usd, uncached, key = card_order(columns.offers[place], columns.table.cards[place])
    maker, live = columns.facts[place].maker_rank, bool(columns.live[place])
    service_order = 2 if not live else 1 if maker is None else 0
    return service_order, maker or 0, service_order == 1 and bool(columns.served_unknown[place]), usd, uncached, key
