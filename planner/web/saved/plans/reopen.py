"""A saved plan back in its form: as it was typed where the save kept that, else made from its request."""

from __future__ import annotations

import json
from dataclasses import replace

from planner.core.models.catalogue import Catalogue
from planner.core.request import EstimateRequest
from planner.core.workload import BadInput, Overrides
from planner.schema.own_offers import own_offers_text
from planner.schema.requests import parse_request, request_to_data
from planner.store.database.rows import Draft
from planner.web.forms import PlanForm, thing_of, to_request
from planner.web.saved.plans.form_from_saved import form_of_question
from planner.web.saved.plans.snapshot import FILLED, form_of, mode_of

MOST_LETTERS = 20_000
"""A longer address is ignored: it comes from an imported file."""


def reopened(draft: Draft, question: EstimateRequest, catalogue: Catalogue, **places: str) -> PlanForm:
    """The form for `question`, that of the draft or one that differs in its offers; `places`: where on the page."""
    filled = as_filled(draft, question, catalogue)
    if filled is None:
        return form_of_question(question, catalogue, mode=mode_of(draft), **places)
    if question.calibration:
        places["learnt"] = json.dumps(request_to_data(question)["calibration"], separators=(",", ":"))
    carried = own_offers_text(own for own in question.own_offers if own not in catalogue.own_offers)
    return replace(filled, **{"own_offers": carried, **places})  # type: ignore[arg-type]


def thing_of_saved(draft: Draft, question: EstimateRequest | None, catalogue: Catalogue) -> str:
    """What is paid for, in one word, as the plan's form has it; a run where no form was kept."""
    filled = as_filled(draft, question, catalogue) if question else None
    return thing_of(filled) if filled else "run"


def as_filled(draft: Draft, question: EstimateRequest, catalogue: Catalogue) -> PlanForm | None:
    """The form that was saved: it holds what a question does not, such as when a batch starts. None where there is none
    or it asks for something else than the question beside it."""
    query = draft.snapshot.get(FILLED)
    if not isinstance(query, str) or len(query) > MOST_LETTERS:
        return None
    form = replace(form_of(query, catalogue), models=question.offers, add="")
    try:
        again = parse_request(to_request(form))
    except BadInput:
        return None
    return form if _essence(again) == _essence(question) else None


def _essence(question: EstimateRequest) -> tuple[object, ...]:
    """The form without its models and the visitor's own runs."""
    own = {offer: figures for offer, figures in question.overrides.items() if figures != Overrides()}
    return question.workload, question.month, question.price_date, own
