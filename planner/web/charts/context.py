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
    """Polygons in a box of 100 by 100 that is stretched to the width; labels stay outside it."""

    title: str
    name: str
    fresh: str
    cached: str
    off: str
    window_y: str | None
    window_text: str
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
        title=_title(on, window),
        name=_name(on, off, window),
        fresh=_area(_sent(on), steps, top),
        cached=_area([(p.step, p.cached) for p in on], steps, top),
        off=_line(_sent(off), steps, top),
        window_y=f"{_y(window, top) * HEIGHT / 100:.1f}" if close and window else None,
        window_text=f"window, {filters.tokens(window)}" if window else "",
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


def _title(on: Sequence[ContextPoint], window: int | None) -> str:
    made = [p for p in on if p.summarised is not None]
    if made:
        often = "once" if len(made) == 1 else f"{len(made)} times"
        return f"The context is summarised {often}, first before step {made[0].step:,}"
    last = on[-1]
    sent = f"By the last step each call sends {filters.decimals(filters.significant(last.total, 3), 0)} tokens"
    if not window:
        return sent
    if last.total > window:
        return f"{sent}, more than the window of {filters.tokens(window)} holds"
    return f"{sent}, {filters.percent(last.total / window)} of the window"


def _name(on: Sequence[ContextPoint], off: Sequence[ContextPoint], window: int | None) -> str:
    parts = [f"Tokens sent at each step: {on[0].total:,.0f} at step 1, {on[-1].total:,.0f} at step {on[-1].step:,}"]
    parts.append(f"of which {on[-1].cached:,.0f} come from cache")
    if off:
        parts.append(f"without thinking {off[-1].total:,.0f}")
    if window:
        parts.append(f"the window holds {window:,}")
    return "; ".join(parts) + "."
