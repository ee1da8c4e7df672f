"""Bands and tails: ordered, repeatable, narrower for a month than for a run, nothing added to what is exact."""

from __future__ import annotations

from math import exp, log
from typing import Any

import numpy as np
import pytest

from planner.core.estimate.one_offer import estimate, prepare
from planner.core.estimate.terms import Prepared, Terms
from planner.core.models.catalogue import Speed
from planner.core.models.rates import DatedCard
from planner.core.results import Estimate
from planner.core.uncertainty.draw_columns import draw_columns
from planner.core.uncertainty.simulation import Outcome
from planner.core.workload import CacheSettings, Overrides, Workload
from tests.core.build import CHECKED, EXPLICIT, NOW, OPUS_CARD, ask, card, catalogue, estimator, fact, offer, profile

FITS = estimator(m={"high": 2000.0, "low": 300.0})
WORLD = catalogue(
    offer("host/m", profile_id="m"),
    profiles=(profile("m", speeds=(Speed(80.0, "a test", CHECKED, effort="high"),), base_ttft_seconds=fact(1.0)),),
    fits=FITS,
)


def think(**changes: Any) -> Estimate:
    answer = ask(WORLD, "host/m", "high", **changes)
    assert isinstance(answer, Estimate)
    return answer


def test_bands_are_ordered_and_hold_the_middle() -> None:
    answer = think()
    for found in (answer.cost.run_band, answer.cost.month_band, answer.tokens.reasoning_band):
        assert found is not None and 0 < found.p10 < found.p50 < found.p90
    assert answer.latency is not None
    for seconds in (answer.latency.ttft, answer.latency.first_answer, answer.latency.e2e, answer.latency.run):
        assert seconds.p95 is not None and 0 < seconds.p50 < seconds.p95


def test_the_expected_bill_lies_above_the_median_month_and_that_above_the_median_run() -> None:
    answer = think(runs_per_day=10_000)
    month, run = answer.cost.month_band, answer.cost.run_band
    assert month is not None and run is not None
    assert float(answer.cost.usd_per_month) > month.p50
    assert month.p50 / float(answer.cost.runs_per_month) > run.p50


def test_lines_and_tokens_are_the_means_of_what_is_drawn() -> None:
    """Dollars and tokens of drawn runs, cut at the output limit or not, against the printed expected values."""
    for limit in (None, 4000, 1500):
        load = Workload(visible_tokens_per_call=500, max_output_tokens=limit)
        ready = ready_for(load)
        shares = [(float(share), run) for share, run in ready.parts]
        drawn = Outcome(ready.inputs, shares, fees_usd=0.0, runs_per_month=1e6, seed=1)
        run = ready.parts[0][1]
        assert drawn.reasoning.mean() == pytest.approx(float(run.shape.reasoning), rel=0.02)
        if limit:
            assert drawn.reasoning_mean.mean() == pytest.approx(float(run.shape.reasoning), rel=0.02)
        assert drawn.run_usd.mean() == pytest.approx(float(ready.cost.usd_per_run), rel=0.02)
        assert drawn.month_usd.mean() == pytest.approx(1e6 * float(ready.cost.usd_per_run), rel=0.02)


@pytest.mark.parametrize("share", [0.5, 0.9, 1.5])
def test_the_mean_of_thinking_follows_answers_of_all_lengths(share: float) -> None:
    """Where the limit is shorter than the usual answer, shorter answers still leave room to think."""
    usual = ready_for(Workload()).parts[0][1].visible_fit.wanted
    ready = ready_for(Workload(max_output_tokens=round(share * usual)))
    shares, expected = [(float(part), run) for part, run in ready.parts], float(ready.parts[0][1].shape.reasoning)
    drawn = Outcome(ready.inputs, shares, fees_usd=0.0, runs_per_month=1e6, seed=1).reasoning_mean
    assert 0 < np.quantile(drawn, 0.1) < expected < np.quantile(drawn, 0.9)
    assert drawn.mean() == pytest.approx(expected, rel=0.03)


def ready_for(load: Workload) -> Prepared:
    ready = prepare(Terms(load, WORLD, NOW, "calendar"), WORLD.offers["host/m"], "high")
    assert isinstance(ready, Prepared)
    return ready


