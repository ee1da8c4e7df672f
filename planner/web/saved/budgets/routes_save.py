"""Saving budgets: a new one, a new revision, or both at hand where somebody was faster; duplicating, the bin."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from planner.core.budget.inputs import Budget
from planner.store import revisions, scenarios
from planner.store.database.errors import Conflict, NotThere
from planner.store.database.rows import Draft, Workspace
from planner.store.normalise import clean_name, clean_note
from planner.web import responses
from planner.web.budgets.answers import Answered, Data, answer
from planner.web.budgets.form.applied import applied_words, with_applied
from planner.web.budgets.form.form import BudgetForm, read_budget
from planner.web.budgets.page import Notices
from planner.web.budgets.routes import by_script, show, ticks
from planner.web.budgets.sample_month import without_sample
from planner.web.budgets.sections.under_cap import change_of, held_savings
from planner.web.saved.budgets.conflict import budget_conflict
from planner.web.saved.budgets.own import my_budget
from planner.web.saved.budgets.snapshot import budget_draft
from planner.web.state import catalogue, now
from planner.web.workspace import current_workspace, ensure_workspace, store

bp = Blueprint("budget_saves", __name__)
responses.guard(bp)
EMPTY = "Add a workload first: a budget needs at least one line."
NOT_SAVED = "Not saved. Nothing you typed is lost: "


@bp.post("/budgets")
def save() -> AnyResponse:
    """303 to what was saved; 409 with both over a newer revision; 422 with what to type instead; 503 when it cannot."""
    answered = answer(without_sample(read_budget(request.form, catalogue(), now=now())), whole=True)
    if answered.budget is None or answered.data is None:
        return _refused(answered, "see the sentences beside the fields." if answered.errors else EMPTY)
    try:
        name, note = clean_name(answered.budget.name), clean_note(request.form.get("note", ""))
    except ValueError as error:
        return _refused(answered, str(error))
    draft = _draft(answered.budget, answered.data, name, note)
    if answered.form.budget and request.form.get("as") != "new":
        return _revise(answered, draft)
    made = scenarios.create(store(), ensure_workspace(), _name(answered.form, name), draft, now=now(), kind="budget")
    return responses.done(f"/budgets/{made.id}/sheet?said=saved", id=made.id, revision=1)


def _draft(budget: Budget, data: Data, name: str, note: str) -> Draft:
    return budget_draft(replace(budget, name=name), {**data, "name": name}, catalogue(), now=now(), note=note)


@bp.post("/budgets/apply")
def apply() -> AnyResponse:
    """The changes that are ticked, written into the lines: as a new revision of a saved budget, else into the form,
    whose page says how to take them back."""
    before = without_sample(read_budget(request.form, catalogue(), now=now()))
    answered = answer(before, whole=True)
    savings = held_savings(answered.data, ticks()) if answered.data else ()
    form = with_applied(before, [change_of(saving["change"]) for saving in savings])
    words = applied_words([saving["text"] for saving in savings])
    if form.budget and savings:
        return _apply_saved(answer(form, whole=True), words)
    if not by_script():
        return redirect(f"{form.address() or '/budgets/new'}&all=1", 303)
    response = show(answer(form), notices=Notices(applied=words, undo=before.address() or ""))
    if address := form.address():
        response.headers["HX-Replace-Url"] = address
    return response


def _apply_saved(answered: Answered, words: str) -> AnyResponse:
    if answered.budget is None or answered.data is None:
        return _refused(answered, "see the sentences beside the fields.")
    draft = _draft(answered.budget, answered.data, clean_name(answered.budget.name), clean_note(words))
    return _revise(answered, draft, then="?said=applied")


def _name(form: BudgetForm, name: str) -> str:
    """A copy of a saved budget that kept its name is called a copy."""
    workspace = current_workspace()
    if not form.budget or workspace is None:
        return name
    try:
        same = scenarios.get(store(), workspace, form.budget, kind="budget").name == name
    except NotThere:
        return name
    return scenarios.copy_name(name) if same else name


def _revise(answered: Answered, draft: Draft, then: str = "/sheet?said=revised") -> AnyResponse:
    """The new revision, and `then` behind the address of the budget."""
    form, expected = answered.form, answered.form.revision
    if not (expected.isascii() and expected.isdigit() and len(expected) < 10):
        return _refused(answered, "the number of the revision this was made from is missing.")
    workspace = current_workspace()
    try:
        if workspace is None:
            raise NotThere("There is no such budget in this workspace.")
        made = revisions.revise(
            store(), workspace, form.budget, draft, kind="budget", expected_revision=int(expected), now=now()
        )
    except Conflict as conflict:
        return _conflict(form, workspace, conflict)
    except NotThere:
        return _refused(
            replace(answered, form=replace(form, budget="", revision="")),
            "the budget it was made from is not there any more. Save it as a new one.",
            404,
        )
    scenarios.rename(store(), workspace, form.budget, str(draft.snapshot["name"]), kind="budget", now=now())
    ensure_workspace()
    return responses.done(f"/budgets/{form.budget}{then}", id=form.budget, revision=made.number)


def _conflict(form: BudgetForm, workspace: Workspace | None, conflict: Conflict) -> Response:
    if responses.wants_json():
        return responses.trouble(409, "revision", str(conflict))
    scenario = scenarios.get(store(), workspace or responses.mine(), form.budget, kind="budget")
    newest = replace(form, revision=str(conflict.newest.number))
    return responses.page("budgets/conflict.html", budget_conflict(scenario, conflict, newest, form), 409)


def _refused(answered: Answered, reason: str, status: int = 422) -> Response:
    """The page as it was sent, with the sentence that says what to type instead."""
    if responses.wants_json():
        field, text = next(iter(answered.errors.items()), ("budget", reason))
        return responses.trouble(status, field, text)
    notices = Notices(problem=NOT_SAVED + reason, note=request.form.get("note", ""))
    return show(answered, whole=True, notices=notices, status=status)


@bp.post("/budgets/<sid>/duplicate")
def duplicate(sid: str) -> AnyResponse:
    """A revision as a new budget, prices and all; the latest where none is named."""
    said = request.form.get("revision", "")
    number = int(said) if said.isascii() and said.isdigit() and len(said) < 10 else None
    my_budget(sid)
    made = scenarios.duplicate(store(), responses.mine(), sid, now=now(), number=number)
    return responses.done(f"/budgets/{made.id}?said=duplicated", id=made.id)


@bp.post("/budgets/<sid>/delete")
def delete(sid: str) -> AnyResponse:
    my_budget(sid)
    scenarios.delete(store(), responses.mine(), sid, now=now())
    return responses.done(f"/budgets?deleted={sid}", id=sid)


@bp.post("/budgets/<sid>/restore")
def restore(sid: str) -> AnyResponse:
    scenarios.find(store(), responses.mine(), sid, kind="budget")
    scenarios.restore(store(), responses.mine(), sid)
    return responses.done(f"/budgets/{sid}?said=restored", id=sid)
