"""How many runs stay under a figure: thinking off dashed and on solid, the middle run of each marked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from planner.web import filters
from planner.web.charts.scales import Tick, percent

TOP, HEIGHT = 22.0, 168.0
"""Pixels: where 100 % of runs lie, and how far below it 0 % do."""
SHOWN = 97
"""The scale ends here, in percent of runs: the last few would press all others to the left."""
MARGIN = 0.05
FROM_ZERO = 0.25
"""Where the lowest run is below this share of the highest the scale starts at zero."""
MOST_TICKS = 6
HIGH = 75
CLEAR = 9.0
"""Percent of the width that the name of a curve takes on a phone."""


@dataclass(frozen=True, slots=True)
class Name:
    """Where a curve is named: percent across, pixels down, which side of the curve."""

    x: str
    y: str
    anchor: str
    dx: int


@dataclass(frozen=True, slots=True)
class Curve:
    """Points in a box of 100 by 100, the place of the middle run, and of the curve's name."""

    points: str
    middle: str
    name: Name


@dataclass(frozen=True, slots=True)
class CdfChart:
    """The curves, either of which may be missing, with ticks and levels; `start` where the scale leaves out zero."""

    on: Curve | None
    off: Curve | None
    ticks: tuple[Tick, ...]
    levels: tuple[tuple[str, str], ...]
    middle_y: str
    start: str = ""


def cdf(on: Sequence[float], off: Sequence[float], label: Callable[[str], str]) -> CdfChart | None:
    """`on` and `off` hold the figures at 1 % to 99 % of runs, or none; `label` adds the unit to a number. None where
    every run is the same."""
    both = [values for values in (on, off) if values]
    if not any(values[-1] > values[0] for values in both):
        return None
    low, high = min(values[0] for values in both), max(values[SHOWN - 1] for values in both)
    low = 0.0 if low < FROM_ZERO * high else max(low - MARGIN * (high - low), 0.0)
    middles = [values[49] for values in both]

    def curve(values: Sequence[float]) -> Curve | None:
        if not values:
            return None
        points = " ".join(f"{_x(v, low, high):.2f},{100 - p}" for p, v in enumerate(values, start=1))
        left = len(both) > 1 and values[49] == min(middles)
        return Curve(points, percent(_x(values[49], low, high)), _name(values, low, high, left=left))

    return CdfChart(
        on=curve(on),
        off=curve(off),
        ticks=tuple(Tick(percent(_x(v, low, high)), text) for v, text in _ticks(low, high, label)),
        levels=tuple((f"{_level(p):.1f}", f"{p}%") for p in (10, 50, 90)),
        middle_y=f"{_level(50):.1f}",
        start=label(filters.brief(low)) if low else "",
    )


def _name(values: Sequence[float], low: float, high: float, *, left: bool) -> Name:
    """Beside the middle run, away from the other curve; higher up where the left edge is too near."""
    middle = _x(values[49], low, high)
    if not left:
        return Name(percent(middle), f"{_level(50) + 15:.1f}", "start", 12)
    if middle > CLEAR:
        return Name(percent(middle), f"{_level(50) - 8:.1f}", "end", -10)
    place = _x(values[HIGH - 1], low, high)
    if place > CLEAR:
        return Name(percent(place), f"{_level(HIGH) - 2:.1f}", "end", -10)
    return Name(percent(place), f"{_level(HIGH) + 4.5:.1f}", "start", 12)


def _x(value: float, low: float, high: float) -> float:
    return (value - low) / (high - low) * 100


def _level(share: float) -> float:
    return TOP + HEIGHT * (1 - share / 100)


def _ticks(low: float, high: float, label: Callable[[str], str]) -> list[tuple[float, str]]:
    """Round figures inside the scale, clear of its ends, with as many decimals as tell them apart."""
    rough = (high - low) / MOST_TICKS
    scale = 10.0 ** floor(log10(rough))
    step = next(s * scale for s in (1, 2, 5, 10) if s * scale >= rough * 0.999)
    places = max(0, -floor(log10(step) + 1e-9))
    values = [step * i for i in range(ceil(low / step), floor(high / step) + 1)]
    return [(v, label(filters.decimals(v, places))) for v in values if 4 <= _x(v, low, high) <= 96]