def test_the_mean_band_stays_the_belief_about_the_fitted_mean() -> None:
    answer = think(runs_per_day=1_000_000)
    band = answer.tokens.reasoning_mean_band
    assert band is not None and band.p50 == pytest.approx(2000, rel=0.01)
    assert float(answer.tokens.reasoning) == pytest.approx(
        2000 * exp(log(band.p90 / band.p10) ** 2 / 2 / 2.5631**2), rel=0.02
    )


@pytest.mark.parametrize("limit", [{"max_output_tokens": 1500}, {"thinking_budget_tokens": 1024}])
def test_the_mean_band_under_a_limit_of_the_users_is_about_cut_calls(limit: dict[str, int]) -> None:
    """Calls are cut, not their mean: a band at the limit itself would be a belief about other runs."""
    answer = think(runs_per_day=1_000_000, **limit)
    band, most = answer.tokens.reasoning_mean_band, min(limit.values())
    assert band is not None and band.p10 < float(answer.tokens.reasoning) < band.p90 < most


def test_a_month_of_many_runs_is_surer_than_one() -> None:
    answer = think(runs_per_day=10_000)
    run, month = answer.cost.run_band, answer.cost.month_band
    assert run is not None and month is not None
    assert month.p90 / month.p10 < run.p90 / run.p10


def test_the_same_seed_repeats_and_another_does_not() -> None:
    def seeded(seed: int) -> Estimate:
        draw_columns.cache_clear()
        terms = Terms(Workload(visible_tokens_per_call=500), WORLD, NOW, "calendar", seed)
        answer = estimate(terms, WORLD.offers["host/m"], "high")
        assert isinstance(answer, Estimate)
        return answer

    first, again, other = seeded(1), seeded(1), seeded(2)
    assert (first.cost, first.latency, first.run_spread) == (again.cost, again.latency, again.run_spread)
    assert first.cost.usd_per_run == other.cost.usd_per_run
    assert first.cost.run_band != other.cost.run_band
    assert first.latency != other.latency


def test_what_is_given_exactly_has_no_spread() -> None:
    own = Overrides(ttft_seconds=1.0, tokens_per_second=50.0)
    answer = think(reasoning_tokens_per_call=1000, overrides=own)
    assert answer.latency is not None and answer.cost.run_band is not None
    assert answer.latency.run.p50 == answer.latency.run.p95 == pytest.approx(1 + 1500 / 50)
    assert answer.cost.run_band.p10 == answer.cost.run_band.p90 == pytest.approx(float(answer.cost.usd_per_run))


@pytest.mark.parametrize("prefix", [4999, 5003, 9001])
def test_a_run_without_doubt_costs_what_its_whole_tokens_cost(prefix: int) -> None:
    """The share of a prefix that is read from cache is no whole number of tokens; the lines are."""
    world = catalogue(offer("host/m", cards=(DatedCard(OPUS_CARD),), cache=EXPLICIT))
    answer = ask(world, "host/m", shared_prefix_tokens=prefix, runs_per_day=777, cache=CacheSettings("5m"))
    band, usd = answer.cost.run_band, float(answer.cost.usd_per_run)
    assert band is not None and (band.p10, band.p50, band.p90) == (pytest.approx(usd, rel=1e-12),) * 3


def test_one_draw_drives_dollars_and_seconds() -> None:
    slow, quick = think(reasoning_tokens_per_call=20_000), think(reasoning_tokens_per_call=10)
    assert slow.latency is not None and quick.latency is not None
    assert slow.latency.run.p50 > quick.latency.run.p50
    assert slow.cost.usd_per_run > quick.cost.usd_per_run


def test_the_output_limit_cuts_estimates_and_never_what_is_given() -> None:
    capped = think(max_output_tokens=1500)
    assert capped.tokens.reasoning == 901  # of 1,000 that fit: some answers are shorter
    assert capped.tokens.reasoning_band is not None and capped.tokens.reasoning_band.p90 <= 1000
    assert think(max_output_tokens=1500, reasoning_tokens_per_call=5000).tokens.reasoning == 5000


def test_half_the_runs_thinking_lies_between_none_and_all() -> None:
    off, half, full = (think(thinking_share=share) for share in (0.0, 0.5, 1.0))
    assert off.tokens.reasoning == 0
    assert half.tokens.reasoning * 2 == full.tokens.reasoning
    assert off.cost.usd_per_run < half.cost.usd_per_run < full.cost.usd_per_run


