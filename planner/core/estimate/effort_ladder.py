"""One model at every effort it offers."""

from __future__ import annotations

from planner.core.estimate.comparison import estimate_one
from planner.core.estimate.terms import Terms
from planner.core.models.catalogue import MODES
from planner.core.request import EstimateRequest
from planner.core.results import Estimate, Pair


def ladder(terms: Terms, question: EstimateRequest, pair: Pair) -> tuple[Estimate, ...]:
    """An estimate for every mode of the pair's own model, the least thinking first; sides of the pair are taken from
    it. Empty without a profile, as the model's modes are not known then."""
    offer = pair.offer
    profile = terms.catalogue.profile_of(offer) if offer else None
    if offer is None or profile is None:
        return ()
    sides = (pair.off, pair.on)
    known = {side.thinking: side for side in sides if isinstance(side, Estimate) and side.offer.id == offer.id}
    modes = sorted(profile.modes.value, key=MODES.index)
    answers = (known.get(mode) or estimate_one(terms, question, offer, mode) for mode in modes)
    return tuple(answer for answer in answers if isinstance(answer, Estimate))
