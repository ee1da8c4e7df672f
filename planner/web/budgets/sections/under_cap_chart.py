"""The bars beside the changes that are ticked: each month's bill with them, and what they cut off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planner.web import filters
from planner.web.budgets.budget_view import BudgetView
from planner.web.charts.scales import percent

CHART_BASE, CHART_TOP = 100.0, 8.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A month: the bill with the changes, the part that is cut off, the upper end of the 80% range; SVG places."""

    x: str
    middle: str
    width: str
    y: float
    height: float
    cut_y: float
    cut_height: float
    top: float
    label: str


def _scale(shown: BudgetView, then: BudgetView | None) -> float:
    """SVG units a dollar."""
    tops = [float(month.usd) for month in shown.months]
    tops += [float(month.fan.p90) for month in (then or shown).months]
    return (CHART_BASE - CHART_TOP) / (max([*tops, float(shown.cap or 0)]) or 1.0)


def cap_y(shown: BudgetView, then: BudgetView | None) -> float | None:
    return None if shown.cap is None else round(CHART_BASE - float(shown.cap) * _scale(shown, then), 1)


def bars_of(shown: BudgetView, then: BudgetView | None) -> Iterator[Bar]:
    unit, step, labels = _scale(shown, then), 100 / len(shown.months), _labels(shown.labels)
    for place, (before, after) in enumerate(zip(shown.months, (then or shown).months, strict=True)):
        was, now, top = float(before.usd), float(after.usd), float(after.fan.p90)
        y = CHART_BASE - now * unit
        cut = max(was - now, 0.0) * unit
        yield Bar(
            x=percent(step * (place + 0.15)),
            middle=percent(step * (place + 0.5)),
            width=percent(step * 0.7),
            y=round(y, 1),
            height=round(now * unit, 1),
            cut_y=round(y - cut, 1),
            cut_height=round(cut, 1),
            top=round(CHART_BASE - top * unit, 1),
            label=labels[place],
        )


def _labels(labels: Sequence[str]) -> list[str]:
    """Every third month and the last by name; the one before the last would be over it."""
    every = max(1, -(-len(labels) // 4))
    last = len(labels) - 1
    named = {place for place in range(0, len(labels), every) if last - place >= every / 2} | {last}
    return [filters.month(label)[:3] if place in named else "" for place, label in enumerate(labels)]
