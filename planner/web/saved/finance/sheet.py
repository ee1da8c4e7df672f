"""What a finance sheet prints, for plans and budgets alike, and the geometry of its bars."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from planner.store.database.rows import Revision
from planner.web import filters
from planner.web.charts.scales import percent
from planner.web.charts.tornado import Row

if TYPE_CHECKING:
    from planner.web.saved.budgets.finance import BudgetBill
    from planner.web.saved.plans.finance import PlanBill

TOP, BASE = 25.0, 206.0
"""Pixels from the top of the drawing: the highest gridline, and the line that bars stand on."""
LEFT = 7.0
"""Percent of the width that the labels of the gridlines take."""
LABEL_HEIGHT, LINE_LETTERS = 16.0, 12
NAMED, BARE = 12, 24
"""Bars that have room for a word each below them, and for their figure."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar with the range of 80 % of outcomes: places in percent of the width and pixels of the height."""

    x: str
    middle: str
    width: str
    y: float
    height: float
    low: float
    high: float
    name: tuple[str, ...]
    initial: str
    figure: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A gridline and its label."""

    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Bars:
    """The chart: bars from zero, gridlines, and the cap where there is one."""

    title: str
    bars: tuple[Bar, ...]
    grid: tuple[Grid, ...]
    cap: Grid | None
    unit: str


@dataclass(frozen=True, slots=True)
class Amount:
    """What a bar stands for: expected dollars and the ends of their range; `note` is below its name, `figure` on it
    (three digits of its dollars where none is given)."""

    name: str
    usd: float
    low: float
    high: float
    note: str = ""
    figure: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything the template prints. `subject` says what it is of; `usd` of the sentence, None without a figure, with
    both ends of its `range`, of what `over` says. `bill` is what its kind says in sentences of its own."""

    name: str
    subject: str
    kind: Literal["Plan", "Budget"]
    revision: Revision
    usd: Decimal | None
    over: str
    range: tuple[str, ...]
    bill: PlanBill | BudgetBill
    bars: Bars | None
    changes: tuple[Row, ...]
    changes_title: str
    prices_list: str


def bars_of(title: str, amounts: Sequence[Amount], cap: float | None = None) -> Bars | None:
    """The chart of `amounts` on one scale from zero; None where nothing costs anything."""
    most = max((max(one.usd, one.high) for one in amounts), default=0.0)
    if most <= 0:
        return None
    step = _step(max(most, cap or 0.0))
    lines = [step * i for i in range(1, int(max(most, cap or 0.0) / step) + 2)]
    top = lines[-1]

    def y(usd: float) -> float:
        return round(BASE - (BASE - TOP) * min(usd, top) / top, 1)

    room = (100.0 - LEFT) / len(amounts)
    short = len(amounts) > BARE
    return Bars(
        title=title,
        bars=tuple(
            Bar(
                x=percent(LEFT + room * (i + 0.21)),
                middle=percent(LEFT + room * (i + 0.5)),
                width=percent(room * 0.58),
                y=y(one.usd),
                height=round(BASE - y(one.usd), 1),
                low=y(one.low),
                high=y(one.high),
                name=() if short and i % 3 else (*in_two_lines(one.name), *([one.note] if one.note else [])),
                initial="" if short and i % 3 else one.name[:1],
                figure=_figure(one) if len(amounts) <= NAMED else "",
            )
            for i, one in enumerate(amounts)
        ),
        grid=tuple(Grid(y(usd), filters.money_short(usd)) for usd in lines if not _meets(usd, cap, y)),
        cap=Grid(y(cap), f"cap, {filters.money_short(cap)}") if cap is not None else None,
        unit="$",
    )


def _figure(one: Amount) -> str:
    return one.figure or filters.money_three(one.usd).removeprefix("$")


def _meets(usd: float, cap: float | None, y: Callable[[float], float]) -> bool:
    """Whether the label of a gridline would touch that of the cap."""
    return cap is not None and abs(y(usd) - y(cap)) < LABEL_HEIGHT


def in_two_lines(name: str) -> tuple[str, ...]:
    """A name with its words in two lines of about the same length; a short one stays whole."""
    words = name.split()
    if len(name) <= LINE_LETTERS or len(words) == 1:
        return (name,)
    halves = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))]
    return min(halves, key=lambda half: max(len(half[0]), len(half[1])))


def _step(most: float) -> float:
    """A round step between gridlines, so that there are two to five."""
    size = 10.0 ** (len(str(int(most))) - 1) if most >= 1 else 10.0 ** -len(str(int(1 / most)))
    return next((size * part for part in (0.2, 0.5, 1, 2, 5) if most / (size * part) <= 5), size * 5)
