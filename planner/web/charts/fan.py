"""Months of a budget: bars from zero by line, the fan of outcomes behind them, the cap, and what happens on the way.

Places along the width are percents and heights pixels, so the drawing is fluid and needs no script. Curves are in
percent of both, for a nested drawing that is stretched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner.web import filters
from planner.web.charts.scales import linear_ticks, percent
from planner.web.charts.then import spread

GAP = 1.0
"""Pixels of paper between two parts of a bar."""
RISKY, WORTH_INK = 0.2, 0.05


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the drawing stands: first and last month and the labels in percent of the width, the rest in pixels."""

    name: str
    height: int
    base: float
    first: float
    last: float
    right: str
    letters: int
    most_words: int


WIDE = Frame("wide", 404, 336, 9.5, 81.5, "84.5%", 118, 12)
NARROW = Frame("narrow", 372, 304, 13.0, 96.5, "100%", 44, 0)


@dataclass(frozen=True, slots=True)
class Month:
    """One month: dollars of each line, the ends of the fan, the chance of passing the cap."""

    label: str
    parts: tuple[float, ...]
    p10: float
    p25: float
    p75: float
    p90: float
    chance: float | None
    is_paid: bool


@dataclass(frozen=True, slots=True)
class Happening:
    """Something on a day: its place in months from the middle of the first, and its words."""

    at: float
    words: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One line in one month; `ink` and `hatch` are the line's own."""

    x: str
    width: str
    y: float
    height: float
    line: int
    title: str


