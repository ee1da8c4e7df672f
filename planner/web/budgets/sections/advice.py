"""What drives a budget's cost, what would reduce it, and what fits its cap."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass

from planner.core.budget.advice.advice_types import Swing
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
class FitRow:
    """What fits the cap for one line, and where else it could go."""

    line: str
    now: str
    half: str
    cautious: str
    effort: str
    offer: str


@dataclass(frozen=True, slots=True)
class AdviceView:
    """Everything the section prints."""

    title: str
    savings: tuple[Saving, ...]
    rest: int
    fits: tuple[FitRow, ...]
    has_cap: bool
    hold: str
    tornado: tuple[Row, ...]
    tornado_title: str


IN_PLAN = "part by part, in its plan"
"""Said of a line whose run has parts: another model or effort for one of them is tried in the plan."""


def advice_view(shown: BudgetView) -> AdviceView | None:
    """None while nothing of it has been worked out."""
    if not shown.answer.sensitivity or not shown.lines:
        return None
    savings, months = shown.answer.advice.savings, len(shown.months)
    return AdviceView(
        title="How to stay under the cap" if savings else "Nothing on the list would bring it down",
        savings=savings[:MOST_SAVINGS],
        rest=max(len(savings) - MOST_SAVINGS, 0),
        fits=tuple(_fit(shown, line) for line in shown.lines),
        has_cap=shown.cap is not None,
        hold=_hold(shown),
        tornado=draw([effect_of(swing) for swing in shown.answer.sensitivity]),
        tornado_title=f"What would change it, dollars over {months} months"
        if months > 1
        else "What would change it, dollars",
    )


def _fit(shown: BudgetView, line: LineOfBudget) -> FitRow:
    advice, name = shown.answer.advice, line.name
    fit = next((found for found in advice.runs if found.line == name), None)
    return FitRow(
        line=name,
        now=first_runs(line),
        half=_fitting(fit.runs_per_day if fit else None),
        cautious=_fitting(fit.cautious_runs_per_day if fit else None),
        effort=IN_PLAN if line.stages else _effort(shown, name),
        offer=IN_PLAN if line.stages else _offer(shown, name),
    )


def first_runs(line: LineOfBudget) -> str:
    """Runs per day in its first month with any, over all days of that month."""
    for month in line.months:
        if runs := month.runs:
            days = monthrange(int(month.month[:4]), int(month.month[5:]))[1]
            return filters.count(filters.to_places(runs / days, 1))
    return "0"


def _fitting(runs: int | None) -> str:
    return "not even one" if not runs else f"{runs:,}"


def _effort(shown: BudgetView, name: str) -> str:
    """The first that fits is the highest."""
    modes = [fit for fit in shown.answer.advice.efforts if fit.line == name]
    match = next((fit.mode for fit in modes if fit.fits), None)
    return match or ("none" if modes else "not known")


def _offer(shown: BudgetView, name: str) -> str:
    """The cheapest that meets every limit, with what it costs; else why the cheapest does not."""
    found = [c for c in shown.answer.advice.candidates if c.line == name]
    if not found:
        return "none typed" if shown.request.get("wish", {}).get("offers") == [] else "none that fits"
    best = found[0]
    own = next((line.usd for line in shown.lines if line.name == name), None)
    if not best.unmet and own is not None and best.usd >= own:
        return "none is cheaper than its own"
    words = f"{best.model}, {best.mode}: {filters.money(best.usd)}"
    return words if not best.unmet else f"none: {best.unmet[0]} ({best.model})"


def _hold(shown: BudgetView) -> str:
    """The one line that could be held back, in a sentence."""
    line = shown.answer.finding.biggest_line
    if shown.cap is None or line is None:
        return ""
    name = shown.answer.lines[line].name
    fit = next((found for found in shown.answer.advice.runs if found.line == name), None)
    runs = fit and fit.cautious_runs_per_day
    if not fit or not runs or is_once(shown, line):
        return ""
    chance = filters.percent(fit.chance)
    return f"Or keep every model and hold {name} at {runs:,} runs per day: that leaves a {chance} chance."


def is_once(shown: BudgetView, place: int) -> bool:
    """Whether the line's runs are done once: there is no day's number to hold them at."""
    return bool((shown.request["lines"][place].get("growth") or {}).get("kind") == "once")


def short_range(swing: Swing) -> str:
    """How far one thing is moved, in few words; with the reason where less of it costs more."""
    ranges = SHORT.get(swing.ranges, swing.ranges)
    if swing.name == "prompt" and swing.low_usd > swing.usd:
        return f"{ranges}; shorter prompts are below the least that a host caches"
    return ranges


def effect_of(swing: Swing) -> Effect:
    """Its two ends in the order of its words: caches that work all of the time come first."""
    low, high = (float(usd - swing.usd) for usd in (swing.low_usd, swing.high_usd))
    first, second = (high, low) if swing.ranges in REVERSED else (low, high)
    return Effect(NAMES.get(swing.name, swing.name), short_range(swing), first, second)
