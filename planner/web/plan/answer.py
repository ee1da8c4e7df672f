"""From the plan's form to the estimates its page shows: the question, and a pair for each of its models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from planner.core.models.catalogue import Catalogue
from planner.core.pairing import pair_up
from planner.core.request import EstimateRequest
from planner.core.results import Estimate, Pair, Refusal
from planner.core.workload import BadInput, Overrides
from planner.schema.requests import parse_request
from planner.web.forms import PlanForm, read_request


def question_of(form: PlanForm) -> EstimateRequest:
    """The question a form asks. Raises BadInput with every problem at once."""
    request, problems = read_request(form)
    try:
        question = parse_request(request)
    except BadInput as bad:
        raise BadInput([*problems, *bad.problems]) from None
    if problems:
        raise BadInput(problems)
    known = {offer: own for offer, own in question.overrides.items() if own != Overrides()}
    return replace(question, overrides=known)


def pairs_of(form: PlanForm, question: EstimateRequest, catalogue: Catalogue, *, now: datetime) -> tuple[Pair, ...]:
    """A pair for each model. In a batch, hosts without a batch price are answered at their standard one."""
    pairs = pair_up(question, catalogue, effort=form.effort, now=now)
    if form.door.id == "batch" and question.workload.service_tier == "batch":
        pairs = _at_standard_price(form, question, pairs, catalogue, now=now)
    return pairs


def _at_standard_price(
    form: PlanForm, question: EstimateRequest, pairs: Sequence[Pair], catalogue: Catalogue, *, now: datetime
) -> tuple[Pair, ...]:
    missing = tuple(pair.asked for pair in pairs if not has_figure(pair) and _has_no_batch_price(pair))
    if not missing:
        return tuple(pairs)
    plain = replace(question, offers=missing, workload=replace(question.workload, service_tier="standard"))
    again = pair_up(plain, catalogue, effort=form.effort, now=now)
    found = {pair.asked: pair for pair in again}
    return tuple(found.get(pair.asked, pair) for pair in pairs)


def has_figure(pair: Pair) -> bool:
    return isinstance(pair.on, Estimate) or isinstance(pair.off, Estimate)


def _has_no_batch_price(pair: Pair) -> bool:
    return any(isinstance(side, Refusal) and side.code == "tier_not_offered" for side in (pair.on, pair.off))
