"""Offers that a list leaves out: how they think, what is not known of them, that they give no answers or no figure."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np

from planner.core.models.offers.offer_facts import OfferFacts
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


def left_out(ranking: Ranking, filters: Filters, slot: int) -> int:
    """How many offers with an answer in `slot` pass all other filters, and might pass those on weights, inputs or
    context."""
    if not asked_facts(filters):
        return 0
    relaxed = replace(filters, open_weights=None, inputs=frozenset(), context_at_least=None)
    places = np.flatnonzero(keep(ranking, relaxed)[:, slot])
    verdicts = ([*_verdicts(ranking.columns.facts[place], filters)] for place in places)
    return sum(None in answers and False not in answers for answers in verdicts)


def cannot_read(ranking: Ranking, filters: Filters) -> int:
    """How many of the offers asked for give answers and do not take the images, pages or sound that are sent."""
    return int((matching_offers(ranking, filters) & ranking.answers & ~ranking.reads).sum())


def without_answers(ranking: Ranking, filters: Filters) -> int:
    """How many of the offers asked for are made for something else than the answers that the work asks for."""
    return int((matching_offers(ranking, filters) & ~ranking.answers).sum())


def asked_facts(filters: Filters) -> list[str]:
    """Which facts that may be unknown the filters test."""
    asked = {
        "weights": filters.open_weights is not None,
        "inputs": bool(filters.inputs),
        "context": filters.context_at_least is not None,
    }
    return [name for name, wanted in asked.items() if wanted]


def _verdicts(facts: OfferFacts, filters: Filters) -> list[bool | None]:
    """Whether each tested fact passes; None where it is not known."""
    weights, inputs, context = facts.open_weights, facts.inputs, facts.context_tokens
    least = filters.context_at_least
    return [
        True if filters.open_weights is None else weights if weights is None else weights is filters.open_weights,
        True if not filters.inputs else inputs if inputs is None else filters.inputs <= inputs,
        True if least is None else context if context is None else context >= least,
    ]
