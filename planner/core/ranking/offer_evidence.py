"""What the figures of every offer rest on, computed for all at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from planner.core.estimate.terms import Terms
from planner.core.latency.seconds import pace_of
from planner.core.models.modes import reference_mode
from planner.core.models.names.host_choice import served_by_maker
from planner.core.ranking.market import Market, free_market
from planner.core.workload import NO_OVERRIDES


@dataclass(frozen=True, slots=True)
class OfferEvidence:
    """`maker`: the host made the model; what thinking at the reference mode and speed rest on, as in Evidence."""

    maker: bool
    reasoning: str
    speed: str


def offer_evidence(market: Market, terms: Terms) -> Mapping[str, OfferEvidence]:
    """The evidence of each offer, free ones too, by id, for the work of `terms`."""
    free = free_market(market.catalogue)
    return {**_evidence(market, terms), **(_evidence(free, terms) if free.facts else {})}


def _evidence(market: Market, terms: Terms) -> Mapping[str, OfferEvidence]:
    ranking = market.rank(terms, ("reference",))
    columns, basis = ranking.columns, ranking.thinking_basis[:, 0]
    speeds = [
        pace_of(
            pace.offer, pace.profile, reference_mode(pace.offer, pace.profile), loops=False, overrides=NO_OVERRIDES
        ).evidence.basis
        for pace in columns.paces
    ]
    rows = zip(columns.offers, basis, columns.pace_of, strict=True)
    return {
        offer.id: OfferEvidence(served_by_maker(market.catalogue, offer), str(reasoning), speeds[pace])
        for offer, reasoning, pace in rows
    }
