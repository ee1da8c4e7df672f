"""The model of a saved plan at another host. A plan keeps its host, which may no longer be the cheapest."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from planner.core.estimate.comparison import estimate_one, terms_of
from planner.core.models.catalogue import Catalogue
from planner.core.models.names.host_choice import cheapest_live
from planner.core.models.resolve import live_offers
from planner.core.results import Estimate
from planner.core.scenario.reprice import Repriced
from planner.web.plan.measures.seconds import run_seconds
from planner.web.present.context_fit import fits
from planner.web.saved.batch_times import SavedBatch
from planner.web.saved.plans.reprice.answer import Today

WORTH_SAYING = Decimal("0.98")
"""A host that saves less than this share is not suggested."""


def elsewhere(
    chosen: Repriced | None, today: Today, catalogue: Catalogue, *, now: datetime, batch: SavedBatch | None = None
) -> Estimate | None:
    """The chosen model at its cheapest live host, where that is another one and cheaper than its own is today; a batch
    not where it would end too late."""
    offer = catalogue.offers.get(chosen.then.offer_id) if chosen else None
    profile = catalogue.profile_of(offer) if offer else None
    if chosen is None or offer is None or profile is None or today.question is None:
        return None
    terms = terms_of(today.question, catalogue, now=now)
    live = live_offers(catalogue, profile, terms.day)
    best = cheapest_live(catalogue, live, terms.day) if live else offer
    answer = estimate_one(terms, today.question, best, chosen.then.asked) if best.id != offer.id else None
    if not isinstance(answer, Estimate) or not fits(answer):
        return None
    seconds = run_seconds(answer)
    if batch and batch.is_late(seconds.value if seconds else None):
        return None
    return answer if chosen.now is None or answer.cost.usd_per_run < WORTH_SAYING * chosen.now.usd_per_run else None
