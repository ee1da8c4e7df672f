"""Views that only budgets have: an export of the form as typed, and changes applied to a saved budget."""

from __future__ import annotations

from flask import redirect, request
from werkzeug.wrappers import Response as AnyResponse

from planner.store.database.rows import Revision
from planner.web import responses
from planner.web.budgets.answers import answer
from planner.web.budgets.budget_view import saved_view
from planner.web.budgets.export import changes_csv
from planner.web.budgets.form.applied import applied_words, with_applied
from planner.web.budgets.form.form import read_budget
from planner.web.budgets.page import Notices
from planner.web.budgets.sample_month import without_sample
from planner.web.budgets.sections.under_cap import held_savings, settings_of
from planner.web.budgets.views import by_script, show, ticks
from planner.web.clock import now
from planner.web.saved.budgets.kind import BUDGET, sent_budget
from planner.web.saved.budgets.snapshot import budget_draft
from planner.web.saved.files import as_file
from planner.web.saved.saving import save_sent
from planner.web.state import catalogue


def export_form() -> AnyResponse:
    """The budget as it was typed, without the database; 422 on its page where it cannot be used."""
    answered = answer(without_sample(read_budget(request.form, catalogue(), now=now())), whole=True)
    if answered.budget is None or answered.answer is None:
        return show(answered, whole=True, notices=Notices(problem="There is nothing to export yet."), status=422)
    draft = budget_draft(answered.budget, answered.answer, catalogue(), now=now())
    return as_file(BUDGET, answered.budget.name, Revision(1, now(), draft), request.form.get("as", ""))


def export_changes() -> AnyResponse:
    """What would lower the bill, as it stands on the page; 422 on it where the budget cannot be used."""
    answered = answer(without_sample(read_budget(request.form, catalogue(), now=now())), whole=True)
    if answered.budget is None or answered.answer is None:
        return show(answered, whole=True, notices=Notices(problem="There is nothing to export yet."), status=422)
    shown = saved_view(budget_draft(answered.budget, answered.answer, catalogue(), now=now()))
    return responses.download(changes_csv(shown, ticks(), catalogue()), "text/csv", "changes.csv")


def apply() -> AnyResponse:
    """The changes that are ticked, written into the lines: as a new revision of a saved budget, else into the form,
    whose page says how to take them back."""
    before = without_sample(read_budget(request.form, catalogue(), now=now()))
    answered = answer(before, whole=True)
    savings = held_savings(answered.answer, ticks()) if answered.answer else ()
    form = with_applied(before, [settings_of(saving.change) for saving in savings])
    words = applied_words([saving.text for saving in savings])
    if form.budget and savings:
        return save_sent(BUDGET, sent_budget(answer(form, whole=True), words), then="?notice=applied")
    if not by_script():
        return redirect(f"{form.address() or '/budgets/new'}&all=1", 303)
    response = show(answer(form), notices=Notices(applied=words, undo=before.address() or ""))
    if address := form.address():
        response.headers["HX-Replace-Url"] = address
    return response
