"""Then and now: one step line per offer from the day of the save to today, ink only, on a logarithmic scale."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from planner.web.charts.scales import log_scale, percent

TOP, GAP, ROOM = 50.0, 20.0, 228.0
"""Pixels: the highest mark, the least distance between two labels, and the height marks spread over."""
FOOT, AXIS = 22.0, 20.0


@dataclass(frozen=True, slots=True)
class Sides:
    """Where the lines run, and the room that a date above them needs; percent of the width."""

    left: float
    right: float
    date: float


@dataclass(frozen=True, slots=True)
class Track:
    """What one offer cost: at the save, from each day it changed on, and now (None where it can't be had)."""

    name: str
    then: float
    steps: tuple[tuple[date, float], ...]
    now: float | None
    then_words: str
    now_words: str
    change: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line in percent and pixels."""

    x1: str
    x2: str
    y1: float
    y2: float


@dataclass(frozen=True, slots=True)
class TrackLine:
    """An offer drawn: its line, its two squares and where its labels stand."""

    track: Track
    spans: tuple[Span, ...]
    then_y: float
    now_y: float | None
    left_y: float
    right_y: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A dated gridline; without text where its label has no room."""

    x: str
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class ThenChart:
    """The chart between `left` and `right` percent of the width."""

    lines: tuple[TrackLine, ...]
    marks: tuple[Mark, ...]
    left: str
    right: str
    base: float
    height: float


def draw(tracks: Sequence[Track], start: date, end: date, sides: Sides) -> ThenChart | None:
    """None where no offer had a price above 0."""
    shown = [t for t in tracks if t.then > 0 and (t.now is None or t.now > 0)]
    scale = log_scale([v for t in shown for v in (t.then, t.now or t.then, *(usd for _, usd in t.steps))])
    if scale is None:
        return None
    room = max(ROOM, GAP * len(shown))
    place = _Place(start, end, sides)

    def y(usd: float) -> float:
        return round(TOP + room * (1 - (scale.place(usd) - scale.place(scale.low)) / (96.0 - 7.0)), 1)

    lefts = spread([y(t.then) for t in shown])
    rights = spread([y(t.now if t.now is not None else t.then) for t in shown])
    lines = tuple(
        TrackLine(t, _spans(t, place, y), y(t.then), y(t.now) if t.now is not None else None, lefts[i], rights[i])
        for i, t in enumerate(shown)
    )
    base = max(TOP + room, *lefts, *rights) + FOOT
    days = sorted({day for t in shown for day, _ in moves(t)})
    return ThenChart(lines, place.marks(days), percent(sides.left), percent(sides.right), base, base + 2 * AXIS)


@dataclass(frozen=True, slots=True)
class _Place:
    """Days along the width."""

    start: date
    end: date
    sides: Sides

    def x(self, day: date) -> float:
        whole = max((self.end - self.start).days, 1)
        return self.sides.left + (self.sides.right - self.sides.left) * min(
            max((day - self.start).days / whole, 0.0), 1.0
        )

    def marks(self, days: Sequence[date]) -> tuple[Mark, ...]:
        """A line for each day, with its date where the one before leaves room."""
        found, last = [], -100.0
        for day in days:
            has_room = self.x(day) - last >= self.sides.date
            last = self.x(day) if has_room else last
            found.append(Mark(percent(self.x(day)), f"{day.day} {day:%b}" if has_room else "", "middle"))
        return tuple(found)


def moves(track: Track) -> list[tuple[date, float]]:
    """The steps at which the line really moves."""
    values = [(None, track.then), *track.steps]
    return [(day, usd) for (_, before), (day, usd) in pairwise(values) if day and abs(usd / before - 1) > 1e-9]


def _spans(track: Track, place: _Place, at: Callable[[float], float]) -> tuple[Span, ...]:
    found, x, level = [], place.sides.left, at(track.then)
    for day, usd in moves(track):
        there, new = place.x(day), at(usd)
        found += [Span(percent(x), percent(there), level, level), Span(percent(there), percent(there), level, new)]
        x, level = there, new
    end = at(track.now) if track.now is not None else level
    if track.now is not None:
        found.append(Span(percent(x), percent(place.sides.right), level, level))
        if end != level:
            found.append(Span(percent(place.sides.right), percent(place.sides.right), level, end))
    return tuple(found)


def spread(places: Sequence[float]) -> list[float]:
    """The same places pushed apart so that labels do not touch; the order stays."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    found = list(places)
    for before, after in pairwise(order):
        found[after] = max(found[after], found[before] + GAP)
    return [round(place, 1) for place in found]
