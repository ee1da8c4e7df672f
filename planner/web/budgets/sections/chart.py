"""The drawing of a budget's months, wide and narrow, and what happens on the way in sentences."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

from planner.schema.shapes.budget import Event
from planner.web import filters
from planner.web.budgets.budget_view import BudgetView
from planner.web.charts.fan import draw
from planner.web.charts.fan_shapes import NARROW, WIDE, Bar, FanChart, Happening, Month

MOST_LINES = 8
INKS = 4


@dataclass(frozen=True, slots=True)
class Key:
    """How a line looks: one of four inks, hatched from the fifth on."""

    name: str
    ink: str
    is_hatched: bool


@dataclass(frozen=True, slots=True)
class BudgetChart:
    """The figure without its title."""

    charts: tuple[FanChart, ...]
    keys: tuple[Key, ...]
    events: tuple[Event, ...]
    has_cap: bool
    has_paid: bool

    def bars(self, chart: FanChart) -> Markup:
        """The bars of one of the charts as SVG: there are a hundred of them."""
        written = (_bar(bar, self.keys[bar.line], chart.frame.name) for bar in chart.bars)
        return Markup("".join(written))  # noqa: S704 - escaped before


def _bar(bar: Bar, key: Key, frame: str) -> str:
    at = f'x="{bar.x}" width="{bar.width}" y="{bar.y}" height="{bar.height}"'
    rect = f'          <rect {at} class="{key.ink}"><title>{escape(bar.title)}</title></rect>\n'
    return f'{rect}<rect {at} fill="url(#hatch-{frame})" pointer-events="none" />' if key.is_hatched else rect


def budget_chart(shown: BudgetView) -> BudgetChart | None:
    """None where no line could be priced."""
    if not shown.lines:
        return None
    keys = line_keys(shown)
    months = [_month(shown, index, len(keys)) for index in range(len(shown.months))]
    happenings = [_happening(shown, event) for event in shown.answer.events]
    names, cap = [key.name for key in keys], float(shown.cap) if shown.cap is not None else None
    charts = tuple(draw(frame, months, names, cap=cap, happenings=happenings) for frame in (WIDE, NARROW))
    return BudgetChart(
        charts=charts,
        keys=keys,
        events=shown.answer.events,
        has_cap=cap is not None,
        has_paid=any(month.is_paid for month in months),
    )


def line_keys(shown: BudgetView) -> tuple[Key, ...]:
    """A look for each line, the last ones together where there are many."""
    names = [line.name for line in shown.lines]
    kept = names if len(names) <= MOST_LINES else names[: MOST_LINES - 1]
    keys = [Key(name, f"line-{place % INKS + 1}", place >= INKS) for place, name in enumerate(kept)]
    rest = len(names) - len(kept)
    return (*keys, *([Key(f"{rest} other {filters.noun(rest, 'line')}", "line-rest", False)] if rest else []))


def keys_of_lines(shown: BudgetView) -> list[Key]:
    """One for each line: those beyond the lines with an ink of their own share the last one."""
    keys = line_keys(shown)
    return [keys[min(place, len(keys) - 1)] for place in range(len(shown.lines))]


def _month(shown: BudgetView, index: int, keys: int) -> Month:
    data = shown.months[index]
    usd = [float(line.months[index].usd) for line in shown.lines]
    parts = (*usd[: keys - 1], sum(usd[keys - 1 :]))
    fan = {end: float(getattr(data.fan, end)) for end in ("p10", "p25", "p50", "p75", "p90")}
    chance = data.chance_over_cap
    return Month(filters.month(data.month), parts, **fan, chance=chance, is_paid=data.actual_usd is not None)


def _happening(shown: BudgetView, event: Event) -> Happening:
    """The place of its day, in months from the middle of the first bar."""
    day, start = date.fromisoformat(event.on), date.fromisoformat(f"{shown.labels[0]}-01")
    whole = (day.year - start.year) * 12 + day.month - start.month
    within = (day.day - 1) / monthrange(day.year, day.month)[1]
    return Happening(whole + within - 0.5, f"{day.day} {day:%b}: {_in_short(event, day)}")


def _in_short(event: Event, day: date) -> str:
    """What happens, without its day and what follows from it: the whole sentence is in the list below the drawing."""
    clause = event.text.partition(";")[0].rstrip(".")
    return re.sub(rf" (?:on|from) {day.day} {day:%B %Y}$", "", clause)
