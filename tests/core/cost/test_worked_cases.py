"""The worked cases of the domain, each recomputed by hand in its comment."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from planner.core.cost.caching import break_even_hit_rate
from planner.core.cost.loop import Stretch
from planner.core.cost.pricing import input_rate_hours, mean_rate_words
from planner.core.cost.quote import token_lines
from planner.core.models.rates import DatedCard, Window
from planner.core.workload import CacheSettings, Overrides
from planner.sources.prices.genai import load_offers
from tests.core.build import EXPLICIT, NO_CACHING, NOW, OPUS_CARD, ask, card, catalogue, offer

PRICED = catalogue(*load_offers().values())


@pytest.mark.parametrize(
    ("offer_id", "input_tokens", "visible", "usd"),
    [
        ("openai/gpt-5.4", 271_999, 10_000, "0.8299975"),  # 271,999 x 2.5 + 10,000 x 15
        ("openai/gpt-5.4", 272_000, 10_000, "0.83"),  # 0.68 + 0.15
        ("openai/gpt-5.4", 272_001, 10_000, "1.585005"),  # the whole call re-priced: 272,001 x 5 + 10,000 x 22.5
        ("x-ai/grok-4.3", 199_999, 0, "0.24999875"),  # x 1.25
        ("x-ai/grok-4.3", 200_000, 0, "0.5"),  # the boundary itself is above: x 2.5
        ("anthropic/claude-sonnet-4-5", 200_000, 0, "0.6"),
        ("anthropic/claude-sonnet-4-5", 200_001, 0, "1.200006"),
    ],
)
def test_long_context_reprices_the_whole_call(offer_id: str, input_tokens: int, visible: int, usd: str) -> None:
    answer = ask(PRICED, offer_id, input_tokens=input_tokens, visible_tokens_per_call=visible, cache=NO_CACHING)
    assert answer.cost.usd_per_run == Decimal(usd)


@pytest.mark.parametrize(
    ("when", "rate"),
    [
        (datetime(2026, 11, 23, 0, 0, tzinfo=UTC), "0.135"),
        (datetime(2026, 11, 23, 0, 30, tzinfo=UTC), "0.55"),
        (datetime(2026, 11, 23, 16, 29, 59, tzinfo=UTC), "0.55"),
        (datetime(2026, 11, 23, 16, 30, tzinfo=UTC), "0.135"),
        (date(2026, 11, 23), "0.411666666667"),  # (8 h x 0.135 + 16 h x 0.55) / 24
    ],
)
def test_time_of_day_prices_are_an_instant_or_the_mean_of_the_day(when: date, rate: str) -> None:
    answer = ask(PRICED, "deepseek/deepseek-reasoner", input_tokens=1_000_000, cache=NO_CACHING, price_date=when)
    assert answer.cost.lines[0].usd_per_mtok == Decimal(rate)


def test_one_call_with_reads_writes_and_fresh_input() -> None:
    # 8,000 x 0.3 + 1,000 x 3.75 + 1,000 x 3 + 1,000 x 15, per million
    sonnet = card(input="3", output="15", cache_read="0.3", cache_write="3.75")
    call = Stretch(1, 1, None, Decimal(1000), Decimal(8000), Decimal(1000), Decimal(0), Decimal(1000))
    assert sum(line.usd for line in token_lines([call], sonnet, "cache_write")) == Decimal("0.02415")


def test_usage_with_reasoning_beside_the_completion() -> None:
    # 9,992 x 1.25 + 128 x 0.2 + (1,499 + 2,809) x 2.5, per million
    grok = card(input="1.25", output="2.5", cache_read="0.2")
    call = Stretch(1, 1, None, Decimal(9992), Decimal(128), Decimal(0), Decimal(2809), Decimal(1499))
    assert sum(line.usd for line in token_lines([call], grok, None)) == Decimal("0.0232856")


AGENT = {"steps": 10, "input_tokens": 4000, "visible_tokens_per_call": 500, "tool_result_tokens": 1500}
OPUS = catalogue(offer("anthropic/opus", cards=(DatedCard(OPUS_CARD),), cache=EXPLICIT))


@pytest.mark.parametrize(
    ("cache", "read", "write", "usd"),
    [
        (NO_CACHING, 0, 0, "0.775"),  # 130,000 x 5 + 5,000 x 25
        (CacheSettings("auto", None, 1.0), 108_000, 22_000, "0.3165"),  # 108,000 x 0.5 + 22,000 x 6.25 + 5,000 x 25
    ],
)
def test_a_ten_step_agent_is_far_from_ten_times_its_first_call(
    cache: CacheSettings, read: int, write: int, usd: str
) -> None:
    answer = ask(OPUS, "anthropic/opus", cache=cache, **AGENT)
    assert (answer.tokens.input, answer.tokens.cache_read, answer.tokens.cache_write) == (130_000, read, write)
    assert answer.cost.usd_per_run == Decimal(usd)


@pytest.mark.parametrize(
    ("ttft", "speed", "thinking", "first_answer", "end"),
    [
        (0.8, 60.0, 0, 0.8, 9.1333),  # 0.8 + 500/60
        (0.8, 60.0, 2000, 34.1333, 42.4667),  # 0.8 + 2,000/60, then 500/60 more
        (0.65, 296.47, 2000, 7.396, 9.083),
    ],
)
def test_seconds_of_one_call(ttft: float, speed: float, thinking: int, first_answer: float, end: float) -> None:
    own = Overrides(ttft_seconds=ttft, tokens_per_second=speed)
    seconds = ask(OPUS, "anthropic/opus", "high", overrides=own, reasoning_tokens_per_call=thinking).latency
    assert seconds.ttft.p50 == seconds.ttft.p95 == ttft
    assert seconds.first_answer.p50 == pytest.approx(first_answer, abs=5e-4)
    assert seconds.e2e.p50 == seconds.e2e.p95 == pytest.approx(end, abs=5e-4)
    assert seconds.run.p50 == pytest.approx(seconds.e2e.p50)


def test_break_even_of_a_write_premium() -> None:
    # W = 1.25, r = 0.1: (1.25 - 1) / (1.25 - 0.1)
    assert break_even_hit_rate(OPUS_CARD, "cache_write", Decimal(0)) == pytest.approx(
        Decimal("0.2173913"), abs=Decimal("1e-6")
    )


def test_a_rate_of_hours_says_how_many_of_a_week_each_holds() -> None:
    """0.30 from 1 to 4 and from 6 to 10 UTC on five days, 35 hours; 0.15 in the 133 others."""
    base = card(input="0.15", output="0.6")
    dear = [
        DatedCard(
            card(input="0.3", output="1.2"),
            Window(start_time=time(start), end_time=time(end), weekdays=frozenset(range(5))),
        )
        for start, end in ((1, 4), (6, 10))
    ]
    found = offer("host/m", cards=(DatedCard(base), *dear))
    assert input_rate_hours(found, NOW.date()) == {Decimal("0.15"): 133, Decimal("0.3"): 35}
    assert "0.15 in 133 of 168 hours, 0.3 in 35 of 168" in mean_rate_words(found, NOW.date())
    assert mean_rate_words(offer("host/m", cards=(DatedCard(base),)), NOW.date()) == ""
