"""Choices of models kept in the workspace: named on one page, opened with the plan at hand by one click."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, request
from werkzeug.wrappers import Response as AnyResponse

from planner.store import model_sets
from planner.store.model_sets import KeptSet
from planner.store.normalise import NAME_LETTERS
from planner.web import responses
from planner.web.clock import now
from planner.web.forms import PlanForm, read_form
from planner.web.present.names import name_of
from planner.web.saved.plans.snapshot import form_of
from planner.web.state import catalogue
from planner.web.workspace import current_workspace, ensure_workspace, store

bp = Blueprint("model_sets", __name__)
responses.guard(bp)


@dataclass(frozen=True, slots=True)
class KeptLine:
    """A kept choice; `address` opens the plan at hand with it."""

    id: str
    name: str
    models: str
    address: str


@dataclass(frozen=True, slots=True)
class SetsPage:
    """`plan` is the form that was come from, packed; `models` the names of what is ticked there."""

    title: str
    lines: tuple[KeptLine, ...]
    plan: str
    back: str
    models: tuple[str, ...]
    name: str
    problem: str
    letters: int = NAME_LETTERS


@bp.get("/sets")
@bp.get("/sets.json")
def index() -> Response:
    """What is kept, and the choice of the plan page ready to be named."""
    if responses.wants_json():
        return jsonify(sets=[_data(one) for one in _kept()])
    return _page(read_form(request.args, catalogue()))


@bp.post("/sets")
def keep() -> AnyResponse:
    """303 to the list; 422 with what to type instead."""
    form, name = form_of(request.form.get("plan", ""), catalogue()), request.form.get("name", "")
    try:
        model_sets.check(name, form.models)
        kept = model_sets.keep(store(), ensure_workspace(), name, form.models, now=now())
    except ValueError as error:
        if responses.wants_json():
            return responses.trouble(422, "name", str(error))
        return _page(form, name=name, problem=str(error), status=422)
    return responses.done(form.address("/sets"), **_data(kept))


@bp.post("/sets/<kept>/delete")
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
        lines=tuple(KeptLine(one.id, one.name, _names(one.models), _opened(form, one)) for one in _kept()),
        plan=urlencode(form.query()),
        back=form.address("/plan"),
        models=tuple(name_of(model, catalogue()) for model in form.models),
        name=name,
        problem=problem,
    )
    return responses.page("saved/sets.html", view, status)


def _names(models: tuple[str, ...]) -> str:
    return ", ".join(name_of(model, catalogue()) for model in models)


def _opened(form: PlanForm, one: KeptSet) -> str:
    return replace(form, models=one.models, own={}, focus="", open="", mine="").address("/plan")


def _data(one: KeptSet) -> dict[str, object]:
    return {"id": one.id, "name": one.name, "models": list(one.models)}
