"""Choices of models kept in the workspace: named on one page, opened with the plan at hand by one click."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask import Response, jsonify, request
from werkzeug.wrappers import Response as AnyResponse

from planner.store import model_sets
from planner.store.model_sets import KeptSet
from planner.store.normalise import NAME_LETTERS
from planner.web import responses
from planner.web.clock import now
from planner.web.forms import PlanForm, read_form
from planner.web.plan.answer import unknown_models
from planner.web.plan.rail import with_models
from planner.web.present.hosts import is_own
from planner.web.present.names import name_of, not_called
from planner.web.saved.plans.snapshot import form_of
from planner.web.state import catalogue
from planner.web.workspace import current_workspace, ensure_workspace, store


@dataclass(frozen=True, slots=True)
class KeptLine:
    """A kept choice; `address` opens the plan at hand with it."""

    id: str
    name: str
    models: str
    address: str


@dataclass(frozen=True, slots=True)
class SetsPage:
    """`plan` is the form that the reader came from, packed; `models` the names of those ticked there; `stranger`: an
    error where one is not known."""

    title: str
    lines: tuple[KeptLine, ...]
    plan: str
    back: str
    models: tuple[str, ...]
    name: str
    problem: str
    stranger: str
    letters: int = NAME_LETTERS


def index() -> Response:
    """What is kept, and the choice of the plan page ready to be named."""
    if responses.wants_json():
        return jsonify(sets=[_data(one) for one in _kept()])
    return _page(read_form(request.args, catalogue()))


def keep() -> AnyResponse:
    """303 to the list; 422 with what to type instead."""
    form, name = form_of(request.form.get("plan", ""), catalogue()), request.form.get("name", "")
    try:
        model_sets.check(name, form.models)
        if stranger := _stranger(form):
            return _refused(form, name, "models", stranger)
        kept = model_sets.keep(store(), ensure_workspace(), name, form.models, now=now())
    except ValueError as error:
        return _refused(form, name, "name", str(error))
    return responses.done(form.address("/sets"), **_data(kept))


def _refused(form: PlanForm, name: str, field: str, text: str) -> Response:
    if responses.wants_json():
        return responses.trouble(422, field, text)
    return _page(form, name=name, problem=text if field == "name" else "", status=422)


def _stranger(form: PlanForm) -> str:
    """The sentence on the first model that is not known; empty where all are."""
    known, day = catalogue(), now()
    for name in form.models:
        if is_own(name) and name not in known.offers:
            return f"“{name}” is not among your own offers."
        if unknown_models(replace(form, models=(name,)), known, day):
            return not_called(name, known, day.date())
    return ""


def delete(kept: str) -> AnyResponse:
    """For good: a choice is quickly made again."""
    model_sets.remove(store(), responses.mine(), kept)
    form = form_of(request.form.get("plan", ""), catalogue())
    return responses.done(form.address("/sets"), id=kept)


def _kept() -> tuple[KeptSet, ...]:
    workspace = current_workspace()
    return model_sets.every(store(), workspace) if workspace else ()


def _page(form: PlanForm, *, name: str = "", problem: str = "", status: int = 200) -> Response:
    view = SetsPage(
        title="Your sets of models",
        lines=tuple(KeptLine(one.id, one.name, _names(one.models), with_models(form, one.models)) for one in _kept()),
        plan=urlencode(form.query()),
        back=form.address("/plan"),
        models=tuple(name_of(model, catalogue()) for model in form.models),
        name=name,
        problem=problem,
        stranger=_stranger(form),
    )
    return responses.page("saved/sets.html", view, status)


def _names(models: tuple[str, ...]) -> str:
    return "; ".join(name_of(model, catalogue()) for model in models)


def _data(one: KeptSet) -> dict[str, object]:
    return {"id": one.id, "name": one.name, "models": list(one.models)}
