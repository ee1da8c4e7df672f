"""The scatter: its frontier, its steps, and names that meet nothing at any width."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from planner.core.ranking.price_table import Floats
from planner.web import filters
from planner.web.charts.labels import Anchor, Label, Obstacle, points, put_labels
from planner.web.charts.marks import drawn_marks
from planner.web.charts.scatter import NARROW, PLOT, WIDE, Dot, Spot, TimeAxis, best_of, draw

SECONDS = TimeAxis(1, filters.count, (1, 10, 100, 1000))


def spot(seconds: float, usd: float, label: str = "", **changes: bool) -> Spot:
    return Spot(seconds, usd, label or f"{seconds:g} s", f"{label} title", **changes)


def edges(label: Label, width: float) -> tuple[float, float, float, float]:
    """What the label covers, by a narrower letter than the one it was placed by."""
    long = len(label.text) * 6.5
    at = float(label.x.rstrip("%")) / 100 * width + label.dx
    left = at - {"start": 0, "middle": long / 2, "end": long}[label.anchor]
    return left, float(label.y) - 11, left + long, float(label.y) + 3


def meets(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def test_only_what_passes_stands_on_the_frontier() -> None:
    cheap, quick, beaten = spot(100, 1), spot(1, 100), spot(50, 200)
    better = spot(10, 0.5, passes=False)
    assert best_of([cheap, quick, beaten, better]) == [quick, cheap]


def test_the_steps_lead_down_from_the_quickest_to_the_cheapest() -> None:
    chart = draw([spot(1, 100), spot(10, 10), spot(100, 1), spot(100, 100)], SECONDS, filters.money_short)
    assert chart
    assert [s.seconds for s in chart.best] == [1, 10, 100]
    first, *_, last = chart.steps
    assert (first.x1, first.x2, first.y1) == ("7.00%", "7.00%", "0.0")
    assert last.x2 == "100.00%"
    # Every piece is straight, and each begins where the one before ends.
    assert all(s.x1 == s.x2 or s.y1 == s.y2 for s in chart.steps)
    assert all((a.x2, a.y2) == (b.x1, b.y1) for a, b in zip(chart.steps, chart.steps[1:], strict=False))


def test_quicker_is_left_and_dearer_is_higher() -> None:
    chart = draw([spot(1, 1), spot(100, 1000)], SECONDS, filters.money_short)
    assert chart
    left, right = chart.dots
    assert float(left.x.rstrip("%")) < float(right.x.rstrip("%"))
    assert float(left.y) > float(right.y)
    assert (chart.levels[0].text, chart.per) == ("$1k", "per month")


def test_both_scales_are_logarithmic() -> None:
    chart = draw([spot(1, 1), spot(10, 10), spot(100, 100)], SECONDS, filters.money_short)
    assert chart
    xs = [float(d.x.rstrip("%")) for d in chart.dots]
    ys = [float(d.y) for d in chart.dots]
    assert xs[1] - xs[0] == pytest.approx(xs[2] - xs[1], abs=0.02)
    assert ys[0] - ys[1] == pytest.approx(ys[1] - ys[2], abs=0.2)


@pytest.mark.parametrize("bare", [spot(0, 1), spot(1, 0), spot(float("inf"), 1), spot(1, float("inf"))])
def test_the_free_and_the_instant_have_no_place(bare: Spot) -> None:
    assert draw([bare], SECONDS, filters.money_short) is None
    chart = draw([bare, spot(5, 5)], SECONDS, filters.money_short)
    assert chart
    assert len(chart.dots) == 1


def test_a_cloud_widens_the_scales_and_is_one_path() -> None:
    cloud = np.array([1.0, 1000.0, 1000.0, np.nan]), np.array([1.0, 1000.0, 1000.0, 5.0])
    chart = draw([spot(30, 30)], SECONDS, filters.money_short, cloud=cloud)
    assert chart
    assert chart.cloud.count("M") == 2
    assert 45 < float(chart.dots[0].x.rstrip("%")) < 58
    assert len(chart.dots) == 1


@pytest.mark.parametrize("seed", range(12))
def test_names_meet_neither_names_nor_marks_nor_the_frontier(seed: int) -> None:
    draws = np.random.default_rng(seed)
    figures = zip(10 ** draws.uniform(0, 3, 18), 10 ** draws.uniform(0, 3, 18), strict=True)
    spots = [spot(s, u, f"A model called {i}", named=True) for i, (s, u) in enumerate(figures)]
    chart = draw(spots, SECONDS, filters.money_short)
    assert chart
    for labels, widths in ((chart.wide, WIDE), (chart.narrow, NARROW)):
        assert labels
        for width in widths:
            boxes = [edges(label, width) for label in labels]
            assert not any(meets(a, b) for a, b in combinations(boxes, 2))
            assert all(box[0] >= 0 and box[2] <= width and box[1] >= 0 and box[3] <= PLOT for box in boxes)
            marks = [(float(d.x.rstrip("%")) / 100 * width, float(d.y)) for d in chart.dots if d.best or d.spot.named]
            assert labels is chart.narrow or not any(
                meets(box, (x - 5, y - 5, x + 5, y + 5)) for box in boxes for x, y in marks
            )


def test_names_on_the_frontier_come_first_and_are_strong() -> None:
    near = [spot(10, 10, "on the frontier"), spot(10.2, 10.2, "beaten by a hair", named=True)]
    chart = draw(near, SECONDS, filters.money_short)
    assert chart
    assert chart.wide[0].text == "on the frontier"
    assert chart.wide[0].strong
    assert [w.text for w in chart.narrow] == ["on the frontier"]


def test_a_name_without_room_is_left_out() -> None:
    wall = Obstacle(0, 100, 0, 324, 0)
    assert put_labels([Anchor(50, 100, "name", True)], [wall], (500,), 324) == ()
    assert [w.text for w in put_labels([Anchor(50, 100, "name", True)], [], (500,), 324)] == ["name"]
    # The quickest, at the left edge, with its stairs below and another mark at its height: a little higher is room.
    stairs = [Obstacle(10, 25, 100, 100, 1), Obstacle(25, 25, 100, 113, 1), Obstacle(25, 100, 113, 113, 1)]
    beside = Obstacle(40, 40, 100, 100, 5.5)
    (high,) = put_labels([Anchor(10, 100, "DeepSeek V4.1 Flash, off", True)], [*stairs, beside], (500,), 324)
    assert (high.y, high.anchor) == ("88.0", "start")


def test_a_name_goes_where_it_hides_the_least_and_nowhere_where_it_hides_much() -> None:
    def dots(places: list[tuple[float, float]]) -> Floats:
        x, y = np.array(places, dtype=np.float64).T
        return points(x, y, 6)

    anchor = Anchor(50, 100, "a name", False)
    (free,) = put_labels([anchor], [], (500,), 324)
    (moved,) = put_labels([anchor], [], (500,), 324, soft=dots([(54, 100)]))
    assert (free.anchor, free.dx) == ("start", 11) and (moved.anchor, moved.dx) == ("end", -11)
    crowd = dots([(x, y) for x in range(38, 64, 1) for y in range(70, 135, 5)])
    assert put_labels([anchor], [], (500,), 324, soft=crowd) == ()
    assert len(put_labels([replace(anchor, must=True)], [], (500,), 324, soft=crowd)) == 1
    # A few in every direction: it is still better named than not.
    few = dots([(47, 100), (53, 100), (50, 86), (50, 116)])
    assert len(put_labels([anchor], [], (500,), 324, soft=few)) == 1


def test_names_leave_the_cloud_in_sight_where_there_is_room() -> None:
    """The cloud lies where the name would stand first."""
    free = draw([spot(10, 10, "one"), spot(100, 100, "x", passes=False)], SECONDS, filters.money_short)
    at = (np.array([9.0, 9.4, 9.7, 10.5]), np.array([9.5, 9.4, 9.6, 9.5]))
    clouded = draw([spot(10, 10, "one"), spot(100, 100, "x", passes=False)], SECONDS, filters.money_short, cloud=at)
    assert free and clouded
    below, elsewhere = free.wide[0], clouded.wide[0]
    assert float(below.y) > float(free.dots[0].y)
    assert float(elsewhere.y) < float(clouded.dots[0].y)


def test_the_cheapest_has_the_first_choice_of_room() -> None:
    close = [spot(10, 10, "quickest"), spot(10.3, 9.9, "between"), spot(10.6, 9.8, "cheapest")]
    chart = draw([*close, spot(1000, 1000)], SECONDS, filters.money_short)
    assert chart
    assert chart.wide[0].text == "cheapest"


def test_marks_escape_what_they_are_called() -> None:
    plain = replace(spot(1, 1), title="<b>", href='"><b>')
    for mark in (plain, replace(plain, href=""), replace(plain, full=True)):
        assert "<b>" not in drawn_marks([Dot("1", "1", mark, best=False)])
