"""The evidence behind the cheapest offer's figure, and the cheapest offer that was measured itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from planner.core.estimate.dollar_range import DollarRange
from planner.core.models.catalogue import OWN_HOST
from planner.core.results import Refusal
from planner.web.offers.ranking_view import RankingView

Exact = Callable[[int, int], DollarRange | Refusal]
"""The exact dollars, with their range, of a place in a slot."""

MEASURED = ("own", "model+effort", "model")


@dataclass(frozen=True, slots=True)
class Measured:
    """The cheapest of `models` models whose own thinking was measured; `host`: empty for an own offer."""

    place: int
    host: str
    dollars: DollarRange
    models: int


@dataclass(frozen=True, slots=True)
class Leaders:
    """What the dollars of the cheapest that fits rest on; where it was not measured itself, the cheapest that was, or
    that none was."""

    first: DollarRange
    measured: Measured | None = None
    none_measured: bool = False


def leaders(view: RankingView, exact: Exact) -> Leaders | None:
    """None where nothing fits, or what does has no figure on the exact path."""
    first = exact(view.cheapest(view.fit), view.slot) if view.fit else None
    if not isinstance(first, DollarRange):
        return None
    if first.basis in (*MEASURED, "given"):
        return Leaders(first)
    # Of what does not think there is no record of its thinking.
    bases = view.ranking.thinking_basis[view.fit, view.slot]
    known = [place for place, basis in zip(view.fit, bases.tolist(), strict=True) if basis in MEASURED]
    if not known:
        return Leaders(first, none_measured=not (bases == "given").any())
    place = view.cheapest(known)
    dollars = exact(place, view.slot)
    if isinstance(dollars, Refusal):
        return Leaders(first)
    offer = view.offer(place)
    host = "" if offer.host == OWN_HOST else offer.host_name
    return Leaders(first, Measured(place, host, dollars, len(np.unique(view.ranking.columns.model_of[known]))))
