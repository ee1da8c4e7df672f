"""Then and now: one step line per offer from the day of the save to today, ink only, on a logarithmic scale."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import fmean

from planner.web.charts.scales import log_scale, percent

TOP, GAP, ROOM = 50.0, 20.0, 228.0
"""Pixels: the highest mark, the least distance between two labels, and the height marks spread over."""
HIGHEST, FOOT, AXIS = 38.0, 22.0, 20.0
"""Pixels: the highest label, the room below the lowest, and that of the words of the axis."""
SECOND_LINE = 17.0
ROWS = (17, 2)
"""Pixels: where dates stand, and where those whose words would meet them do."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Where the lines run and how wide a letter is, in percent of the width; the lines of text of a label for today."""

    left: float
    right: float
    letter: float
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Track:
    """What one offer cost: at the save, from each day it changed on, and now (None where it is no longer served)."""

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
    """The words above one dated gridline or several close together; `y` is that of the lower or the upper row."""

    x: str
    text: str
    y: int


@dataclass(frozen=True, slots=True)
class ThenChart:
    """The chart between `left` and `right` percent of the width."""

    lines: tuple[TrackLine, ...]
    days: tuple[str, ...]
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
    pitch = GAP + SECOND_LINE * (sides.lines - 1)
    room = max(ROOM, pitch * len(shown))
    place = _Place(start, end, sides)

    def y(usd: float) -> float:
        return round(TOP + room * (1 - (scale.place(usd) - scale.place(scale.low)) / (96.0 - 7.0)), 1)

    lefts = spread([y(t.then) for t in shown], least=HIGHEST)
    rights = spread([y(t.now if t.now is not None else t.then) for t in shown], gap=pitch, least=HIGHEST)
    lines = tuple(
        TrackLine(t, _spans(t, place, y), y(t.then), y(t.now) if t.now is not None else None, lefts[i], rights[i])
        for i, t in enumerate(shown)
    )
    base = max(TOP + room, *lefts, *(right + SECOND_LINE * (sides.lines - 1) for right in rights)) + FOOT
    days = sorted({day for t in shown for day, _ in moves(t)})
    left, right = percent(sides.left), percent(sides.right)
    at = tuple(percent(place.x(day)) for day in days)
    return ThenChart(lines, at, place.marks(days), left, right, base, base + 2 * AXIS)


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
        """Every day is dated: next-door days share their words, as in 19–20 Oct; where words would meet, they take
        turns on two rows, and share as well if that is not enough."""
        groups: list[tuple[date, date]] = []
        for day in days:
            groups.append((day, day))
            while self._share(groups):
                (first, _), (_, last) = groups[-2:]
                groups[-2:] = [(first, last)]
        rows = [ROWS[0]]
        for one, other in pairwise(groups):
            rows.append(ROWS[1 - ROWS.index(rows[-1])] if self._meet(one, other) else ROWS[0])
        return tuple(Mark(percent(self._middle(g)), _dates(g), y) for g, y in zip(groups, rows, strict=False))

    def _share(self, groups: Sequence[tuple[date, date]]) -> bool:
        """The last two look like one line, or the last meets the words before them, which stand on its row."""
        if len(groups) > 1 and self.x(groups[-1][0]) - self.x(groups[-2][1]) < 2 * self.sides.letter:
            return True
        return len(groups) > 2 and self._meet(groups[-3], groups[-1])

    def _middle(self, group: tuple[date, date]) -> float:
        return (self.x(group[0]) + self.x(group[1])) / 2

    def _meet(self, one: tuple[date, date], other: tuple[date, date]) -> bool:
        room = (len(_dates(one)) + len(_dates(other))) / 2 + 1
        return self._middle(other) - self._middle(one) < room * self.sides.letter


def _dates(group: tuple[date, date]) -> str:
    first, last = group
    end = f"{last.day} {last:%b}"
    if first == last:
        return end
    return (
        f"{first.day}–{end}"
        if (first.year, first.month) == (last.year, last.month)
        else f"{first.day} {first:%b}–{end}"
    )


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


def spread(places: Sequence[float], *, gap: float = GAP, least: float = 0.0) -> list[float]:
    """The places moved as little as possible so that labels do not touch, none above `least`; the order stays."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    blocks: list[list[float]] = []
    for rank, i in enumerate(order):
        blocks.append([places[i] - rank * gap])
        while len(blocks) > 1 and fmean(blocks[-2]) >= fmean(blocks[-1]):
            last = blocks.pop()
            blocks[-1] += last
    starts = [max(fmean(block), least) for block in blocks for _ in block]
    found = list(places)
    for rank, i in enumerate(order):
        found[i] = round(starts[rank] + rank * gap, 1)
    return found
