"""The paired-dot chart: for every model a ring (thinking off) and a dot (on), for dollars and for time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from planner.core.uncertainty.band import Band
from planner.web.charts.scales import LogScale, Tick, log_scale, percent


@dataclass(frozen=True, slots=True)
class Point:
    """One figure of one mode: its middle, its 80 % band and the value that 95 % stay under, where known.

    `full`: the run outgrows its context window, so its mark is crossed.
    """

    value: float
    band: Band | None = None
    p95: float | None = None
    full: bool = False


@dataclass(frozen=True, slots=True)
class Couple:
    """What a row draws: either side may be missing, and `words` then say why."""

    off: Point | None
    on: Point | None
    words: str = ""


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
    tail: str | None
    words: tuple[Word, ...]
    off_full: bool = False
    on_full: bool = False


@dataclass(frozen=True, slots=True)
class Axis:
    """One of the two halves of the chart: its ticks and a strip for every row."""

    ticks: tuple[Tick, ...]
    strips: tuple[Strip, ...]
    has_bands: bool
    has_tails: bool
    taught: bool


@dataclass(frozen=True, slots=True)
class Teach:
    """What the first row says of its marks, in place of a legend: off and on by name, and what the bar is.

    `wide` is how much more of the strip a letter takes than on the widest one.
    """

    bar: str
    names: bool = True
    wide: float = 1.0


def draw(
    couples: Sequence[Couple], label: Callable[[float], str], *, teach: Teach, values: Sequence[float] = ()
) -> Axis | None:
    """The axis that holds every figure of `couples`, or None where no row has one.

    `values` are where ticks may stand; without them 1, 2 and 5 of every decade.
    """
    points = [p for c in couples for p in (c.off, c.on) if p]
    scale = log_scale([v for p in points for v in _extent(p)])
    if scale is None:
        return None
    whole = [i for i, c in enumerate(couples) if c.off and c.on and c.off.value > 0 and c.on.value > 0]
    # A row with a remark of its own has no room for what the bar is.
    first = next((i for i in whole if not couples[i].words), whole[0] if whole else None)
    strips = tuple(_strip(c, scale, teach if i == first else None) for i, c in enumerate(couples))
    bands, tails = any(s.band for s in strips), any(s.tail for s in strips)
    taught = any(w.text == teach.bar for s in strips for w in s.words)
    return Axis(scale.ticks(label, values, teach.wide), strips, bands, tails, taught)


def _extent(point: Point) -> list[float]:
    ends = [point.value]
    if point.band:
        ends += [point.band.p10, point.band.p90]
    return ends + ([point.p95] if point.p95 is not None else [])


def _strip(couple: Couple, scale: LogScale, teach: Teach | None) -> Strip:
    off, on = _place(couple.off, scale), _place(couple.on, scale)
    band, tail = _band(couple.on, scale), _tail(couple.on, scale)
    places = [p for p in (off, on, *(band or ()), tail) if p is not None]
    words: list[Word] = []
    if teach and off is not None and on is not None:
        words = _teach(off, on, band, tail, replace(teach, bar="") if couple.words else teach)
    if couple.words and places:
        words += _words(couple.words, min(places), max(places), taught=bool(words))
    return Strip(
        off=percent(off) if off is not None else None,
        on=percent(on) if on is not None else None,
        band=(percent(band[0]), percent(band[1] - band[0])) if band else None,
        tail=percent(tail) if tail is not None else None,
        words=tuple(words),
        off_full=couple.off is not None and couple.off.full,
        on_full=couple.on is not None and couple.on.full,
    )


def _place(point: Point | None, scale: LogScale) -> float | None:
    return scale.place(point.value) if point and point.value > 0 else None


def _band(point: Point | None, scale: LogScale) -> tuple[float, float] | None:
    if point is None or point.band is None or point.band.p10 <= 0:
        return None
    return scale.place(point.band.p10), scale.place(point.band.p90)


def _tail(point: Point | None, scale: LogScale) -> float | None:
    if point is None or point.p95 is None or point.p95 <= point.value:
        return None
    return scale.place(point.p95)


def _teach(off: float, on: float, band: tuple[float, float] | None, tail: float | None, teach: Teach) -> list[Word]:
    """The first row names its marks: there is no legend."""
    on_edge = max(on, band[1] if band else on, tail or on) if on >= off else min(on, band[0] if band else on)
    left, right = ("off", "on") if on >= off else ("on", "off")
    left_x, right_x = (off, on_edge) if on >= off else (on_edge, off)
    words = [
        Word(percent(left_x), -10, "end", left, f"c-label t-{left}"),
        Word(percent(right_x), 10, "start", right, f"c-label t-{right}"),
    ]
    if not teach.names:
        words = []
    if teach.bar and (band or tail):
        end = max(p for p in (off, on, *(band or ()), tail) if p is not None)
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
