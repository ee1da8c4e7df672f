"""From figures to places along an axis, in percent of its width. Pure arithmetic, no drawing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

STEPS = (1, 2, 5)
LEFT, RIGHT = 7.0, 96.0
"""Room at both ends, so that the outermost marks and their words stay inside."""
LETTER, SPACE = 2.3, 3.4
"""Percent of the width that a letter of a label takes on a wide strip, and the space between two labels."""
TIGHT = 1.45
"""How much more of its width they take on the narrowest."""
NARROWEST = 3.0
"""An axis spans at least this ratio, so that prices a few percent apart do not look like cheap and expensive."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on the axis and its label; minor ticks give way where room is short."""

    x: str
    text: str
    minor: bool = False


@dataclass(frozen=True, slots=True)
class LogScale:
    """Equal ratios are equal lengths. `low` and `high` are greater than 0."""

    low: float
    high: float

    def place(self, value: float) -> float:
        """Percent of the width; what lies outside stays at the edge."""
        return self.places((value,))[0]

    def places(self, values: Iterable[float]) -> list[float]:
        """The same for many values."""
        low, span = self.low, log10(self.high / self.low)
        return [LEFT + (RIGHT - LEFT) * min(log10(max(value, low) / low) / span, 1.0) for value in values]

    def ticks(self, label: Callable[[float], str], values: Sequence[float] = (), wide: float = 1.0) -> tuple[Tick, ...]:
        """Ticks at `values` inside the scale, the rounder first, as many as have room; minor those that have none on a
        narrow strip.
        """
        wanted = values or decade_values(self.low, self.high)
        inside = [v for v in wanted if self.low * 0.999 <= v <= self.high * 1.001]
        kept = self._with_room(inside, label, wide)
        major = self._with_room(kept, label, wide * TIGHT)
        return tuple(Tick(percent(self.place(v)), label(v), v not in major) for v in sorted(kept))

    def _with_room(self, values: Sequence[float], label: Callable[[float], str], wide: float) -> list[float]:
        kept: dict[float, tuple[float, str]] = {}
        for v in sorted(values, key=lambda v: (_rank(v), v)):
            at, text = self.place(v), label(v)
            if all(abs(at - other) >= wide * _room(text, label) for other, label in kept.values()):
                kept[v] = at, text
        return list(kept)


@dataclass(frozen=True, slots=True)
class LinearScale:
    """Equal differences are equal lengths, from 0 to `high`, which is greater than 0."""

    high: float

    def place(self, value: float) -> float:
        """Percent of the width; what lies outside stays at the edge."""
        return LEFT + (RIGHT - LEFT) * min(max(value / self.high, 0.0), 1.0)

    def ticks(self, label: Callable[[float], str], values: Sequence[float] = (), wide: float = 1.0) -> tuple[Tick, ...]:
        """From 0 in round steps; every second one is minor."""
        inside = [0.0, *linear_ticks(self.high, max(2, round(4 / wide)))]
        return tuple(Tick(percent(self.place(v)), label(v), i % 2 == 1) for i, v in enumerate(inside))


def linear_scale(values: Iterable[float]) -> LinearScale | None:
    """A scale from 0 that holds every value; None when there is none above 0."""
    found = [v for v in values if v > 0]
    return LinearScale(max(found)) if found else None


def decade_values(low: float, high: float) -> list[float]:
    """1, 2, 5 times every power of ten from the decade of `low` to that of `high`."""
    decades = range(floor(log10(low)), ceil(log10(high)) + 1)
    return [round(step * 10.0**decade, 12) for decade in decades for step in STEPS]


def _room(one: str, other: str) -> float:
    return (len(one) + len(other)) / 2 * LETTER + SPACE


def _rank(value: float) -> int:
    """0 for powers of ten and for the half hour and hour, which readers look for; 1 for the rest."""
    lead = round(value / 10.0 ** floor(log10(value) + 1e-9), 6)
    return 0 if lead == 1 or value in (30, 60) else 1


def log_scale(values: Iterable[float]) -> LogScale | None:
    """A scale that holds every value above 0 and spans at least NARROWEST; None when there is none."""
    found = [v for v in values if v > 0]
    if not found:
        return None
    low, high = min(found), max(found)
    if high / low < NARROWEST:
        widen = (NARROWEST / (high / low)) ** 0.5
        low, high = low / widen, high * widen
    return LogScale(low, high)


def percent(place: float) -> str:
    """43.1% with two decimals, as SVG attributes take it."""
    return f"{place:.2f}%"


def linear_ticks(high: float, most: int = 3) -> Sequence[float]:
    """Round steps from above 0 up to `high`, at most `most` of them."""
    if high <= 0:
        return ()
    rough = high / most
    scale = 10.0 ** floor(log10(rough))
    step = next(s * scale for s in (1, 2, 2.5, 5, 10) if s * scale >= rough * 0.999)
    return [step * i for i in range(1, int(high / step * 1.0001) + 1)]
