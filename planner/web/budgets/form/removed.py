"""A line that was just removed, and the way back to the budget with it."""

from __future__ import annotations

from planner.web.budgets.form.form import BudgetForm
from planner.web.budgets.form.from_budget import without_line
from planner.web.budgets.form.state import fits


def removed_words(before: BudgetForm, after: BudgetForm) -> str:
    """What was done, in a sentence; empty where the forms do not differ by one removed line."""
    if len(before.lines) != len(after.lines) + 1:
        return ""
    for place, line in enumerate(before.lines):
        if without_line(before, place).lines == after.lines:
            return f"Removed “{line.values['name'] or f'Line {place + 1}'}”."
    return ""


def address_after(before: BudgetForm, after: BudgetForm) -> str:
    """Where the page stands after a change, for readers without a script. After a line was removed it says the budget
    before too, where both fit, so that the line can be brought back. Empty where not even the page fits."""
    address = after.address()
    if not address:
        return ""
    whole = f"{address}&all=1"
    with_way_back = f"{whole}&was={before.packed()}"
    return with_way_back if removed_words(before, after) and fits(with_way_back) else whole
