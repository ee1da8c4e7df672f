"""Offers that a list leaves out: what a filter asks for is not known of them, or they give no answers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.core.models.offers.offer_facts import OfferFacts
from planner.core.ranking.filters import Filters, keep, matching_offers
from planner.core.ranking.rank import Ranking


def left_out(ranking: Ranking, filters: Filters, slot: int) -> int:
    """How many offers with an answer in `slot` pass all other filters, and might pass those on weights, inputs or
    context."""
    if not asked_facts(filters):
        return 0
    relaxed = replace(filters, open_weights=None, inputs=frozenset(), context_at_least=None)
    places = np.flatnonzero(keep(ranking, relaxed)[:, slot])
    verdicts = ([*_verdicts(ranking.columns.facts[place], filters)] for place in places)
    return sum(None in said and False not in said for said in verdicts)


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
