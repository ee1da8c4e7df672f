"""Many offers and modes for one workload: the whole answer to a question."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

from planner.core.estimate import Terms, estimate
from planner.core.models.catalogue import Catalogue, Offer
from planner.core.models.modes import expand
from planner.core.models.resolve import candidates, counterpart, meant_by, partner_offer, pick_host
from planner.core.request import EstimateRequest
from planner.core.results import Comparison, Estimate, Refusal
from planner.core.tokens.learning import learn
from planner.core.workload import NO_OVERRIDES, BadInput, Overrides, Problem, out_of_bounds

# All offers in two modes and a few more; beyond that one request would hold a server for minutes.
MOST_ANSWERS = 5_000


def compare(question: EstimateRequest, catalogue: Catalogue, *, now: datetime) -> Comparison:
    """Estimates and refusals in the order asked. Raises BadInput for bounds, unknown classes and unknown offers."""
    terms = terms_of(question, catalogue, now=now)
    offers = resolve_all(terms, question.offers)
    asked = sum(len(expand(question.thinking, offer, catalogue.profile_of(offer))) for offer in offers)
    if asked > MOST_ANSWERS:
        message = f"ask for at most {MOST_ANSWERS:,} estimates at once; this asks for {asked:,}"
        raise BadInput([Problem("offers", message)])
    answers = [
        answer_one(terms, question, offer, mode)
        for offer in offers
        for mode in expand(question.thinking, offer, catalogue.profile_of(offer))
    ]
    return Comparison(
        price_date=instant_of(terms.when),
        seed=question.seed,
        estimates=tuple(a for a in answers if isinstance(a, Estimate)),
        refused=tuple(a for a in answers if isinstance(a, Refusal)),
    )


def terms_of(question: EstimateRequest, catalogue: Catalogue, *, now: datetime) -> Terms:
    """What the estimates share; raises BadInput for a workload that cannot be."""
    problems = list(out_of_bounds(question.workload))
    if question.workload.task_class not in catalogue.task_classes:
        problems.append(Problem("workload.task_class", f"must be one of {', '.join(catalogue.task_classes)}"))
    strangers = [name for name in question.overrides if not candidates(catalogue, name)]
    problems += [Problem(f"overrides.{name}", "is not a known offer or model") for name in strangers]
    if problems:
        raise BadInput(problems)
    when, usual = question.price_date or now, question.price_date is None
    terms = Terms(question.workload, catalogue, when, question.month, question.seed, usual=usual)
    return replace(terms, learnt=learn(terms, question.calibration)) if question.calibration else terms


def instant_of(when: date | datetime) -> datetime:
    """The moment prices are pinned to; a date is shown as its midnight UTC."""
    if isinstance(when, datetime):
        return when.astimezone(UTC)
    return datetime.combine(when, time(0), UTC)


def resolve_all(terms: Terms, names: tuple[str, ...]) -> list[Offer]:
    """Each name's offer, once; raises BadInput naming every one that is not known."""
    found = {name: candidates(terms.catalogue, name) for name in names}
    unknown = [name for name, offers in found.items() if not offers]
    if unknown:
        raise BadInput([Problem("offers", f"{name[:80]} is not a known offer or model") for name in unknown])
    chosen = [offers[0] if len(offers) == 1 else pick_host(terms, offers) for offers in found.values()]
    return list({offer.id: offer for offer in chosen}.values())


def answer_one(terms: Terms, question: EstimateRequest, offer: Offer, mode: str) -> Estimate | Refusal:
    """One estimate, with the way out at hand if it has to be refused."""
    profile = terms.catalogue.profile_of(offer)
    other = partner_offer(terms, profile, offer.host) or counterpart(terms, profile, offer.host)
    overrides = overrides_for(question, terms.catalogue, offer)
    return estimate(terms, offer, mode, overrides=overrides, partner=other.id if other else None)


def overrides_for(question: EstimateRequest, catalogue: Catalogue, offer: Offer) -> Overrides:
    """The user's own figures for this offer, under its id or a name of its model; the id wins."""
    for name in (offer.id, *question.overrides):
        if name in question.overrides and (name == offer.id or offer in meant_by(catalogue, name)):
            return question.overrides[name]
    return NO_OVERRIDES
