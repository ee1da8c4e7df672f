"""Dollars spent by each step of a run, with the steps where something changes; on the scale of the context above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner.web import filters
from planner.web.charts.scales import linear_ticks, percent

HEIGHT = 104
LINE = 16
"""Pixels from one label to the next below it."""
MIDDLE = 45.0
"""Labels stand right of marks before this percent, left of those behind: the curve leaves the upper left free."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A step where the window, a price tier or the cache begins to matter."""

    step: int
    words: str


@dataclass(frozen=True, slots=True)
class TurnMark:
    """Where it stands: percent across, and its label with its side and its line."""

    x: str
    text: str
    anchor: str
    dx: int
    y: int


@dataclass(frozen=True, slots=True)
class SpendingChart:
    """Lines in a box of 100 by 100; ticks in pixels from the top."""

    title: str
    name: str
    on: str
    off: str
    ticks: tuple[tuple[str, str], ...]
    marks: tuple[TurnMark, ...]


def spending_chart(
    steps: Sequence[int], on: Sequence[float], off: Sequence[float], turns: Sequence[Turn]
) -> SpendingChart | None:
    """`on` and `off` are the dollars spent by each of `steps`; None for one call, or where nothing is spent."""
    top = max([*on, *off], default=0.0) * 1.08
    if len(steps) < 2 or top <= 0 or len(on) != len(steps):
        return None
    last = steps[-1]
    return SpendingChart(
        title=_title(steps, on),
        name=_name(on, last, turns),
        on=_line(steps, on, top),
        off=_line(steps, off, top) if len(off) == len(steps) else "",
        ticks=tuple((f"{HEIGHT * (1 - v / top):.1f}", filters.money_short(v)) for v in linear_ticks(top / 1.08, 2)),
        marks=turn_marks(turns, last),
    )


def _line(steps: Sequence[int], usd: Sequence[float], top: float) -> str:
    last = max(steps[-1] - 1, 1)
    return " ".join(f"{(s - 1) / last * 100:.2f},{100 - v / top * 100:.2f}" for s, v in zip(steps, usd, strict=True))


def _name(usd: Sequence[float], last: int, turns: Sequence[Turn]) -> str:
    ends = f"{filters.money(usd[0])} after step 1, {filters.money(usd[-1])} after step {last:,}"
    return f"Dollars spent by each step: {ends}" + "".join(f"; step {t.step:,}: {t.words}" for t in turns) + "."


def _title(steps: Sequence[int], usd: Sequence[float]) -> str:
    half = next(step for step, spent in zip(steps, usd, strict=True) if spent >= usd[-1] / 2)
    return f"Half of the {filters.money(usd[-1])} is spent by step {half:,} of {steps[-1]:,}"


def turn_marks(turns: Sequence[Turn], last: int) -> tuple[TurnMark, ...]:
    """Each in its place, one line of text below the other."""
    made = []
    for line, turn in enumerate(sorted(turns, key=lambda t: t.step)):
        x = (turn.step - 1) / max(last - 1, 1) * 100
        right = x < MIDDLE
        text = f"step {turn.step:,}: {turn.words}"
        made.append(TurnMark(percent(x), text, "start" if right else "end", 5 if right else -5, 12 + LINE * line))
    return tuple(made)
