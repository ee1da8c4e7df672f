"""The paired-dot chart: for every model a ring (thinking off) and a dot (on), for dollars and for time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from planner.web.charts.scales import LinearScale, LogScale, Tick, linear_scale, log_scale, percent

Scale = LogScale | LinearScale


@dataclass(frozen=True, slots=True)
class Point:
    """One figure of one mode: its expected value and its 80 % range, where it has one. `full`: the run exceeds its
    context window, so its mark is crossed. `guess`: not measured, so it is hollow."""

    value: float
    low: float | None = None
    high: float | None = None
    full: bool = False
    guess: bool = False


@dataclass(frozen=True, slots=True)
class Couple:
    """What a row draws: either side may be missing, and `words` then say why. The range is that of `main`."""

    off: Point | None
    on: Point | None
    words: str = ""
    main: str = "on"

    @property
    def ranged(self) -> Point | None:
        """The side whose range is drawn: the one the page leads with, else the only one."""
        first, second = (self.off, self.on) if self.main == "off" else (self.on, self.off)
        return first or second


@dataclass(frozen=True, slots=True)
class Word:
    """A label in a strip: its place, which side of it, and its class."""

    x: str
    dx: int
    anchor: str
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Strip:
    """The marks of one row in percent of the width; None where there is nothing to draw."""

    off: str | None
    on: str | None
    band: tuple[str, str] | None
    words: tuple[Word, ...]
    off_kind: str = "m-off"
    on_kind: str = "m-on"
    off_full: bool = False
    on_full: bool = False


@dataclass(frozen=True, slots=True)
class Axis:
    """One of the two halves of the chart: its ticks and a strip for every row."""

    ticks: tuple[Tick, ...]
    strips: tuple[Strip, ...]
    has_bands: bool
    has_guesses: bool


@dataclass(frozen=True, slots=True)
class Teach:
    """What the first row says of its marks, in place of a legend: off and on by name, and what the bar is.

    `wide` is how much more of the strip a letter takes than on the widest one.
    """

    bar: str
    names: bool = True
    wide: float = 1.0


def draw(
    couples: Sequence[Couple],
    label: Callable[[float], str],
    *,
    teach: Teach | None = None,
    values: Sequence[float] = (),
    linear: bool = False,
    wide: float = 1.0,
) -> Axis | None:
    """The axis that holds every figure of `couples`, or None where no row has one.

    `values` are where ticks may stand; without them 1, 2 and 5 of every decade.
    """
    points = [p for c in couples for p in (c.off, c.on) if p]
    found = [v for p in points for v in _extent(p)]
    scale: Scale | None = linear_scale(found) if linear else log_scale(found)
    if scale is None:
        return None
    whole = [i for i, c in enumerate(couples) if c.off and c.on and c.off.value > 0 and c.on.value > 0]
    # A row with a remark of its own has no room for what the bar is.
    first = next((i for i in whole if not couples[i].words), whole[0] if whole else None)
    strips = tuple(_strip(c, scale, teach if i == first else None) for i, c in enumerate(couples))
    guessed = any(p.guess for p in points)
    # Ends of a short batch may all read the same.
    ticks = tuple({tick.text: tick for tick in reversed(scale.ticks(label, values, wide))}.values())[::-1]
    return Axis(ticks, strips, any(s.band for s in strips), guessed)


def _extent(point: Point) -> list[float]:
    return [v for v in (point.value, point.low, point.high) if v is not None]


def _strip(couple: Couple, scale: Scale, teach: Teach | None) -> Strip:
    off, on = _place(couple.off, scale), _place(couple.on, scale)
    band = _band(couple.ranged, scale)
    places = [p for p in (off, on, *(band or ())) if p is not None]
    words: list[Word] = []
    if teach and off is not None and on is not None:
        words = _teach(off, on, band, replace(teach, bar="") if couple.words else teach)
    if couple.words and places:
        words += _words(couple.words, min(places), max(places), taught=bool(words))
    return Strip(
        off=percent(off) if off is not None else None,
        on=percent(on) if on is not None else None,
        band=(percent(band[0]), percent(band[1] - band[0])) if band else None,
        words=tuple(words),
        off_kind="m-off m-guess" if couple.off and couple.off.guess else "m-off",
        on_kind="m-on m-guess" if couple.on and couple.on.guess else "m-on",
        off_full=couple.off is not None and couple.off.full,
        on_full=couple.on is not None and couple.on.full,
    )


def _place(point: Point | None, scale: Scale) -> float | None:
    return scale.place(point.value) if point and point.value > 0 else None


def _band(point: Point | None, scale: Scale) -> tuple[float, float] | None:
    if point is None or point.low is None or point.high is None or point.low <= 0 or point.low == point.high:
        return None
    return scale.place(point.low), scale.place(point.high)


def _teach(off: float, on: float, band: tuple[float, float] | None, teach: Teach) -> list[Word]:
    """The first row names its marks: there is no legend."""
    ends = (off, on, *(band or ()))
    left, right = ("off", "on") if on >= off else ("on", "off")
    words = [
        Word(percent(min(ends)), -10, "end", left, f"c-label t-{left}"),
        Word(percent(max(ends)), 10, "start", right, f"c-label t-{right}"),
    ]
    if not teach.names:
        words = []
    if teach.bar and band:
        end = max(ends)
        if end > 90 - 2.3 * teach.wide * (len(teach.bar) + (5 if words else 0)):
            return words
        words.append(Word(percent(end), 36 if words else 8, "start", teach.bar, "c-mute bar-words"))
    return words


def _words(text: str, low: float, high: float, *, taught: bool) -> list[Word]:
    """A remark beside the marks, on the side that has room; none where neither has."""
    space = 34 if taught else 10
    extra = 12 if taught else 4
    needed, tight = 2.05 * len(text) + extra, 3.1 * len(text) + extra
    if high + needed < 100:
        return [Word(percent(high), space, "start", text, _kind(high + tight < 100))]
    return [Word(percent(low), -space, "end", text, _kind(low > tight))] if low > needed else []


def _kind(fits: bool) -> str:
    """Words that fit on the narrowest strip too, and those that give way on it."""
    return "c-mute" if fits else "c-mute roomy"
