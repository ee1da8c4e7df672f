"""Which lines of a budget own runs move."""

from __future__ import annotations

from planner.schema.shapes.budget import LineOfBudget
from planner.web.budgets.budget_view import BudgetView


def moved_by_own(shown: BudgetView) -> tuple[LineOfBudget, ...] | None:
    """The lines whose tokens are based on own runs, then those that own runs of other models changed. None where the
    request had no own runs; answers saved before there were any have neither."""
    if not shown.request.get("calibration"):
        return None
    moved = [line for line in shown.lines if line.own_runs or line.shifted_by_own]
    return tuple(sorted(moved, key=lambda line: not line.own_runs))
