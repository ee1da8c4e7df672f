"""Budgets: the page of one, new or saved, and what follows from its form as fragments.

A form that was sent without a script is answered at its own address; one too long for an address is answered as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from flask import Response, redirect, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from planner.core.workload import BadInput
from planner.store import revisions, scenarios
from planner.store.database.errors import NotThere, StoreUnavailable
from planner.store.database.rows import Revision, Scenario
from planner.web import responses
from planner.web.budgets.answers import Answered, answer
from planner.web.budgets.examples import example
from planner.web.budgets.form.form import BudgetForm, place_of, read_budget
from planner.web.budgets.form.from_budget import form_of_budget, new_line, with_line, without_line
from planner.web.budgets.form.invoice import with_growth, with_invoice
from planner.web.budgets.form.readings import with_reading
from planner.web.budgets.form.removed import address_after, removed_words
from planner.web.budgets.page import NO_NOTICES, BudgetPage, Notices, budget_page
from planner.web.budgets.sample_month import with_sample, without_sample
from planner.web.budgets.saved_lines import sources
from planner.web.clock import now
from planner.web.saved.budgets.snapshot import budget_of
from planner.web.saved.kinds import NOTICES
from planner.web.state import carry, catalogue
from planner.web.workspace import current_workspace, store

MOST_STARTED = 20
"""Lines a budget is begun with at once."""


def new() -> AnyResponse:
    """An empty budget, the example, one with a line for each ticked workload, or the one in the address."""
    if request.args.get("from") == "example":
        return show(answer(example(catalogue(), now=now())))
    form = read_budget(request.args, catalogue(), now=now())
    if chosen := request.args.getlist("add"):
        return redirect(_started(form, chosen).address() or "/budgets/new", 303)
    return show(_asked(form), whole="all" in request.args, notices=_just_removed(form))


def _started(form: BudgetForm, chosen: Sequence[str]) -> BudgetForm:
    """The form with a line for each workload that was ticked; what is not one is left out."""
    for choice in chosen[:MOST_STARTED]:
        with suppress(ValueError):
            form = with_line(form, new_line(choice, form, catalogue(), sources()))
    return replace(form, open=None)


def show_saved(scenario: Scenario) -> AnyResponse:
    """A saved budget at today's prices, or its edited form; as it was saved where it cannot be estimated."""
    sid = scenario.id
    if "b" in request.args:
        form = replace(read_budget(request.args, catalogue(), now=now()), budget=sid)
    else:
        number = request.args.get("revision", type=int) or scenario.latest
        try:
            form = opened(scenario, revisions.get(store(), responses.mine(), sid, number))
        except BadInput:
            return redirect(f"/budgets/{sid}/revisions/{number}", 303)
    notice = NOTICES.get(request.args.get("notice", ""), "")
    return show(_asked(form), whole="all" in request.args, notices=_just_removed(form, notice))


def opened(scenario: Scenario, revision: Revision) -> BudgetForm:
    """The form of what was saved."""
    budget = budget_of(revision.draft)
    form = form_of_budget(budget, catalogue(), now=now(), budget=scenario.id, revision=str(revision.number))
    carry(budget.own_offers)
    return form


def change() -> AnyResponse:
    """The whole page after a button of the form: a line added, opened, closed or removed, or just all of it."""
    before = read_budget(request.form, catalogue(), now=now())
    form, problem = _done(before)
    answered = _asked(form)
    errors = answered.errors | problem
    address = form.address()
    if address and not errors and not by_script():
        return redirect(address_after(before, form), 303)
    response = show(replace(answered, errors=errors), whole=not by_script(), notices=_removal(before, form))
    if address:
        response.headers["HX-Replace-Url"] = address
    if by_script():
        response.status_code = 200  # What was asked for was done; the sentences stand beside their fields.
    return response


def _removal(before: BudgetForm, after: BudgetForm, notice: str = "") -> Notices:
    """That a line was removed, if one was, with the address that has it."""
    words = removed_words(before, after)
    return Notices(notice=notice, applied=words, undo=before.address() or "") if words else Notices(notice=notice)


def _just_removed(form: BudgetForm, notice: str = "") -> Notices:
    """The same from the address, which says the budget before where there is no script."""
    was = request.args.get("was", "")
    before = read_budget(MultiDict([("b", was)]), catalogue(), now=now())
    return _removal(replace(before, budget=form.budget), form, notice) if was else Notices(notice=notice)


def _done(form: BudgetForm) -> tuple[BudgetForm, dict[str, str]]:
    """The form after the action of its button; else the unchanged form with a sentence on what was typed."""
    verb, _, text = request.form.get("do", "").partition(":")
    if verb not in TYPED:
        return _pressed(form, verb, text), {}
    change, field = TYPED[verb]
    try:
        return change(form), {}
    except ValueError as error:
        return form, {field: str(error)}


