"""From the plan's form to the estimates its page shows: the question, and a pair for each of its models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from planner.core.estimate.pairing import estimate_pairs
from planner.core.estimate.terms import Terms
from planner.core.models.catalogue import Catalogue
from planner.core.models.offers.own_offer import OwnOffer
from planner.core.models.offers.own_offers import named_among
from planner.core.models.resolve import resolve_all
from planner.core.request import EstimateRequest
from planner.core.results import Estimate, Pair, Refusal
from planner.core.workload import BadInput, Overrides, Problem
from planner.schema.requests import parse_request
from planner.web.forms import PlanForm, read_request
from planner.web.own_runs.of_request import own_runs_of_request, with_own_runs
from planner.web.plan.measures.batch_end import A_DAY, ends_of, hours_left
from planner.web.plan.rows import side_in
from planner.web.present.context_fit import fits
from planner.web.present.hosts import is_own


def question_of(form: PlanForm, catalogue: Catalogue) -> EstimateRequest:
    """The request of a form, with the own offers that it names and the visitor's own runs. Raises BadInput with every
    problem at once."""
    request, problems = read_request(form)
    try:
        question = parse_request(request)
    except BadInput as bad:
        raise BadInput([*problems, *bad.problems]) from None
    if problems:
        raise BadInput(problems)
    known = {offer: own for offer, own in question.overrides.items() if own != Overrides()}
    question = replace(question, overrides=known, own_offers=_own_offers(question, catalogue))
    return with_own_runs(question, form, own_runs_of_request())


def _own_offers(question: EstimateRequest, catalogue: Catalogue) -> tuple[OwnOffer, ...]:
    """Those named by the question, as its address carries them, else as the workspace has them."""
    names = (*question.offers, *(stage.offer for stage in question.workload.stages if stage.offer))
    carried = {own.id for own in question.own_offers}
    known = tuple(own for own in catalogue.own_offers if own.id not in carried)
    return named_among((*question.own_offers, *known), names)


def pairs_of(form: PlanForm, question: EstimateRequest, catalogue: Catalogue, *, now: datetime) -> tuple[Pair, ...]:
    """A pair for each model. In a batch, hosts without a batch price are answered at their standard one, and so are
    those whose batch price is promised too late where the standard one is expected to end in time."""
    pairs = estimate_pairs(question, catalogue, effort=form.effort, now=now)
    if form.door.id == "batch" and question.workload.service_tier == "batch":
        pairs = _at_standard_price(form, question, pairs, catalogue, now=now)
    return pairs


def _at_standard_price(
    form: PlanForm, question: EstimateRequest, pairs: Sequence[Pair], catalogue: Catalogue, *, now: datetime
) -> tuple[Pair, ...]:
    missing = {pair.asked for pair in pairs if not has_figure(pair) and _has_no_batch_price(pair)}
    left = hours_left(form)
    late = {pair.asked for pair in pairs if has_figure(pair)} if left is not None and left < A_DAY else set()
    names = tuple(pair.asked for pair in pairs if pair.asked in missing | late)
    if not names:
        return tuple(pairs)
    plain = replace(question, offers=names, workload=replace(question.workload, service_tier="standard"))
    again = estimate_pairs(plain, catalogue, effort=form.effort, now=now)
    found = {pair.asked: pair for pair in again if pair.asked in missing or _ends_in_time(pair, form, left)}
    return tuple(found.get(pair.asked, pair) for pair in pairs)


def _ends_in_time(pair: Pair, form: PlanForm, left: float | None) -> bool:
    side = side_in(pair, form.mode)
    end = ends_of(form).of(side) if side and fits(side) else None
    return end is not None and left is not None and end.value <= left


def at_its_price(terms: Terms, question: EstimateRequest, pair: Pair) -> tuple[Terms, EstimateRequest]:
    """The terms and the question that a pair was answered with: at the standard price where it promises seconds."""
    if question.workload.service_tier != "batch" or not any(
        isinstance(s, Estimate) and s.latency for s in (pair.on, pair.off)
    ):
        return terms, question
    load = replace(question.workload, service_tier="standard")
    return replace(terms, workload=replace(terms.workload, service_tier="standard")), replace(question, workload=load)


def has_figure(pair: Pair) -> bool:
    return isinstance(pair.on, Estimate) or isinstance(pair.off, Estimate)


def _has_no_batch_price(pair: Pair) -> bool:
    return any(isinstance(side, Refusal) and side.code == "tier_not_offered" for side in (pair.on, pair.off))


def unknown_models(form: PlanForm, catalogue: Catalogue, now: datetime) -> list[Problem]:
    """What is wrong with the names of models, where the rest of the form cannot be used either, so that both errors are
    shown. Own offers are left out: an address may carry them, and they are known only with the whole request."""
    names = [name for name in form.models if not is_own(name)]
    try:
        resolve_all(catalogue, names, now, field="offers")
    except BadInput as bad:
        return list(bad.problems)
    return []


def unknown_preset(args: Mapping[str, str], catalogue: Catalogue) -> dict[str, str]:
    """A sentence for an address with an unknown preset: what it leaves out would be taken from another workload."""
    name = args.get("start") or args.get("preset", "")
    if not name or name in catalogue.presets:
        return {}
    return {"preset": f"No workload to start from is called “{name}”. Choose one from the list."}


def unknown_set(args: Mapping[str, str], catalogue: Catalogue) -> dict[str, str]:
    """A sentence for an address with an unknown set of models, which would show other models, unless it names them."""
    name = args.get("set", "")
    if not name or "models" in args or name in catalogue.model_sets:
        return {}
    return {"set": f"No set of models is called “{name}”. Choose one of these, or add a model by its name."}
