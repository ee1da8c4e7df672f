"""Scales, marks and polygons: pure arithmetic."""

from __future__ import annotations

from itertools import pairwise

import pytest
from flask import Flask

from planner.core.results import ContextPoint
from planner.web import filters
from planner.web.charts.context import ContextChart, context_chart
from planner.web.charts.ladder import Rung, panel
from planner.web.charts.pairs import Couple, Point, Teach, draw
from planner.web.charts.scales import LEFT, NARROWEST, RIGHT, LogScale, linear_ticks, log_scale
from planner.web.present.macros import text_of

TEACH = Teach("bar: 80% of months")


def place(text: str | None) -> float:
    assert text is not None
    return float(text.removesuffix("%"))


def test_equal_ratios_are_equal_lengths() -> None:
    scale = LogScale(1, 10_000)
    gaps = [scale.place(10.0 ** (i + 1)) - scale.place(10.0**i) for i in range(4)]
    assert gaps == pytest.approx([gaps[0]] * 4)
    assert (scale.place(1), scale.place(10_000)) == pytest.approx((LEFT, RIGHT))


def test_what_lies_outside_stays_at_the_edge() -> None:
    scale = LogScale(10, 100)
    assert scale.place(1) == pytest.approx(LEFT)
    assert scale.place(1_000) == pytest.approx(RIGHT)


def test_close_figures_do_not_look_far_apart() -> None:
    scale = log_scale([100, 101])
    assert scale is not None
    assert scale.high / scale.low == pytest.approx(NARROWEST)
    assert scale.place(101) - scale.place(100) < 1


def test_no_scale_without_a_figure_above_zero() -> None:
    assert log_scale([0, 0.0]) is None
    assert draw([Couple(Point(0), Point(0))], str, teach=TEACH) is None


@pytest.mark.parametrize(("low", "high"), [(2_000, 62_000), (0.001, 0.004), (1, 1_000_000_000), (5, 9)])
def test_labels_of_ticks_do_not_collide(low: float, high: float) -> None:
    scale = LogScale(low, high)
    ticks = scale.ticks(filters.money_short)
    places = [place(t.x) for t in ticks]
    assert places == sorted(places)
    assert all(b - a >= 8 for a, b in pairwise(places))


def test_ticks_are_round() -> None:
    assert [t.text for t in LogScale(1_900, 70_000).ticks(filters.money_short)] == [
        "$2k",
        "$5k",
        "$10k",
        "$20k",
        "$50k",
    ]


def test_ring_dot_and_band_in_order() -> None:
    axis = draw([Couple(Point(100), Point(200, 150, 300))], str, teach=TEACH)
    assert axis is not None
    strip = axis.strips[0]
    assert strip.band is not None
    assert place(strip.off) < place(strip.band[0]) < place(strip.on) < place(strip.band[0]) + place(strip.band[1])
    assert axis.has_bands


def test_no_band_and_no_claim_of_one() -> None:
    axis = draw([Couple(Point(100), Point(200))], str, teach=TEACH)
    assert axis is not None
    assert axis.strips[0].band is None
    assert [w.text for w in axis.strips[0].words] == ["off", "on"]


def test_the_first_pair_names_its_marks_on_the_right_sides() -> None:
    axis = draw([Couple(None, Point(5)), Couple(Point(400), Point(200)), Couple(Point(1), Point(2))], str, teach=TEACH)
    assert axis is not None
    assert axis.strips[0].words == () == axis.strips[2].words
    assert [(w.text, w.anchor) for w in axis.strips[1].words] == [("on", "end"), ("off", "start")]


def test_words_stand_where_there_is_room() -> None:
    couples = [Couple(Point(1), Point(1000)), Couple(None, Point(1.5), "left"), Couple(None, Point(900), "right")]
    axis = draw(couples, str, teach=TEACH)
    assert axis is not None
    assert [w.anchor for w in axis.strips[1].words] == ["start"]
    assert [w.anchor for w in axis.strips[2].words] == ["end"]


@pytest.mark.parametrize(
    ("high", "ticks"), [(0, []), (239_000, [100_000, 200_000]), (300, [100, 200, 300]), (7, [2.5, 5])]
)
def test_linear_ticks(high: float, ticks: list[float]) -> None:
    assert list(linear_ticks(high)) == pytest.approx(ticks)


def points(last: float) -> tuple[ContextPoint, ...]:
    return tuple(ContextPoint(step, 1000 + (last - 1000) * (step - 1) / 9, 500.0) for step in range(1, 11))


def said(app: Flask, macro: str, chart: ContextChart) -> str:
    with app.app_context():
        return text_of("macros/charts.html", macro, chart)


def test_context_against_a_window_in_reach(app: Flask) -> None:
    chart = context_chart(points(90_000), points(50_000), 100_000)
    assert chart is not None
    assert said(app, "context_title", chart) == "By the last step each call sends 90,000 tokens, 90% of the window"
    assert chart.window_y is not None and float(chart.window_y) > 0
    assert chart.off and chart.fresh.startswith("0,100 0.00,") and chart.fresh.endswith(" 100,100")
    assert "without thinking 50,000" in said(app, "context_name", chart)


def test_context_beyond_and_far_below_the_window(app: Flask) -> None:
    over = context_chart(points(120_000), (), 100_000)
    far = context_chart(points(9_000), (), 1_000_000)
    assert over is not None and "more than the window of 100k holds" in said(app, "context_title", over)
    assert far is not None and far.window_y is None


def test_one_call_needs_no_context_chart() -> None:
    assert context_chart((ContextPoint(1, 100, 0),), (), 1000) is None


def test_a_mark_of_what_does_not_fit_is_crossed() -> None:
    axis = draw([Couple(Point(10), Point(20, full=True))], str, teach=TEACH)
    assert axis and (axis.strips[0].off_full, axis.strips[0].on_full) == (False, True)


def test_a_row_with_a_remark_does_not_also_say_what_the_bar_is() -> None:
    banded = Point(20, 15, 30)
    remark, plain = Couple(Point(10), banded, "full at step 4"), Couple(Point(10), banded)
    wide = Couple(None, Point(5_000))
    both = draw([remark, plain, wide], str, teach=TEACH)
    assert both and [w.text for w in both.strips[0].words] == ["full at step 4"]
    assert TEACH.bar in [w.text for w in both.strips[1].words]
    alone = draw([remark, wide], str, teach=TEACH)
    assert alone and TEACH.bar not in [w.text for w in alone.strips[0].words]


def test_a_gridline_close_to_the_window_keeps_its_line_and_loses_its_words() -> None:
    points = [ContextPoint(step=s, total=s * 850.0, cached=0.0) for s in range(1, 301)]
    found = context_chart(points, [], 203_000)
    assert found is not None
    assert [tick.text for tick in found.y_ticks] == ["100k", ""]
    far = context_chart(points, [], 250_000)
    assert far is not None
    assert [tick.text for tick in far.y_ticks] == ["100k", "200k"]


def test_no_line_of_the_ladder_runs_through_a_figure() -> None:
    values = [10.0, 10.5, 60.0, 20.0]
    found = panel("Dollars", [Rung(str(i), thinks=True, value=v, text=f"${v}") for i, v in enumerate(values)])
    assert found is not None
    assert [mark.dx for mark in found.marks] == [0, -10, 0, 10]
