"""Images, pages and sound are tokens of the prompt: in the bill, the window, the long-context rate, the seconds, the
draws and budgets."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from planner.core.budget.odds.sampling import ratios
from planner.core.budget.odds.whatif import WhatIf
from planner.core.budget.pricing.run_prices import price_run
from planner.core.cost.step_costs import cumulative_usd
from planner.core.estimate.one_offer import outcome_of, prepare
from planner.core.estimate.terms import Prepared, Terms
from planner.core.models.rates import DatedCard, RateCard
from planner.core.results import Line
from planner.core.workload import NO_OVERRIDES, CacheSettings, Workload
from tests.core.build import CHECKED, EXPLICIT, ask, catalogue, estimator, fact, offer, profile, rate

Load = dict[str, Any]
PAGE, IMAGE, SECOND = 1500, 1100, 10
"""Tokens of what a model without a published formula reads."""
PLAIN = RateCard(input=rate("1"), output=rate("0"))
CACHED = RateCard(input=rate("1"), output=rate("0"), cache_read=rate("0.1"), cache_write=rate("1.25"))
LISTENING = RateCard(input=rate("1"), output=rate("0"), audio_in=rate("3"), cache_read=rate("0.1"))
TIERED = RateCard(input=rate("1", (20_000, "2")), output=rate("10", (20_000, "15")))


def world(card: RateCard, **changes: Any) -> Any:
    there = offer("host/m", cards=(DatedCard(card),), profile_id="m", **changes)
    return catalogue(there, profiles=(profile("m", context_window=fact(50_000)),), fits=estimator(m={"high": 1000.0}))


def lines_of(answer: Any) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {}
    for line in answer.cost.lines:
        found.setdefault(line.kind, []).append(line)
    return found


def test_pages_fill_the_window() -> None:
    full = ask(world(PLAIN), "host/m", input_tokens=2000, pdf_pages_per_run=40)
    assert [flag.step for flag in full.caveats if flag.code == "context_overflow"] == [1]
    fits = ask(world(PLAIN), "host/m", input_tokens=2000, pdf_pages_per_run=30)
    assert "context_overflow" not in {flag.code for flag in fits.caveats}
    assert fits.tokens.input == fits.tokens.input_fresh == 2000 + 30 * PAGE


def test_pages_bring_the_long_context_rate_of_the_whole_call() -> None:
    """2,000 of text and 12 pages of 1,500 are 20,000 tokens; one page more and every rate is the higher one."""
    below = ask(world(TIERED), "host/m", input_tokens=2000, pdf_pages_per_run=12)
    assert below.cost.usd_per_run == Decimal("0.02") + below.tokens.visible * 10 / 1_000_000
    above = ask(world(TIERED), "host/m", input_tokens=2000, pdf_pages_per_run=13)
    assert above.cost.usd_per_run == Decimal("0.043") + above.tokens.visible * 15 / 1_000_000
    assert "price_cliff" in {flag.code for flag in above.caveats}
    assert lines_of(above)["pdf_pages"][0].tokens == 13 * PAGE


def test_images_are_read_before_the_first_token() -> None:
    """15,000 tokens a second."""
    without, images = (ask(world(PLAIN), "host/m", image_inputs_per_run=n) for n in (0, 30))
    read = {part.kind: part.seconds_per_run for part in images.time_parts}["read"]
    assert read == pytest.approx((1000 + 30 * IMAGE) / 15_000)
    assert images.latency.ttft.p50 == pytest.approx(without.latency.ttft.p50 + 30 * IMAGE / 15_000, rel=0.05)


def test_the_same_tokens_cost_what_text_costs() -> None:
    """In single calls and loops, cached or not: only the names of the lines differ."""
    loads: list[Load] = [{}, {"steps": 9, "tool_result_tokens": 700}, {"steps": 9, "tool_result_tokens": 3000}]
    for card, cache in ((PLAIN, None), (CACHED, EXPLICIT), (TIERED, None)):
        for load in loads:
            there = world(card, cache=cache)
            seen = ask(there, "host/m", input_tokens=5000, image_inputs_per_run=2, **load)
            text = ask(there, "host/m", input_tokens=5000 + 2 * IMAGE, **load)
            assert seen.cost.usd_per_run == text.cost.usd_per_run
            assert seen.tokens.input == text.tokens.input
            assert seen.latency == text.latency
            assert seen.cost.month_band == text.cost.month_band
            assert sum(line.tokens for line in lines_of(seen)["image_input"]) == 2 * IMAGE


def test_a_loop_sends_them_again_and_reads_them_from_cache() -> None:
    load: Load = {
        "input_tokens": 5000,
        "steps": 5,
        "visible_tokens_per_call": 0,
        "cache": CacheSettings("auto", None, 1),
    }
    images = ask(world(CACHED, cache=EXPLICIT), "host/m", image_inputs_per_run=3, **load)
    written, read = lines_of(images)["image_input"], lines_of(images)["cache_read"]
    assert [(line.tokens, line.usd_per_mtok) for line in written] == [(Decimal(3 * IMAGE), Decimal("1.25"))]
    assert sum(line.tokens for line in read) == 4 * (5000 + 3 * IMAGE)


def test_sound_has_its_own_rate_where_the_list_has_one() -> None:
    """First at $3, later from the cache like everything else; drawn dollars and dollars by step agree with the sum."""
    for steps in (1, 6):
        there = world(LISTENING)
        stated: Load = {
            "steps": steps,
            "visible_tokens_per_call": 0,
            "reasoning_tokens_per_call": 0,
            "cache": CacheSettings("off"),
        }
        found = ask(there, "host/m", input_tokens=1000, audio_seconds_per_run=100, **stated)
        again = (steps - 1) * 2000
        assert found.cost.usd_per_run == (1000 + 1000 * 3 + Decimal(again)) / 1_000_000
        assert found.cost.run_band.p50 == pytest.approx(float(found.cost.usd_per_run))
        terms, ready = prepared(
            there, input_tokens=1000, audio_seconds_per_run=100, visible_tokens_per_call=0, steps=steps
        )
        assert outcome_of(terms, ready).run_usd.mean() == pytest.approx(float(ready.cost.usd_per_run), rel=1e-4)
        assert cumulative_usd(ready, [steps])[0] == pytest.approx(float(ready.cost.usd_per_run))


def prepared(there: Any, **load: Any) -> tuple[Terms, Prepared]:
    terms = Terms(Workload(task_class="everyday_qa", **load), there, CHECKED, "calendar")
    ready = prepare(terms, there.offers["host/m"], "off")
    assert isinstance(ready, Prepared)
    return terms, ready


def test_budgets_count_them_as_reading_and_not_as_fees() -> None:
    there = world(LISTENING)
    terms, ready = prepared(there, input_tokens=1000, pdf_pages_per_run=2, audio_seconds_per_run=100)
    cost = price_run(ready, ((Decimal(1), ready.inputs.card),), terms, NO_OVERRIDES, WhatIf())
    assert cost.split.reading_usd == (1000 + 2 * PAGE + Decimal(100 * SECOND) * 3) / 1_000_000
    assert cost.split.fees_usd == 0
    assert ratios(cost.rated, 1).mean() == pytest.approx(1)


def test_what_is_paid_by_the_page_is_a_fee_and_no_part_of_the_prompt() -> None:
    card = RateCard(input=rate("1"), output=rate("0"), document_kpages=rate("2"))
    found = ask(world(card), "host/m", input_tokens=1000, pdf_pages_per_run=500)
    assert found.tokens.input == 1000
    assert [(line.tokens, line.usd) for line in lines_of(found)["pdf_pages"]] == [(Decimal(500), Decimal(1))]
    terms, ready = prepared(world(card), input_tokens=1000, pdf_pages_per_run=500)
    assert price_run(ready, ((Decimal(1), card),), terms, NO_OVERRIDES, WhatIf()).split.fees_usd == 1
