"""The ladder, the spread of runs, the cache in words, and caveats said once: the objects behind the later sections."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from planner.core.cost.cache_report import CacheReport
from planner.core.cost.caching import CachePlan
from planner.core.estimate.solved import Success, solved_of
from planner.core.lazy import Lazy
from planner.core.models.catalogue import Benchmark, Catalogue, HostCache, Profile
from planner.core.results import Estimate, Pair
from planner.core.uncertainty.band import Band, RunSpread
from planner.core.workload import CacheSettings, Workload
from planner.web import filters
from planner.web.charts.cdf import cdf
from planner.web.charts.ladder import BASE, TOP, Rung, panel
from planner.web.charts.spending import Turn, spending_chart
from planner.web.forms import read_form
from planner.web.forms.asking import NEAREST, USUAL
from planner.web.plan.sections.ladder import bought, ladder_pair, ladder_view
from planner.web.plan.sections.spread import SpreadView, spread_view
from planner.web.present.caveats import merged, share_out
from tests.core.build import CHECKED, fact, profile
from tests.web.plan.parts import banded, estimate, flagged, pair, printed, refusal, silent
from tests.web.plan.test_page import RESEARCH

D = Decimal
EVEN = tuple(float(p) for p in range(1, 100))


# ---------- the drawing of the ladder


def test_rungs_stand_at_their_figures_from_zero() -> None:
    made = panel("Dollars", [Rung("off", False, 50.0, "50"), Rung("high", True, 100.0, "100", 50.0, 200.0)])
    assert made is not None
    off, high = made.marks
    assert (off.x, high.x) == ("25.00%", "75.00%")
    assert float(off.y) == pytest.approx(BASE - (BASE - TOP) / 4)
    assert (float(high.low_y), float(high.high_y)) == (pytest.approx(97.0), TOP)
    # The figure stands above its bar, and above its dot where it has none: never on either.
    assert float(high.high_y) < float(high.y) and not off.low_y
    assert float(high.y) - 10 < float(high.text_y) < float(high.y), (
        "the figure is that of the dot, not of its bar's end"
    )
    assert float(off.y) - 10 < float(off.text_y) < float(off.y)
    assert made.name == "Dollars: off 50; high 100."


def test_what_is_not_published_is_said_and_bridged() -> None:
    rungs = [Rung("off", False, 35.0, "35"), Rung("low", True, None), Rung("high", True, None), Rung("max", True, 90.0)]
    made = panel("Score", rungs, top=100.0)
    assert made is not None
    assert [link.gap for link in made.links] == [True]
    assert made.gaps == ("50.00%",)
    assert [mark.y != "" for mark in made.marks] == [True, False, False, True]
    assert "low not published" in made.name


def test_one_known_rung_is_no_ladder() -> None:
    assert panel("Score", [Rung("off", False, 35.0), Rung("low", True, None)]) is None
    assert panel("Dollars", [Rung("off", False, 0.0), Rung("low", True, 0.0)]) is None


# ---------- its words


def climb(*dollars: str) -> tuple[Estimate, ...]:
    names = ("off", "low", "medium", "high")
    made = []
    for name, usd in zip(names, dollars, strict=False):
        one = estimate(thinking=name)
        cost = replace(one.cost, usd_per_run=D(usd), usd_per_month=D(usd) * 1000, runs_per_month=D(1000))
        made.append(replace(one, cost=cost))
    return tuple(made)


def title(rungs: tuple[Estimate, ...], scores: tuple[float | None, ...]) -> str:
    """Of the ladder of a model that offers these efforts."""
    known = with_modes(*STEPPED)
    view = ladder_view(known, rungs, known, "research_agent")
    assert view is not None
    return printed("plan/_ladder_text.html", "title", replace(view, bought=bought(rungs, scores)), "run")


@pytest.mark.parametrize(
    ("scores", "said"),
    [
        ((35.0, 75.0, None, 87.0), "low effort buys most of the score for $1,000 per month"),
        ((35.0, 60.9, None, 87.0), "high effort buys 52 points of the score for $4,000 per month"),
        ((35.0, 61.0, None, 87.0), "low effort buys most of the score for $1,000 per month"),
        ((35.0, None, None, None), "high costs 5.0 times what off does and takes 1.0 times as long"),
        ((35.0, None, None, 30.0), "high costs 5.0 times what off does and takes 1.0 times as long"),
        ((None, 60.0, None, 87.0), "high costs 5.0 times what off does and takes 1.0 times as long"),
    ],
)
def test_the_title_of_the_ladder(scores: tuple[float | None, ...], said: str) -> None:
    assert title(climb("1", "2", "3", "5"), scores) == said


def test_effort_that_costs_no_more_says_so() -> None:
    assert title(climb("2", "2"), (35.0, 75.0)) == "low effort buys 40 points and costs no more"


def test_stated_thinking_makes_every_effort_alike() -> None:
    stated = tuple(replace(side, reasoning_evidence=side.visible_evidence) for side in climb("1", "2", "2"))
    said = title(stated, (35.0, 75.0, 87.0))
    assert said == "you stated how much it thinks, so every effort costs the same"


def notes(view: Any) -> str:
    return printed("plan/_ladder_text.html", "notes", view)


def with_modes(*modes: str, name: str = "Model", **changes: Any) -> Pair:
    known = profile("m", name=name, modes=fact(modes), **changes)
    return pair(name=name, asked=name.lower(), on=estimate(profile=known), off=silent(profile=known))


def table(view: Any) -> list[list[str]]:
    """The cells of the table of efforts, row by row."""
    text = printed("plan/_efforts.html", "efforts", view, "run", tags=True)
    rows = re.findall("<tr>(.*?)</tr>", text.partition("<tbody>")[2])
    return [[re.sub("<[^>]+>", "", cell) for cell in re.findall("<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in rows]


STEPPED = ("off", "low", "medium", "high")


def test_the_ladder_is_the_findings_model_or_the_first_that_has_one() -> None:
    single, stepped, other = with_modes("on", name="A"), with_modes(*STEPPED, name="B"), with_modes(*STEPPED, name="C")
    pairs = [single, stepped, other]
    assert ladder_pair(pairs, other, "") is other
    assert ladder_pair(pairs, single, "") is stepped
    assert ladder_pair(pairs, single, "a") is single
    assert ladder_pair(pairs, single, "gone") is stepped
    assert ladder_pair([single], single, "") is single


@pytest.mark.parametrize(
    ("modes", "note", "said"),
    [
        (("off", "on"), "", "thinking is on or off, with no effort between"),
        (("on",), "", "always thinks, with no effort to choose"),
        (("on",), "off is Other", "always thinks, with no effort to choose; off is Other"),
        (("off",), "", "it does not think, so there is no effort to choose"),
    ],
)
def test_without_a_ladder_it_says_what_there_is(modes: tuple[str, ...], note: str, said: str) -> None:
    one = replace(with_modes(*modes), off_note=note, off_model=note.removeprefix("off is "))
    view = ladder_view(one, (one.off, one.on), one, "research_agent")  # type: ignore[arg-type]
    assert view is not None and view.panels == ()
    assert printed("plan/_ladder_text.html", "title", view, "run") == said
    assert [row[0] for row in table(view)] == ["off", "high"]


def scored(*efforts: tuple[str, float]) -> Profile:
    marks = tuple(Benchmark("tau2-Bench", score, "AA", CHECKED, effort=effort) for effort, score in efforts)
    return profile("m", modes=fact(STEPPED), benchmarks=marks)


def climbed(known: Profile, task: str = "research_agent") -> Any:
    rungs = tuple(replace(side, profile=known) for side in climb("1", "2", "3", "5"))
    one = pair(on=rungs[-1], off=rungs[0])
    return ladder_view(one, rungs, one, task)


def test_three_panels_where_scores_are_published_and_a_table_of_them() -> None:
    view = climbed(scored(("off", 35.1), ("low", 74.6), ("high", 87.1)))
    assert [p.title for p in view.panels] == ["Dollars per month", "Seconds per run", "τ²-bench score, %"]
    assert [row[-1] for row in table(view)] == ["35.1", "74.6", "not published", "87.1"]
    assert [row[1] for row in table(view)] == ["1,000", "2,000", "3,000", "5,000"]


def solving(side: Any, rate: float) -> Any:
    """An effort at which a share of runs succeeds, tried until solved."""
    solved = solved_of(Success(rate, "score", stated=True), None, side.cost.usd_per_run)
    return replace(side, profile=scored(), cost=replace(side.cost, solved=solved))


@pytest.mark.parametrize(
    ("rates", "said"),
    [
        ((0.2, 0.5, 0.6, 0.61), ["A solved task costs least at low,"]),
        ((0.5, 0.5, 0.5, 0.5), []),
    ],
)
def test_what_a_solved_task_costs_stands_beside_each_effort(rates: tuple[float, ...], said: list[str]) -> None:
    rungs = tuple(solving(side, rate) for side, rate in zip(climb("1", "2", "3", "5"), rates, strict=True))
    one = pair(on=rungs[-1], off=rungs[0])
    view = ladder_view(one, rungs, one, "research_agent")
    assert view is not None and view.has_solved
    assert view.panels[-1].title == "Dollars a solved task"
    assert [row[-2] for row in table(view)] == [filters.amount(side.cost.solved.usd) for side in rungs]
    assert re.findall(r"A solved task [^$]*(?= \$)", notes(view)) == said


def test_a_score_at_an_unnamed_effort_is_told_and_not_drawn() -> None:
    view = climbed(scored(("off", 86.3), ("on", 89.5)))
    assert [p.title for p in view.panels] == ["Dollars per month", "Seconds per run"]
    assert "Thinking at an effort its source does not name, it scores 89.5% on τ²-bench." in notes(view)


def test_work_without_a_close_benchmark_has_two_panels() -> None:
    view = climbed(scored(("off", 35.1), ("low", 74.6)), task="image_qa")
    assert len(view.panels) == 2 and view.score_head == ""
    assert notes(view) == "Marks are expected values, all from zero."


def test_benchmarks_are_of_kinds_of_work_there_are(catalogue: Catalogue) -> None:
    measured = {b.name for p in catalogue.profiles.values() for b in p.benchmarks if b.effort}
    assert set(NEAREST) <= set(catalogue.task_classes)
    assert set(NEAREST.values()) <= set(USUAL) <= measured


# ---------- the spread of runs


def test_curves_rise_and_are_marked_in_the_middle() -> None:
    chart = cdf(EVEN, tuple(v / 2 for v in EVEN), str)
    assert chart is not None and chart.on is not None and chart.off is not None
    xs = [float(point.split(",")[0]) for point in chart.on.points.split()]
    ys = [float(point.split(",")[1]) for point in chart.on.points.split()]
    assert xs == sorted(xs) and ys == sorted(ys, reverse=True) and len(xs) == 99
    assert chart.on.middle == f"{xs[49]:.2f}%"
    assert float(chart.off.middle.rstrip("%")) < float(chart.on.middle.rstrip("%"))
    assert [text for _, text in chart.levels] == ["10%", "50%", "90%"]
    assert float(chart.middle_y) == float(chart.levels[1][0])


def test_ticks_are_round_and_told_apart() -> None:
    chart = cdf([4 + v / 10 for v in EVEN], (), lambda number: f"${number}")
    assert chart is not None
    assert [tick.text for tick in chart.ticks] == ["$6", "$8", "$10", "$12"]
    small = cdf([v / 1000 for v in EVEN], (), lambda number: f"${number}")
    assert small is not None
    assert [tick.text for tick in small.ticks] == ["$0.02", "$0.04", "$0.06", "$0.08"]


def test_the_scale_starts_at_zero_or_says_where() -> None:
    near, far = cdf(EVEN, (), lambda number: f"${number}"), cdf([60 + v for v in EVEN], (), lambda number: f"${number}")
    assert near is not None and near.start == ""
    assert far is not None and far.start == "$56"


def test_nothing_is_drawn_where_every_run_is_the_same() -> None:
    assert cdf([2.0] * 99, [1.0] * 99, str) is None


def spread_pair(on: RunSpread | None, off: RunSpread | None) -> Pair:
    return pair(on=estimate(run_spread=on), off=silent(run_spread=off) if off else refusal())


SPREAD = "plan/_spread_text.html"


def spread_title(view: SpreadView) -> str:
    return printed(SPREAD, "title", view, "report")


def form(catalogue: Catalogue, **args: str) -> Any:
    return read_form(MultiDict(args), catalogue)


def test_the_title_of_the_spread(catalogue: Catalogue) -> None:
    half = RunSpread(tuple(v / 2 for v in EVEN), tuple(v * 30 for v in EVEN))
    both = spread_pair(RunSpread(EVEN, tuple(v * 60 for v in EVEN)), half)
    cost, time = spread_view(both, form(catalogue)), spread_view(both, form(catalogue, spread="time"))
    assert cost is not None and time is not None
    assert spread_title(cost) == "one report in ten costs more than $90.00, without thinking $45.00"
    assert spread_title(time) == "one report in ten takes longer than 1 h 30 min, without thinking 45 min"
    assert [turn.current for turn in time.turns] == [False, True]
    assert [turn.address for turn in cost.turns] == [RESEARCH, f"{RESEARCH}&spread=time"]
    assert (cost.unit.say(cost.off[49]), cost.unit.say(cost.on[49])) == ("$25.00", "$50.00")
    # A plan that leads without thinking shows the spread without thinking, in cents where its page has cents.
    small = RunSpread(tuple(v / 100_000 for v in EVEN), EVEN)
    one = spread_pair(RunSpread(tuple(v / 50_000 for v in EVEN), EVEN), small)
    off = banded(silent(run_spread=small))
    off = replace(off, cost=replace(off.cost, usd_per_run=D("0.0005"), drawn_run=Lazy.of(Band(0.0001, 0.0005, 0.0009))))
    view = spread_view(replace(one, off=off), form(catalogue, effort="off"), cents=True)
    assert view is not None and view.unit.word == "cents" and view.turns[0].words == "Cents"
    said = "one report in ten costs more than 0.090 cents without thinking, with thinking 0.18 cents"
    assert spread_title(view) == said
    assert printed(SPREAD, "aside", view, "report").startswith("Four reports in five cost 0.010 to 0.090 cents.")
    assert view.chart and all("$" not in tick.text for tick in view.chart.ticks)


def test_runs_without_a_spread_are_said_to_be_the_same(catalogue: Catalogue) -> None:
    flat = RunSpread((2.0,) * 99, (60.0,) * 99)
    view = spread_view(spread_pair(RunSpread(EVEN, EVEN), flat), form(catalogue))
    assert view is not None and spread_title(view).endswith(", without thinking every report costs $2.00")
    sure = spread_view(spread_pair(flat, None), form(catalogue))
    assert sure is not None and sure.chart is None
    assert spread_title(sure) == "every report costs $2.00: nothing in it is estimated"


def test_batch_has_dollars_alone(catalogue: Catalogue) -> None:
    view = spread_view(spread_pair(RunSpread(EVEN, ()), RunSpread(EVEN, ())), form(catalogue, spread="time"))
    assert view is not None and view.turns == () and spread_title(view).startswith("one report in ten costs more")


def test_one_run_and_a_month_are_told_apart(catalogue: Catalogue) -> None:
    on = banded(estimate(run_spread=RunSpread(EVEN, EVEN)))
    on = replace(on, cost=replace(on.cost, drawn_run=Lazy.of(Band(0.5, 1.0, 2.0))))
    view = spread_view(pair(on=on), form(catalogue))
    assert view is not None
    assert printed(SPREAD, "aside", view, "report") == (
        "Four reports in five cost $0.50 to $2.00."
        "Over a month of 1,521 reports, the average report costs $0.80 to $1.40 in four months of five."
    )
    rare = replace(on, cost=replace(on.cost, drawn_run=Lazy.of(Band(0.5, 0.7, 1.0))))
    view = spread_view(pair(on=rare), form(catalogue))
    said = printed(SPREAD, "aside", view, "report")
    assert said.endswith("in four months of five. A few long ones raise it.")


# ---------- the cache in words

LOAD = Workload(task_class="research_agent", runs_per_day=48, shared_prefix_tokens=6_000, steps=10, tool_seconds=2)
PLAN = CachePlan(D("0.12"), D("0.77"), D(4096), "cache_write", 300.0, 0.0, derived=True)
HOST = HostCache("explicit", 300.0, 4096, 0.77, ("5m",))


def story(**changes: Any) -> CacheReport:
    usual = CacheReport(
        plan=PLAN, host=HOST, warm=0.154, seconds_between_runs=1800, call_seconds=22, hit=D("0.76"),
        write_factor=D("1.25"), break_even=D("0.217"), first_cached=1, usd_per_run=D(8), cold_usd_per_run=D(20),
    )  # fmt: skip
    return replace(usual, **changes)


def lines(made: CacheReport, load: Workload = LOAD) -> dict[str, str]:
    """Its lines by name, and what it is worth under an empty one."""
    text = printed("plan/row/_cache.html", "cache", made, load, 22, tags=True)
    title = re.sub(".*<h3>|</h3>.*", "", text)
    return dict(re.findall("<dt>(.*?)</dt><dd>(.*?)</dd>", text)) | {"": title}


def test_the_cache_in_words() -> None:
    said = lines(story())
    assert said[""] == "The cache takes 60% off each run"
    assert said["At the start"].startswith("One run begins every 30 min on average and an entry lasts 5 min")
    assert "still there for 15% of runs" in said["At the start"] and "12% is counted" in said["At the start"]
    assert said["Later steps"].endswith(
        "From step to step 24 s pass: an entry lasts 5 min and hardly ever expires between them."
    )
    assert said["Smallest"] == "Prompts under 4,096 tokens are not cached: every call is long enough."
    assert said["Writing"] == "What is kept for later costs 1.25 times the input rate, once."
    assert said["Worst case"] == "With 0% read from cache each run costs $20.00, not $8.00: 2.5× as much."
    for cold, usual, words in (
        ("0.2201", "0.2199", "the same $0.22."),
        ("0.0033", "0.0032", "$0.0033, not $0.0032."),
        ("0.0033", "0", "$0.0033, not $0."),
    ):
        text = printed("plan/row/_cache.html", "worst", D(cold), D(usual), "task")
        assert text == f"With 0% read from cache each task costs {words}"
    assert said["Pays"] == "Once 22% of what is kept is read again; here 76% is."


@pytest.mark.parametrize(
    ("chance", "said"),
    [
        (0.005, "hardly ever expires"),
        (0.006, "has expired at 0.6% of steps"),
        (0.99, "at 99%"),
        (0.995, "nearly always"),
    ],
)
def test_expiry_between_slow_steps(chance: float, said: str) -> None:
    assert said in lines(story(plan=replace(PLAN, expiry_chance=chance)))["Later steps"]


@pytest.mark.parametrize(
    ("first", "said"),
    [(1, "every call is long enough"), (4, "from step 4 on"), (None, "no call of this run is that long")],
)
def test_the_step_from_which_prompts_are_long_enough(first: int | None, said: str) -> None:
    assert said in lines(story(first_cached=first))["Smallest"]


def test_below_break_even_the_advice_is_to_turn_it_off() -> None:
    said = lines(story(hit=D("0.2"), usd_per_run=D(21)))
    assert said["Pays"] == "Not here: it pays once 22% of what is kept is read again, and 20% is. Turn the cache off."
    assert lines(story(usd_per_run=D(21)))[""] == "The cache costs $1.00 per run more than it saves"


def test_free_writes_pay_at_once() -> None:
    said = lines(story(break_even=None, hit=None, write_factor=D(1)))
    assert said["Pays"].startswith("From the first token") and "no more than other input" in said["Writing"]


def test_what_was_stated_is_said_to_be() -> None:
    stated = replace(LOAD, cache=CacheSettings("auto", 0.5, 0.7))
    said = lines(story(plan=replace(PLAN, prefix_given=True, prefix_hit=D("0.5"), loop_hit=D("0.7"))), stated)
    assert said["At the start"] == "50% of the shared prompt is found there, as you stated."
    assert said["Later steps"] == "70% of what the step before sent is read again, as you stated."


def test_runs_that_share_nothing_start_cold() -> None:
    assert "share no prompt" in lines(story(), replace(LOAD, shared_prefix_tokens=0))["At the start"]


# ---------- spending by step


def test_spending_says_when_half_is_gone_and_where_things_change() -> None:
    turns = [Turn(90, "the window is full"), Turn(10, "long enough to be cached")]
    chart = spending_chart((1, 50, 75, 100), (0.1, 3.0, 6.0, 10.0), (), turns)
    assert chart is not None
    assert chart.title == "Half of the $10.00 is spent by step 75 of 100"
    assert [(m.text, m.anchor, m.y) for m in chart.marks] == [
        ("step 10: long enough to be cached", "start", 12),
        ("step 90: the window is full", "end", 28),
    ]
    assert "step 90: the window is full" in chart.name and chart.off == ""
    assert spending_chart((1,), (1.0,), (), ()) is None


# ---------- caveats said once

BELOW = "The shared prompt of 1,200 tokens is below the cache minimum of {}."


def low(name: str, least: str = "", **changes: Any) -> Pair:
    text = BELOW.format(least)
    sides = [flagged(side, "below_cache_minimum", text) if least else side for side in (estimate(), silent())]
    return pair(name=name, asked=name, on=sides[0], off=sides[1], **changes)


def test_what_all_share_is_said_once() -> None:
    shared = share_out([low("A", "1,024"), low("B", "4,096"), low("C", "2,048")])
    assert [(c.text, c.code) for c in shared.common] == [
        (
            "For all three: the shared prompt of 1,200 tokens is below the cache minimum of 1,024 to 4,096",
            "below_cache_minimum",
        )
    ]
    assert set(shared.own.values()) == {()}


def test_it_is_said_where_nobody_knows_whether_an_offer_is_served() -> None:
    (said,) = share_out([low("A")], date(2026, 11, 27)).own["A"]
    assert (said.text.startswith("Not known whether"), said.code) == (True, "what-is-alive")
    assert share_out([low("A")]).own["A"] == ()


def test_up_to_two_exceptions_are_named() -> None:
    many = [low(name, "1,024") for name in "ABC"]
    (one,) = share_out([*many, low("D")]).common
    (two,) = share_out([*many, low("D"), low("E")]).common
    assert one.text.startswith("For all but D: the shared prompt")
    assert two.text.startswith("For all but D and E: ")
    assert share_out([*many, low("D"), low("E"), low("F")]).common == ()


def test_another_wording_is_an_exception_and_stays() -> None:
    text = BELOW.format("1,024")
    half = pair(name="D", asked="D", on=flagged(estimate(), "below_cache_minimum", text))
    shared = share_out([*(low(name, "1,024") for name in "ABC"), half])
    assert shared.common[0].text.startswith("For all but D: ")
    assert [c.text for c in shared.own["D"]] == [f"{text.rstrip('.')} (thinking on)"]
    assert shared.own["A"] == ()


def test_few_models_keep_their_caveats() -> None:
    shared = share_out([low("A", "1,024"), low("B", "1,024")])
    assert shared.common == () and len(shared.own["A"]) == 1


def test_models_without_a_figure_do_not_count() -> None:
    none = pair(asked="Z", on=refusal(), off=refusal())
    (one,) = share_out([*(low(name, "1,024") for name in "ABC"), none]).common
    assert one.text.startswith("For all three: ")


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (("a 1 b", "a 1 b"), "a 1 b"),
        (("a 1,000 b 2", "a 900 b 2"), "a 900 to 1,000 b 2"),
    ],
)
def test_sentences_that_differ_in_figures_become_one(texts: tuple[str, ...], said: str) -> None:
    assert merged(texts) == said


# ---------- the title of the chart
