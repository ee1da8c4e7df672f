"""Months of a budget: bars from zero by line, the fan of outcomes behind them, the cap, and events.

Horizontal places are percents and heights pixels, so the drawing is fluid and needs no script. Curves are in percent
both ways, for a nested drawing that is stretched.
"""

from __future__ import annotations

from collections.abc import Sequence

from planner.web import filters
from planner.web.charts.fan_shapes import Bar, FanChart, Frame, Happening, Month, Place, Text
from planner.web.charts.fan_words import chances, labels, month_words, rules
from planner.web.charts.scales import linear_ticks, percent

GAP = 1.0
"""Pixels of paper between two parts of a bar."""


def draw(
    frame: Frame, months: Sequence[Month], lines: Sequence[str], *, cap: float | None, happenings: Sequence[Happening]
) -> FanChart:
    """The chart in one frame. There is at least one month."""
    rows = min(max(len(happenings), 1), 4)
    tallest = max([m.p90 for m in months] + [sum(m.parts) for m in months] + [cap or 0.0]) or 1.0
    place = Place(frame, len(months), tallest, 24.0 + 17.0 * rows)
    return FanChart(
        frame=frame,
        levels=tuple(_levels(place, cap)),
        outer=_area(place, [m.p10 for m in months], [m.p90 for m in months]),
        inner=_area(place, [m.p25 for m in months], [m.p75 for m in months]),
        upper=_line(place, [m.p90 for m in months]),
        lower=_line(place, [m.p10 for m in months]),
        bars=tuple(bar for i, month in enumerate(months) for bar in _bars(place, i, month, lines)),
        cap=_cap(place, cap),
        over=round(place.y(cap) / frame.height * 100, 3) if cap is not None else 0.0,
        labels=labels(place, months[-1], lines, _cap(place, cap)) if frame.most_words else (),
        rules=tuple(rules(place, happenings)),
        months=tuple(month_words(place, months)),
        chances=tuple(chances(place, months)),
        top=24.0,
    )


def _levels(place: Place, cap: float | None) -> list[Text]:
    """Gridlines; one close to the cap's label keeps its line and loses its own label."""
    values = [v for v in linear_ticks(place.tallest, 5) if v <= place.tallest]
    shown = []
    for value in values:
        near = cap is not None and abs(place.y(value) - place.y(cap)) < 18
        shown.append(
            Text("0", place.y(value), "" if near and not place.frame.most_words else filters.money_short(value))
        )
    return shown


def _cap(place: Place, cap: float | None) -> Text | None:
    return None if cap is None else Text("0", place.y(cap), f"your cap, {filters.money_short(cap)}")


def _points(place: Place, values: Sequence[float]) -> list[str]:
    wide = place.step * 0.3 if place.count == 1 else 0.0
    flat = [(i, v) for i, v in enumerate(values)]
    spots = [(place.x(i), v) for i, v in flat] if not wide else [(place.x(0) + s * 6, values[0]) for s in (-1, 1)]
    return [f"{x:.2f},{place.y(v) / place.frame.height * 100:.3f}" for x, v in spots]


def _line(place: Place, values: Sequence[float]) -> str:
    return " ".join(_points(place, values))


def _area(place: Place, low: Sequence[float], high: Sequence[float]) -> str:
    return " ".join([*_points(place, low), *reversed(_points(place, high))])


def _bars(place: Place, index: int, month: Month, lines: Sequence[str]) -> list[Bar]:
    """From the bottom up, a pixel of paper between."""
    found, below = [], 0.0
    for line, usd in enumerate(month.parts):
        foot, head = place.y(below), place.y(below + usd)
        if foot - head >= 0.5:
            title = f"{month.label}, {lines[line]}: {filters.money(usd)}"
            x = percent(place.x(index) - place.bar / 2)
            found.append(Bar(x, percent(place.bar), head, round(max(foot - head - GAP, 0.5), 1), line, title))
        below += usd
    return found
