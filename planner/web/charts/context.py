"""What each call of a run sends, fresh over cached, against the context window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner.core.results import ContextPoint
from planner.web import filters
from planner.web.charts.scales import linear_ticks

HEIGHT = 200
NEAR = 18
"""Pixels within which two labels would meet."""


@dataclass(frozen=True, slots=True)
class Label:
    """Text at a place: x in percent, y in pixels from the top."""

    x: str
    y: str
    text: str
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class ContextChart:
    """Polygons in a box of 100 by 100 that is stretched to the width; labels stay outside it. `points`: what each call
    sends; `others`: the same in the other mode, if any; `window` in tokens."""

    points: Sequence[ContextPoint]
    others: Sequence[ContextPoint]
    window: int | None
    fresh: str
    cached: str
    off: str
    window_y: str | None
    y_ticks: tuple[Label, ...]
    x_ticks: tuple[Label, ...]
    has_cache: bool


def context_chart(on: Sequence[ContextPoint], off: Sequence[ContextPoint], window: int | None) -> ContextChart | None:
    """None for a run of one call, whose context does not grow."""
    if len(on) < 2:
        return None
    last = on[-1]
    tallest = max(p.summarised or p.total for p in (*on, *off))
    close = window is not None and window <= 1.6 * tallest
    top = max(tallest, window if close and window else 0) * 1.08 or 1.0
    steps = last.step
    return ContextChart(
        points=on,
        others=off,
        window=window,
        fresh=_area(_sent(on), steps, top),
        cached=_area([(p.step, p.cached) for p in on], steps, top),
        off=_line(_sent(off), steps, top),
        window_y=f"{_y(window, top) * HEIGHT / 100:.1f}" if close and window else None,
        y_ticks=_y_ticks(tallest, top, window if close else None),
        x_ticks=_x_ticks(steps),
        has_cache=any(p.cached > 0 for p in on),
    )


def _sent(points: Sequence[ContextPoint]) -> list[tuple[int, float]]:
    """Tokens sent by step; a summary's own input and the drop after it stand upright at the step that follows it."""
    found: list[tuple[int, float]] = []
    for point in points:
        if point.summarised is not None:
            found.append((point.step, point.summarised))
        found.append((point.step, point.total))
    return found


def _x(step: int, steps: int) -> float:
    return (step - 1) / max(steps - 1, 1) * 100


def _y(value: float, top: float) -> float:
    return 100 - value / top * 100


def _line(points: Sequence[tuple[int, float]], steps: int, top: float) -> str:
    return " ".join(f"{_x(step, steps):.2f},{_y(value, top):.2f}" for step, value in points)


def _area(points: Sequence[tuple[int, float]], steps: int, top: float) -> str:
    return f"0,100 {_line(points, steps, top)} 100,100"


def _y_ticks(tallest: float, top: float, window: int | None) -> tuple[Label, ...]:
    """Ticks; one whose label would meet the words of the window keeps its line and loses its label."""
    return tuple(_y_tick(v, top, window) for v in linear_ticks(tallest))


def _y_tick(value: float, top: float, window: int | None) -> Label:
    is_near = window is not None and abs(_y(value, top) - _y(window, top)) * HEIGHT / 100 < NEAR
    return Label("0", f"{_y(value, top) * HEIGHT / 100:.1f}", "" if is_near else filters.tokens(value))


def _x_ticks(steps: int) -> tuple[Label, ...]:
    inner = [round(v) for v in linear_ticks(steps, 3) if 1 < v < steps * 0.9] if steps > 4 else []
    middle = tuple(Label(f"{_x(s, steps):.2f}%", "", f"{s:,}", "middle") for s in inner)
    return (Label("0", "", "step 1"), *middle, Label("100%", "", f"{steps:,}", "end"))
