"""What the drawing of a budget is made of: its frame, its months, and every mark with its place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the drawing stands: first and last month, the end of its lines and the words beside it in percent of the
    width, the rest in pixels."""

    name: str
    height: int
    base: float
    first: float
    last: float
    right: str
    words: str
    letters: int
    most_words: int


WIDE = Frame("wide", 404, 336, 9.5, 76.5, "79.5%", "80.5%", 111, 12)
NARROW = Frame("narrow", 372, 304, 16.0, 96.5, "100%", "", 41, 0)
NAME = 21
"""Letters of a line's name that have room beside the months."""


@dataclass(frozen=True, slots=True)
class Month:
    """One month: dollars of each line, the ends of the fan, the chance of passing the cap."""

    label: str
    parts: tuple[float, ...]
    p10: float
    p25: float
    p50: float
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


@dataclass(frozen=True, slots=True)
class Place:
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
