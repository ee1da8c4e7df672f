"""What drives a budget's cost, what would reduce it, and what fits its cap."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass

from planner.core.budget.advice.advice_types import Candidate, EffortFit, Fit, Swing
from planner.schema.shapes.budget import LineOfBudget, Saving
from planner.web import filters
from planner.web.budgets.budget_view import BudgetView
from planner.web.charts.tornado import Effect, Row, draw

NAMES = {
    "volume": "Runs per day", "prompt": "Prompts", "answer": "Answers", "reasoning": "Reasoning", "cache": "Caching",
    "retries": "Retries", "price": "Prices", "growth": "Growth",
}  # fmt: skip
CACHES = "caches that work 60% or 100% of the time, 94% or 100% inside a run; stated hit rates 20% lower or higher"
SHORT = {
    "the ends of its own 80% range where estimated, 20% less or more where stated": "ends of the 80% range, else 20%",
    CACHES: "working 100% or 60% of the time",
    "none, or five in a hundred calls more": "none, or five points more",
}
REVERSED = frozenset({CACHES})
"""Ranges whose short words name the higher end first."""
MOST_SAVINGS = 8


@dataclass(frozen=True, slots=True)
class FitOfLine:
    """A line with what fits the cap, its modes with whether each fits, the highest first, and the cheapest of the
    offers to consider."""

    line: LineOfBudget
    runs: Fit | None
    efforts: tuple[EffortFit, ...]
    best: Candidate | None

    @property
    def now(self) -> str:
        return first_runs(self.line)


@dataclass(frozen=True, slots=True)
class AdviceView:
    """What the section shows. `rest`: savings beyond those shown; `hold`: the one line whose runs could be limited;
    `is_none_typed`: the user wants no other offers considered."""

    savings: tuple[Saving, ...]
    rest: int
    fits: tuple[FitOfLine, ...]
    has_cap: bool
    hold: Fit | None
    tornado: tuple[Row, ...]
    months: int
    is_none_typed: bool


def advice_view(shown: BudgetView) -> AdviceView | None:
    """None while nothing of it has been worked out."""
    if not shown.answer.sensitivity or not shown.lines:
        return None
    savings = shown.answer.advice.savings
    return AdviceView(
        savings=savings[:MOST_SAVINGS],
        rest=max(len(savings) - MOST_SAVINGS, 0),
        fits=tuple(_fit(shown, line) for line in shown.lines),
        has_cap=shown.cap is not None,
        hold=_hold(shown),
        tornado=draw([effect_of(swing) for swing in shown.answer.sensitivity]),
        months=len(shown.months),
        is_none_typed=shown.request.get("wish", {}).get("offers") == [],
    )


def _fit(shown: BudgetView, line: LineOfBudget) -> FitOfLine:
    advice, name = shown.answer.advice, line.name
    return FitOfLine(
        line=line,
        runs=next((found for found in advice.runs if found.line == name), None),
        efforts=tuple(found for found in advice.efforts if found.line == name),
        best=next((found for found in advice.candidates if found.line == name), None),
    )


def first_runs(line: LineOfBudget) -> str:
    """Runs per day in its first month with any, over all days of that month."""
    for month in line.months:
        if runs := month.runs:
            days = monthrange(int(month.month[:4]), int(month.month[5:]))[1]
            return filters.count(filters.to_places(runs / days, 1))
    return "0"


def _hold(shown: BudgetView) -> Fit | None:
    """The dearest line, where it fits the cap with fewer runs."""
    line = shown.answer.finding.biggest_line
    if shown.cap is None or line is None or is_once(shown, line):
        return None
    name = shown.answer.lines[line].name
    return next((fit for fit in shown.answer.advice.runs if fit.line == name and fit.cautious_runs_per_day), None)


def is_once(shown: BudgetView, place: int) -> bool:
    """Whether the line's runs are done once: there is no day's number to hold them at."""
    return bool((shown.request["lines"][place].get("growth") or {}).get("kind") == "once")


def short_range(swing: Swing) -> str:
    """How far one input is moved, in few words; with the reason where less of it costs more."""
    ranges = SHORT.get(swing.ranges, swing.ranges)
    if swing.name == "prompt" and swing.low_usd > swing.usd:
        return f"{ranges}; shorter prompts are below the least that a host caches"
    return ranges


def effect_of(swing: Swing) -> Effect:
    """The two ends in the order of its words: for caches, the end where they always work comes first."""
    low, high = (float(usd - swing.usd) for usd in (swing.low_usd, swing.high_usd))
    first, second = (high, low) if swing.ranges in REVERSED else (low, high)
    return Effect(NAMES.get(swing.name, swing.name), short_range(swing), first, second)
