"""Own runs inside a ranking: how they change every model at once, and which offers they change alone.

Tokens of all offers go through the same posterior as on the exact path (group_runs.py). Two figures differ between
offers that a ranking else takes as one: steps, where they are not known, and the speed of the very endpoint that ran.
Such offers are few and are worked out on the exact path.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from planner.core.estimate.terms import Terms
from planner.core.models.catalogue import Offer
from planner.core.ranking.offer_columns import OfferColumns
from planner.core.tokens.calibration import NOTHING_LEARNT
from planner.core.tokens.own_runs import learnt_steps, model_key

NO_MODEL = ""
"""The key of a model that has no own runs."""


def with_shared_steps(terms: Terms) -> Terms:
    """The terms with the steps that hold for all models without own runs."""
    found = learnt_steps(terms.workload, terms.learnt, NO_MODEL, "off")
    return replace(terms, workload=found[0]) if found else terms


def offers_with_own_runs(terms: Terms, columns: OfferColumns) -> Iterator[Offer]:
    """Offers that need an exact estimate because of own runs: endpoints whose seconds were measured, models whose steps
    were, and offers that share a token group with a model that ran or with one that did not."""
    learnt = terms.learnt
    if learnt is NOTHING_LEARNT:
        return
    timed = {one.prior.model for one in learnt.seconds}
    stepped = {one.prior.model for one in learnt.steps}
    # A token group of a profile is of one model alone; others share one by family.
    spoke = {one.prior.model for one in (*learnt.reasoning, *learnt.visible)} - terms.catalogue.profiles.keys()
    for offer, profile, token_group in zip(columns.offers, columns.profiles, columns.token_group_of, strict=True):
        measured = offer.id in timed or (stepped and model_key(offer, profile) in stepped)
        if measured or (spoke and profile is None and _differs(offer, columns.token_groups[token_group].offer, spoke)):
            yield offer


def _differs(offer: Offer, token_group: Offer, spoke: set[str]) -> bool:
    """Whether one of an offer and its group's sample, both without a profile, is of a model that ran and the other is
    not."""
    own, other = model_key(offer, None), model_key(token_group, None)
    return own != other and not spoke.isdisjoint((own, other))
