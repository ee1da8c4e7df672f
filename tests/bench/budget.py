"""The forecast of a large budget, 36 months x 20 lines with bands, against pricing every day of every line by itself.

Every line grows, shares a prefix and thinks or loops, so that each of its months has a price of its own.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from planner.core.budget.advice.advise import advise
from planner.core.budget.calendar import days_between, months_of
from planner.core.budget.forecast import forecast
from planner.core.budget.inputs import Budget, BudgetLine, Growth
from planner.core.budget.odds.sampling import DRAWS
from planner.core.budget.odds.sensitivity import sensitivity
from planner.core.budget.tasks import tasks_of
from planner.core.estimate.one_offer import prepare
from planner.core.estimate.terms import Prepared, Terms
from planner.core.workload import Workload
from tests.bench.measure import Figure, both, median_seconds, readable
from tests.bench.world import catalogue

WANTED_SECONDS, ADVICE_SECONDS = 0.1, 2.0
OFFERS = (
    "openai/gpt-5.4",
    "novita/moonshotai/kimi-k2-thinking",
    "google/gemini-3.7-flash",
    "anthropic/claude-opus-4-5",
    "google/gemini-3.1-flash-lite",
)
CLASSES = ("research_agent", "support_agent", "expert_qa", "coding_agent")


def line(index: int, more: int = 0) -> BudgetLine:
    """One of twenty unlike lines, with so many `more` runs."""
    load = Workload(
        task_class=CLASSES[index % len(CLASSES)],
        steps=20 if index % 2 else 1,
        tool_result_tokens=800,
        shared_prefix_tokens=5000,
        runs_per_day=20 + 50 * index + more,
    )
    return BudgetLine(f"line {index}", OFFERS[index % len(OFFERS)], load, growth=Growth("compound", Decimal("0.03")))


def large(more: int = 0, of: Container[int] = range(20)) -> Budget:
    """36 months, 20 lines, both caps; `more` runs of some lines."""
    lines = tuple(line(index, more if index in of else 0) for index in range(20))
    return Budget("large", date(2026, 12, 1), 36, lines, Decimal(100_000), Decimal(3_000_000))


def figures() -> Iterator[Figure]:
    """Exact forecast, draws, fans and odds, asked for on every change; then what a page asks for once at rest."""
    budget, typed = large(), count(1)
    baseline, _ = both(lambda: day_by_day(budget), lambda: forecast(budget, catalogue()), 1)
    ours = median_seconds(lambda: forecast(large(next(typed)), catalogue()), 25)
    yield Figure(
        "a budget of 36 months x 20 lines, with bands",
        readable(baseline),
        readable(ours),
        baseline / ours,
        readable(WANTED_SECONDS),
        ours < WANTED_SECONDS,
        f"{DRAWS:,} draws, every line another one each time. Baseline: the exact path for every day of every line, "
        "without draws.",
    )
    one = median_seconds(lambda: forecast(large(next(typed), of=(7,)), catalogue()), 25)
    yield Figure("the same, one line changed", "", readable(one), note="The other lines are kept as they were walked.")

    made = forecast(budget, catalogue())
    whole = median_seconds(lambda: (sensitivity(budget, catalogue()), advise(made, catalogue())), 3)
    yield Figure(
        "the same: what it depends on, what would bring it down",
        "",
        readable(whole),
        wanted=readable(ADVICE_SECONDS),
        met=whole < ADVICE_SECONDS,
        note="Eight things moved both ways; efforts, caches, batch and every model that is known well, for each line.",
    )


def day_by_day(budget: Budget) -> Decimal:
    """Dollars of the period, every day of every line priced by itself."""
    spans = months_of(budget)
    days = [spans[0].first + timedelta(days=n) for n in range(days_between(spans[0].first, spans[-1].last))]
    total = Decimal(0)
    for task in tasks_of(budget.lines, catalogue(), spans):
        for day in days:
            runs = task.runs[(day.year - spans[0].first.year) * 12 + day.month - spans[0].first.month]
            load = replace(task.line.workload, runs_per_day=float(runs))
            answer = prepare(Terms(load, catalogue(), day, "calendar"), task.offer, task.mode)
            total += runs * answer.cost.usd_per_run if isinstance(answer, Prepared) else 0
    return total
