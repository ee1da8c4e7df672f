"""The plan's scatter: who passes, what its title and words say, and what a score that was not measured counts as."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask

from planner.core.models.catalogue import Benchmark, Profile
from planner.core.results import Caveat, Estimate, Latency, Pair, Refusal
from planner.core.uncertainty.band import Tail
from planner.web.plan.rows import MINUTES
from planner.web.plan.sections.scatter import ScatterView, read_score, scatter_view
from planner.web.present.macros import text_of
from planner.web.present.scores import BENCHES, bench_named, score_of
from tests.core.build import fact, profile
from tests.web.plan.parts import D, estimate, offer, pair, refusal, silent

DAY = date(2026, 7, 10)
TAU = BENCHES[0]


def scored(*scores: tuple[str, float], **changes: Any) -> Profile:
    marks = tuple(Benchmark(TAU.name, s, "Artificial Analysis, 10 Jul 2026", DAY, effort=e) for e, s in scores)
    return profile("m", benchmarks=marks, **changes)


def side(base: Estimate, name: str, usd: int, seconds: float, known: Profile | None) -> Estimate:
    named = replace(known, name=name) if known else None
    cost = replace(base.cost, usd_per_month=D(usd))
    times = Latency(Tail(1), Tail(1), Tail(1), Tail(seconds))
    return replace(base, offer=offer("h", name), profile=named, cost=cost, latency=times)


def couple(name: str, on: tuple[int, float], off: tuple[int, float], known: Profile | None) -> Pair:
    return pair(name=name, on=side(estimate(), name, *on, known), off=side(silent(), name, *off, known))


GOOD = couple("Good", (200, 100), (100, 50), scored(("high", 90), ("off", 85)))
QUICK = couple("Quick", (300, 20), (250, 10), scored(("high", 82), ("off", 30)))
POOR = couple("Poor", (50, 5), (40, 4), scored(("high", 31), ("off", 20)))


def as_estimate(side: Estimate | Refusal) -> Estimate:
    assert isinstance(side, Estimate)
    return side


def view(*pairs: Pair, score: str = "", bench: str = "") -> ScatterView:
    found = scatter_view(pairs or (GOOD, QUICK, POOR), MINUTES, score=score, bench=bench)
    assert found
    return found


@pytest.fixture(autouse=True)
def _templates(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def title_of(shown: ScatterView) -> str:
    return text_of("plan/_scatter_text.html", "title", shown)


def words_of(shown: ScatterView) -> list[str]:
    lines = text_of("plan/_scatter_text.html", "paragraphs", shown).splitlines()
    return [line.strip() for line in lines]


def best(shown: ScatterView) -> list[str]:
    return [spot.label for spot in shown.chart.best]


def test_those_that_score_enough_stand_on_the_frontier() -> None:
    shown = view()
    assert best(shown) == ["Quick", "Good, off"]
    assert (
        title_of(shown)
        == "Ask for 80% on tool use, and two choices are left that nothing beats on both the cost and the time of a run"
    )
    assert sorted(d.spot.label for d in shown.chart.dots if d.spot.faint) == ["Poor", "Poor, off", "Quick, off"]


@pytest.mark.parametrize(
    ("score", "labels", "title"),
    [
        ("0", ["Poor, off"], "One choice beats all others on both the cost and the time of a run"),
        (
            "31",
            ["Poor"],
            "Ask for 31% on tool use, and one choice beats all others on both the cost and the time of a run",
        ),
        (
            "86%",
            ["Good"],
            "Ask for 86% on tool use, and one choice beats all others on both the cost and the time of a run",
        ),
        ("91", [], "Ask for 91% on tool use, and none of these is left"),
    ],
)
def test_another_score_leaves_others(score: str, labels: list[str], title: str) -> None:
    shown = view(score=score)
    assert best(shown) == labels
    assert title_of(shown) == title
    assert len(shown.chart.dots) == 6


def test_exactly_the_score_is_enough() -> None:
    assert best(view(score="85")) == ["Good, off"]
    assert best(view(score="85.1")) == ["Good"]


def test_the_words_say_who_thinks_and_who_tempts() -> None:
    usual, first, second, last = words_of(view())
    assert usual == "We start from 80%, about what the middle of today’s models reaches. Type your own, or 0 for none."
    assert not any("We start" in said for score in ("0", "70") for said in words_of(view(score=score)))
    assert words_of(view(GOOD, QUICK, score="0"))[0] == "Both choices are without thinking."
    assert first == "One of the two is without thinking: Good."
    assert second == (
        "Faded marks score below 80% or are not scored. Poor is cheaper and quicker than the choices left, but scores "
        "only 31%."
    )
    assert last.endswith("Scores: Artificial Analysis, 10 Jul 2026.")


def test_a_benchmark_without_scores_leaves_nothing() -> None:
    shown = view(bench="GPQA")
    assert best(shown) == []
    assert title_of(shown) == "Ask for 80% on science questions, and none of these is left"
    assert shown.bench == "GPQA"


def test_the_usual_score_is_not_asked_for_where_none_is_scored() -> None:
    """Newer models than the measurements: the page would open on nothing. What the reader asks for himself stays."""
    shown = scatter_view((GOOD, QUICK, POOR), MINUTES, score="40", bench="Terminal-Bench Hard", task="coding_agent")
    assert shown and (shown.score, best(shown)) == ("", ["Poor, off"])
    assert words_of(shown)[0] == "None of these is scored on terminal work yet, so no score is asked for."
    asked = scatter_view((GOOD, QUICK, POOR), MINUTES, score="41", bench="Terminal-Bench Hard", task="coding_agent")
    assert asked and title_of(asked) == "Ask for 41% on terminal work, and none of these is left"


def test_an_unknown_benchmark_is_the_first() -> None:
    assert view(bench="luck").bench == TAU.name
    assert bench_named("HLE").about == "Humanity’s Last Exam"


@pytest.mark.parametrize("text", ["abc", "-1", "101", "1e3"])
def test_a_score_that_cannot_be_asked_for_is_said_and_the_default_asked(text: str) -> None:
    shown = view(score=text)
    assert shown.error == "Type a score from 0 to 100, such as 80."
    assert shown.score == text
    assert best(shown) == ["Quick", "Good, off"]


def test_scores_are_read_as_typed() -> None:
    assert read_score("75.5%", "80") == (75.5, "")
    assert read_score("0", "80") == (0, "")


def test_refused_modes_and_batch_have_no_place() -> None:
    alone = replace(GOOD, off=refusal())
    assert [d.spot.label for d in view(alone).chart.dots] == ["Good"]
    slow = replace(GOOD, on=replace(estimate(), latency=None), off=refusal())
    assert scatter_view([slow], MINUTES) is None


def test_a_partner_that_is_there_itself_is_drawn_once() -> None:
    partner = couple("Partner", (100, 50), (100, 50), scored(("off", 85), modes=fact(("off",))))
    always = replace(GOOD, off=partner.off)
    drawn = [d.spot.label for d in view(always, replace(partner, on=refusal())).chart.dots]
    assert drawn == ["Good", "Partner"]


def full(made: Estimate, step: int = 323) -> Estimate:
    return replace(made, caveats=(Caveat("context_overflow", f"Context is full at step {step} of 1,000.", step),))


def test_what_exceeds_its_window_is_no_choice() -> None:
    cannot = replace(POOR, on=full(as_estimate(POOR.on)), off=full(as_estimate(POOR.off)))
    shown = view(GOOD, cannot, score="0")
    assert best(shown) == ["Good, off"]
    assert [d.spot.label for d in shown.chart.dots if d.spot.faint] == ["Poor", "Poor, off"]
    assert words_of(shown)[1] == "Two exceed their context windows before the end, and are crossed."
    assert "does not fit: context full at step 323" in next(d.spot.title for d in shown.chart.dots if d.spot.faint)


def test_where_no_run_fits_the_title_says_so() -> None:
    cannot = replace(GOOD, on=full(as_estimate(GOOD.on)), off=full(as_estimate(GOOD.off)))
    assert title_of(view(cannot)) == "None of these can finish this work: it exceeds every context window"
    mixed = words_of(view(replace(GOOD, off=full(as_estimate(GOOD.off))), POOR))
    assert "Good, off exceeds its context window before the end, and is crossed." in mixed
    assert any(text.startswith("Faded marks score below 80%") for text in mixed)


# ---------- scores


@pytest.mark.parametrize(
    ("scores", "mode", "effort", "exact"),
    [
        ((("off", 1), ("high", 2), ("xhigh", 3)), "high", "high", True),
        ((("off", 1), ("low", 2), ("xhigh", 3)), "high", "xhigh", False),
        ((("off", 1), ("on", 2)), "high", "on", True),
        ((("off", 1), ("xhigh", 3)), "off", "off", True),
    ],
)
def test_the_nearest_effort_stands_for_one_that_was_not_scored(
    scores: tuple[tuple[str, float], ...], mode: str, effort: str, exact: bool
) -> None:
    found = score_of(scored(*scores), mode, TAU)
    assert found
    assert (found.effort, found.exact) == (effort, exact)


@pytest.mark.parametrize("mode", ["off", "minimal"])
def test_thinking_never_stands_for_not_thinking(mode: str) -> None:
    assert score_of(scored(("high", 90)), mode, TAU) is None
    assert score_of(scored(("off", 90)), "high", TAU) is None


def test_claims_of_a_vendor_are_no_scores() -> None:
    claimed = Benchmark(TAU.name, 99, "Model card", DAY, effort="high")
    disputed = Benchmark(TAU.name, 99, "Artificial Analysis", DAY, disputed=True, effort="high")
    assert score_of(profile("m", benchmarks=(claimed, disputed)), "high", TAU) is None
    assert score_of(None, "high", TAU) is None


def test_where_some_have_no_time_nobody_is_said_to_beat_the_others() -> None:
    """Batch promises no seconds; a model at its standard price beside it would win by default."""
    batch = replace(
        GOOD, on=replace(as_estimate(GOOD.on), latency=None), off=replace(as_estimate(GOOD.off), latency=None)
    )
    assert scatter_view((batch, QUICK, POOR), MINUTES) is None
