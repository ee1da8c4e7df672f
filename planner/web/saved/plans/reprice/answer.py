"""A saved plan at today's prices: the same offers and modes, estimated again."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from planner.core.estimate.comparison import catalogue_for, comparison_from, estimate_one, instant_of, terms_of
from planner.core.models.catalogue import Catalogue
from planner.core.request import EstimateRequest
from planner.core.results import Comparison
from planner.core.scenario.reprice import ThenAndNow, change_days, then_and_now, todays_question
from planner.core.scenario.snapshot import Key, Saved, saved
from planner.core.workload import BadInput
from planner.schema.requests import request_to_data
from planner.store.database.rows import Draft
from planner.store.files.result_tables import is_once
from planner.store.snapshot import draft_of, question_of, saved_of
from planner.web.saved.plans.reopen import reopened
from planner.web.saved.plans.snapshot import CHOSEN, mode_of, with_chosen, with_figures_beside

MOST_DAYS = 24
"""Days on which prices changed that are drawn; the latest count."""


@dataclass(frozen=True, slots=True)
class Today:
    """A plan today. `question` and `answer` are None where it can no longer be estimated; `trouble` then says why."""

    old: Saved
    changes: ThenAndNow
    question: EstimateRequest | None
    answer: Comparison | None
    trouble: str
    once: bool = False


def reprice(draft: Draft, catalogue: Catalogue, *, now: datetime) -> Today:
    """What the plan costs today, and what moved."""
    old = saved_of(draft)
    try:
        asked = question_of(draft)
        catalogue = catalogue_for(asked, catalogue, now=now)
        question = todays_question(asked, old, catalogue)
        standard = at_standard_price(asked, old)
        answer = answer_keys(question, keys_of(old), catalogue, now=now, standard=standard) if question else None
        trouble = "" if question else "None of its offers is listed any more."
    except BadInput as error:
        question, answer = None, None
        trouble = "; ".join(f"{problem.field} {problem.message}" for problem in error.problems)
    new = saved(question, answer) if question and answer else None
    return Today(old, then_and_now(old, new, catalogue, now=now), question, answer, trouble, is_once(draft.snapshot))


def keys_of(old: Saved) -> tuple[Key, ...]:
    """Every offer and mode the plan was answered or refused for."""
    return tuple(dict.fromkeys([*(t.key for t in old.totals), *(r.key for r in old.refused)]))


def at_standard_price(question: EstimateRequest, old: Saved) -> frozenset[Key]:
    """Those of a batch that were answered at the standard price, as their host has no batch price: they have
    seconds."""
    if question.workload.service_tier != "batch":
        return frozenset()
    return frozenset(total.key for total in old.totals if total.run_seconds is not None)


def answer_keys(
    question: EstimateRequest,
    keys: Iterable[Key],
    catalogue: Catalogue,
    *,
    now: datetime,
    standard: Collection[Key] = (),
) -> Comparison:
    """Only the named offers and modes, not every mode of every offer; those of `standard` at the standard price. Raises
    BadInput."""
    catalogue = catalogue_for(question, catalogue, now=now)
    plain = replace(question, workload=replace(question.workload, service_tier="standard"))
    asked = {is_plain: (q, terms_of(q, catalogue, now=now)) for is_plain, q in ((False, question), (True, plain))}
    terms = asked[False][1]
    answers = []
    for offer, mode in keys:
        if offer in catalogue.offers:
            one, its_terms = asked[(offer, mode) in standard]
            answers.append(estimate_one(its_terms, one, catalogue.offers[offer], mode))
    return comparison_from(answers, terms.when, question.seed)


def todays_draft(draft: Draft, catalogue: Catalogue, *, now: datetime, chosen: str = "") -> Draft:
    """The next revision at today's prices. Raises BadInput where nothing of the plan can be estimated any more."""
    today = reprice(draft, catalogue, now=now)
    if today.question is None or today.answer is None or not today.answer.estimates:
        raise ValueError(today.trouble or "None of its models is available today.")
    question = question_of(draft)
    asked = replace(question, price_date=None)
    fresh = draft_of(today.question, today.answer, prices_version=catalogue.prices_version)
    fresh = with_figures_beside(fresh, today.answer, reopened(draft, question, catalogue))
    offer = chosen if chosen in {e.offer.id for e in today.answer.estimates} else str(draft.snapshot.get(CHOSEN, ""))
    fresh = replace(fresh, request=request_to_data(asked), note="At the prices of the day")
    return with_chosen(fresh, offer, mode_of(draft), draft.snapshot)


Steps = dict[Key, list[tuple[date, Decimal]]]


def steps(today: Today, keys: Iterable[Key], catalogue: Catalogue, *, now: datetime) -> Steps:
    """The price of each key from each day on which prices changed, in dollars per month."""
    found: Steps = {key: [] for key in keys}
    if today.question is None:
        return found
    for day in change_days(today.old, catalogue, now=now)[-MOST_DAYS:]:
        asked = replace(today.question, price_date=instant_of(day))
        standard = at_standard_price(asked, today.old)
        answer = answer_keys(asked, found, catalogue, now=now, standard=standard)
        for estimate in answer.estimates:
            found[estimate.offer.id, estimate.asked].append((day, estimate.cost.usd_per_month))
    return found
