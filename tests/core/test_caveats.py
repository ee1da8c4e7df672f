"""Every caveat below, at and above its threshold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from planner.core.caveats.rules import RULES, caveats_of
from planner.core.models.catalogue import Departure, Lifecycle, SecondOpinion, Speed
from planner.core.models.offers.purpose import INSTEAD, no_answer
from planner.core.models.rates import DatedCard, RateCard, VariantCard, Window
from planner.core.workload import CacheSettings, Overrides, Workload
from tests.core.build import CHECKED, EXPLICIT, OPUS_CARD, ask, card, catalogue, estimator, fact, offer, profile, rate

TODAY = date(2026, 11, 23)
PAGES = INSTEAD["page_text"]


def codes(answer: Any) -> set[str]:
    return {flag.code for flag in answer.caveats}


def world(offer_changes: dict[str, Any] | None = None, **profile_changes: Any) -> Any:
    changed = {"profile_id": "m"} | (offer_changes or {})
    return catalogue(
        offer("host/m", **changed), profiles=(profile("m", **profile_changes),), fits=estimator(m={"high": 1000.0})
    )


@pytest.mark.parametrize(("window", "step"), [(3000, 3), (3500, None), (3499, 3), (1499, 1)])
def test_context_is_full_at_the_first_step_that_does_not_fit(window: int, step: int | None) -> None:
    # calls send 1,000 2,000 3,000 and write 500
    answer = ask(world(context_window=fact(window)), "host/m", steps=3, input_tokens=1000, tool_result_tokens=500)
    found = [flag.step for flag in answer.caveats if flag.code == "context_overflow"]
    assert found == ([step] if step else [])


@pytest.mark.parametrize(("of_p90", "flagged"), [(0.95, True), (1.05, False)])
def test_runs_that_think_long_exceed_the_window(of_p90: float, flagged: bool) -> None:
    """From one run in ten: 1,000 sent, 500 said, and the thinking that nine runs in ten stay under."""
    p90 = ask(world(), "host/m", "high", input_tokens=1000).tokens.reasoning_band.p90
    window = int(1500 + of_p90 * p90)
    answer = ask(world(context_window=fact(window)), "host/m", "high", input_tokens=1000)
    assert ("context_tail" in codes(answer)) == flagged
    assert "context_overflow" not in codes(answer)
    stated = ask(world(context_window=fact(1500)), "host/m", "off", input_tokens=1000)
    assert not {"context_tail", "context_overflow"} & codes(stated)


def test_what_lasts_counts_at_every_step_in_the_window() -> None:
    """Ten steps keep their reasoning: 1,000 + 9 x 500 of answers and thinking of ten calls."""
    load = {"steps": 10, "input_tokens": 1000, "keep_reasoning": "all"}
    one = ask(world(), "host/m", "high", **load)
    room = int(1000 + 10 * 500 + 1.05 * one.tokens.reasoning_band.p90)
    assert "context_tail" not in codes(ask(world(context_window=fact(room)), "host/m", "high", **load))
    room = int(1000 + 10 * 500 + 0.95 * one.tokens.reasoning_band.p90)
    assert "context_tail" in codes(ask(world(context_window=fact(room)), "host/m", "high", **load))


@pytest.mark.parametrize(("limit", "flagged"), [(499, True), (500, False), (501, False)])
def test_a_given_answer_is_cut_off_above_the_limit(limit: int, flagged: bool) -> None:
    assert ("answer_cut_off" in codes(ask(world(), "host/m", max_output_tokens=limit))) == flagged


def test_an_estimated_answer_is_cut_off_by_chance() -> None:
    tight = ask(world(), "host/m", "high", max_output_tokens=2000)
    wide = ask(world(), "host/m", "high", max_output_tokens=200_000)
    assert "answer_cut_off" in codes(tight)
    assert "answer_cut_off" not in codes(wide)


def test_a_tight_limit_cuts_off_nearly_every_answer() -> None:
    # 1,000 of thinking on average beside 500 stated: only runs that think under 100 fit 600
    answer = ask(world(), "host/m", "high", max_output_tokens=600)
    text = next(flag.text for flag in answer.caveats if flag.code == "answer_cut_off")
    assert int(text.removeprefix("About ").partition("%")[0]) >= 95


@pytest.mark.parametrize(("tokens", "flagged"), [(19_999, False), (20_000, False), (20_001, True)])
def test_a_price_cliff_is_crossed_above_its_start(tokens: int, flagged: bool) -> None:
    tiered = RateCard(input=rate("1", (20_000, "2")), output=rate("10"), cache_read=rate("0.1"))
    answer = ask(world({"cards": (DatedCard(tiered),)}), "host/m", input_tokens=tokens)
    assert ("price_cliff" in codes(answer)) == flagged


@pytest.mark.parametrize(("shared", "flagged"), [(0, False), (1023, True), (1024, False)])
def test_a_shared_prompt_below_the_cache_minimum(shared: int, flagged: bool) -> None:
    assert ("below_cache_minimum" in codes(ask(world(), "host/m", shared_prefix_tokens=shared))) == flagged


@pytest.mark.parametrize(("hit", "flagged"), [(0.20, True), (0.22, False)])
def test_caching_costs_money_below_the_break_even(hit: float, flagged: bool) -> None:
    # W 1.25, r 0.1: pays from 21.7 % of what is cached
    there = world({"cards": (DatedCard(OPUS_CARD),), "cache": EXPLICIT})
    answer = ask(there, "host/m", shared_prefix_tokens=10_000, cache=CacheSettings("5m", hit))
    assert ("caching_costs_money" in codes(answer)) == flagged


@pytest.mark.parametrize(("seconds", "flagged"), [(3500, False), (3600, True)])
def test_a_slow_tool_outlasts_the_cache(seconds: float, flagged: bool) -> None:
    own = Overrides(ttft_seconds=1.0, tokens_per_second=500.0)
    answer = ask(world(), "host/m", steps=3, input_tokens=5000, tool_seconds=seconds, overrides=own)
    assert ("cache_may_expire" in codes(answer)) == flagged


@pytest.mark.parametrize(
    ("day", "code"), [("2026-11-22", None), ("2026-11-23", "model_retired"), ("2026-11-24", "model_retired")]
)
def test_a_model_is_retired_from_its_day_on(day: str, code: str | None) -> None:
    life = Lifecycle(retired=fact(TODAY))
    answer = ask(world(lifecycle=life), "host/m", price_date=date.fromisoformat(day))
    assert (("model_retired" in codes(answer)) and "model_retired") == (code or False)


def test_a_host_that_left_is_said_of_itself_and_of_others() -> None:
    gone = Lifecycle(departures=(Departure("host", date(2026, 5, 25), "a test", CHECKED),))
    elsewhere = Lifecycle(departures=(Departure("vendor", date(2026, 5, 25), "a test", CHECKED),))
    assert "model_retired" in codes(ask(world(lifecycle=gone), "host/m"))
    assert "model_left_host" in codes(ask(world(lifecycle=elsewhere), "host/m"))


def test_the_successor_is_named_with_its_price() -> None:
    life = Lifecycle(retired=fact(date(2026, 5, 15)), successor="host/next", successor_name="Next")
    there = catalogue(offer("host/m", profile_id="m"), offer("host/next"), profiles=(profile("m", lifecycle=life),))
    text = next(flag.text for flag in ask(there, "host/m").caveats if flag.code == "model_retired")
    assert "Retired on 15 May 2026 (successor Next, $1.00 in and $10.00 out per million)" in text


def test_deprecated_and_legacy() -> None:
    assert "model_deprecated" in codes(ask(world({"deprecated": True}), "host/m"))
    assert "model_legacy" in codes(ask(world(lifecycle=Lifecycle(retires_not_before=fact(TODAY))), "host/m"))


@pytest.mark.parametrize(("age", "flagged"), [(89, False), (90, False), (91, True)])
def test_a_price_grows_stale(age: int, flagged: bool) -> None:
    checked = date.fromordinal(TODAY.toordinal() - age)
    assert ("price_stale" in codes(ask(world({"checked": checked}), "host/m"))) == flagged


def test_missing_prices_are_said() -> None:
    bare = world({"cards": (DatedCard(card(input="1", output="10")),)})
    assert "price_missing" in codes(ask(bare, "host/m", shared_prefix_tokens=5000))
    assert "price_missing" not in codes(ask(bare, "host/m"))
    assert "price_missing" in codes(ask(bare, "host/m", web_searches_per_run=1))


def test_images_on_a_text_model() -> None:
    there = world(inputs=fact(("text",)))
    seeing = world(inputs=fact(("text", "image")))
    for made, flagged in ((there, True), (seeing, False)):
        made.task_classes["image_qa"] = made.task_classes["everyday_qa"].__class__(
            "image_qa", "Images", "", "chat", "everyday", fact(1.0), 0.5
        )
        assert ("input_not_supported" in codes(ask(made, "host/m", task_class="image_qa"))) == flagged
        assert ("input_not_supported" in codes(ask(made, "host/m", image_inputs_per_run=1))) == flagged


@pytest.mark.parametrize(
    ("load", "inputs", "lacks"),
    [
        ({"audio_seconds_per_run": 9}, ("text", "image"), "sound"),
        ({"audio_seconds_per_run": 9}, ("text", "audio"), ""),
        ({"pdf_pages_per_run": 2}, ("text",), "PDF pages"),
        ({"pdf_pages_per_run": 2}, ("text", "image"), ""),
        ({"pdf_pages_per_run": 2}, ("text", "pdf"), ""),
        ({"pdf_pages_per_run": 2, "image_inputs_per_run": 1}, ("text",), "images or PDF pages"),
    ],
)
def test_what_a_model_cannot_read(load: dict[str, Any], inputs: tuple[str, ...], lacks: str) -> None:
    found = [
        c.text for c in ask(world(inputs=fact(inputs)), "host/m", **load).caveats if c.code == "input_not_supported"
    ]
    assert found == ([f"M reads {', '.join(inputs)} only, no {lacks}."] if lacks else [])


def test_what_a_list_has_a_price_of_is_read() -> None:
    listening = RateCard(input=rate("1"), output=rate("1"), audio_in=rate("2"), document_kpages=rate("1"))
    there = world({"cards": (DatedCard(listening),)}, inputs=fact(("text",)))
    assert "input_not_supported" not in codes(ask(there, "host/m", audio_seconds_per_run=9, pdf_pages_per_run=1))


@pytest.mark.parametrize(("seconds", "flagged"), [(299, False), (301, True)])
def test_a_call_over_five_minutes_is_a_time_out(seconds: float, flagged: bool) -> None:
    own = Overrides(ttft_seconds=0.0, tokens_per_second=100.0)
    answer = ask(world(), "host/m", visible_tokens_per_call=seconds * 100, overrides=own)
    assert ("slow_tail" in codes(answer)) == flagged


def test_a_prior_only_is_said_where_the_model_was_not_measured() -> None:
    there = catalogue(offer("host/new"), fits=estimator())
    assert "prior_only" in codes(ask(there, "host/new", "high"))
    assert "prior_only" not in codes(ask(there, "host/new", "off"))
    assert "prior_only" in codes(ask(there, "host/new", "off", visible_tokens_per_call=None))
    assert "prior_only" not in codes(ask(world(), "host/m", "high"))


def test_an_unknown_tokeniser_is_said_when_it_matters() -> None:
    assert "tokenizer_unknown" in codes(ask(world(), "host/m", token_basis="o200k"))
    assert "tokenizer_unknown" not in codes(ask(world(), "host/m"))
    known = world(tokenizer_factor=fact(1.2))
    answer = ask(known, "host/m", token_basis="o200k", input_tokens=1000)
    assert answer.tokens.input == 1200
    assert "tokenizer_unknown" not in codes(answer)


def test_every_flag_is_a_sentence() -> None:
    speeds = (Speed(1.0, "a test", CHECKED),)
    life = Lifecycle(retires_not_before=fact(TODAY))
    there = world({"checked": date(2025, 1, 1)}, speeds=speeds, lifecycle=life, context_window=fact(100))
    answer = ask(there, "host/m", "high", steps=5, shared_prefix_tokens=10, max_output_tokens=10)
    assert len(answer.caveats) >= 5
    assert all(flag.text.endswith(".") and flag.text[0].isupper() for flag in answer.caveats)
    assert callable(caveats_of) and RULES


def test_a_second_source_that_disagrees_is_shown_with_both_prices() -> None:
    agrees = SecondOpinion("Other", "", CHECKED, (("input", Decimal("1")),))
    differs = SecondOpinion("Other", "", CHECKED, (("input", Decimal("1.5")),))
    assert "price_disputed" not in codes(ask(world({"second_opinion": agrees}), "host/m"))
    found = ask(world({"second_opinion": differs}), "host/m")
    assert "Other has another price per million: input $1.50 (here $1.00)." in {flag.text for flag in found.caveats}


@pytest.mark.parametrize(("batch", "missing"), [("cache_read", False), ("", True)])
def test_a_tier_that_borrows_a_standard_rate_says_so(batch: str, missing: bool) -> None:
    rates = {"input": "0.5", "output": "5"} | ({batch: "0.05"} if batch else {})
    there = world({"variants": (VariantCard((("processing", "batch"),), card(**rates)),)})
    said = "Our price list has no batch price of Host for cached input: the standard one is used."
    answer = ask(there, "host/m", service_tier="batch", shared_prefix_tokens=5000)
    assert (said in {flag.text for flag in answer.caveats}) == missing
    without = ask(there, "host/m", service_tier="batch", input_tokens=5000)
    standard = ask(there, "host/m", shared_prefix_tokens=5000)
    assert not [flag for flag in (*without.caveats, *standard.caveats) if flag.code == "price_missing"]


@pytest.mark.parametrize(
    ("inputs", "flagged"), [(frozenset({"text"}), True), (frozenset({"text", "image"}), False), (None, False)]
)
def test_images_are_not_for_a_model_that_only_reads_text(inputs: frozenset[str] | None, flagged: bool) -> None:
    """A model without a profile is judged by its name; nothing is said where that leaves it unknown."""
    there = catalogue(offer("host/m", inputs=inputs))
    pictures = replace(there.task_classes["everyday_qa"], id="image_qa")
    there = replace(there, task_classes={**there.task_classes, "image_qa": pictures})
    answer = ask(there, "host/m", task_class="image_qa")
    assert ("input_not_supported" in codes(answer)) == flagged
    assert "m reads text only, no images." in {flag.text for flag in answer.caveats} or not flagged


def test_a_batch_id_in_a_loop_leads_to_the_id_without_batch() -> None:
    there = catalogue(offer("host/m:batch"), offer("host/m"), offer("host/n:batch"))
    assert ask(there, "host/m:batch", steps=2).instead == "host/m"
    assert ask(there, "host/n:batch", steps=2).instead is None
    rows = (VariantCard((("processing", "batch"),), card(input="1", output="2")),)
    assert ask(world({"variants": rows}), "host/m", steps=2, service_tier="batch").instead == "standard"


def test_a_tier_that_is_not_offered_leads_to_standard_only_where_that_has_a_price() -> None:
    assert ask(world(), "host/m", service_tier="flex").instead == "standard"
    assert ask(world({"cards": (DatedCard(RateCard()),)}), "host/m", service_tier="flex").instead is None


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 11, 23), "May retire from 24 Nov 2026."),
        (date(2026, 11, 24), "May have retired since 24 Nov 2026: no date is announced."),
    ],
)
def test_a_day_of_retirement_that_is_past_is_not_announced_as_one_to_come(day: date, said: str) -> None:
    there = world(lifecycle=Lifecycle(retires_not_before=fact(date(2026, 11, 24))))
    assert said in {flag.text for flag in ask(there, "host/m", price_date=day).caveats}


@pytest.mark.parametrize(
    ("days_ahead", "own", "said"), [(0, None, 0), (1, None, 1), (30, None, 1), (31, None, 0), (9, "2", 0)]
)
def test_a_price_that_changes_within_the_month_is_told_with_both_rates(
    days_ahead: int, own: str | None, said: int
) -> None:
    """0.75 and 3 become 1.50 and 3: output stays. An own rate is the user's to change."""
    start = TODAY + timedelta(days=days_ahead)
    cards = (DatedCard(card(input="0.75", output="3")), DatedCard(card(input="1.5", output="3"), Window(start)))
    overrides = Overrides(usd_per_mtok=(("input", Decimal(own)),)) if own else None
    answer = ask(catalogue(offer("host/m", cards=cards)), "host/m", price_date=TODAY, overrides=overrides)
    found = [flag.text for flag in answer.caveats if flag.code == "price_changes"]
    assert len(found) == said
    assert all(f"{start:%b %Y}: input from $0.75 to $1.50 per million" in text for text in found)


