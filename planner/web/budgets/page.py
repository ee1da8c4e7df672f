"""The page of a budget: its rail, what follows from it, and how it stands with the saved one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from planner.core.models.catalogue import Catalogue
from planner.schema.shapes.budget import LineOfBudget
from planner.store.database.rows import Revision, Scenario
from planner.web import filters
from planner.web.budgets.answers import Answered, together
from planner.web.budgets.budget_view import BudgetView, live_view, saved_view
from planner.web.budgets.form.form import BudgetForm
from planner.web.budgets.form.state import fits
from planner.web.budgets.proposal import proposed
from planner.web.budgets.rail import Rail, rail
from planner.web.budgets.saved_lines import Source
from planner.web.budgets.sections.advice import AdviceView, advice_view
from planner.web.budgets.sections.chart import BudgetChart, budget_chart
from planner.web.budgets.sections.limits import LimitsView, limits_view
from planner.web.budgets.sections.own_runs import moved_by_own
from planner.web.budgets.sections.paid import PaidView, paid_view
from planner.web.budgets.sections.table import MonthTable, month_table
from planner.web.budgets.sections.under_cap import UnderCap, under_cap
from planner.web.budgets.warnings import LineWarning, warnings_of
from planner.web.present.names import known_models


@dataclass(frozen=True, slots=True)
class BudgetResults:
    """What follows from a budget; made from its answer alone, live or saved. `now`: of a live one; `own_runs`: lines
    that own runs move."""

    shown: BudgetView
    now: datetime | None
    chart: BudgetChart | None
    table: MonthTable | None
    warnings: tuple[LineWarning, ...]
    own_runs: tuple[LineOfBudget, ...] | None = None


@dataclass(frozen=True, slots=True)
class SavedState:
    """The saved budget that the form was opened from; `words` say whether the form differs from it."""

    id: str
    name: str
    latest: int
    words: str


@dataclass(frozen=True, slots=True)
class Notices:
    """What a page says beside the budget: what was done, what could not be, a note as typed; `applied` are the changes
    that were just written into the lines, `undo` the address without them, `ticks` the changes that are ticked, which
    are the reader's own once they were `touched`."""

    notice: str = ""
    problem: str = ""
    note: str = ""
    applied: str = ""
    undo: str = ""
    ticks: tuple[str, ...] = ()
    touched: bool = False


NO_NOTICES = Notices()


@dataclass(frozen=True, slots=True)
class BudgetPage:
    """Everything the template prints. `state` is the whole form in a word, `address` where it is answered."""

    title: str
    rail: Rail
    results: BudgetResults | None
    advice: AdviceView | None
    under_cap: UnderCap | None
    is_whole: bool
    limits: LimitsView | None
    paid: PaidView
    saved: SavedState | None
    state: str
    keeps: bool
    notice: str
    problem: str
    applied: str
    undo: str
    name: str
    note: str
    known: tuple[tuple[str, str], ...]


def budget_page(
    answered: Answered,
    catalogue: Catalogue,
    *,
    now: datetime,
    sources: tuple[Source, ...],
    scenario: Scenario | None = None,
    revision: Revision | None = None,
    whole: bool = False,
    notices: Notices = NO_NOTICES,
    errors: Mapping[str, str] | None = None,
) -> BudgetPage:
    form, shown = answered.form, shown_of(answered)
    found = errors if errors is not None else answered.errors
    state = form.packed()
    results = budget_results(shown, now=now) if shown else None
    return BudgetPage(
        title=form.values["name"],
        rail=rail(form, found, sources, catalogue, results.warnings if results else (), day=now.date()),
        results=results,
        advice=advice_view(shown) if shown and whole else None,
        under_cap=_under_cap(answered, shown, notices, catalogue) if shown and whole else None,
        is_whole=whole,
        limits=limits_view(shown, form.limits) if shown else None,
        paid=paid_view(form, shown, now=now),
        saved=_saved(form, shown, scenario, revision),
        state=state,
        keeps=fits(state),
        notice=notices.notice,
        problem=notices.problem,
        applied=notices.applied,
        undo=notices.undo,
        name=form.values["name"],
        note=notices.note,
        known=known_models(catalogue),
    )


def shown_of(answered: Answered) -> BudgetView | None:
    """None where there are no lines, or something in the form is wrong."""
    return live_view(answered.budget, answered.answer) if answered.budget and answered.answer else None


def _under_cap(answered: Answered, shown: BudgetView, notices: Notices, catalogue: Catalogue) -> UnderCap | None:
    """The changes to tick; None where no line could be priced."""
    if answered.budget is None or answered.answer is None or not shown.lines:
        return None
    ticks = notices.ticks if notices.touched else proposed(answered.budget, answered.answer, catalogue)
    then = together(answered.budget, answered.answer, ticks)
    changed = live_view(answered.budget, then.answer) if then else None
    holds = then.cap_that_holds if then else None
    return under_cap(shown, ticks, changed, holds, catalogue, touched=notices.touched)


def budget_results(shown: BudgetView, *, now: datetime | None = None) -> BudgetResults:
    return BudgetResults(
        shown=shown,
        now=now,
        chart=budget_chart(shown),
        table=month_table(shown),
        warnings=warnings_of(shown),
        own_runs=moved_by_own(shown),
    )


def _saved(
    form: BudgetForm, shown: BudgetView | None, scenario: Scenario | None, revision: Revision | None
) -> SavedState | None:
    if scenario is None or revision is None:
        return None
    changed = shown is None or dict(shown.request) != dict(revision.draft.request)
    words = f"revision {revision.number}, saved on {filters.day(revision.created)}"
    if changed:
        words += "; changed since, not saved"
    elif shown and (moved := _moved(shown, revision)):
        words += f"; {moved}"
    return SavedState(scenario.id, scenario.name, scenario.latest, words)


def _moved(shown: BudgetView, revision: Revision) -> str:
    """The forecast of the same budget when it was saved, where today's differs."""
    then, now = saved_view(revision.draft).usd, shown.usd
    if not then or abs(now / then - 1) < Decimal("0.001"):
        return ""
    sign = "+" if now > then else ""
    percent = filters.decimals((now / then - 1) * 100, 1)
    return f"then it came to {filters.money(then)}, today to {filters.money(now)} ({sign}{percent}%)"
