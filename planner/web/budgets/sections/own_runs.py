"""What own runs do to a budget, in a sentence: the lines estimated from them, and those that they move."""

from __future__ import annotations

from planner.schema.shapes.budget import LineOfBudget
from planner.web.budgets.budget_view import BudgetView
from planner.web.present.evidence import yours


def own_runs_words(shown: BudgetView) -> str:
    """Empty where no own runs were asked with. Answers that were saved before there were any say nothing of them."""
    if not shown.request.get("calibration"):
        return ""
    resting = [f"{line.name} ({yours(line.own_runs)})" for line in shown.lines if line.own_runs]
    moved = [line.name for line in shown.lines if line.shifted_by_own and not line.own_runs]
    if resting:
        others = f"; moved by your own runs of other models: {', '.join(moved)}" if moved else ""
        return f"Lines that rest on your own runs: {', '.join(resting)}{others}."
    if moved:
        return f"Lines moved by your own runs of other models: {', '.join(moved)}."
    return "Your own runs move no tokens here: they are of other kinds of work, or the lines state their tokens."


def own_words(line: LineOfBudget) -> str:
    """yours, 14 runs; moved by your own runs of other models; empty for a line without."""
    if line.own_runs:
        return yours(line.own_runs)
    return "moved by your own runs of other models" if line.shifted_by_own else ""
