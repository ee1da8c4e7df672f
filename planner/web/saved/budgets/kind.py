"""Budgets as something that can be kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from planner.schema.as_data import from_data
from planner.schema.shapes.budget import Finding
from planner.store.database.rows import Draft, Revision, Scenario, Shared
from planner.store.normalise import clean_name, clean_note
from planner.web import filters, responses
from planner.web.budgets.answers import Answered, answer
from planner.web.budgets.budget_view import saved_view, span_words
from planner.web.budgets.export import budget_csv, budget_markdown
from planner.web.budgets.form.form import BudgetForm, read_budget
from planner.web.budgets.page import Notices
from planner.web.budgets.sample_month import without_sample
from planner.web.budgets.saved_lines import Source, sources
from planner.web.budgets.views import show, show_saved
from planner.web.budgets.workbook import budget_workbook
from planner.web.clock import now
from planner.web.saved.budgets.compare import BudgetComparison, compare_budgets, differences, totals
from planner.web.saved.budgets.finance import budget_sheet
from planner.web.saved.budgets.saved_page import saved_budget
from planner.web.saved.budgets.snapshot import budget_draft
from planner.web.saved.finance.sheet import Sheet
from planner.web.saved.kinds import BUDGETS, Chosen, Column, Difference, Fields, Files, Kind, Problems, Sent, Summary
from planner.web.state import catalogue

EMPTY = "Add a workload first: a budget needs at least one line."
BESIDE = "See the sentences beside the fields."
NOT_SAVED = "Not saved. Nothing you typed is lost. "
GONE = "The budget it was made from is not there any more. Save it as a new one."


class BudgetKind(Kind):
    """Several workloads over months, kept with every price of its day."""

    place = BUDGETS
    several = "Budgets"
    start = "/budgets/new?from=example"
    start_words = "Start with an example"
    new = "/budgets/new"
    folder = "saved/budgets"
    nothing = "What will your models cost, month by month?"
    columns = (Column("expected", "r"), Column("Months"), Column("chance over cap", "r"))
    files = Files(
        {
            "csv": lambda _name, revision: budget_csv(saved_view(revision.draft), catalogue()),
            "xlsx": lambda _name, revision: budget_workbook(saved_view(revision.draft), catalogue()),
            "md": lambda _name, revision: budget_markdown(saved_view(revision.draft)),
        }
    )

    @property
    def presets(self) -> tuple[tuple[str, str], ...]:
        """Workloads to begin with, by id and name."""
        return tuple((preset.id, preset.name) for preset in catalogue().presets.values())

    @property
    def sources(self) -> tuple[Source, ...]:
        """Saved plans to begin with, the last changed first."""
        return sources()

    def summary(self, draft: Draft) -> Summary:
        """Dollars, months and the chance of passing the cap. Nothing else is read, since a list has many budgets."""
        finding = from_data(Finding, draft.snapshot["finding"])
        chance, usd = finding.chance_any_month, filters.money(finding.usd)
        span = span_words([month["month"] for month in draft.snapshot["months"]])
        return Summary((usd, span, filters.chance(chance)), usd)

    def page(self, kept: Scenario) -> AnyResponse:
        return show_saved(kept)

    def revision_page(self, kept: Scenario, revision: Revision, history: Sequence[Revision]) -> AnyResponse:
        head = f"revision {revision.number} as it was saved"
        view = saved_budget(
            kept.name, revision, catalogue(), head=head, base=f"{self.base}/{kept.id}", latest=history[0].number
        )
        return responses.page("saved/budgets/page.html", view)

    def shared_page(self, shared: Shared, address: str) -> Response:
        until = f"; the link works until {filters.day(shared.expires_at)}" if shared.expires_at else ""
        head = f"shared with you as saved on {filters.day(shared.revision.created)}{until}"
        view = saved_budget(shared.name, shared.revision, catalogue(), head=head, base=address, is_shared=True)
        return responses.page("saved/budgets/page.html", view)

    def comparison(self, chosen: Sequence[Chosen]) -> BudgetComparison:
        return compare_budgets(chosen)

    def differences(self, newest: Draft, yours: Draft) -> tuple[Difference, ...]:
        both = (saved_view(newest), saved_view(yours))
        return (*totals(both), *(row for row in differences(both) if row.differs))

    def sheet(self, name: str, revision: Revision) -> Sheet:
        return budget_sheet(name, revision, catalogue())

    def sent(self) -> Sent:
        """The budget as its form was sent."""
        form = without_sample(read_budget(request.form, catalogue(), now=now()))
        return sent_budget(answer(form, whole=True), request.form.get("note", ""))


def sent_budget(answered: Answered, note: str) -> Sent:
    """What an answered form would have saved."""
    form, name = answered.form, ""
    problems: Problems = dict(answered.errors)
    draft = None
    if answered.budget is None or answered.answer is None:
        problems = problems or {"budget": EMPTY}
    else:
        try:
            name, note = clean_name(answered.budget.name), clean_note(note)
            budget, made = replace(answered.budget, name=name), replace(answered.answer, name=name)
            draft = budget_draft(budget, made, catalogue(), now=now(), note=note)
        except ValueError as error:
            problems = {"budget": str(error)}
    return Sent(
        draft, problems, name, partial(_refuse, answered), form.budget, form.revision, renames=True,
        back=form.address() or f"{BUDGETS.base}/{form.budget}", fields=partial(_fields, form),
    )  # fmt: skip


def _refuse(answered: Answered, problems: Problems, status: int) -> Response:
    """The page as it was sent, with the sentence that says what to type instead."""
    reason = BESIDE if answered.errors else next(iter(problems.values()))
    if "scenario" in problems:
        answered, reason = replace(answered, form=replace(answered.form, budget="", revision="")), GONE
    notices = Notices(problem=NOT_SAVED + reason, note=request.form.get("note", ""))
    return show(answered, whole=True, notices=notices, status=status)


def _fields(form: BudgetForm, number: str) -> Fields:
    return (("b", replace(form, revision=number).packed()),)


BUDGET = BudgetKind()
