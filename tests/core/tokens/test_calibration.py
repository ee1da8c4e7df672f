"""What own runs do to an estimate: worked posteriors, and the estimate before and after."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from math import exp, expm1, log, log1p, sqrt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.core.estimate.comparison import compare
from planner.core.models.catalogue import Catalogue
from planner.core.request import EstimateRequest
from planner.core.results import Estimate
from planner.core.tokens.calibration import Observation, OwnRuns, Prior, noise_of, observed, pooled_sd, posterior
from planner.core.workload import BadInput, Workload

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
OPUS, GPT = "anthropic/claude-opus-4-5", "openai/gpt-5.4"
PRIOR = Prior("m", "high", "coding_agent", parameter_sd=0.6, workload_sd=0.8)
OTHER = replace(PRIOR, model="other")
FACTORS = st.floats(0.02, 50)


def seen(prior: Prior = PRIOR, *, factor: float = 4.0, runs: int = 3, run_sd: float = 0.5) -> Observation:
    return observed(prior, estimate=100.0, own=100.0 * factor, runs=runs, run_sd=run_sd)


def test_one_entry_is_the_conjugate_normal() -> None:
    """Prior variance 0.36 + 0.64 = 1, noise ln(1 + (e^0.25 - 1)/3): weight 1/(1 + noise) on ln 4."""
    noise = log1p(expm1(0.25) / 3)
    after = posterior(PRIOR, [seen()])
    assert after is not None
    assert after.factor == pytest.approx(exp(log(4) / (1 + noise)))
    assert after.sd == pytest.approx(sqrt(1 - 1 / (1 + noise)))
    assert after.runs == 3


def test_another_models_runs_move_the_works_part_alone() -> None:
    """Covariance 0.64 of a total of 1 + noise; no own runs of this model."""
    noise = log1p(expm1(0.25) / 3)
    after = posterior(PRIOR, [seen(OTHER)])
    assert after is not None
    assert after.factor == pytest.approx(exp(0.64 / (1 + noise) * log(4)))
    assert after.sd == pytest.approx(sqrt(1 - 0.64**2 / (1 + noise)))
    assert after.runs == 0


def test_two_other_models_tell_more_of_the_work_than_one() -> None:
    one = posterior(PRIOR, [seen(OTHER)])
    two = posterior(PRIOR, [seen(OTHER), seen(replace(PRIOR, model="third"))])
    assert one is not None and two is not None
    assert two.sd < one.sd and two.factor > one.factor


def test_the_same_model_at_another_effort_tells_more_than_another_model() -> None:
    other, effort = posterior(PRIOR, [seen(OTHER)]), posterior(PRIOR, [seen(replace(PRIOR, effort="low"))])
    assert other is not None and effort is not None
    assert effort.sd < other.sd and effort.runs == 0


def test_another_kind_of_work_says_nothing() -> None:
    assert posterior(PRIOR, [seen(replace(PRIOR, task_class="maths"))]) is None
    assert posterior(PRIOR, []) is None


@given(FACTORS, st.integers(1, 10_000), st.floats(0.05, 1.5))
def test_the_posterior_lies_between_estimate_and_own_mean_and_is_surer(factor: float, runs: int, run_sd: float) -> None:
    after = posterior(PRIOR, [seen(factor=factor, runs=runs, run_sd=run_sd)])
    assert after is not None
    low, high = sorted((1.0, factor))
    assert low - 1e-6 <= after.factor <= high + 1e-6
    assert after.sd < sqrt(PRIOR.parameter_sd**2 + PRIOR.workload_sd**2)


def test_many_runs_say_it_all() -> None:
    after = posterior(PRIOR, [seen(runs=10**9)])
    assert after is not None
    assert (after.factor, after.sd) == (pytest.approx(4.0, rel=1e-6), pytest.approx(0.0, abs=1e-4))


@pytest.mark.parametrize(
    ("runs", "measured", "sd"),
    [(1, 2.0, 0.5), (50, None, 0.5), (11, 1.0, sqrt((10 * 0.25 + 10) / 20)), (10**9, 1.0, 1.0)],
)
def test_the_spread_from_run_to_run_moves_as_runs_grow(runs: int, measured: float | None, sd: float) -> None:
    assert pooled_sd(0.5, measured, runs) == pytest.approx(sd, rel=1e-6)


def test_noise_shrinks_with_runs() -> None:
    assert noise_of(0.5, 1) == pytest.approx(0.25)
    assert noise_of(0.5, 100) == pytest.approx(expm1(0.25) / 100, rel=0.01)
    with pytest.raises(ValueError, match="at least 1"):
        noise_of(0.5, 0)


@pytest.mark.parametrize(("estimate", "own"), [(0.0, 1.0), (1.0, 0.0), (1.0, -1.0)])
def test_a_figure_of_nothing_is_no_observation(estimate: float, own: float) -> None:
    with pytest.raises(ValueError, match="greater than 0"):
        observed(PRIOR, estimate=estimate, own=own, runs=1, run_sd=0.5)


OWN = OwnRuns(OPUS, "coding_agent", 14, "high", reasoning_tokens=5200, visible_tokens=8000, steps=41, seconds=310)


def answers(catalogue: Catalogue, *own: OwnRuns, **changes: Any) -> dict[str, Estimate]:
    load = Workload(**{"task_class": "coding_agent", "steps": 41, "runs_per_day": 50, **changes})
    question = EstimateRequest(load, (OPUS, GPT), ("high",), calibration=own)
    return {one.offer.id: one for one in compare(question, catalogue, now=NOW).estimates}


def width(estimate: Estimate) -> float:
    band = estimate.tokens.reasoning_mean_band
    assert band is not None
    return log(band.p90 / band.p10)


def test_fourteen_own_runs_move_the_model_and_narrow_its_bands(catalogue: Catalogue) -> None:
    before, after = answers(catalogue), answers(catalogue, OWN)
    own = after[OPUS]
    assert abs(log(float(own.tokens.reasoning) / 5200)) < 0.4 * abs(log(float(before[OPUS].tokens.reasoning) / 5200))
    assert abs(log(float(own.tokens.visible) / 8000)) < 0.4 * abs(log(float(before[OPUS].tokens.visible) / 8000))
    assert width(own) < 0.6 * width(before[OPUS])
    assert own.cost.month_band and before[OPUS].cost.month_band
    assert log(own.cost.month_band.p90 / own.cost.month_band.p10) < log(
        before[OPUS].cost.month_band.p90 / before[OPUS].cost.month_band.p10
    )
    for evidence in (own.reasoning_evidence, own.visible_evidence, own.speed_evidence):
        assert evidence is not None and (evidence.basis, evidence.runs, evidence.shifted_by_own) == ("own", 14, False)


def test_the_works_part_carries_to_another_model(catalogue: Catalogue) -> None:
    before, after = answers(catalogue)[GPT], answers(catalogue, OWN)[GPT]
    assert after.tokens.reasoning < before.tokens.reasoning and width(after) < width(before)
    assert (after.reasoning_evidence.basis, after.reasoning_evidence.shifted_by_own) == (
        before.reasoning_evidence.basis,
        True,
    )
    assert after.speed_evidence == before.speed_evidence  # a speed is its endpoint's alone


def test_own_seconds_scale_the_endpoint(catalogue: Catalogue) -> None:
    """A million runs: the seconds expected of these very tokens are the measured ones."""
    sure = replace(OWN, runs=10**6, seconds=700.0)
    estimate = answers(catalogue, sure)[OPUS]
    assert sum(part.seconds_per_run for part in estimate.time_parts) == pytest.approx(700, rel=0.03)


def test_what_the_user_states_stays(catalogue: Catalogue) -> None:
    stated = answers(catalogue, OWN, reasoning_tokens_per_call=100, visible_tokens_per_call=50)[OPUS]
    assert (stated.tokens.reasoning, stated.tokens.visible) == (4100, 2050)
    assert stated.reasoning_evidence.basis == "given"


def test_figures_of_calls_are_taken_per_call(catalogue: Catalogue) -> None:
    own = OwnRuns(OPUS, "expert_qa", 10**6, "high", reasoning_tokens=900, visible_tokens=300)
    estimate = answers(catalogue, own, task_class="expert_qa", steps=4)[OPUS]
    assert (float(estimate.tokens.reasoning), float(estimate.tokens.visible)) == (3600, 1200)


@pytest.mark.parametrize(
    ("own", "field"),
    [(replace(OWN, model="nobody"), "calibration.0.model"), (replace(OWN, thinking="xhigh"), "calibration.0.thinking")],
)
def test_an_entry_that_cannot_be_is_named(catalogue: Catalogue, own: OwnRuns, field: str) -> None:
    with pytest.raises(BadInput) as error:
        answers(catalogue, own)
    assert [problem.field for problem in error.value.problems] == [field]


def test_steps_that_are_not_known_are_learnt(catalogue: Catalogue) -> None:
    """A plan of 41 +- 0.9 and ten thousand runs of 20: the mean is theirs, and a month's range is narrower."""
    own = OwnRuns(OPUS, "coding_agent", 10_000, "high", steps=20)
    guess, learnt = answers(catalogue, steps_spread=0.9), answers(catalogue, own, steps_spread=0.9)
    known = answers(catalogue, own)  # a number that is stated stays
    assert known[OPUS].tokens.input == answers(catalogue)[OPUS].tokens.input

    def steps(estimate: Estimate) -> float:
        found = estimate.tokens.steps
        assert found is not None
        return found.mean

    assert (steps(learnt[OPUS]), steps(guess[OPUS])) == (20, 41)
    assert 20 < steps(learnt[GPT]) < 41

    def month(estimate: Estimate) -> float:
        band = estimate.cost.month_band
        assert band is not None
        return band.p90 / band.p10

    assert month(learnt[OPUS]) < 0.8 * month(guess[OPUS])
