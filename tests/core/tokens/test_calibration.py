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
from planner.core.estimate.terms import Terms
from planner.core.models.catalogue import Catalogue
from planner.core.request import EstimateRequest
from planner.core.results import Estimate
from planner.core.tokens import calibration
from planner.core.tokens.calibration import Observation, OwnRuns, Prior, noise_of, observed, pooled_sd, posterior
from planner.core.tokens.learning import learn, with_learnt
from planner.core.workload import BadInput, Workload

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
OPUS, GPT = "anthropic/claude-opus-4-5", "openai/gpt-5.4"
PRIOR = Prior("m", "high", "coding_agent", parameter_sd=0.6, workload_sd=0.8)
OTHER = replace(PRIOR, model="other")
FACTORS = st.floats(0.02, 50)


def seen(prior: Prior = PRIOR, *, factor: float = 4.0, runs: int = 3, run_sd: float = 0.5) -> Observation:
    return observed(prior, estimate=100.0, own=100.0 * factor, runs=runs, run_sd=run_sd)


@pytest.fixture
def as_stated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Belief as wide as the estimate says and no wider."""
    monkeypatch.setattr(calibration, "WIDER", ((1.0, 1.0),))


@pytest.mark.usefixtures("as_stated")
def test_one_entry_is_the_conjugate_normal() -> None:
    """Prior variance 0.36 + 0.64 = 1, noise ln(1 + (e^0.25 - 1)/3): weight 1/(1 + noise) on ln 4."""
    noise = log1p(expm1(0.25) / 3)
    after = posterior(PRIOR, [seen()])
    assert after is not None
    assert after.factor == pytest.approx(exp(log(4) / (1 + noise)))
    assert after.sd == pytest.approx(sqrt(1 - 1 / (1 + noise)))
    assert after.runs == 3


def test_the_doubt_may_be_wider_than_stated_and_the_runs_say_how_likely_that_is() -> None:
    """Variances 1, 4 and 16 with odds 0.9, 0.08 and 0.02, times the density of ln 4 under each plus the noise."""
    noise = log1p(expm1(0.25) / 3)
    variances, odds = (1.0, 4.0, 16.0), (0.9, 0.08, 0.02)
    pairs = list(zip(variances, odds, strict=True))
    seen_as = [w * exp(-(log(4) ** 2) / (2 * (v + noise))) / sqrt(v + noise) for v, w in pairs]
    parts = [one / sum(seen_as) for one in seen_as]
    means = [log(4) * v / (v + noise) for v in variances]
    mean = sum(p * m for p, m in zip(parts, means, strict=True))
    square = sum(p * (v * noise / (v + noise) + m**2) for p, v, m in zip(parts, variances, means, strict=True))
    after = posterior(PRIOR, [seen()])
    assert after is not None
    assert (after.factor, after.sd) == (pytest.approx(exp(mean)), pytest.approx(sqrt(square - mean**2)))


def test_runs_that_contradict_the_estimate_are_believed_sooner() -> None:
    """The share of the way to the own mean, in ln, grows with how far that is off."""
    near, far = (posterior(PRIOR, [seen(factor=factor, runs=1, run_sd=1.0)]) for factor in (1.5, 50.0))
    assert near is not None and far is not None
    assert log(near.factor) / log(1.5) < 0.55 < 0.6 < log(far.factor) / log(50)
    assert far.sd == 1.0  # they never make it less sure than it was


@pytest.mark.usefixtures("as_stated")
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
def test_the_posterior_lies_between_and_is_surer_where_runs_agree(factor: float, runs: int, run_sd: float) -> None:
    after = posterior(PRIOR, [seen(factor=factor, runs=runs, run_sd=run_sd)])
    assert after is not None
    low, high = sorted((1.0, factor))
    assert low - 1e-6 <= after.factor <= high + 1e-6
    prior_sd = sqrt(PRIOR.parameter_sd**2 + PRIOR.workload_sd**2)
    assert after.sd <= prior_sd and (after.sd < prior_sd or abs(log(factor)) > prior_sd)


def test_many_runs_say_it_all() -> None:
    after = posterior(PRIOR, [seen(runs=10**9)])
    assert after is not None
    assert (after.factor, after.sd) == (pytest.approx(4.0, rel=1e-6), pytest.approx(0.0, abs=1e-4))


@pytest.mark.parametrize(
    ("runs", "measured", "sd"),
    [(1, 2.0, 0.5), (50, None, 0.5), (11, 1.0, sqrt((2 * 0.25 + 10) / 12)), (10**9, 1.0, 1.0)],
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
    """A million runs: doubt 0.5 against a month's drift of 0.17, so nine tenths of the way, in ln, to what was measured
    of these very tokens, or further."""

    def total(own: OwnRuns) -> float:
        return sum(part.seconds_per_run for part in answers(catalogue, own)[OPUS].time_parts)

    plain, sure = total(replace(OWN, seconds=None)), total(replace(OWN, runs=10**6, seconds=700.0))
    same_tokens = total(replace(OWN, runs=10**6, seconds=None))
    assert 0.85 < log(sure / same_tokens) / log(700 / same_tokens) < 1
    assert plain < sure < 700


@pytest.mark.parametrize(("steps", "plan"), [(None, 1), (41, 6)])
def test_seconds_of_whole_runs_say_nothing_of_other_work(catalogue: Catalogue, steps: int | None, plan: int) -> None:
    """Runs of an agent, their tools among the seconds, against one call and against a tool loop of another kind."""
    slow = replace(OWN, runs=10**6, steps=steps, seconds=3000.0)
    load = {"task_class": "everyday_qa", "steps": plan}
    before, after = (answers(catalogue, *own, **load)[OPUS].latency for own in ((), (slow,)))
    assert before and after and after.first_answer == before.first_answer
    mine = answers(catalogue, slow)[OPUS].latency
    assert steps is None or (mine and mine.run.p50 > 1000)


def test_runs_that_thought_at_the_hosts_default_are_of_a_mode_that_thinks(catalogue: Catalogue) -> None:
    """GPT-5.4 does not think by default."""
    thought, silent = (replace(OWN, model=GPT, thinking="default", reasoning_tokens=n) for n in (5200, None))
    assert answers(catalogue, thought)[GPT].reasoning_evidence.basis == "own"
    assert answers(catalogue, silent)[GPT].reasoning_evidence.basis != "own"


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


def test_what_runs_say_is_kept_by_the_question_and_by_the_runs(catalogue: Catalogue) -> None:
    """Budgets ask again and again: for the same work and the same runs alone the answer is the one before."""
    asked = [
        (
            Terms(Workload(task_class="coding_agent", steps=steps, steps_spread=0.5), catalogue, NOW, "calendar"),
            (replace(OWN, runs=runs),),
        )
        for steps, runs in ((41, 14), (9, 14), (41, 15), (41, 14))
    ]
    found = [with_learnt(terms, entries).learnt for terms, entries in asked]
    assert found == [learn(terms, entries) for terms, entries in asked]
    assert found[0] is found[3] and found[0] != found[1] != found[2] != found[0]


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
