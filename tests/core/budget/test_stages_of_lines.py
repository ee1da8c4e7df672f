"""Lines whose run has stages: taken apart to be priced, put together to be shown."""

from __future__ import annotations

from decimal import Decimal

import pytest

from planner.core.budget.report import report
from planner.core.budget.staged import staged, together
from planner.core.estimate.comparison import compare
from planner.core.request import EstimateRequest
from planner.core.workload import BadInput, Stage
from tests.core.budget.build import WORLD, answered, budget, dollar_runs, line, thinking_runs
from tests.core.build import NOW

TWO = (Stage("plan", offer="other/flat"), Stage("work", times=3, starts_fresh=True))
"""A run of $2 and, fresh, three of $1."""


def test_a_line_costs_what_its_stages_cost_and_they_keep_their_place() -> None:
    made = answered(line("a", workload=dollar_runs(stages=TWO)), line("b"), months=1)
    (agent, parts), (plain, none) = together(made.lines)
    assert [(part.line.stage, part.usd / 31) for part in parts] == [("plan", 2), ("work", 3)]
    assert agent.line.name == "a" and agent.usd == 5 * 31 and agent.months[0].runs == 31
    assert (plain.line.name, plain.usd, none) == ("b", 31, ())
    assert made.finding.usd == 6 * 31 and made.finding.biggest_line == 0
    assert made.finding.biggest_share == pytest.approx(5 / 6)


def test_what_was_paid_is_split_as_planned() -> None:
    paid = line("a", workload=dollar_runs(stages=TWO), actuals=(Decimal(310),))
    made = answered(paid, months=2, rescale=True)
    ((agent, parts),) = together(made.lines)
    assert [part.months[0].actual_usd for part in parts] == [124, 186]
    assert agent.months[0].usd == 310
    assert agent.months[1].usd > agent.months[1].planned_usd


def test_a_month_of_the_line_is_a_month_of_the_plan() -> None:
    stages = (Stage("plan", offer="host/thinker", steps=4), Stage("work", steps=6, share=0.4, starts_fresh=True))
    load = thinking_runs(300, task_class="research_agent", stages=stages, tool_result_tokens=200)
    asked = EstimateRequest(load, ("other/thinker",), ("high",))
    (plan,) = compare(asked, WORLD, now=NOW).estimates
    made = answered(line("a", "other/thinker", thinking="high", workload=load), months=1, month="calendar")
    assert made.finding.usd.quantize(Decimal("1e-12")) == plan.cost.usd_per_month.quantize(Decimal("1e-12"))


def test_stages_follow_their_models_and_are_not_advised_on() -> None:
    stages = (Stage("plan", offer="host/moving"), Stage("work", starts_fresh=True))
    made = report(
        budget(line("a", workload=dollar_runs(stages=stages)), months=6, cap_usd_per_month=Decimal(10)), WORLD
    )
    assert [event.lines for event in made.forecast.answer.events if event.kind == "reroute"] == [("a: plan",)]
    assert not made.advice.savings and not made.advice.candidates
    # A month of 31 days: $2 a run until March, when the first stage moves to a model of $4 and a run costs $5.
    (fit,) = made.advice.runs
    assert (fit.line, fit.runs_per_day) == ("a", 0)
    assert made.sensitivity[0].usd == made.forecast.answer.finding.usd


def test_a_stage_that_cannot_be_read_is_named() -> None:
    with pytest.raises(BadInput) as bad:
        staged(budget(line("a", workload=dollar_runs(stages=(Stage("plan", offer="nobody/knows"),)))), WORLD)
    assert bad.value.problems[0].field == "lines.0.workload.stages.0.offer"


def test_how_many_runs_of_stages_fit_the_cap() -> None:
    """$5 a run and $31 beside it: a cap of $341 leaves room for 2 runs a day, in all likelihood too."""
    capped = budget(line("a", workload=dollar_runs(4, stages=TWO)), line("b"), months=1, cap_usd_per_month=Decimal(341))
    fits = {fit.line: (fit.runs_per_day, fit.cautious_runs_per_day) for fit in report(capped, WORLD).advice.runs}
    assert fits["a"] == (2, 2)
