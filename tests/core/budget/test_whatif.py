"""What it depends on, what fits, what saves, what breaks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from planner.core.budget.advice.advice_types import Candidate, LineSettings, PricedChange
from planner.core.budget.advice.advise import advise
from planner.core.budget.advice.alternatives import options_for
from planner.core.budget.advice.changes import with_changes, without_rivals
from planner.core.budget.advice.savings import savings_for
from planner.core.budget.advice.under_cap import efforts_that_fit, largest_holding, runs_that_fit
from planner.core.budget.advice.variant import first_day_offer
from planner.core.budget.forecast import Forecast
from planner.core.budget.inputs import Growth, Wish
from planner.core.budget.odds.percentiles import cap_that_holds
from planner.core.budget.odds.sensitivity import RANGES, sensitivity
from planner.core.budget.report import report
from planner.core.estimate.one_offer import estimate
from planner.core.estimate.terms import Terms
from planner.core.models.catalogue import Benchmark, Catalogue, HostCache, Lifecycle, Profile
from planner.core.models.rates import VariantCard
from planner.core.results import Estimate
from planner.core.uncertainty.averages import mean_of
from planner.core.workload import BadInput, CacheSettings, Overrides, Workload
from tests.core.budget.build import WORLD, budget, compound, dollar_runs, flat, line, made, thinking_runs
from tests.core.build import CHECKED, card, catalogue, fact, offer, profile

CAP = Decimal(310)


def candidates_for(forecast: Forecast, index: int, world: Catalogue) -> tuple[Candidate, ...]:
    return tuple(option.candidate for option in options_for(forecast, index, world))


def savings_of(forecast: Forecast, index: int, world: Catalogue) -> tuple[PricedChange, ...]:
    return savings_for(forecast, index, options_for(forecast, index, world), world)


def swings(*lines: Any, world: Catalogue = WORLD, **changes: Any) -> dict[str, tuple[Decimal, Decimal]]:
    return {s.name: (s.low_usd, s.high_usd) for s in sensitivity(budget(*lines, **changes), world)}


def test_stated_figures_move_by_a_fifth() -> None:
    found = swings(line(workload=dollar_runs(10)))  # $900
    assert found.keys() == RANGES.keys()
    for name in ("volume", "price", "prompt"):
        assert found[name] == (720, 1080), name
    assert found["retries"] == (900, 945)
    assert found["reasoning"] == found["cache"] == (900, 900)


def test_growth_moves_by_two_percent_a_month() -> None:
    low, high = swings(line(workload=dollar_runs(1)))["growth"]
    assert low == 31 + 28 * Decimal("0.98") + 31 * Decimal("0.98") ** 2
    assert high == 31 + 28 * Decimal("1.02") + 31 * Decimal("1.02") ** 2


def test_what_was_paid_moves_nothing_and_scales_what_is_moved_as_it_does_the_rest() -> None:
    """$31 planned and $62 paid: 1.5 times from then on, 59 days x 1.5 = $88.50, and a fifth of that either way."""
    paid = line(workload=dollar_runs(1), actuals=(Decimal(62), None, None))
    found = swings(paid, rescale=True)
    for name in ("volume", "price", "prompt"):
        assert found[name] == (62 + Decimal("70.8"), 62 + Decimal("106.2")), name


def test_estimates_move_by_their_own_range() -> None:
    thinking = line("t", "host/thinker", workload=thinking_runs(), thinking="high")
    stated = line("t", "host/thinker", workload=thinking_runs(reasoning_tokens_per_call=1000), thinking="high")
    low, high = swings(thinking)["reasoning"]
    sure_low, sure_high = swings(stated)["reasoning"]
    # 1,000 tokens at 10 a million, 1,000 runs, 90 days: 900 dollars by a fifth either way
    assert (sure_high - sure_low) == pytest.approx(360)
    assert high - low > 3 * (sure_high - sure_low)


def test_better_caches_cost_less() -> None:
    load = Workload(runs_per_day=5000, shared_prefix_tokens=5000, visible_tokens_per_call=10)
    low, high = swings(line("c", "host/thinker", workload=load))["cache"]
    assert low > high
    given = Workload(runs_per_day=1, shared_prefix_tokens=10_000, input_tokens=0, visible_tokens_per_call=0)
    given = Workload(**{**_fields(given), "cache": CacheSettings(prefix_hit_rate=0.5)})
    low, high = swings(line("c", "host/thinker", workload=given), months=1)["cache"]
    # 10,000 tokens, 40 or 60 % of them at 0.1 and the rest at 1 a million, for 31 days
    assert (low, high) == (31 * Decimal("0.0064"), 31 * Decimal("0.0046"))


def _fields(load: Workload) -> dict[str, Any]:
    return {name: getattr(load, name) for name in Workload.__dataclass_fields__}


def test_the_greatest_effect_comes_first() -> None:
    found = sensitivity(budget(line("t", "host/thinker", workload=thinking_runs(), thinking="high")), WORLD)
    effects = [swing.effect_usd for swing in found]
    assert effects == sorted(effects, reverse=True)
    assert len({swing.usd for swing in found}) == 1


@pytest.mark.parametrize(("cap", "runs"), [("309.99", 9), ("310", 10), ("310.01", 10), ("30", 0), ("0", 0)])
def test_runs_that_fit_a_month_of_31_days(cap: str, runs: int) -> None:
    own = made(line(workload=dollar_runs(3)), cap_usd_per_month=Decimal(cap))
    fit = runs_that_fit(own, 0, WORLD)
    assert (fit.runs_per_day, fit.cautious_runs_per_day) == (runs, runs)


def test_runs_that_fit_grow_and_leave_room_for_the_others() -> None:
    lines = (line("a", workload=dollar_runs(1), growth=compound("1")), line("b", workload=dollar_runs(2)))
    own = made(*lines, cap_usd_per_month=CAP)
    assert runs_that_fit(own, 0, WORLD).runs_per_day == 2  # March: 31 x (4 n + 2) <= 310
    assert runs_that_fit(own, 1, WORLD).runs_per_day == 6  # March: 31 x (4 + n) <= 310


def test_nothing_fits_where_the_others_pass_the_cap() -> None:
    own = made(line("a"), line("b", workload=dollar_runs(11)), cap_usd_per_month=CAP)
    assert runs_that_fit(own, 0, WORLD).runs_per_day is None


def test_months_that_are_paid_do_not_stand_in_the_way() -> None:
    own = made(line(actuals=(Decimal(5000),)), cap_usd_per_month=CAP)
    assert runs_that_fit(own, 0, WORLD).runs_per_day == 10


def test_caution_takes_fewer_runs_where_tokens_are_not_certain() -> None:
    own = made(line("t", "host/thinker", workload=thinking_runs(), thinking="high"), cap_usd_per_month=CAP)
    fit = runs_that_fit(own, 0, WORLD)
    assert fit.cautious_runs_per_day is not None
    assert fit.runs_per_day is not None
    assert fit.cautious_runs_per_day < fit.runs_per_day
    held = line("t", "host/thinker", workload=thinking_runs(fit.cautious_runs_per_day), thinking="high")
    chance = made(held, cap_usd_per_month=CAP).answer.finding.chance_any_month
    assert chance == pytest.approx(0.1, abs=0.02)


def test_fitting_needs_a_cap() -> None:
    with pytest.raises(ValueError, match="A cap for the month is needed"):
        runs_that_fit(made(), 0, WORLD)


@pytest.mark.parametrize("guess", [0, 1, 7, 20, 41, 42, 99])
@pytest.mark.parametrize("edge", [0, 1, 2, 19, 20, 21, 41, 42])
def test_the_search_finds_the_edge_from_anywhere(edge: int, guess: int) -> None:
    assert largest_holding(lambda n: n <= edge, 42, guess) == edge
    assert largest_holding(lambda n: False, 42, guess) is None


def test_a_good_guess_takes_few_trials() -> None:
    tried: list[int] = []
    assert largest_holding(lambda n: tried.append(n) is None and n <= 1000, 10**6, 1000) == 1000
    assert len(tried) <= 4


def test_efforts_from_the_highest_down() -> None:
    own = made(line("t", "host/thinker", workload=thinking_runs(), thinking="high"), cap_usd_per_month=CAP)
    found = efforts_that_fit(own, 0, WORLD)
    assert [fit.mode for fit in found] == ["high", "medium", "low", "off"]
    dollars = [fit.dearest_month_usd for fit in found[:3]]
    assert dollars == sorted(dollars, reverse=True)
    assert [fit.fits for fit in found] == [fit.dearest_month_usd <= CAP for fit in found]
    assert {fit.fits for fit in found} == {True, False}


SEEING = profile("seeing", inputs=fact(("text", "image")), context_window=fact(50_000))
BATCH = VariantCard((("processing", "batch"),), card(input="0.5", output="0"))
MARKET = catalogue(
    flat(variants=(BATCH,)),
    flat("host/cheap", "0.5", profile_id="seeing"),
    flat("host/blind", "0.25", context_window=500_000),
    flat("host/dear", "2"),
    profiles=(SEEING,),
)


def test_candidates_that_meet_the_limits_come_first() -> None:
    wish = Wish(("host/blind", "host/cheap"), 100_000.0, 40_000, ("text", "image"))
    found = candidates_for(made(world=MARKET, wish=wish), 0, MARKET)
    assert [(c.offer, c.usd, c.unmet) for c in found] == [
        ("host/cheap", 45, ()),
        ("host/blind", Decimal("22.5"), ("it is not known to take image",)),
    ]


def test_a_limit_that_is_missed_is_said_in_words() -> None:
    wish = Wish(("host/cheap", "host/dear"), 0.1, 60_000, ("audio",))
    cheap, dear = candidates_for(made(world=MARKET, wish=wish), 0, MARKET)
    assert cheap.unmet[0].startswith("95% of runs take up to ")
    assert cheap.unmet[1:] == ("its context is 50,000 tokens", "it takes no audio")
    assert dear.unmet[1:] == ("its context is not published", "it is not known to take audio")


SMALL = profile("small", offers=("host/small",), context_window=fact(2_000_000))
LARGE = profile("large", offers=("host/large", "other/large"), inputs=fact(("text", "image")))
SHORT = profile("short", offers=("host/short",), context_window=fact(900_000))
LEFT = profile("left", offers=("host/left",), lifecycle=Lifecycle(retired=fact(date(2026, 12, 31))))
KNOWN = catalogue(
    flat(),
    flat("host/small", "0.5", profile_id="small", context_window=2_000_000),
    flat("host/large", "0.8", profile_id="large", context_window=2_000_000),
    flat("other/large", "0.7", profile_id="large", context_window=2_000_000),
    flat("host/short", "0.1", profile_id="short"),
    flat("host/left", "0.1", profile_id="left", context_window=2_000_000),
    flat("third/flat", "0.9"),
    flat("host/stranger", "0.1"),
    profiles=(SMALL, LARGE, SHORT, LEFT),
)


def test_a_change_is_scaled_as_the_line_was_paid() -> None:
    """$31 planned and $62 paid: half again as much from then on, on the offer at half the price too."""
    paid = line("Chat", actuals=(Decimal(62), None, None))
    own = made(paid, world=MARKET, wish=Wish(("host/cheap",)), rescale=True, cap_usd_per_month=Decimal(93))
    assert own.answer.lines[0].scale == Decimal("1.5")
    half = Decimal("1.5") * 59 / 2
    found = dict(saved(savings_of(own, 0, MARKET)))
    assert found == {"Run Chat on SEEING at Host": half, "Send Chat as batch": half}
    fit = runs_that_fit(own, 0, MARKET)
    assert (fit.runs_per_day, fit.cautious_runs_per_day) == (2, 2)  # 31 days x 2 x 1.5 is 93


def test_without_a_wish_the_models_known_well_are_considered_where_they_are_cheapest() -> None:
    """Not those that are retired, strangers, or too short for a million tokens; the line's own model elsewhere is."""
    own = made(line("Chat"), world=KNOWN)
    assert [c.offer for c in candidates_for(own, 0, KNOWN)] == ["host/small", "other/large", "third/flat"]
    assert [s.text for s in savings_of(own, 0, KNOWN)] == [
        "Run Chat on SMALL at Host", "Run Chat on LARGE at Other", "Run Chat on flat at Third",
    ]  # fmt: skip


