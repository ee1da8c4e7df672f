"""Ranges: four times in five the value lies between p10 and p90."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Band:
    """The 80 % range with its middle, in the unit of what it describes."""

    p10: float
    p50: float
    p90: float


@dataclass(frozen=True, slots=True)
class Tail:
    """Half are under p50 and 95 % under p95, in seconds; p95 is None while no tail is estimated."""

    p50: float
    p95: float | None = None


@dataclass(frozen=True, slots=True)
class RunSpread:
    """One run at 1 %, 2 % ... 99 %: dollars, seconds and seconds to the first answer, which are none for batch."""

    usd: Sequence[float]
    seconds: tuple[float, ...]
    first_answer: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class TokenBands:
    """Ranges of tokens: reasoning and visible of one run, and mean reasoning of a day's runs."""

    reasoning: Band
    visible: Band
    reasoning_mean: Band
