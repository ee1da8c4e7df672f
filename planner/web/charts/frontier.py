"""The frontier as stairs: down to the quickest, across to the next and down to it, from the cheapest to the edge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from planner.web.charts.labels import Obstacle
from planner.web.charts.scales import percent

Place = tuple[float, float]
"""Percent across, pixels down."""
EDGE = 100.0


@dataclass(frozen=True, slots=True)
class Step:
    """A straight piece: percent across, pixels down."""

    x1: str
    y1: str
    x2: str
    y2: str


def pieces(places: Sequence[Place]) -> list[tuple[Place, Place]]:
    """Both ends of every piece, for places from the quickest to the cheapest."""
    if not places:
        return []
    (first_x, _), (_, last_y) = places[0], places[-1]
    found = [((first_x, 0.0), places[0])]
    for (x1, y1), (x2, y2) in pairwise(places):
        found += [((x1, y1), (x2, y1)), ((x2, y1), (x2, y2))]
    return [*found, (places[-1], (EDGE, last_y))]


def stairs(places: Sequence[Place]) -> tuple[Step, ...]:
    """What is drawn."""
    return tuple(Step(percent(a[0]), f"{a[1]:.1f}", percent(b[0]), f"{b[1]:.1f}") for a, b in pieces(places))


def in_the_way(places: Sequence[Place]) -> list[Obstacle]:
    """What names do not cross."""
    return [Obstacle(a[0], b[0], a[1], b[1], 1) for a, b in pieces(places)]