def test_without_a_wish_what_cannot_meet_a_limit_is_not_tried() -> None:
    seeing = made(line("Chat"), world=KNOWN, wish=Wish(inputs=("text", "image")))
    assert [c.offer for c in candidates_for(seeing, 0, KNOWN)] == ["other/large"]
    fast = made(line("Chat"), world=KNOWN, wish=Wish(p95_seconds=0.1))
    assert all(c.unmet for c in candidates_for(fast, 0, KNOWN))
    assert savings_of(fast, 0, KNOWN) == ()
    assert candidates_for(made(line("Chat"), world=KNOWN, wish=Wish(())), 0, KNOWN) == ()


def test_without_a_wish_no_more_than_three_models_are_told() -> None:
    more = [profile(f"p{n}", offers=(f"host/p{n}",), context_window=fact(2_000_000)) for n in range(5)]
    sold = [flat(f"host/p{n}", f"0.{n + 1}", profile_id=f"p{n}", context_window=2_000_000) for n in range(5)]
    world = catalogue(flat(), *sold, profiles=tuple(more))
    own = made(line("Chat"), world=world)
    assert len(candidates_for(own, 0, world)) == 5
    assert [s.offer for s in savings_of(own, 0, world)] == ["host/p0", "host/p1", "host/p2"]
    wished = made(line("Chat"), world=world, wish=Wish(tuple(o.id for o in sold)))
    assert len(savings_of(wished, 0, world)) == 5


