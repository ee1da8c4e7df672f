"""Offers that a list leaves out because of how they think, and offers without any figure, with the reason."""

from __future__ import annotations

from collections import Counter

from planner.core.ranking.filters import Filters, keep, matching_offers, refused_for
from planner.core.ranking.rank import Ranking

NO_THINKING, NO_SILENCE = "mode_not_offered", "thinking_always_on"
"""Codes of refusals that hold for one mode of an offer and not for another."""


def only_in(ranking: Ranking, filters: Filters, slot: int, code: str) -> int:
    """How many offers pass every filter in `slot` and are refused another slot for the reason `code`."""
    elsewhere = refused_for(ranking, code).any(axis=1)
    return int((keep(ranking, filters)[:, slot] & elsewhere).sum())


def any_answered(ranking: Ranking, filters: Filters) -> bool:
    """Whether any offer that matches the filters has a figure in some slot, whether or not that figure passes them."""
    return bool((matching_offers(ranking, filters) & refused_for(ranking, "").any(axis=1)).any())


def gives_answers(ranking: Ranking, filters: Filters) -> bool:
    """False where some offers are asked for and none of them gives answers."""
    places = matching_offers(ranking, filters)
    return bool((places & ranking.answers).any() or not places.any())


def refusals(ranking: Ranking, filters: Filters) -> Counter[str]:
    """How many offers that match the filters have no figure in any slot, by the last reason that is not about
    thinking."""
    places = matching_offers(ranking, filters) & (ranking.refused != "").all(axis=1)
    found: Counter[str] = Counter()
    for codes in ranking.refused[places].tolist():
        found.update([code for code in codes if code not in (NO_THINKING, NO_SILENCE)][-1:])
    return found
