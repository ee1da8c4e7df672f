"""A thinking budget: a forecast for Claude above 8,000 tokens, a ceiling everywhere else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from planner.core.models.families import Family
from planner.core.results import Estimate
from tests.core.build import ask, catalogue, estimator, offer, profile


def asked(lab: str, budget: float | None, thinking: str = "high", **load: Any) -> Estimate:
    """An answer of a model of `lab` that was measured at 1,000 tokens of thinking."""
    fits = replace(estimator(m={"high": 1000.0}), families=(Family("f", lab, ("m",)),))
    there = catalogue(offer("host/m", profile_id="m"), profiles=(profile("m"),), fits=fits)
    answer = ask(there, "host/m", thinking, thinking_budget_tokens=budget, **load)
    assert isinstance(answer, Estimate)
    return answer


@pytest.mark.parametrize(("budget", "middle"), [(8_001, 4900.5), (16_000, 8900), (32_000, 16_900)])
def test_claude_uses_half_of_a_budget_and_900_more_above_8000(budget: int, middle: float) -> None:
    answer = asked("Anthropic", budget)
    assert answer.tokens.reasoning_mean_band.p50 == pytest.approx(middle, rel=0.02)
    assert answer.tokens.reasoning > middle
    assert answer.reasoning_evidence.basis == "family"
    said = f"Claude thinks 0.5 x {budget:,} + 900 = {0.5 * budget + 900:,.0f} tokens as a median"
    mean = f"billed is the mean, {answer.tokens.reasoning_per_call:,.0f}, which few but long calls raise"
    assert answer.reasoning_evidence.source == f"{said}; {mean}; docs/methodology.md, Thinking budgets"
    assert not {flag.code for flag in answer.caveats} & {"budget_only_cuts", "budget_not_taken"}


@pytest.mark.parametrize("budget", [8_000, 1_024])
def test_up_to_8000_the_budget_of_claude_is_a_ceiling(budget: int) -> None:
    answer, free = asked("Anthropic", budget), asked("Anthropic", None)
    assert answer.tokens.reasoning_band.p90 <= budget
    assert float(answer.tokens.reasoning) < float(free.tokens.reasoning)


@pytest.mark.parametrize(
    ("lab", "load"),
    [("Google", {}), ("OpenAI", {}), ("Anthropic", {"steps": 5, "tool_result_tokens": 100})],
)
@pytest.mark.parametrize("budget", [600, 16_000])
def test_elsewhere_and_in_tool_loops_it_is_a_ceiling(lab: str, load: dict[str, Any], budget: int) -> None:
    calls = load.get("steps", 1)
    answer, free = asked(lab, budget, **load), asked(lab, None, **load)
    assert answer.tokens.reasoning_band.p90 <= calls * budget
    assert 0 < answer.tokens.reasoning <= min(free.tokens.reasoning, calls * budget)
    assert answer.cost.month_band.p90 <= free.cost.month_band.p90
    assert answer.reasoning_evidence == free.reasoning_evidence
    (said,) = [flag for flag in answer.caveats if flag.code.startswith("budget_")]
    where = "In a tool loop the thinking budget only cuts" if calls > 1 else "The thinking budget only cuts"
    if lab == "OpenAI":
        where = "Its maker is not known to take a thinking budget. The estimate cuts"
    mean, uncut = (f"{one.tokens.reasoning_per_call:,.0f}" for one in (answer, free))
    left = f": a call thinks {mean} on average, {uncut} without it"
    if budget == 16_000:
        left = f", too rare to count: a call thinks {mean} on average"
    assert said.text == f"{where} calls above {budget:,} tokens{left}."


def test_a_budget_changes_nothing_where_thinking_is_off_or_stated() -> None:
    assert asked("Anthropic", 16_000, "off").tokens.reasoning == 0
    given = asked("Google", 200, reasoning_tokens_per_call=700)
    assert given.tokens.reasoning == 700
    assert "budget_only_cuts" not in {flag.code for flag in given.caveats}


def test_a_maker_without_a_budget_is_said_so() -> None:
    def codes(answer: Estimate) -> set[str]:
        return {flag.code for flag in answer.caveats}

    assert "budget_not_taken" in codes(asked("OpenAI", 2000))
    assert "budget_not_taken" not in codes(asked("OpenAI", 2000, "off")) | codes(asked("Google", 2000))
