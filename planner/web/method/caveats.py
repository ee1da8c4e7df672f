"""Every caveat and refusal of planner/data/caveats.toml, and the sentence that an answer has today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from planner.core.caveats.caching import EXPIRY_WORTH_SAYING
from planner.core.caveats.price_change import AHEAD_DAYS
from planner.core.caveats.prices import PRICE_STALE_DAYS
from planner.core.caveats.run_limits import CUT_OFF_WORTH_SAYING, OVER_WINDOW_WORTH_SAYING, TIMEOUT_SECONDS
from planner.core.estimate.comparison import compare
from planner.core.estimate.pairing import estimate_pairs
from planner.core.models.catalogue import Catalogue
from planner.core.models.families import family_of
from planner.core.models.offers.makers_price import FAR_BELOW
from planner.core.models.offers.second_prices import disagreements
from planner.core.models.rates import RateCard
from planner.core.results import Caveat, Estimate, Refusal
from planner.core.tokens.thinking_budget import FORECAST_ABOVE
from planner.core.workload import BadInput
from planner.schema.requests import parse_request
from planner.sources.facts.toml_reader import read_toml

THRESHOLDS = {
    "AHEAD_DAYS": AHEAD_DAYS,
    "CUT_OFF_WORTH_SAYING": CUT_OFF_WORTH_SAYING,
    "EXPIRY_WORTH_SAYING": EXPIRY_WORTH_SAYING,
    "FAR_BELOW": FAR_BELOW,
    "FORECAST_ABOVE": FORECAST_ABOVE,
    "OVER_WINDOW_WORTH_SAYING": OVER_WINDOW_WORTH_SAYING,
    "PRICE_STALE_DAYS": PRICE_STALE_DAYS,
    "TIMEOUT_SECONDS": TIMEOUT_SECONDS,
}
"""What a paragraph may name: the constants that decide."""


@dataclass(frozen=True, slots=True)
class CaveatEntry:
    """A code, its title, when it is raised, why it matters, and what to do about it. `example`: a request that raises
    it, None where none is known."""

    code: str
    name: str
    when: str
    why: str
    do: str
    refuses: bool = False
    example: Mapping[str, Any] | None = None


def _entry(code: str, raw: Mapping[str, Any]) -> CaveatEntry:
    texts = {name: text.format(**THRESHOLDS) for name, text in raw.items() if isinstance(text, str)}
    return CaveatEntry(code, **{**raw, **texts})


CAVEATS = {code: _entry(code, raw) for code, raw in read_toml("caveats.toml").items()}


@dataclass(frozen=True, slots=True)
class CaveatExample:
    """A caveat with the product's own sentence; empty where today's prices raise none."""

    caveat: CaveatEntry
    sentence: str


def said_today(catalogue: Catalogue, now: datetime) -> tuple[CaveatExample, ...]:
    """Every caveat in order, with the sentence a request raises now."""
    return tuple(CaveatExample(caveat, sentence_of(catalogue, now, code)) for code, caveat in CAVEATS.items())


def sentence_of(catalogue: Catalogue, now: datetime, code: str) -> str:
    """The product's sentence for `code`, from a request that raises it."""
    example = CAVEATS[code].example if code in CAVEATS else None
    if example is None:
        return ""
    offer = example.get("offer") or _an_offer(catalogue, code, now)
    try:
        answers = list(_answers(catalogue, now, example, offer)) if offer else []
    except BadInput:
        return ""
    return next((text for text in (_sentence(answer, code) for answer in answers) if text), "")


def _answers(
    catalogue: Catalogue, now: datetime, example: Mapping[str, Any], offer: str
) -> Iterator[Estimate | Refusal]:
    """The answers to its request; one with an `effort` is estimated as a pair, as on the plan page."""
    thinking, workload = [example.get("thinking", "off")], dict(example.get("workload", {}))
    dated = {"price_date": example["price_date"]} if "price_date" in example else {}
    question = parse_request({"offers": [offer], "workload": workload, "thinking": thinking, **dated})
    if "effort" in example:
        for pair in estimate_pairs(question, catalogue, effort=example["effort"], now=now):
            yield pair.on
        return
    answer = compare(question, catalogue, now=now)
    yield from answer.estimates
    yield from answer.refused


def _sentence(answer: Estimate | Refusal, code: str) -> str:
    caveats = answer.caveats if isinstance(answer, Estimate) else (Caveat(answer.code, answer.text),)
    return next((caveat.text for caveat in caveats if caveat.code == code), "")


def _an_offer(catalogue: Catalogue, code: str, now: datetime) -> str:
    """An offer that the code is about, for codes without an offer that is sure to keep it."""
    for offer in catalogue.offers.values():
        card = offer.cards[-1].card
        priced = card.input is not None and card.output is not None
        untold = priced and offer.profile_id is None and not offer.limits.thinking
        family = family_of(catalogue.estimator.families, offer.model_id)
        fits = {
            "price_stale": priced and offer.checked is not None,
            "price_disputed": priced and bool(disagreements(offer, now)),
            "prior_only": untold and offer.thinks is None and not offer.deprecated and family is None,
            "does_not_think": untold and offer.thinks is False,
            "mode_not_confirmed": untold and offer.thinks is True,
            "price_unknown": card == RateCard() and offer.profile_id is None,
        }
        if fits.get(code):
            return offer.id
    return ""
