"""Which offer comes first among the rows of its model: the one that a name without a host means, for all offers at
once.

planner.core.models.names.host_choice makes the same choice one model at a time; a test compares them.
"""

from __future__ import annotations

from decimal import Decimal
from operator import itemgetter

import numpy as np

from planner.core.models.names.host_choice import card_order
from planner.core.ranking.filters import Places, rows_by_model
from planner.core.ranking.offer_columns import OfferColumns
from planner.core.ranking.price_table import Floats
from planner.core.ranking.rank import Ranking

NOT_NAMED = float("inf")


def canonical_first(ranking: Ranking, places: Places) -> list[Places]:
    """Rows grouped by model, in the order given, except that the offer that the model's bare name means comes first.
    Models come in the order of their first rows."""
    return [places[rows] for rows in canonical_rows(ranking, places)]


def canonical_rows(ranking: Ranking, places: Places) -> list[list[int]]:
    """The same as the numbers of rows of `places`."""
    ranks = _ranks(ranking.columns)[places[:, 0]].tolist()
    groups = [_lead_first(rows, ranks) for rows in rows_by_model(ranking, places)]
    return sorted(groups, key=itemgetter(0))


def is_named(columns: OfferColumns, place: int) -> bool:
    """Whether the bare name of its model means this offer, among all offers and not only those listed."""
    ranks = np.where(columns.model_of == columns.model_of[place], _ranks(columns), NOT_NAMED)
    return bool(ranks[place] < NOT_NAMED) and int(np.argmin(ranks)) == place


def _ranks(columns: OfferColumns) -> Floats:
    return columns.kept.host_ranks.get("ranks", lambda: _host_ranks(columns))


def _lead_first(rows: list[int], ranks: list[float]) -> list[int]:
    """The rows of one model with its lead in front."""
    if len(rows) == 1:
        return rows
    lead = min(rows, key=ranks.__getitem__)
    if lead == rows[0] or ranks[lead] == NOT_NAMED:
        return rows
    return [lead, *(row for row in rows if row != lead)]


def _host_ranks(columns: OfferColumns) -> Floats:
    """The rank of every offer among those that a bare name may mean, (n): makers that serve the model, then live hosts,
    then all others, each by usual price; infinite for an offer that no bare name means."""
    ranks = np.full(len(columns.offers), NOT_NAMED)
    named = [place for place, facts in enumerate(columns.facts) if facts.listed]
    ranks[sorted(named, key=lambda place: _rank(columns, place))] = np.arange(len(named))
    return ranks


def _rank(columns: OfferColumns, place: int) -> tuple[int, int, Decimal, bool, bool, str]:
    usd, uncached, key = card_order(columns.offers[place], columns.table.cards[place])
    maker, live = columns.facts[place].maker_rank, bool(columns.live[place])
    service_order = 2 if not live else 1 if maker is None else 0
    return service_order, maker or 0, usd, uncached, bool(columns.served_unknown[place]), key
