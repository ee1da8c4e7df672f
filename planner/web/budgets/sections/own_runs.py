"""What own runs do to a budget: a badge for each line that they move, with its range before and with them."""

from __future__ import annotations

from dataclasses import dataclass

from planner.schema.shapes.budget import LineOfBudget
from planner.web import filters
from planner.web.budgets.budget_view import BudgetView
from planner.web.present.amounts import in_times
from planner.web.present.evidence import yours

MOST_BADGES = 6
BY_OTHERS = "moved by your own runs of other models"
MOVE_NOTHING = "Your own runs move no tokens here: they are of other kinds of work, or the lines state their tokens."


@dataclass(frozen=True, slots=True)
class OwnBadge:
    """One line: whose runs moved it, its 80 % range as times its expected bill before and with them, and how far its
    bill moved; empty where that was not kept, and for runs of several stages."""

    name: str
    whose: str
    before: str = ""
    now: str = ""
    moved: str = ""


@dataclass(frozen=True, slots=True)
class OwnRunsOfBudget:
    """The badges of the first lines, those that rest on own runs first; `more`: how many lines have no place; `why`:
    why there are none."""

    badges: tuple[OwnBadge, ...]
    more: int = 0
    why: str = ""


def own_runs_of_budget(shown: BudgetView) -> OwnRunsOfBudget | None:
    """None where the request has no own runs. Older saved answers have no figures for them."""
    if not shown.request.get("calibration"):
        return None
    moved = sorted((line for line in shown.lines if own_words(line)), key=lambda line: not line.own_runs)
    if not moved:
        return OwnRunsOfBudget((), why=MOVE_NOTHING)
    return OwnRunsOfBudget(tuple(map(_badge, moved[:MOST_BADGES])), max(len(moved) - MOST_BADGES, 0))


def own_words(line: LineOfBudget) -> str:
    """yours, 14 runs; moved by your own runs of other models; empty for a line without."""
    if line.own_runs:
        return yours(line.own_runs)
    return BY_OTHERS if line.shifted_by_own else ""


def _badge(line: LineOfBudget) -> OwnBadge:
    change = line.own_change
    if not change:
        return OwnBadge(line.name, own_words(line))
    before, now = (in_times(one.low, one.high) for one in (change.before, change.after))
    percent = filters.decimals(abs(change.factor - 1) * 100, 0)
    moved = "as before" if percent == "0" else f"{percent}% {'more' if change.factor > 1 else 'less'}"
    return OwnBadge(line.name, own_words(line), before, now, moved)
