"""Days and months of a line: sums by hand over changing prices, months, hours, growth and ends of models."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.core.budget.calendar import cards_of
from planner.core.budget.inputs import BudgetLine, Growth, Hours
from planner.core.budget.odds.sensitivity import with_runs
from planner.core.cost.pricing import card_for
from planner.core.models.rates import DatedCard
from planner.core.workload import BadInput, CacheSettings, Overrides, Workload
from planner.sources.prices.genai import load_offers
from tests.core.budget.build import (
    HEIR,
    MOVING,
    PRICE_RISES,
    answered,
    budget,
    compound,
    dollar_runs,
    flat,
    line,
    made,
    monthly,
)
from tests.core.budget.inputs import bounded
from tests.core.build import AUTOMATIC, NO_CACHING, ask, card, catalogue, offer

PRICED = catalogue(*load_offers().values())
GEMINI = Workload(runs_per_day=1, input_tokens=1_000_000, visible_tokens_per_call=200_000, cache=NO_CACHING)


def test_gemini_over_365_days_meets_its_doubled_price() -> None:
    # 39 days to the end of 2026 at 0.75 + 0.2 x 3.75 = 1.50, then 326 at 3.00: 58.50 + 978; naive 365 x 1.50
    days = {"start": date(2026, 11, 23), "end": date(2027, 11, 22)}
    own = BudgetLine("g", "google/gemini-3.7-flash", GEMINI, "off", **days)
    answer = answered(own, world=PRICED, start=date(2026, 11, 1), months=13)
    assert answer.finding.usd == Decimal("1036.50")
    (event,) = answer.events
    assert (event.on, event.kind, event.text) == (date(2027, 1, 1), "price", "Gemini 3.7 Flash doubles its price.")
    before = answered(own, world=PRICED, start=date(2026, 11, 1), months=1).finding.usd
    assert before / 8 * 365 == Decimal("547.50")


def test_two_years_summed_by_hand() -> None:
    flat = line("flat", workload=dollar_runs(10))  # 731 days (2028 is a leap year) x 10
    rising = line("rising", "host/rising", start=date(2027, 3, 1), end=date(2028, 2, 29))
    # 136 days at 2 (1 Mar to 14 Jul), 230 at 3 (170 to the end of 2027, 60 to 29 Feb): 272 + 690
    doubling = line("doubling", growth=compound("1"), end=date(2027, 3, 31))  # 31 x 1 + 28 x 2 + 31 x 4
    steps = line("linear", workload=dollar_runs(5), growth=Growth("linear", runs_per_day=1))
    # 5 x 731 + the sum of days x months grown: 2,017 in 2027 and 6,410 in 2028
    answer = answered(flat, rising, doubling, steps, months=24)
    assert [found.usd for found in answer.lines] == [7310, 962, 211, 12_082]
    assert answer.finding.usd == 20_565
    assert answer.months[13].usd == 290 + 29 * 3 + 29 * 18  # February 2028
    assert answer.months[6].usd == 310 + (14 * 2 + 17 * 3) + 31 * 11  # July 2027


def test_every_day_is_at_that_days_price() -> None:
    answer = answered(line("r", "host/rising"), months=12)
    days = [date(2027, 1, 1) + timedelta(days=n) for n in range(365)]
    assert answer.finding.usd == sum(2 if day < PRICE_RISES else 3 for day in days)
    assert [e.text for e in answer.events] == ["rising costs 50% more per run."]


def test_a_price_that_begins_on_the_last_day_counts_for_that_day() -> None:
    answer = answered(line("r", "host/rising", start=date(2027, 7, 14), end=PRICE_RISES), months=12)
    assert (answer.finding.usd, len(answer.events)) == (2 + 3, 1)


def test_a_whole_day_is_priced_as_a_quote_for_that_date() -> None:
    deepseek = PRICED.offers["deepseek/deepseek-reasoner"]
    day = date(2027, 1, 5)
    card = card_for(deepseek, day)
    assert card is not None
    assert card.input is not None
    load = dollar_runs()
    assert answered(line("d", deepseek.id, workload=load), world=PRICED, months=1).finding.usd == 31 * card.input.base


@pytest.mark.parametrize(
    ("start", "hours", "usd"),
    [
        (1, 4, "0.55"),  # inside the dear hours, 00:30 to 16:30
        (17, 4, "0.135"),
        (16, 2, "0.23875"),  # half an hour at 0.55, one and a half at 0.135
        (23, 3, "0.3425"),  # past midnight: 1.5 h at 0.135, 1.5 h at 0.55
        (0, 24, "0.411666666666666667"),  # (8 x 0.135 + 16 x 0.55) / 24
    ],
)
def test_hours_of_use_take_the_price_of_those_hours(start: int, hours: int, usd: str) -> None:
    own = line("d", "deepseek/deepseek-reasoner", hours=Hours(start, hours), end=date(2027, 1, 1))
    assert answered(own, world=PRICED, months=1).finding.usd == Decimal(usd)


def test_seconds_of_use_add_up_to_the_hours() -> None:
    found = cards_of(PRICED.offers["deepseek/deepseek-reasoner"], date(2027, 1, 1), "standard", Hours(23, 3))
    assert found is not None
    assert sum(seconds for seconds, _ in found) == 3 * 3600


@pytest.mark.parametrize(
    ("convention", "usd"),
    [("actual", ["31", "28", "31"]), ("30", ["30"] * 3), ("working", ["22"] * 3), ("calendar", ["30.416666667"] * 3)],
)
def test_a_month_is_as_long_as_was_chosen(convention: str, usd: list[str]) -> None:
    found = monthly(answered(month=convention))
    assert [round(month, 9) for month in found] == [Decimal(text) for text in usd]


def test_half_a_month_is_its_part_of_the_convention() -> None:
    assert round(monthly(answered(line(end=date(2027, 2, 14)), month="30"))[1], 9) == 15


def test_a_typed_row_is_taken_as_it_is() -> None:
    assert monthly(answered(line(growth=Growth("row", row=(1, 0, 2.5))))) == [31, 0, Decimal("77.5")]


@pytest.mark.parametrize(
    ("days", "usd"),
    [
        ({}, [365, 0, 0]),
        ({"start": date(2026, 12, 31)}, [0, 0, 0]),  # done before the budget begins
        ({"start": date(2027, 1, 1), "end": date(2027, 1, 1)}, [365, 0, 0]),
        ({"start": date(2027, 2, 20)}, [0, 365, 0]),
        ({"start": date(2027, 3, 31), "share": Decimal("0.4")}, [0, 0, 146]),
        ({"start": date(2027, 4, 1)}, [0, 0, 0]),
    ],
)
@pytest.mark.parametrize("month", ["actual", "30"])
def test_work_that_is_done_once_is_in_its_first_month_alone(days: dict[str, Any], usd: list[int], month: Any) -> None:
    own = line(workload=dollar_runs(12), growth=Growth("once"), **days)  # 12 a day of 365/12 days
    assert [round(found, 9) for found in monthly(answered(own, month=month))] == usd


def test_more_runs_of_work_done_once_move_its_first_month_alone() -> None:
    own = line(workload=dollar_runs(12), growth=Growth("once"))
    more = with_runs(own, budget(own), lambda _grown: Decimal("1.2"))
    assert [round(found, 9) for found in monthly(answered(more))] == [438, 0, 0]


def test_growth_begins_with_the_line() -> None:
    assert monthly(answered(line(growth=compound("1"), start=date(2027, 2, 1)))) == [0, 28, 62]


def test_fewer_runs_each_month_end_at_none() -> None:
    assert monthly(answered(line(growth=Growth("linear", runs_per_day=-1)))) == [31, 0, 0]


def test_discount_and_own_rates_are_in_the_price() -> None:
    own = Overrides(usd_per_mtok=(("input", Decimal(10)),), discount=Decimal("0.5"))
    assert monthly(answered(line(overrides=own, discount=Decimal("0.2")), months=1)) == [31 * 4]


def test_a_share_of_traffic_costs_its_share() -> None:
    # On one offer the two halves keep one cache warm, so that they cost exactly what the whole does.
    load = Workload(runs_per_day=100, shared_prefix_tokens=5000, visible_tokens_per_call=10)
    parts = [line(n, "host/thinker", workload=load, share=Decimal(s)) for n, s in (("a", "0.8"), ("b", "0.2"))]
    whole = answered(line("w", "host/thinker", workload=load))
    assert answered(*parts).finding.usd == whole.finding.usd
    assert answered(*parts).lines[0].usd == whole.finding.usd * Decimal("0.8")


def test_a_split_between_hosts_leaves_both_caches_colder() -> None:
    load = Workload(runs_per_day=100, shared_prefix_tokens=5000, visible_tokens_per_call=10)
    parts = [line(o, o, workload=load, share=Decimal("0.5")) for o in ("host/thinker", "other/thinker")]
    assert answered(*parts).finding.usd > answered(line("w", "host/thinker", workload=load)).finding.usd


def test_growing_traffic_warms_the_cache_as_a_quote_would_have_it() -> None:
    own = offer("host/warm", cache=AUTOMATIC)
    load = Workload(runs_per_day=10, shared_prefix_tokens=5000, input_tokens=0, visible_tokens_per_call=0)
    grown = answered(line("w", "host/warm", workload=load, growth=compound("1")), world=catalogue(own))
    for months, runs in enumerate((10, 20, 40)):
        same = Workload(runs_per_day=runs, shared_prefix_tokens=5000, input_tokens=0, visible_tokens_per_call=0)
        alone = answered(line("w", "host/warm", workload=same), world=catalogue(own))
        assert grown.months[months].usd == alone.months[months].usd


def test_a_model_that_ends_stops_its_line() -> None:
    answer = answered(line("g", "host/gone", on_retirement="end"), months=4)
    assert monthly(answer) == [31, 28, 10, 0]
    assert [(e.on, e.kind, e.text) for e in answer.events] == [
        (date(2027, 3, 11), "retirement", "GONE ends at Host on 11 March 2027; the line stops.")
    ]


def test_the_day_on_which_a_model_ends_is_not_served_any_more() -> None:
    answer = answered(line("g", "host/gone", on_retirement="end", end=date(2027, 3, 11)))
    assert monthly(answer)[2] == 10
    assert answered(line("g", "host/gone", on_retirement="end", end=date(2027, 3, 10))).events == ()


def test_a_model_with_a_successor_is_rerouted_on_the_day() -> None:
    answer = answered(line("m", "host/moving"), months=4)
    assert monthly(answer) == [31, 28, 10 + 21 * 4, 120]
    assert answer.lines[0].offers == ("host/moving", "host/heir")
    assert answer.events[0].text == "MOVING ends at Host on 11 March 2027; from then on Heir is priced."


def test_what_overflows_on_the_way_is_told_with_its_model_and_day() -> None:
    moving = flat("host/moving", profile_id="moving", context_window=2_000_000)
    world = catalogue(moving, flat(HEIR, "4", context_window=999_999), profiles=(MOVING,))
    (flag,) = answered(line("m", "host/moving"), months=4, world=world).lines[0].caveats
    assert (flag.code, flag.step) == ("context_overflow", 1)
    assert flag.text.startswith("heir, from 11 March 2027 on: context is full at step 1 of 1")
    assert answered(line("m", "host/moving"), months=2, world=world).lines[0].caveats == ()
    roomy = catalogue(flat(context_window=1_000_000))
    assert answered(line(), world=roomy).lines[0].caveats == ()
    assert [f.code for f in answered(line(), world=catalogue(flat(context_window=9))).lines[0].caveats] == [flag.code]


def test_without_a_successor_a_reroute_leads_nowhere_and_says_so() -> None:
    answer = answered(line("g", "host/gone"), months=4)
    assert monthly(answer) == [31, 28, 10, 0]
    assert "no successor is known" in answer.events[0].text


@pytest.mark.parametrize(
    ("start", "said"), [(date(2027, 3, 1), "may retire from"), (date(2027, 4, 1), "may have retired since")]
)
def test_a_day_of_retirement_that_is_past_when_a_line_begins_is_no_day_to_come(start: date, said: str) -> None:
    (notice,) = answered(line("l", "host/legacy"), start=start).events
    assert notice.text == f"LEGACY {said} 11 March 2027; it is priced as if it stayed."


def test_what_is_gone_already_is_not_bought() -> None:
    answer = answered(line("g", "host/gone", on_retirement="end"), start=date(2027, 4, 1))
    assert answer.finding.usd == 0
    assert "ended at Host on 11 March 2027" in answer.events[0].text


def test_a_line_that_cannot_be_priced_is_refused_and_in_no_total() -> None:
    batch = line("b", workload=dollar_runs(service_tier="batch"))
    answer = answered(line(), batch)
    assert [found.refusal and found.refusal.code for found in answer.lines] == [None, "tier_not_offered"]
    assert answer.finding.usd == 90


def test_an_unknown_offer_is_named_by_its_line() -> None:
    with pytest.raises(BadInput, match=r"lines\.1\.offer: nobody/none is not a known offer"):
        made(line(), line("b", "nobody/none"))


def test_owners_and_cost_centres_add_up() -> None:
    lines = (line("a", owner="Ann", cost_centre="1"), line("b", owner="Bo", cost_centre="1"), line("c", owner="Ann"))
    answer = answered(*lines)
    assert [(t.name, t.usd, t.usd_by_month) for t in answer.owners] == [
        ("Ann", 180, (62, 56, 62)),
        ("Bo", 90, (31, 28, 31)),
    ]
    assert [(t.name, t.usd) for t in answer.cost_centres] == [("1", 180), ("", 90)]


def test_fees_retries_and_a_share_that_thinks_are_priced_as_in_a_quote() -> None:
    spoken = {"visible_tokens_per_call": 50, "reasoning_tokens_per_call": 700, "thinking_share": 0.3, "steps": 4}
    load = Workload(runs_per_day=1, retry_rate=0.2, web_searches_per_run=3, cache=CacheSettings("off"), **spoken)
    priced = card(input="1", output="10", web_search_kcount="10", requests_kcount="1")
    world = catalogue(offer("host/fees", cards=(DatedCard(priced),)))
    quoted = ask(world, "host/fees", "high", **{f.name: getattr(load, f.name) for f in fields(load)})
    answer = answered(line("f", "host/fees", workload=load, thinking="high"), world=world, months=1)
    assert answer.finding.usd == 31 * quoted.cost.usd_per_run
    assert answer.months[0].planned.fees_usd == 31 * (3 * 10 + 4 * 1) * Decimal("1.2") / 1000


def test_dollars_are_split_by_what_they_buy() -> None:
    spoken = {"visible_tokens_per_call": 100, "reasoning_tokens_per_call": 1000}
    load = Workload(runs_per_day=1, input_tokens=0, steps=3, cache=CacheSettings("off"), **spoken)
    (month,) = answered(line("t", "host/thinker", workload=load, thinking="high"), months=1).months
    # Calls send 0, 1,100 and 2,200 tokens at 1 a million, 3,000 of them reasoning; 3 x 1,000 and 3 x 100 out at 10.
    parts = month.planned
    assert (parts.rereading_usd, parts.reading_usd) == (31 * Decimal("0.003"), 31 * Decimal("0.0003"))
    assert (parts.thinking_usd, parts.answering_usd) == (31 * Decimal("0.03"), 31 * Decimal("0.003"))
    assert parts.usd == month.usd


@bounded(60)
@given(small=st.decimals("-0.5", "0.3", places=3), more=st.decimals("0", "0.3", places=3), runs=st.integers(0, 10_000))
def test_more_growth_never_costs_less(small: Decimal, more: Decimal, runs: int) -> None:
    load = dollar_runs(runs, cache=CacheSettings(), shared_prefix_tokens=20_000)
    low, high = (
        answered(line("g", "host/thinker", workload=load, growth=Growth("compound", g)), months=6).finding.usd
        for g in (small, small + more)
    )
    assert low <= high