def _pressed(form: BudgetForm, verb: str, text: str) -> BudgetForm:
    """What a button does that nothing can be wrong with."""
    place = place_of(text, len(form.lines))
    if verb == "open" and place is not None:
        return replace(form, open=place)
    if verb == "read":
        return with_reading(form, text)
    if verb == "sample":
        return _sampled(form)
    if verb == "unsample":
        return without_sample(form)
    if verb == "remove" and place is not None:
        return without_line(form, place)
    return replace(form, open=None) if verb == "close" else form


def _added(form: BudgetForm) -> BudgetForm:
    return with_line(form, new_line(request.form.get("new", ""), form, catalogue(), sources()))


def _grown(form: BudgetForm) -> BudgetForm:
    return with_growth(form, request.form.get("all-rate", ""))


def _invoiced(form: BudgetForm) -> BudgetForm:
    """An invoice split over the lines at its host; the form as it is where it cannot be answered."""
    answered = answer(form).answer
    given = {name: request.form.get(f"invoice-{name}", "") for name in ("host", "month", "usd", "by")}
    return with_invoice(form, answered, **given) if answered else form


TYPED = {"add": (_added, "lines"), "grow": (_grown, "all-rate"), "invoice": (_invoiced, "invoice-usd")}
"""Buttons with a field beside them: what they do, and the field that gets the error."""


def _sampled(form: BudgetForm) -> BudgetForm:
    """A month as if it were over; the form as it is where it cannot be answered."""
    answered = answer(form).answer
    return with_sample(form, answered) if answered else form


def results() -> AnyResponse:
    """What follows from the form, for a page that is already there; the sentences beside its fields when it cannot."""
    form = read_budget(request.form, catalogue(), now=now())
    if not by_script():
        return redirect(form.address() or "/budgets", 303)
    answered = _asked(form)
    page = page_of(answered)
    if answered.errors:
        response = responses.page("budgets/_refused.html", page, 422)
        response.headers["HX-Reswap"] = "none"
        return response
    shapes = (request.form.get("limits-shape", ""), request.form.get("paid-shape", ""))
    response = Response(render_template("budgets/_update.html", page=page, shapes=shapes), mimetype="text/html")
    if address := form.address():
        response.headers["HX-Replace-Url"] = address
    return response


def advice() -> AnyResponse:
    """What takes longer to work out: what drives the cost, what would reduce it and what fits."""
    form = read_budget(request.form, catalogue(), now=now())
    page = page_of(
        answer(form, whole=True), whole=True, notices=Notices(ticks=ticks(), touched="touched" in request.form)
    )
    return responses.page("budgets/_worked_out.html", page)


def under_cap() -> AnyResponse:
    """What the changes that are ticked come to together: the section alone, or the whole page without a script."""
    answered = answer(read_budget(request.form, catalogue(), now=now()), whole=True)
    notices = Notices(ticks=ticks(), touched=True)
    if not by_script():
        return show(answered, whole=True, notices=notices)
    page = page_of(answered, whole=True, notices=notices)
    if page.under_cap is None:  # no cap any more, or nothing that can be counted: the section goes
        return Response("", mimetype="text/html")
    return responses.page("budgets/_under_cap.html", page)


def ticks() -> tuple[str, ...]:
    """The changes that are ticked, by their keys; none after Clear."""
    return () if "clear" in request.form else tuple(request.form.getlist("tick"))


def _asked(form: BudgetForm) -> Answered:
    """With all of it where no script will ask for the rest."""
    return answer(form, whole="all" in request.args)


def by_script() -> bool:
    return bool(request.htmx)  # type: ignore[attr-defined]


def show(answered: Answered, *, whole: bool = False, notices: Notices = NO_NOTICES, status: int = 0) -> Response:
    """The whole page."""
    if whole and not answered.errors:
        answered = answer(answered.form, whole=True)
    page = page_of(answered, whole=whole, notices=notices)
    response = responses.page("budgets/page.html", page, status or answered.status)
    response.vary.add("HX-Request")
    return response


def page_of(answered: Answered, *, whole: bool = False, notices: Notices = NO_NOTICES) -> BudgetPage:
    scenario, revision = _origin(answered.form)
    return budget_page(
        answered, catalogue(), now=now(), sources=sources(), scenario=scenario, revision=revision, whole=whole,
        notices=notices,
    )  # fmt: skip


def _origin(form: BudgetForm) -> tuple[Scenario | None, Revision | None]:
    """What the form was opened from; nothing where that is not there, or is unavailable just now."""
    if not form.budget or not form.revision.isdecimal() or len(form.revision) > 9:
        return None, None
    try:
        workspace = current_workspace()
        if workspace is None:
            return None, None
        scenario = scenarios.get(store(), workspace, form.budget, kind="budget")
        return scenario, revisions.get(store(), workspace, form.budget, int(form.revision))
    except (NotThere, StoreUnavailable):
        return None, None