def test_seconds_are_those_of_a_quote() -> None:
    load = thinking_runs(steps=4, tool_result_tokens=500, retry_rate=0.1, thinking_share=0.5)
    own = made(line("T", "host/thinker", workload=load, thinking="high"))
    (told,) = (first_day_offer(priced_line, 1) for priced_line in own.priced_lines)
    terms = Terms(load, WORLD, date(2027, 1, 1), "calendar", 1)
    quoted = estimate(terms, WORLD.offers["host/thinker"], "high")
    assert isinstance(quoted, Estimate)
    assert quoted.latency
    assert told
    assert (told.run, told.context_window) == (quoted.latency.run, quoted.context_window)


def test_an_unknown_wish_is_bad_input() -> None:
    with pytest.raises(BadInput, match=r"wish\.offers\.0: nobody is not a known"):
        candidates_for(made(wish=Wish(("nobody",))), 0, WORLD)


def saved(found: tuple[PricedChange, ...]) -> list[tuple[str, Decimal]]:
    return [(s.text, s.usd) for s in found]


def test_savings_from_the_greatest_down() -> None:
    own = made(line("Chat"), world=MARKET, wish=Wish(("host/blind", "host/dear")), cap_usd_per_month=Decimal(20))
    found = savings_of(own, 0, MARKET)
    assert saved(found) == [("Run Chat on blind at Host", Decimal("67.5")), ("Send Chat as batch", 45)]
    assert (found[1].seconds_before, found[1].seconds_after) == (pytest.approx(66.7, abs=5), None)
    assert (found[1].usd_per_month, found[1].chance_any_month, own.answer.finding.chance_any_month) == (15, 0.0, 1.0)


