"""The evidence behind the cheapest offer's figure, and the cheapest offer that was measured itself."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from planner.core.estimate.dollar_range import DollarRange
from planner.core.models.catalogue import OWN_HOST
from planner.core.results import Refusal
from planner.web import filters
from planner.web.offers.ranking_view import RankingView

Exact = Callable[[int, int], DollarRange | Refusal]
"""The exact dollars, with their range, of a place in a slot."""

MEASURED = ("own", "model+effort", "model")
RESTS_ON = {
    "own": "rests on your own runs of this model and effort",
    "model+effort": "rests on tokens measured for this model at this effort",
    "model": "rests on tokens measured for this model at another effort",
    "family": "rests on tokens measured for its family",
    "lab": "rests on tokens measured for other models of its lab",
    "class": "rests on tokens typical for this kind of work: its own were not measured",
}


def leaders(view: RankingView, exact: Exact) -> tuple[str, ...]:
    """A sentence on the cheapest that fits, and where that one was not measured, on the cheapest that was."""
    if not view.fit:
        return ()
    first = view.cheapest(view.fit)
    answer = exact(first, view.slot)
    if isinstance(answer, Refusal):
        return ()
    sentences = [_first(answer)]
    if answer.basis not in (*MEASURED, "given"):
        sentences.append(_measured(view, exact))
    return tuple(text for text in sentences if text)


def _first(answer: DollarRange) -> str:
    """What the leader's dollars rest on, and their range."""
    reach = _reach(answer)
    if answer.basis not in RESTS_ON:
        return f"80% range {reach}." if reach else ""
    usd = f"Its {filters.money(answer.usd)} {RESTS_ON[answer.basis]}"
    return f"{usd}, 80% range {reach}." if reach else f"{usd}."


def _measured(view: RankingView, exact: Exact) -> str:
    """The cheapest of those whose own thinking was measured; of what does not think there is no such record."""
    bases = view.ranking.thinking_basis[view.fit, view.slot]
    known = [place for place, basis in zip(view.fit, bases.tolist(), strict=True) if basis in MEASURED]
    if not known:
        return "" if (bases == "given").any() else "None of these was measured itself."
    place = view.cheapest(known)
    answer = exact(place, view.slot)
    if isinstance(answer, Refusal):
        return ""
    models = len(np.unique(view.ranking.columns.model_of[known]))
    many = f"Of the {filters.in_words(models)} models measured themselves" if models > 1 else "Measured itself was only"
    offer = view.offer(place)
    name = view.name(place) if offer.host == OWN_HOST else f"{view.name(place)} at {offer.host_name}"
    price = f"{filters.money(view.usd(place))} {view.per}"
    reach = f" ({_reach(answer)})" if _reach(answer) else ""
    return f"{many} {name} is the cheapest, {price}{reach}." if models > 1 else f"{many} {name}, {price}{reach}."


def _reach(answer: DollarRange) -> str:
    """The 80 % range of the dollars; empty where nothing in them is estimated."""
    return filters.dollar_band(answer.band, answer.usd) if filters.spread(answer.band) else ""
