"""The ladder of efforts: one panel for dollars, one for time, one for a score, each from a zero base line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from planner.web.charts.scales import percent

BASE, TOP = 120.0, 28.0
"""Pixels from the top: the base line, and the highest a mark may stand with its figure above it."""
ABOVE = 8.0
"""How far above its dot a figure stands: at the end of the bar it would read as that end's."""
STEEP, ASIDE = 14.0, 10
"""Pixels: from this rise to the next dot on, the line would run through a figure above the dot, which is then moved
aside by the second figure."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One effort: its name, its figure as drawn and as printed, its band; no value where none is published."""

    name: str
    thinks: bool
    value: float | None
    text: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A rung in its place: percent across, pixels down; without `y` only its name stands there."""

    x: str
    name: str
    thinks: bool
    y: str = ""
    text: str = ""
    text_y: str = ""
    low_y: str = ""
    high_y: str = ""
    dx: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    """The line from one known rung to the next; `gap` where efforts between them are not published."""

    x1: str
    y1: str
    x2: str
    y2: str
    gap: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """One quantity, rung by rung. `gaps` are the places of the words "not published"."""

    title: str
    name: str
    marks: tuple[Mark, ...]
    links: tuple[Link, ...]
    gaps: tuple[str, ...]


def panel(title: str, rungs: Sequence[Rung], *, top: float | None = None) -> Panel | None:
    """None where fewer than two rungs have a figure. `top` is the figure at the upper edge, the highest by default."""
    known = [rung for rung in rungs if rung.value is not None]
    highest = top or max((v for r in known for v in (r.value, r.high) if v), default=0.0)
    if len(known) < 2 or highest <= 0:
        return None
    text = "; ".join(f"{r.name} {r.text}" if r.value is not None else f"{r.name} not published" for r in rungs)
    return Panel(
        title=title,
        name=f"{title}: {text}.",
        marks=tuple(_mark(rung, _x(i, len(rungs)), highest, _side(rungs, i, highest)) for i, rung in enumerate(rungs)),
        links=tuple(_links(rungs, highest)),
        gaps=tuple(_gaps(rungs)),
    )


def _x(place: float, many: int) -> float:
    return (2 * place + 1) / (2 * many) * 100


def _y(value: float, highest: float) -> float:
    return BASE - (BASE - TOP) * value / highest


def _side(rungs: Sequence[Rung], place: int, highest: float) -> int:
    """How far aside a figure steps so that no line runs through it: to the left where the next dot is far higher, to
    the right where the one before is.
    """

    def rise(to: Rung | None) -> float:
        here = rungs[place].value
        return 0.0 if to is None or to.value is None or here is None else _y(here, highest) - _y(to.value, highest)

    after = next((rung for rung in rungs[place + 1 :] if rung.value is not None), None)
    before = next((rung for rung in reversed(rungs[:place]) if rung.value is not None), None)
    if rise(after) > STEEP:
        return -ASIDE
    return ASIDE if rise(before) > STEEP else 0


def _mark(rung: Rung, x: float, highest: float, aside: int) -> Mark:
    if rung.value is None:
        return Mark(percent(x), rung.name, rung.thinks)
    ends = [end for end in (rung.low, rung.high) if end is not None]
    return Mark(
        x=percent(x),
        name=rung.name,
        thinks=rung.thinks,
        y=f"{_y(rung.value, highest):.1f}",
        text=rung.text,
        text_y=f"{_y(rung.value, highest) - ABOVE:.1f}",
        low_y=f"{_y(min(ends), highest):.1f}" if len(ends) == 2 else "",
        high_y=f"{_y(max(ends), highest):.1f}" if len(ends) == 2 else "",
        dx=aside,
    )


def _links(rungs: Sequence[Rung], highest: float) -> Iterator[Link]:
    known = [(i, rung.value) for i, rung in enumerate(rungs) if rung.value is not None]
    for (i, one), (j, other) in pairwise(known):
        ends = [f"{_y(value, highest):.1f}" for value in (one, other)]
        yield Link(percent(_x(i, len(rungs))), ends[0], percent(_x(j, len(rungs))), ends[1], gap=j - i > 1)


def _gaps(rungs: Sequence[Rung]) -> Iterator[str]:
    """The middle of every stretch of efforts that are not published."""
    places = groupby(enumerate(rungs), key=lambda found: found[1].value is None)
    for missing, stretch in places:
        numbers = [i for i, _ in stretch]
        if missing:
            yield percent(_x((numbers[0] + numbers[-1]) / 2, len(rungs)))
