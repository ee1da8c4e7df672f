"""The scatter of a month's cost against a run's time: places, ticks, the frontier as steps. Pure arithmetic.

Across, marks stand at percentages and so the drawing is fluid; upwards, at pixels. Both scales are logarithmic.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log10

import numpy as np

from planner.core.pareto import frontier
from planner.core.table import Floats
from planner.web.charts.labels import Anchor, Label, Obstacle, put_labels
from planner.web.charts.scales import LogScale, Tick, decade_values, log_scale, percent
from planner.web.charts.stairs import Step, in_the_way, stairs

PLOT = 324
"""Pixels of the part that holds marks; the axis stands below it."""
MANY_DECADES = 2000
"""From this ratio on, levels are powers of ten: 1, 2 and 5 of each would crowd."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One thing to draw: seconds of a run and dollars of a month, what it is called and where its link leads.

    `passes`: may stand on the frontier; `faint`: stands back unless it does; `named`: wants its name beside it anyway;
    `full`: outgrows its context window, so its mark is crossed; `guessed`: nothing was measured for it.
    """

    seconds: float
    usd: float
    label: str
    title: str
    thinks: bool = True
    href: str = ""
    passes: bool = True
    faint: bool = False
    named: bool = False
    full: bool = False
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Dot:
    """A mark: `x` in percent, `y` in pixels."""

    x: str
    y: str
    spot: Spot
    best: bool


@dataclass(frozen=True, slots=True)
class Level:
    """A tick upwards."""

    y: str
    text: str


@dataclass(frozen=True, slots=True)
class Scatter:
    """The chart; `wide` and `narrow` are the names beside the marks at either range of widths."""

    across: tuple[Tick, ...]
    levels: tuple[Level, ...]
    steps: tuple[Step, ...]
    dots: tuple[Dot, ...]
    wide: tuple[Label, ...]
    narrow: tuple[Label, ...]
    cloud: str
    best: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """How time is written along the axis: the length of its unit in seconds, and where ticks may stand in it."""

    seconds: float
    label: Callable[[float], str]
    values: Sequence[float] = ()


WIDE, NARROW = (500.0, 720.0, 1150.0), (280.0, 350.0, 860.0)
"""Widths in pixels at which names must not meet."""


NO_CLOUD: tuple[Floats, Floats] = (np.array([]), np.array([]))


def draw(
    spots: Sequence[Spot],
    time: TimeAxis,
    money: Callable[[float], str],
    *,
    cloud: tuple[Floats, Floats] = NO_CLOUD,
    per: str = "month",
) -> Scatter | None:
    """The scatter of `spots` over a `cloud` of others (seconds and dollars); None where nothing can be placed.

    The frontier is that of the spots: what of the cloud would be on it has to be among them. `per` is what the dollars
    are of.
    """
    drawn = [s for s in spots if _can_stand(s)]
    seconds, usd = _standing(cloud)
    across = log_scale([*(s.seconds / time.seconds for s in drawn), *_ends(seconds / time.seconds)])
    upwards = log_scale([*(s.usd for s in drawn), *_ends(usd)])
    if across is None or upwards is None:
        return None
    plane = _Plane(across, upwards, time.seconds)
    best = best_of(drawn)
    return Scatter(
        across=across.ticks(time.label, time.values or decade_values(across.low, across.high), 1.3),
        levels=tuple(Level(_pixels(_up(upwards, v)), text) for v, text in _levels(upwards, money, per)),
        steps=stairs([(plane.x(s), plane.y(s)) for s in best]),
        dots=tuple(Dot(percent(plane.x(s)), _pixels(plane.y(s)), s, s in best) for s in drawn),
        wide=_names(plane, drawn, best, WIDE),
        narrow=_names(plane, [s for s in drawn if s in best], best, NARROW),
        cloud=_dots(plane, seconds, usd),
        best=tuple(best),
    )


def _standing(cloud: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    seconds, usd = cloud
    able = np.isfinite(seconds) & np.isfinite(usd) & (seconds > 0) & (usd > 0)
    return seconds[able], usd[able]


def _ends(values: Floats) -> list[float]:
    return [float(values.min()), float(values.max())] if len(values) else []


def _can_stand(spot: Spot) -> bool:
    """Nothing free and nothing instant has a place on a logarithmic scale."""
    return 0 < spot.usd < float("inf") and 0 < spot.seconds < float("inf")


def best_of(spots: Sequence[Spot]) -> list[Spot]:
    """Those that pass and that no other beats in both, from the quickest on."""
    able = [s for s in spots if s.passes]
    places = frontier(np.array([s.usd for s in able]), np.array([s.seconds for s in able]))
    return [able[i] for i in reversed(places.tolist())]


@dataclass(frozen=True, slots=True)
class _Plane:
    """Where a spot stands: percent across, pixels down."""

    across: LogScale
    upwards: LogScale
    unit_seconds: float

    def x(self, spot: Spot) -> float:
        return self.across.place(spot.seconds / self.unit_seconds)

    def y(self, spot: Spot) -> float:
        return _up(self.upwards, spot.usd)


def _up(scale: LogScale, value: float) -> float:
    return PLOT * (1 - scale.place(value) / 100)


def _pixels(place: float) -> str:
    return f"{place:.1f}"


def _levels(scale: LogScale, money: Callable[[float], str], per: str) -> list[tuple[float, str]]:
    """Round amounts with room between them, the highest first and with its unit."""
    wanted = [v for v in decade_values(scale.low, scale.high) if scale.low <= v <= scale.high]
    if scale.high > MANY_DECADES * scale.low:
        wanted = [v for v in wanted if round(log10(v), 6).is_integer()]
    return [(v, f"{money(v)} a {per}" if i == 0 else money(v)) for i, v in enumerate(reversed(wanted))]


def _names(plane: _Plane, drawn: Sequence[Spot], best: Sequence[Spot], widths: tuple[float, ...]) -> tuple[Label, ...]:
    """Names beside the marks: those on the frontier first, for they must be read."""
    wanted = [s for s in drawn if s in best] + [s for s in drawn if s.named and s not in best]
    anchors = [Anchor(plane.x(s), plane.y(s), s.label, s in best) for s in wanted]
    marks = [Obstacle(plane.x(s), plane.x(s), plane.y(s), plane.y(s), 7) for s in drawn if s.named or s in best]
    return put_labels(anchors, [*marks, *in_the_way([(plane.x(s), plane.y(s)) for s in best])], widths, PLOT)


def _dots(plane: _Plane, seconds: Floats, usd: Floats) -> str:
    """One path of dots, in percent of both sides: strokes of no length with round ends."""
    xs = (round(plane.across.place(v / plane.unit_seconds), 1) for v in seconds.tolist())
    ys = (round(100 - plane.upwards.place(v), 1) for v in usd.tolist())
    return "".join(f"M{x:g} {y:g}h0" for x, y in dict.fromkeys(zip(xs, ys, strict=True)))
