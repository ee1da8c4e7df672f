"""Two people saved a budget: the newer revision and yours beside each other, and neither is lost."""

from __future__ import annotations

from dataclasses import dataclass

from planner.store.database.errors import Conflict
from planner.store.database.rows import Scenario
from planner.web import filters
from planner.web.budgets.form.form import BudgetForm
from planner.web.budgets.view_data import shown_saved
from planner.web.saved.budgets.compare import DifferenceRow, differences, totals
from planner.web.saved.kinds import BUDGET, Kind


@dataclass(frozen=True, slots=True)
class BudgetConflict:
    """`state` is yours, made from the newest; `back` the form as it was."""

    title: str
    text: str
    scenario: str
    name: str
    newest: int
    newest_day: str
    note: str
    state: str
    rows: tuple[DifferenceRow, ...]
    open_newest: str
    back: str
    kind: Kind = BUDGET


def budget_conflict(scenario: Scenario, conflict: Conflict, newest: BudgetForm, yours: BudgetForm) -> BudgetConflict:
    both = (shown_saved(conflict.newest.draft), shown_saved(conflict.yours))
    day = filters.day(conflict.newest.created)
    number = conflict.newest.number
    return BudgetConflict(
        title="Somebody saved while you were working",
        text=f"Revision {number} of {scenario.name} was saved on {day}, after the one yours was made from. "
        "Yours is not saved yet, and neither is lost.",
        scenario=scenario.id,
        name=scenario.name,
        newest=number,
        newest_day=day,
        note=conflict.yours.note,
        state=newest.packed(),
        rows=(*totals(both), *(row for row in differences(both) if row.differs)),
        open_newest=f"/budgets/{scenario.id}/revisions/{number}",
        back=yours.address() or f"/budgets/{scenario.id}",
    )