def test_caching_and_less_thinking_save() -> None:
    load = thinking_runs(5000, shared_prefix_tokens=20_000)
    own = made(line("T", "host/thinker", workload=load, thinking="high"))
    found = savings_of(own, 0, WORLD)
    assert {s.text for s in found} == {
        "Cache the prompts of T as the host does by itself",
        "Set T to medium effort",
        "Set T to low effort",
        "Run T without thinking",
    }
    assert all(s.usd > 0 and s.chance_any_month is None for s in found)
    slower = {s.text: s.seconds_after for s in found}
    assert (slower["Run T without thinking"] or 0) < (found[0].seconds_before or 0)
    # The average time, as plans have it.
    (told,) = (first_day_offer(priced_line, own.budget.seed) for priced_line in own.priced_lines)
    terms = Terms(load, WORLD, date(2027, 1, 1), "calendar", own.budget.seed)
    quoted = estimate(terms, WORLD.offers["host/thinker"], "high")
    assert isinstance(quoted, Estimate) and quoted.run_spread and told and told.run
    assert found[0].seconds_before == told.mean_seconds == pytest.approx(mean_of(quoted.run_spread.seconds))
    assert told.mean_seconds > 1.05 * told.run.p50


def test_caches_that_save_the_same_are_one_change() -> None:
    """A host whose own cache is that of 5 minutes: both are tried, and one is offered."""
    load = thinking_runs(5000, shared_prefix_tokens=20_000, cache=CacheSettings("off"))
    explicit = replace(
        WORLD.offers["host/thinker"], cache=HostCache("explicit", 300.0, 0, 0.9, explicit_ttls=("5m", "1h"))
    )
    world = replace(WORLD, offers={**WORLD.offers, "host/thinker": explicit})
    own = made(line("T", "host/thinker", workload=load, thinking="high"), world=world)
    cached = [s for s in savings_of(own, 0, world) if s.kind == "caching"]
    assert cached[0].text == "Cache the prompts of T as the host does by itself"
    assert len({s.usd for s in cached}) == len(cached)


ALWAYS = profile("always", modes=fact(("on",)), default_mode=fact("on"), partner_without_thinking="plain")
PLAIN = profile("plain", name="Plain", modes=fact(("off",)), offers=("host/plain",))
PAIR = catalogue(
    offer("host/always", profile_id="always"), offer("host/plain", profile_id="plain"), profiles=(ALWAYS, PLAIN)
)