def test_retries_lengthen_the_tail_and_raise_the_bill_in_proportion() -> None:
    plain, retried = think(), think(retry_rate=0.25)
    assert float(retried.cost.usd_per_run) == pytest.approx(1.25 * float(plain.cost.usd_per_run))
    assert retried.latency is not None and plain.latency is not None
    assert retried.latency.run.p95 is not None and plain.latency.run.p95 is not None
    assert retried.latency.run.p95 > plain.latency.run.p95


def test_batch_has_no_seconds() -> None:
    answer = ask(catalogue(offer("host/m:batch")), "host/m:batch", "high")
    assert answer.latency is None and answer.speed_evidence is None
    assert answer.cost.run_band is not None


def test_what_a_loop_reads_from_cache_is_in_doubt_unless_stated() -> None:
    """All tokens stated; reliability 0.97, log-odds +-0.57: 1 draw in 10 keeps under .948, 1 in 10 over .987."""
    world = catalogue(offer("host/m", cards=(DatedCard(card(input="1", output="1", cache_read="0")),)))
    load = {"steps": 100, "input_tokens": 0, "tool_result_tokens": 1000, "visible_tokens_per_call": 0}
    derived = ask(world, "host/m", **load)
    stated = ask(world, "host/m", **load, cache=CacheSettings(loop_hit_rate=0.97))
    assert stated.cost.run_band.p10 == stated.cost.run_band.p90
    band = derived.cost.run_band
    resent = sum(1000 * k for k in range(99)) / 1e6
    full = sum(1000 * k for k in range(100)) / 1e6
    assert band.p90 == pytest.approx(full - 0.9477 * resent, rel=0.02)
    assert band.p10 == pytest.approx(full - 0.9874 * resent, rel=0.03)
    assert float(derived.cost.usd_per_run) == pytest.approx(full - 0.97 * resent, rel=5e-3)
    assert derived.cost.month_band.p90 / band.p90 == pytest.approx(derived.cost.month_band.p50 / band.p50, rel=1e-6)


def test_a_single_call_of_stated_tokens_is_a_point() -> None:
    world = catalogue(offer("host/m", cards=(DatedCard(card(input="1", output="1", cache_read="0.1")),)))
    band = ask(world, "host/m", shared_prefix_tokens=5000, runs_per_day=50).cost.run_band
    assert band.p10 == band.p90


def test_reading_is_in_doubt_inside_a_loop_only() -> None:
    """Reading is nearly all of the time; 95 of 100 are under exp(1.645 x 0.3) of it at 130,000 tokens a call, which was
    measured, and under exp(1.645 x 1) at 1,450,000, which was not."""
    load = {"visible_tokens_per_call": 1, "tool_result_tokens": 9_000, "cache": CacheSettings(loop_hit_rate=0.9)}
    agent = ask(WORLD, "host/m", steps=30, **load).latency.run
    assert agent.p95 / agent.p50 == pytest.approx(1.64, abs=0.08)
    load["tool_result_tokens"] = 100_000
    agent = ask(WORLD, "host/m", steps=30, **load).latency.run
    assert agent.p95 / agent.p50 == pytest.approx(5.18, rel=0.05)
    turns = ask(WORLD, "host/m", steps=30, step_kind="user_turn", **load).latency.run
    assert turns.p95 / turns.p50 < 1.3


def test_runs_that_do_not_think_go_at_their_own_speed() -> None:
    """None of a hundred thinking is the same as off, in seconds too; some of them lies between."""
    speeds = (Speed(80.0, "a test", CHECKED, effort="high"), Speed(20.0, "another", CHECKED, effort="off"))
    world = catalogue(offer("host/m", profile_id="m"), profiles=(profile("m", speeds=speeds),), fits=FITS)
    load = {"reasoning_tokens_per_call": 400, "steps": 2}
    off = ask(world, "host/m", "off", **load)
    none, half, full = (ask(world, "host/m", "high", thinking_share=share, **load) for share in (0, 0.5, 1))
    assert none.latency == off.latency
    assert none.time_parts == off.time_parts
    assert none.speed_evidence == off.speed_evidence != full.speed_evidence
    answering = [
        next(part.seconds_per_run for part in one.time_parts if part.kind == "answer") for one in (off, half, full)
    ]
    assert answering[1] == pytest.approx((answering[0] + answering[2]) / 2)
    assert answering[0] == pytest.approx(4 * answering[2])
