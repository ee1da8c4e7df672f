"""A measure: the figure of an estimate, and how it is written in a column, on an axis and in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from planner.core.results import Estimate, Pair
from planner.web import filters


@dataclass(frozen=True, slots=True)
class Quantity:
    """The expected figure in the unit of its measure, and its 80 % range where it has one."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """One of the two measures of a plan.

    `head`: the chart's head; `column`: the table's; `per`: what a sentence says after the figure; `of`: the figure of
    an estimate; `figure`, `axis`, `say` and `short` write it in a column, on an axis, in a sentence with and without
    what it is of; `first_word`: it is the wait for the first word.
    """

    head: str
    column: str
    per: str
    of: Callable[[Estimate], Quantity | None]
    figure: Callable[[float], str]
    axis: Callable[[float], str]
    say: Callable[[float], str]
    short: Callable[[float], str]
    linear: bool = False
    ticks: tuple[float, ...] = ()
    says_per: bool = True
    in_cents: bool = False
    first_word: bool = False

    def range(self, quantity: Quantity | None, between: str = filters.DASH) -> str:
        """0.44–0.61, around the figure; nothing where nothing in it is estimated."""
        if quantity is None or quantity.low is None or quantity.high is None or quantity.low == quantity.high:
            return ""
        if self.linear:
            low, high = _one_day(self.figure(quantity.low), self.figure(quantity.high))
        else:
            places = filters.places_of(self.figure(quantity.value))
            low, high = filters.range_around(quantity.low, quantity.high, quantity.value, places)
        return low if low == high else f"{low}{between}{high}"

    def figures(self, pair: Pair) -> dict[str, str]:
        """The figures of both modes as a column has them, empty where there is none."""
        sides = {"off": pair.off, "on": pair.on}
        found = {mode: self.of(side) if isinstance(side, Estimate) else None for mode, side in sides.items()}
        return {mode: self.figure(one.value) if one else "" for mode, one in found.items()}

    def beside(self, one: float, other: float) -> tuple[str, str, str]:
        """Two figures of one sentence as they stand elsewhere on the page, and their ratio where the rounded ones would
        misstate it: 21% more, 2.4 times as much; else empty."""
        texts = self.short(one), self.short(other)
        if not one or not other or self.linear or texts[0] == texts[1]:
            return (*texts, "")
        near = [_number(text) for text in texts]
        is_true = all(near) and abs(near[0] / near[1] / (one / other) - 1) < VISIBLE
        return (*texts, "" if is_true else _ratio_words(one / other))

    def instead(self, one: str, other: str) -> str:
        """Two of its figures in words, their unit said once: 0.13 instead of 0.10 cents per conversation, 6.1 instead
        of 9.5 min."""
        number, space, unit = one.partition(" ")
        same = space and other.endswith(f" {unit}")
        compared = f"{number if same else one} instead of {other}"
        return f"{compared} {self.per}" if self.says_per else compared


def _ratio_words(ratio: float) -> str:
    if ratio >= 2:
        return f"{filters.ratio(ratio)} times as much"
    return f"{filters.percent(abs(ratio - 1))} {'more' if ratio > 1 else 'less'}"


def _one_day(low: str, high: str) -> tuple[str, str]:
    """Two times of day, with the day only once where it is the same: 03:10 and 05:20 +1."""
    day = high[high.find(" ") :] if " " in high else ""
    return (low.removesuffix(day) if day else low), high


VISIBLE = 0.03
"""The share by which the ratio of two rounded figures may be off."""


def _number(text: str) -> float:
    """1.23 of $1.23M: what is written, without its unit."""
    return float("".join(letter for letter in text if letter.isdigit() or letter == ".") or 0)


def three_digits(value: float) -> str:
    """0.104, 1.26, 12.6, 147, with a zero at the end where needed, for use beside another figure."""
    rounded = filters.significant(value, 3)
    return filters.decimals(rounded, max(0, 2 - rounded.adjusted()))
