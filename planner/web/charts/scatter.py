"""The scatter of a month's cost against a run's time: places, ticks, the frontier as steps. Pure arithmetic.

Across, marks stand at percentages and so the drawing is fluid; upwards, at pixels. Both scales are logarithmic.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log10

import numpy as np
from markupsafe import Markup

from planner.core.ranking.pareto import frontier
from planner.core.ranking.price_table import Floats
from planner.web.charts.frontier import Place, Step, in_the_way, stairs
from planner.web.charts.labels import MOST_HIDDEN, Anchor, Label, Obstacle, points, put_labels
from planner.web.charts.marks import drawn_marks
from planner.web.charts.scales import LogScale, Tick, decade_values, log_scale, percent

PLOT = 324
"""Pixels of the part that holds marks; the axis stands below it."""
MANY_DECADES = 2000
"""From this ratio on, levels are powers of ten: 1, 2 and 5 of each would crowd."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One mark: seconds of a run and dollars of a month, its name and its link. `passes`: may be on the frontier;
    `faint`: drawn faintly unless it is; `named`: gets its name anyway; `full`: exceeds its context window, so its mark
    is crossed; `guessed`: nothing was measured for it."""

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
    """The chart; `wide` and `narrow` are the names beside the marks at either range of widths; `per`: what the dollars
    are of, per month."""

    across: tuple[Tick, ...]
    levels: tuple[Level, ...]
    steps: tuple[Step, ...]
    dots: tuple[Dot, ...]
    wide: tuple[Label, ...]
    narrow: tuple[Label, ...]
    cloud: str
    best: tuple[Spot, ...]
    per: str = "per month"

    def marks(self) -> Markup:
        """All marks as SVG."""
        return drawn_marks(self.dots)


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """How time is written along the axis: the length of its unit in seconds, and where ticks may stand in it."""

    seconds: float
    label: Callable[[float], str]
    values: Sequence[float] = ()


WIDE, NARROW = (450.0, 670.0, 1100.0), (230.0, 300.0, 810.0)
"""Widths in pixels at which names must not meet: those of the drawing without its margin of 48 for the levels."""


NO_CLOUD: tuple[Floats, Floats] = (np.array([]), np.array([]))


def draw(
    spots: Sequence[Spot],
    time: TimeAxis,
    money: Callable[[float], str],
    *,
    cloud: tuple[Floats, Floats] = NO_CLOUD,
    per: str = "per month",
) -> Scatter | None:
    """The scatter of `spots` over a `cloud` of others (seconds and dollars); None where nothing can be placed.

    The frontier is that of the spots: what of the cloud would be on it has to be among them. `per` says what the
    dollars are of: per month.
    """
    drawn = [s for s in spots if _can_stand(s)]
    seconds, usd = _standing(cloud)
    across = log_scale([*(s.seconds / time.seconds for s in drawn), *_ends(seconds / time.seconds)])
    upwards = log_scale([*(s.usd for s in drawn), *_ends(usd)])
    if across is None or upwards is None:
        return None
    plane = _Plane(across, upwards, time.seconds)
    best, places = best_of(drawn), _places(plane, seconds, usd)
    at = {id(s): (plane.x(s), plane.y(s)) for s in drawn}
    x, y = np.array(places).reshape(-1, 2).T
    picture = _Picture(drawn, best, at, points(x, PLOT * (1 - y / 100), 2))
    leading, leads = _ends_first(best), {id(s) for s in best}
    return Scatter(
        across=across.ticks(time.label, time.values or decade_values(across.low, across.high), 1.3),
        levels=tuple(Level(_pixels(_up(upwards, v)), text) for v, text in _levels(upwards, money)),
        steps=stairs([at[id(s)] for s in best]),
        dots=tuple(Dot(percent(at[id(s)][0]), _pixels(at[id(s)][1]), s, id(s) in leads) for s in drawn),
        wide=_names(picture, [*leading, *(s for s in drawn if s.named and id(s) not in leads)], WIDE),
        narrow=_names(picture, leading, NARROW),
        cloud=_dots(places),
        best=tuple(best),
        per=per,
    )


def _standing(cloud: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    seconds, usd = cloud
    able = np.isfinite(seconds) & np.isfinite(usd) & (seconds > 0) & (usd > 0)
    return seconds[able], usd[able]


def _ends(values: Floats) -> list[float]:
    return [float(values.min()), float(values.max())] if len(values) else []


def _can_stand(spot: Spot) -> bool:
    """Zero dollars and zero seconds have no place on a logarithmic scale."""
    return 0 < spot.usd < float("inf") and 0 < spot.seconds < float("inf")


def best_of(spots: Sequence[Spot]) -> list[Spot]:
    """Those that pass and that no other beats in both, the quickest first."""
    able = [s for s in spots if s.passes]
    places = frontier(np.array([s.usd for s in able]), np.array([s.seconds for s in able]))
    return [able[i] for i in reversed(places.tolist())]


def _ends_first(best: Sequence[Spot]) -> list[Spot]:
    """The cheapest and the quickest first, so that they get room for their names: the finding names them."""
    return [*best[-1:], *best[:-1]]


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


def _levels(scale: LogScale, money: Callable[[float], str]) -> list[tuple[float, str]]:
    """Round amounts with room between them, the highest first."""
    wanted = [v for v in decade_values(scale.low, scale.high) if scale.low <= v <= scale.high]
    if scale.high > MANY_DECADES * scale.low:
        wanted = [v for v in wanted if round(log10(v), 6).is_integer()]
    return [(v, money(v)) for v in reversed(wanted)]


def _names(picture: _Picture, wanted: Sequence[Spot], widths: tuple[float, ...]) -> tuple[Label, ...]:
    """Names beside the marks that get one, in the order given. They cover no mark that has a name, and the others and
    the cloud only where there is no other room: marks only by the names of the ends of the frontier."""
    at, best = picture.at, list(picture.best)
    leads, named, ends = ({id(s) for s in spots} for spots in (best, wanted, best[:1] + best[-1:]))
    line = [at[id(s)] for s in best]
    anchors = [Anchor(*at[id(s)], s.label, id(s) in leads, id(s) in ends) for s in wanted]
    marks = [_mark(*at[id(s)], 5.5) for s in wanted]
    x, y = np.array([at[id(s)] for s in picture.drawn if id(s) not in named]).reshape(-1, 2).T
    soft = np.concatenate([points(x, y, 7, MOST_HIDDEN + 1), picture.cloud])
    return put_labels(anchors, [*marks, *in_the_way(line)], widths, PLOT, soft=soft)


@dataclass(frozen=True, slots=True)
class _Picture:
    """What names stand among: the spots, those on the frontier, where each stands (`at`, by identity), and the dots of
    the cloud as obstacles."""

    drawn: Sequence[Spot]
    best: Sequence[Spot]
    at: Mapping[int, Place]
    cloud: Floats


def _mark(x: float, y: float, reach: float) -> Obstacle:
    return Obstacle(x, x, y, y, reach)


def _places(plane: _Plane, seconds: Floats, usd: Floats) -> list[Place]:
    """Where the dots of a cloud stand: percent across and upwards."""
    across = plane.across.places(v / plane.unit_seconds for v in seconds.tolist())
    return list(zip(across, plane.upwards.places(usd.tolist()), strict=True))


def _dots(places: Sequence[Place]) -> str:
    """One path of dots, in percent of both sides: strokes of no length with round ends."""
    rounded = ((round(x, 1), round(100 - y, 1)) for x, y in places)
    return "".join(f"M{_tenths(x)} {_tenths(y)}h0" for x, y in dict.fromkeys(rounded))


@lru_cache(2048)
def _tenths(percent: float) -> str:
    return f"{percent:g}"
