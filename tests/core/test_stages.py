"""Runs of several stages: planner and workers, sub-agents, a cascade, each with its own model and context."""

from __future__ import annotations

from dataclasses import astuple, replace
from decimal import Decimal
from typing import Any

import pytest

from planner.core.models.rates import DatedCard
from planner.core.results import Refusal
from planner.core.workload import BadInput, CacheSettings, Compaction, Stage
from planner.schema.requests import parse_request, request_to_data
from tests.core.build import AUTOMATIC, ask, card, catalogue, fact, offer, profile

CHEAP = card(input="1", output="2", cache_read="0.1")
DEAR = card(input="10", output="20", cache_read="1")
WORLD = catalogue(
    offer("cheap/m", cards=(DatedCard(CHEAP),), cache=AUTOMATIC),
    offer("dear/m", cards=(DatedCard(DEAR),), cache=AUTOMATIC),
)
SURE = CacheSettings(loop_hit_rate=1.0, prefix_hit_rate=0.0)


def run(*stages: Stage, **changes: Any) -> Any:
    load = {"input_tokens": 2000, "tool_result_tokens": 500, "visible_tokens_per_call": 500, "cache": SURE} | changes
    return ask(WORLD, "cheap/m", stages=stages, **load)


def test_one_stage_is_the_run_itself() -> None:
    plain = ask(WORLD, "cheap/m", input_tokens=2000, tool_result_tokens=500, steps=10, cache=SURE)
    staged = run(Stage("all", steps=10))
    assert staged.cost.usd_per_run == plain.cost.usd_per_run
    assert staged.latency.run == plain.latency.run
    assert astuple(staged.cost.run_band) == pytest.approx(astuple(plain.cost.run_band), rel=1e-12)
    assert staged.tokens.input == plain.tokens.input


def test_stages_that_start_fresh_add_up() -> None:
    """Three sub-agents of two calls each at the cheap rate, after one dear call."""
    plan = ask(WORLD, "dear/m", input_tokens=2000, tool_result_tokens=500, steps=1, cache=SURE)
    work = ask(WORLD, "cheap/m", input_tokens=100, tool_result_tokens=500, steps=2, cache=SURE)
    found = run(
        Stage("plan", offer="dear/m", steps=1), Stage("work", steps=2, input_tokens=100, starts_fresh=True, times=3)
    )
    assert found.cost.usd_per_run == plan.cost.usd_per_run + 3 * work.cost.usd_per_run
    assert sum((line.usd for line in found.cost.lines), Decimal(0)) == found.cost.usd_per_run
    assert {line.stage for line in found.cost.lines} == {"plan", "work"}
    assert [(s.name, s.offer.id, s.steps, s.times) for s in found.stages] == [
        ("plan", "dear/m", 1, 1),
        ("work", "cheap/m", 2, 3),
    ]


def test_copies_at_once_cost_the_same_and_take_less_time() -> None:
    one, many = (
        run(Stage("work", steps=5, starts_fresh=True, times=8, parallel=parallel)) for parallel in (False, True)
    )
    assert one.cost.usd_per_run == many.cost.usd_per_run
    assert many.latency.run.p50 < one.latency.run.p50 / 3


def test_where_time_goes_counts_the_longest_of_copies_at_once() -> None:
    """Like the seconds of drawn runs: eight copies take as much longer than one in the parts as there."""
    one, many = (run(Stage("work", steps=5, starts_fresh=True, times=times, parallel=True)) for times in (1, 8))
    of_one, of_many = (sum(part.seconds_per_run for part in found.time_parts) for found in (one, many))
    longer = sum(many.run_spread.seconds) / sum(one.run_spread.seconds)
    assert longer > 1.5 and of_many / of_one == pytest.approx(longer, rel=0.05)


def test_going_on_with_the_same_model_is_one_long_run() -> None:
    whole = run(Stage("all", steps=10))
    halves = run(Stage("first", steps=5), Stage("second", steps=5))
    assert float(halves.cost.usd_per_run) == pytest.approx(float(whole.cost.usd_per_run), rel=1e-9)
    assert halves.stages[1].lost_cache_usd == 0


