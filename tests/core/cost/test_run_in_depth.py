"""What the opened row is made from: dollars step by step, what the cache does, and the ladder of efforts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from math import exp
from typing import Any

import pytest

from planner.core.cost.cache_report import CacheReport, cache_report, prepared_again
from planner.core.cost.step_costs import call_usd, cumulative_usd
from planner.core.estimate.comparison import terms_of
from planner.core.estimate.context_points import context_points
from planner.core.estimate.effort_ladder import ladder
from planner.core.estimate.one_offer import prepare
from planner.core.estimate.pairing import estimate_pairs
from planner.core.estimate.runs import typical_shape
from planner.core.estimate.terms import Prepared, Terms
from planner.core.models.catalogue import Catalogue, Offer
from planner.core.models.rates import DatedCard, RateCard
from planner.core.request import EstimateRequest
from planner.core.results import Estimate
from planner.core.workload import CacheSettings, Workload
from tests.core.build import AUTOMATIC, EXPLICIT, NOW, OPUS_CARD, card, catalogue, fact, offer, profile, rate

TIERED = RateCard(
    input=rate("1", (20_000, "2")), output=rate("10", (20_000, "15")), cache_read=rate("0.1", (20_000, "0.2"))
)
AGENT = Workload(
    task_class="research_agent", runs_per_day=48, shared_prefix_tokens=6_000, input_tokens=500,
    visible_tokens_per_call=120, steps=40, tool_result_tokens=400, tool_seconds=2,
)  # fmt: skip


def world(rates: RateCard, cache: Any) -> tuple[Catalogue, Offer]:
    made = offer("host/m", cards=(DatedCard(rates),), cache=cache, profile_id="m")
    return catalogue(made, profiles=(profile("m", base_ttft_seconds=fact(1.0)),)), made


def made(load: Workload, rates: RateCard = OPUS_CARD, cache: Any = EXPLICIT, mode: str = "high") -> Prepared:
    known, there = world(rates, cache)
    found = prepare(Terms(load, known, NOW, "calendar"), there, mode)
    assert isinstance(found, Prepared)
    return found


def test_the_context_grows_by_the_tokens_of_the_sum() -> None:
    """By expected tokens, as the bill; by those of a typical run where only one of the two fits the window."""
    prepared = made(AGENT)
    run = prepared.parts[0][1]
    typical = typical_shape(prepared.inputs, run).context(40)
    mean = run.shape.start + 39 * run.shape.growth
    assert typical < mean
    assert context_points(prepared.inputs, run)[-1].total == float(mean)
    between = replace(prepared.inputs, window=int((mean + typical) / 2))
    assert context_points(between, run)[-1].total == float(typical)


# ---------- dollars step by step

LOADS = {
    "agent": AGENT,
    "one call": replace(AGENT, steps=1),
    "never cached": replace(AGENT, cache=CacheSettings("off")),
    "as stated": replace(AGENT, cache=CacheSettings("auto", 0.5, 0.7)),
    "too short at first": replace(AGENT, shared_prefix_tokens=0),
}


@pytest.mark.parametrize("name", LOADS)
@pytest.mark.parametrize(("rates", "cache"), [(OPUS_CARD, EXPLICIT), (TIERED, AUTOMATIC)], ids=["writes", "tiers"])
def test_the_calls_of_a_run_cost_what_its_lines_do(name: str, rates: RateCard, cache: Any) -> None:
    prepared = made(LOADS[name], rates, cache)
    run = prepared.parts[0][1]
    exact = float(sum(line.usd for line in run.lines))
    assert float(call_usd(prepared.inputs, run).sum()) == pytest.approx(exact, rel=1e-4)


def test_spending_rises_and_ends_at_the_run() -> None:
    load = replace(AGENT, retry_rate=0.5, thinking_share=0.5, web_searches_per_run=10)
    rates = replace(OPUS_CARD, web_search_kcount=rate("10"))
    prepared = made(load, rates)
    spent = cumulative_usd(prepared, range(1, 41))
    assert all(low < high for low, high in pairwise(spent))
    assert spent[-1] == pytest.approx(float(prepared.cost.usd_per_run), rel=1e-12)
    assert cumulative_usd(prepared, (1, 40)) == (spent[0], spent[39])


def test_calls_above_a_tier_cost_its_rates() -> None:
    """6,500 + 40 x 1,520 a step passes 20,000 at step 10."""
    load = replace(AGENT, reasoning_tokens_per_call=1_000, cache=CacheSettings("off"))
    prepared = made(load, TIERED, AUTOMATIC)
    calls = call_usd(prepared.inputs, prepared.parts[0][1])
    assert calls[8] == pytest.approx((6_500 + 8 * 1_520) / 1e6 + 1_120 * 10 / 1e6)
    assert calls[9] == pytest.approx(2 * (6_500 + 9 * 1_520) / 1e6 + 1_120 * 15 / 1e6)


# ---------- the cache


def told(load: Workload, rates: RateCard = OPUS_CARD, cache: Any = EXPLICIT) -> CacheReport | None:
    known, there = world(rates, cache)
    terms = Terms(load, known, NOW, "calendar")
    found = prepare(terms, there, "high")
    assert isinstance(found, Prepared)
    return cache_report(terms, found)


def test_the_story_by_hand() -> None:
    """48 runs per day are one in 1,800 s; the cache lives 300 s; a write costs 6.25/5 of input, a read 0.5/5."""
    story = told(AGENT)
    assert story is not None
    assert story.seconds_between_runs == pytest.approx(1800)
    assert story.warm == pytest.approx(1 - exp(-300 / 1800))
    assert story.write_factor == Decimal("1.25")
    assert story.break_even == pytest.approx(Decimal("0.25") / Decimal("1.15"))
    assert story.first_cached == 1
    assert story.hit is not None and 0 < story.hit < 1


def test_the_worst_case_is_the_same_question_with_the_cache_off() -> None:
    story = told(AGENT)
    cold = made(replace(AGENT, cache=CacheSettings("off")))
    assert story is not None
    assert story.cold_usd_per_run == cold.cost.usd_per_run > story.usd_per_run


def test_writing_at_the_input_rate_has_no_break_even() -> None:
    story = told(AGENT, card(input="1", output="10", cache_read="0.1"), AUTOMATIC)
    assert story is not None
    assert (story.write_factor, story.break_even, story.hit) == (1, None, None)


def test_short_prompts_are_cached_from_the_step_that_is_long_enough() -> None:
    """500 tokens and 400 + 120 + 1,000 more a step: 4,096 from step 4 on (500 + 3 x 1,520 = 5,060)."""
    load = replace(AGENT, shared_prefix_tokens=0, reasoning_tokens_per_call=1_000)
    story = told(load)
    assert story is not None and story.first_cached == 4
    short = told(replace(load, steps=3))
    assert short is not None and short.first_cached is None


def test_no_story_without_a_cache() -> None:
    assert told(replace(AGENT, cache=CacheSettings("off"))) is None
    assert told(AGENT, card(input="1", output="10"), AUTOMATIC) is None


def test_an_estimate_can_be_prepared_again() -> None:
    known, there = world(OPUS_CARD, EXPLICIT)
    question = EstimateRequest(AGENT, (there.id,))
    (pair,) = estimate_pairs(question, known, effort="high", now=NOW)
    again = prepared_again(terms_of(question, known, now=NOW), pair.on)  # type: ignore[arg-type]
    assert again is not None and again.cost.usd_per_run == pair.on.cost.usd_per_run  # type: ignore[union-attr]


def test_what_thinking_adds_is_the_difference_to_the_cent_across_a_tier() -> None:
    """Answers are stated, so nothing is theirs; a rate that reasoning brings on is the price of reading it again."""
    known, there = world(TIERED, AUTOMATIC)
    load = replace(AGENT, steps=12, reasoning_tokens_per_call=1_000, keep_reasoning="all")
    (pair,) = estimate_pairs(EstimateRequest(load, (there.id,)), known, effort="high", now=NOW)
    assert isinstance(pair.on, Estimate) and isinstance(pair.off, Estimate) and pair.difference is not None
    caveats = [{flag.code for flag in side.caveats} & {"price_cliff"} for side in (pair.on, pair.off)]
    assert caveats == [{"price_cliff"}, set()]
    parts, runs = pair.difference, pair.on.cost.runs_per_month
    assert (parts.thinking_usd + parts.rereading_usd) / runs == pytest.approx(
        pair.on.cost.usd_per_run - pair.off.cost.usd_per_run
    )
    assert parts.answer_usd == pytest.approx(Decimal(0))
    assert parts.thinking_usd / runs == pytest.approx(Decimal("0.12"))


# ---------- the ladder


def rungs(modes: tuple[str, ...], **changes: Any) -> list[str]:
    known, there = world(OPUS_CARD, EXPLICIT)
    known = replace(known, profiles={"m": profile("m", modes=fact(modes), **changes)})
    question = EstimateRequest(AGENT, (there.id,))
    (pair,) = estimate_pairs(question, known, effort="high", now=NOW)
    found = ladder(terms_of(question, known, now=NOW), question, pair)
    assert all(side is pair.on for side in found if side.thinking == "high")
    return [side.thinking for side in found]


def test_every_mode_once_the_least_thinking_first() -> None:
    assert rungs(("high", "off", "xhigh", "low", "medium")) == ["off", "low", "medium", "high", "xhigh"]
    assert rungs(("minimal", "low", "high")) == ["minimal", "low", "high"]


def test_a_model_that_always_thinks_has_one() -> None:
    assert rungs(("on",)) == ["on"]


def test_none_is_known_without_a_profile() -> None:
    there = offer("host/x")
    question = EstimateRequest(AGENT, (there.id,))
    known = catalogue(there)
    (pair,) = estimate_pairs(question, known, effort="high", now=NOW)
    assert ladder(terms_of(question, known, now=NOW), question, pair) == ()
