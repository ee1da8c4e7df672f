"""Many offers and modes for one workload: the whole answer to a request."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time

from planner.core.estimate.stage_passes import stage_offers
from planner.core.estimate.stages import estimate_run
from planner.core.estimate.terms import Terms
from planner.core.models.catalogue import Catalogue, Offer
from planner.core.models.modes import expand, mode_in_name
from planner.core.models.offers.own_offers import with_own_offers
from planner.core.models.resolve import (
    MOST_EXPLAINED,
    MOST_NAMES,
    Named,
    counterpart,
    meant_by,
    partner_offer,
    read_as,
    resolve_all,
    unknown_names,
    unreadable,
)
from planner.core.pauses import pause
from planner.core.people import with_people
from planner.core.request import EstimateRequest
from planner.core.results import Comparison, Estimate, Refusal
from planner.core.tokens.learning import with_learnt
from planner.core.workload import NO_OVERRIDES, BadInput, Overrides, Problem, out_of_bounds

# All offers in two modes and a few more; beyond that one request would hold a server for minutes.
MOST_ANSWERS = 5_000


def compare(question: EstimateRequest, catalogue: Catalogue, *, now: datetime) -> Comparison:
    """Estimates and refusals in the order asked. Raises BadInput for bounds, unknown classes and unknown offers."""
    catalogue = catalogue_for(question, catalogue, now=now)
    terms, offers = _terms_and_offers(question, catalogue, now=now)
    named = _once(offers)
    wanted = [(one, mode) for one in named for mode in modes_of(question, catalogue, one)]
    if len(wanted) > MOST_ANSWERS:
        message = f"ask for at most {MOST_ANSWERS:,} estimates at once; this asks for {len(wanted):,}"
        raise BadInput([Problem("offers", message)])
    answers: list[Estimate | Refusal] = []
    for one, mode in wanted:
        pause()
        answers.append(replace(estimate_one(terms, question, one.offer, mode), read_as=read_as(catalogue, one)))
    return comparison_from(answers, terms.when, question.seed)


def comparison_from(answers: Iterable[Estimate | Refusal], when: date | datetime, seed: int) -> Comparison:
    """The answers at the prices of `when`, in their order, estimates and refusals apart."""
    answers = list(answers)
    return Comparison(
        price_date=instant_of(when),
        seed=seed,
        estimates=tuple(a for a in answers if isinstance(a, Estimate)),
        refused=tuple(a for a in answers if isinstance(a, Refusal)),
    )


def _terms_and_offers(question: EstimateRequest, catalogue: Catalogue, *, now: datetime) -> tuple[Terms, list[Named]]:
    """The terms and the resolved offers. Raises BadInput with the problems of both at once."""
    problems: list[Problem] = []
    terms, offers = None, []
    try:
        terms = terms_of(question, catalogue, now=now)
    except BadInput as bad:
        problems += bad.problems
    try:
        offers = resolve_all(catalogue, question.offers, question.price_date or now, field="offers")
    except BadInput as bad:
        problems += bad.problems
    if terms is None or problems:
        raise BadInput(problems)
    return terms, offers


def catalogue_for(question: EstimateRequest, catalogue: Catalogue, *, now: datetime) -> Catalogue:
    """The catalogue with the request's own offers in it. Raises BadInput for own offers that cannot be made."""
    return with_own_offers(catalogue, question.own_offers, instant_of(question.price_date or now).date())


def terms_of(question: EstimateRequest, catalogue: Catalogue, *, now: datetime) -> Terms:
    """What the estimates share. Raises BadInput for a workload out of bounds."""
    problems = list(out_of_bounds(question.workload))
    if question.workload.task_class not in catalogue.task_classes:
        problems.append(Problem("workload.task_class", f"must be one of {', '.join(catalogue.task_classes)}"))
    when = question.price_date or now
    problems += _strangers(catalogue, question.overrides, when)
    if problems:
        raise BadInput(problems)
    load, usual = with_people(question.workload, question.month), question.price_date is None
    terms = Terms(load, catalogue, when, question.month, question.seed, usual=usual)
    stage_offers(terms)
    return with_learnt(terms, question.calibration)


def _strangers(catalogue: Catalogue, names: Iterable[str], when: date | datetime) -> list[Problem]:
    """A problem for every name in `overrides` that cannot be read, or for too many of them."""
    names = list(names)
    if len(names) > MOST_NAMES:
        return [Problem("overrides", f"takes at most {MOST_NAMES:,} names; these are {len(names):,}")]
    return [
        replace(
            unreadable(catalogue, f"overrides.{name[:80]}", name, unread, when, explained=turn < MOST_EXPLAINED),
            message=unread.why,
        )
        for turn, (_, name, unread) in enumerate(unknown_names(catalogue, names))
    ]


def instant_of(when: date | datetime) -> datetime:
    """The moment prices are pinned to; a date is shown as its midnight UTC."""
    if isinstance(when, datetime):
        return when.astimezone(UTC)
    return datetime.combine(when, time(0), UTC)


def _once(named: Iterable[Named]) -> list[Named]:
    """Each offer once for each mode that its names state, under the first of its names."""
    found: dict[tuple[str, str | None], Named] = {}
    for one in named:
        found.setdefault((one.offer.id, one.thinking), one)
    return list(found.values())


def modes_of(question: EstimateRequest, catalogue: Catalogue, named: Named) -> list[str]:
    """The modes to answer: an effort in the name replaces `default` or the thinking half of `pair`."""
    profile = catalogue.profile_of(named.offer)
    if named.thinking is None:
        return expand(question.thinking, named.offer, profile)
    named_mode = mode_in_name(named.offer, profile, named.thinking)
    swapped = {"default": (named_mode,), "pair": ("off", named_mode)}
    words = [mode for word in question.thinking for mode in swapped.get(word, (word,))]
    return list(dict.fromkeys(words))


def estimate_one(terms: Terms, question: EstimateRequest, offer: Offer, mode: str) -> Estimate | Refusal:
    """One estimate, or a refusal with a mode or offer to take instead."""
    profile = terms.catalogue.profile_of(offer)
    other = partner_offer(terms, profile, offer.host) or counterpart(terms, profile, offer.host)

    def own(named: Offer) -> Overrides:
        return overrides_for(question, terms.catalogue, named)

    return estimate_run(terms, offer, mode, overrides=own, partner=other.id if other else None)


def overrides_for(question: EstimateRequest, catalogue: Catalogue, offer: Offer) -> Overrides:
    """The user's own figures for this offer, under its id or a name of its model; the id takes precedence."""
    for name in (offer.id, *question.overrides):
        if name in question.overrides and (name == offer.id or offer in meant_by(catalogue, name)):
            return question.overrides[name]
    return NO_OVERRIDES