def test_switching_models_sends_the_context_again() -> None:
    """After five calls of 1,000 new tokens from 2,000: 7,000 tokens go to the dear model afresh, at 10 and not at 1."""
    found = run(Stage("first", steps=5), Stage("second", offer="dear/m", steps=1))
    second = found.stages[1]
    assert second.tokens.input == 7000 and second.tokens.cache_read == 0
    assert second.cost.usd_per_run == (Decimal(7000) * 10 + 500 * 20) / 1_000_000
    assert float(second.lost_cache_usd) == pytest.approx(6000 * 0.97 * 9 / 1e6, rel=1e-3)


def test_a_cascade_escalates_a_share_of_runs() -> None:
    found = run(Stage("try", steps=1), Stage("again", offer="dear/m", steps=1, starts_fresh=True, share=0.2))
    dear = ask(WORLD, "dear/m", input_tokens=2000, steps=1, cache=SURE)
    assert found.stages[1].cost.usd_per_run == Decimal("0.2") * dear.cost.usd_per_run
    band = found.cost.run_band
    assert band.p50 == pytest.approx(float(found.stages[0].cost.usd_per_run), rel=1e-6)
    assert band.p90 == pytest.approx(band.p50 + float(dear.cost.usd_per_run), rel=1e-6)


def test_a_stage_that_cannot_be_had_refuses_the_run() -> None:
    refused = run(Stage("first", steps=2), Stage("late", steps=2, service_tier="batch"))
    assert refused.text.startswith("late: ") and refused.code in ("tier_not_offered", "batch_cannot_loop")


def test_unknown_offers_and_bounds_name_the_field() -> None:
    with pytest.raises(BadInput) as caught:
        run(Stage("first", offer="nobody/nothing"))
    assert caught.value.problems[0].field.startswith("workload.stages.0.offer")
    request = {"offers": ["cheap/m"], "workload": {"stages": [{"name": "a", "steps": 0}, {"name": "b", "tool": 1}]}}
    with pytest.raises(BadInput) as caught:
        parse_request(request)
    assert "stages" in caught.value.problems[0].field


def test_a_request_with_stages_says_itself_again() -> None:
    stages = [
        {"name": "plan", "offer": "dear/m", "thinking": "off", "steps": 3},
        {"name": "work", "starts_fresh": True, "times": 4, "compaction": {"at_share": 0.5, "to_tokens": 900}},
    ]
    question = parse_request({"offers": ["cheap/m"], "workload": {"stages": stages}})
    assert question.workload.stages[1].compaction == Compaction(0.5, 900)
    assert parse_request(request_to_data(question)) == question


def test_shares_that_make_a_whole_are_the_ways_of_a_split() -> None:
    """Every run takes one of them: none is free, none pays twice."""
    easy, hard = Stage("easy", share=0.7), Stage("hard", offer="dear/m", share=0.3)
    found = run(easy, replace(hard, starts_fresh=True), steps=1)
    alone = [ask(WORLD, name, input_tokens=2000, cache=SURE).cost.usd_per_run for name in ("cheap/m", "dear/m")]
    assert [float(found.cost.run_band.p10), float(found.cost.run_band.p90)] == pytest.approx([float(u) for u in alone])
    both = run(easy, replace(hard, starts_fresh=True, share=0.31), steps=1)
    assert float(both.cost.run_band.p10) == pytest.approx(0)


def test_a_stages_own_model_takes_the_closest_mode_and_says_so() -> None:
    world = catalogue(
        offer("host/m", profile_id="m"),
        offer("host/t", profile_id="t"),
        profiles=(profile("m"), profile("t", modes=fact(("low", "high")), default_mode=fact("high"))),
    )
    stages = (Stage("think", offer="host/t", steps=1), Stage("say", steps=1, starts_fresh=True))
    found = ask(world, "host/m", "off", stages=stages)
    assert [stage.thinking for stage in found.stages] == ["high", "off"] and found.thinking == "off"
    assert [flag.text for flag in found.caveats if flag.code == "effort_not_offered"] == [
        "think: T is not asked for off but for high, the closest that it offers."
    ]
    stated = replace(stages[0], thinking="off")
    assert isinstance(ask(world, "host/m", "off", stages=(stated,)), Refusal)