@dataclass(frozen=True, slots=True)
class Text:
    """Words at a place."""

    x: str
    y: float
    text: str
    anchor: str = "start"
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A dotted vertical with its words, which may have no room."""

    x: str
    y: float
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class FanChart:
    """Everything to print; points are for polygons in a box of 100 by 100."""

    frame: Frame
    levels: tuple[Text, ...]
    outer: str
    inner: str
    upper: str
    lower: str
    bars: tuple[Bar, ...]
    cap: Text | None
    over: float
    labels: tuple[Text, ...]
    rules: tuple[Rule, ...]
    months: tuple[Text, ...]
    chances: tuple[Text, ...]
    top: float


def draw(
    frame: Frame, months: Sequence[Month], lines: Sequence[str], *, cap: float | None, happenings: Sequence[Happening]
) -> FanChart:
    """The chart in one frame. There is at least one month."""
    rows = min(max(len(happenings), 1), 4)
    tallest = max([m.p90 for m in months] + [sum(m.parts) for m in months] + [cap or 0.0]) or 1.0
    place = _Place(frame, len(months), tallest, 24.0 + 17.0 * rows)
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
        labels=_labels(place, months[-1], lines) if frame.most_words else (),
        rules=tuple(_rules(place, happenings)),
        months=tuple(_month_words(place, months)),
        chances=tuple(_chances(place, months)),
        top=24.0,
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """Months along the width, dollars up the height."""

    frame: Frame
    count: int
    tallest: float
    room: float

    @property
    def step(self) -> float:
        return (self.frame.last - self.frame.first) / max(self.count - 1, 1)

    def x(self, month: float) -> float:
        if self.count == 1:
            return (self.frame.first + self.frame.last) / 2 + month * self.step
        return self.frame.first + month * self.step

    def y(self, usd: float) -> float:
        return round(self.frame.base - usd / self.tallest * (self.frame.base - self.room), 1)

    @property
    def bar(self) -> float:
        return min(self.step * 0.64, 6.0)


def _levels(place: _Place, cap: float | None) -> list[Text]:
    """Gridlines; one close to the cap keeps its line and loses its words."""
    values = [v for v in linear_ticks(place.tallest, 5) if v <= place.tallest]
    shown = []
    for value in values:
        near = cap is not None and abs(place.y(value) - place.y(cap)) < 18
        words = filters.money_short(value) + (" a month" if value == values[-1] and place.frame.most_words else "")
        shown.append(Text("0", place.y(value), "" if near else words))
    return shown


def _cap(place: _Place, cap: float | None) -> Text | None:
    return None if cap is None else Text("0", place.y(cap), f"your cap, {filters.money_short(cap)}")


def _points(place: _Place, values: Sequence[float]) -> list[str]:
    wide = place.step * 0.3 if place.count == 1 else 0.0
    flat = [(i, v) for i, v in enumerate(values)]
    spots = [(place.x(i), v) for i, v in flat] if not wide else [(place.x(0) + s * 6, values[0]) for s in (-1, 1)]
    return [f"{x:.2f},{place.y(v) / place.frame.height * 100:.3f}" for x, v in spots]


def _line(place: _Place, values: Sequence[float]) -> str:
    return " ".join(_points(place, values))


def _area(place: _Place, low: Sequence[float], high: Sequence[float]) -> str:
    return " ".join([*_points(place, low), *reversed(_points(place, high))])


def _bars(place: _Place, index: int, month: Month, lines: Sequence[str]) -> list[Bar]:
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


def _labels(place: _Place, month: Month, lines: Sequence[str]) -> tuple[Text, ...]:
    """The lines beside the last month, and the upper end of the fan, pushed apart."""
    spots, below = [(place.y(month.p90) - 2, "one in ten above", "mute")], 0.0
    for line, usd in enumerate(month.parts):
        spots.append((place.y(below + usd / 2), _cut(lines[line], 18), ""))
        below += usd
    ys = spread([y for y, _, _ in spots])
    return tuple(
        Text("85.5%", round(y + 4.5, 1), words, kind=kind) for y, (_, words, kind) in zip(ys, spots, strict=True)
    )


def _rules(place: _Place, happenings: Sequence[Happening]) -> list[Rule]:
    """Words at the right of their line, or at its left where that is where the room is; each on a row of its own."""
    found = []
    for row, happening in enumerate(happenings[:4]):
        x = min(max(place.x(happening.at), place.frame.first - place.bar), place.frame.last + place.bar)
        is_right = x < (place.frame.first + place.frame.last) / 2 + 5
        room = (100 - x if is_right else x) / 100 * place.frame.letters
        words = _cut(happening.words, int(room))
        found.append(Rule(percent(x), 32 + 17 * row, words, "start" if is_right else "end"))
    found += [Rule(percent(place.x(h.at)), 0, "", "start") for h in happenings[4:]]
    return found


def _cut(words: str, letters: int) -> str:
    return words if len(words) <= letters else words[: max(letters - 1, 1)].rstrip(" ,") + "…"


def _month_words(place: _Place, months: Sequence[Month]) -> list[Text]:
    """Whole names where there is room, else initials; the year at the first month and at every January."""
    return [
        Text(percent(place.x(i)), place.frame.base + 20, _month_word(place, i, month.label), "middle", _paid(month))
        for i, month in enumerate(months)
    ]


def _paid(month: Month) -> str:
    return "paid" if month.is_paid else ""


def _month_word(place: _Place, index: int, label: str) -> str:
    name, year = label.split(" ")
    is_wide, is_new = place.frame.most_words > 0, index == 0 or name == "Jan"
    if is_wide and place.count <= 12:
        return f"{name} ’{year[2:]}" if is_new else name
    if name == "Jan" and place.count > 12:
        return f"’{year[2:]}"
    if is_wide:
        return name if place.count <= 22 else name[0]
    return name[0] if place.count <= 24 or name in ("Apr", "Jul", "Oct") else ""


def _chances(place: _Place, months: Sequence[Month]) -> list[Text]:
    is_wide = place.frame.most_words > 0
    every = (1 if place.count <= 24 else 2) if is_wide else -(-place.count // 12)
    sign = "%" if is_wide and place.count <= 12 else ""
    return [
        Text(percent(place.x(i)), place.frame.base + 56, chance_word(m.chance, sign), "middle", chance_kind(m.chance))
        for i, m in enumerate(months)
        if m.chance is not None and i % every == 0
    ]


def chance_word(chance: float, sign: str = "%") -> str:
    """<1%, 23%, >99%; without a sign plain whole numbers."""
    if not sign:
        return f"{chance * 100:.0f}"
    if 0 < chance < 0.005:
        return "<1%"
    return ">99%" if 0.995 < chance < 1 else f"{chance * 100:.0f}%"


def chance_kind(chance: float | None) -> str:
    """How it is set: risky ones bold and crimson, tiny ones grey."""
    if chance is None or chance < WORTH_INK:
        return "mute"
    return "bad" if chance >= RISKY else ""