@pytest.mark.parametrize(
    ("changes", "work", "text"),
    [
        ({"purpose": "vectors"}, {}, "It writes no text but turns texts into vectors."),
        ({"purpose": "vectors"}, {"visible_tokens_per_call": 0}, ""),
        ({"purpose": "page_text"}, {}, PAGES),
        (
            {"purpose": "page_text"},
            {"task_class": "extraction"},
            PAGES,
        ),
        ({"purpose": "page_text"}, {"task_class": "extraction", "pdf_pages_per_run": 1}, ""),
        (
            {"purpose": "guard"},
            {"task_class": "extraction", "pdf_pages_per_run": 1},
            INSTEAD["guard"],
        ),
        ({"cards": (DatedCard(card(input="1")),)}, {}, "It has no price of output: an answer is not in this figure."),
        ({}, {}, ""),
    ],
)
def test_what_gives_no_answers_says_so_where_answers_are_asked_for(
    changes: dict[str, Any], work: dict[str, Any], text: str
) -> None:
    load = Workload(**{"task_class": "code", "visible_tokens_per_call": 10} | work)
    assert no_answer(offer("host/m", **changes), load) == text


def test_an_embedding_is_flagged_first_of_all_and_not_refused() -> None:
    answer = ask(world({"purpose": "vectors"}, context_window=fact(999)), "host/m", input_tokens=1000)
    assert [flag.code for flag in answer.caveats][:2] == ["no_answer", "context_overflow"]