def test_a_model_that_always_thinks_is_left_for_its_partner() -> None:
    found = savings_of(
        made(line("T", "host/always", workload=thinking_runs(), thinking="default"), world=PAIR), 0, PAIR
    )
    assert [(s.text, s.offer, s.mode) for s in found] == [("Run T on Plain, without thinking", "host/plain", "off")]


def test_advice_is_of_all_lines_and_fits_only_under_a_cap() -> None:
    lines = (line("a"), line("b", workload=dollar_runs(2)), line("c", workload=dollar_runs(service_tier="flex")))
    capped = advise(made(*lines, cap_usd_per_month=CAP), WORLD)
    assert [fit.line for fit in capped.runs] == ["a", "b"]
    assert advise(made(*lines), WORLD).runs == ()


def test_a_report_holds_everything() -> None:
    whole = report(budget(line(), cap_usd_per_month=CAP), WORLD)
    assert (whole.forecast.answer.finding.usd, len(whole.sensitivity), len(whole.capacity)) == (90, 8, 1)
    assert whole.advice.runs[0].runs_per_day == 10


def test_a_row_is_scaled_to_find_what_fits() -> None:
    own = made(line(growth=Growth("row", row=(2, 4, 8))), cap_usd_per_month=CAP)
    assert runs_that_fit(own, 0, WORLD).runs_per_day == 2  # 8 in March become 10 at 2.5, 2 are whole


def test_changes_that_are_ticked_together_are_one_forecast() -> None:
    """$90 on one line and $45 on the other: batch halves the first, a third of its runs leaves a sixth of it."""
    own = made(line("A"), line("B", "host/cheap"), world=MARKET, cap_usd_per_month=Decimal(40))
    batch, third = LineSettings(0, "batch", service_tier="batch"), LineSettings(0, "runs", share=Decimal(1) / 3)
    cheaper = LineSettings(0, "model", offer="host/cheap", thinking="off")
    assert own.answer.finding.usd == 135
    assert with_changes(own, [batch], MARKET).answer.finding.usd == 90
    assert float(with_changes(own, [third, batch], MARKET).answer.finding.usd) == pytest.approx(45 + 15)
    assert with_changes(own, [cheaper], MARKET).answer.finding.usd == 90
    assert with_changes(own, [], MARKET).answer == own.answer
    found = {saving.change: saving for saving in savings_of(own, 0, MARKET)}
    assert found[batch].usd == 135 - with_changes(own, [batch], MARKET).answer.finding.usd
    assert cap_that_holds(own.total) == pytest.approx(46.5)


def test_of_two_changes_of_one_kind_the_first_holds() -> None:
    low, off = LineSettings(0, "effort", thinking="low"), LineSettings(0, "effort", thinking="off")
    model, other = LineSettings(0, "model", offer="host/cheap"), LineSettings(1, "effort", thinking="off")
    assert without_rivals([low, off, other, model]) == (model, low, other)


def test_what_a_change_sets_on_another_offer_ends_its_own_prices() -> None:
    own = made(line("A", overrides=Overrides(usd_per_mtok=(("input", Decimal(9)),))), world=MARKET)
    moved = with_changes(own, [LineSettings(0, "model", offer="host/cheap")], MARKET)
    assert (own.answer.finding.usd, moved.answer.finding.usd) == (810, 45)


def test_a_benchmark_says_what_a_change_does_to_the_answers() -> None:
    """The cheapest that scores as well is on the list, however many cheaper ones there are."""

    def scored(name: str, percent: float) -> Profile:
        mark = Benchmark("IFBench", percent, "Artificial Analysis", CHECKED, effort="off")
        return profile(name, offers=(f"host/{name}",), context_window=fact(2_000_000), benchmarks=(mark,))

    marks = {"now": 60.0, "poor": 20.0, "poorer": 10.0, "poorest": 5.0, "good": 61.0}
    usd = {"now": "1", "poor": "0.3", "poorer": "0.2", "poorest": "0.1", "good": "0.9"}
    sold = [flat(f"host/{name}", rate, profile_id=name, context_window=2_000_000) for name, rate in usd.items()]
    world = catalogue(*sold, profiles=tuple(scored(name, percent) for name, percent in marks.items()))
    load = replace(dollar_runs(), task_class="everyday_qa")
    found = savings_of(made(line("A", "host/now", workload=load), world=world), 0, world)
    said = {s.offer: (s.bench, s.score_before, s.score_after) for s in found if s.kind == "model"}
    assert said["host/good"] == ("IFBench", 60.0, 61.0)
    assert said["host/poorest"] == ("IFBench", 60.0, 5.0)
    assert len(said) == 3
