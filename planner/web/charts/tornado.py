"""What a sum depends on: for each input a bar to the left and one to the right of the middle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner.web import filters
from planner.web.charts.scales import percent

MIDDLE, REACH = 50.0, 20.0
"""Percent of the width: the axis, and how far the longest bar goes."""


@dataclass(frozen=True, slots=True)
class Effect:
    """Dollars with one thing lower and with it higher, against the middle."""

    name: str
    ranges: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Blade:
    """One side: a bar from the axis, and its words at its end; `y` and `height` in parts of a row's bar."""

    x: str
    width: str
    y: float
    height: float
    end: str
    words: str
    is_left: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One thing with its two bars; the first is what lowering it does."""

    name: str
    ranges: str
    blades: tuple[Blade, ...]
    sentence: str


def draw(effects: Sequence[Effect]) -> tuple[Row, ...]:
    """The rows in their order, on one scale; those that move nothing are left out."""
    moving = [effect for effect in effects if effect.low or effect.high]
    longest = max((max(abs(effect.low), abs(effect.high)) for effect in moving), default=1.0)
    return tuple(_row(effect, longest) for effect in moving)


def _row(effect: Effect, longest: float) -> Row:
    low, high = signed(effect.low), signed(effect.high)
    ends = [usd for usd in (effect.low, effect.high) if usd]
    # On one side of the axis they would cover each other: there the lower stands over the higher.
    meet = len(ends) > 1 and (ends[0] > 0) == (ends[1] > 0)
    blades = tuple(_blade(usd, longest, place if meet else None) for place, usd in enumerate(ends))
    return Row(effect.name, effect.ranges, blades, f"{effect.name}, {effect.ranges}: {low} and {high}.")


def _blade(usd: float, longest: float, place: int | None) -> Blade:
    wide = abs(usd) / longest * REACH
    left = MIDDLE - wide if usd < 0 else MIDDLE
    y, height = (0.0, 1.0) if place is None else (0.55 * place, 0.45)
    return Blade(
        percent(left), percent(wide), y, height, percent(left if usd < 0 else left + wide), signed(usd), usd < 0
    )


def signed(usd: float) -> str:
    """+$77.3k, −$326, $0: with the digits of the figures around it, so that they add up."""
    return ("+" if usd > 0 else "") + filters.money_three(usd)
