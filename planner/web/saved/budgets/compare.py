"""Saved budgets side by side: what they come to, month by month, and what they were asked differently."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from planner.web import filters
from planner.web.budgets.view_data import Shown, month_short, shown_saved
from planner.web.charts.fan_words import chance_word
from planner.web.plan.finding import Piece
from planner.web.saved.plans.compare import Chosen
from planner.web.saved.plans.reprice.moved_rates import signed_percent

LABELS = {
    "cap_usd_per_month": "Cap per month", "cap_usd_period": "Cap for all months", "start": "Starts",
    "months": "Months", "month": "A month counts", "rescale": "Scaled by what was paid", "lines": "Lines",
    "overrides": "own", "usd_per_mtok": "price, $/M,",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A budget's revision."""

    name: str
    words: str
    address: str


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One thing, one text per budget; `under` what it is more than in the first."""

    label: str
    values: tuple[str, ...]
    under: tuple[str, ...]
    differs: bool


@dataclass(frozen=True, slots=True)
class BudgetCompare:
    """Everything its template prints."""

    title: str
    pieces: tuple[Piece, ...]
    columns: tuple[Column, ...]
    totals: tuple[DifferenceRow, ...]
    months: tuple[DifferenceRow, ...]
    differing: tuple[DifferenceRow, ...]
    same: int


def compare_page(chosen: Sequence[Chosen]) -> BudgetCompare:
    sides = [shown_saved(one.revision.draft) for one in chosen]
    columns = tuple(_column(one) for one in chosen)
    asked = differences(sides)
    return BudgetCompare(
        title="Compare budgets",
        pieces=_pieces(sides, columns),
        columns=columns,
        totals=totals(sides),
        months=tuple(_months(sides)),
        differing=tuple(row for row in asked if row.differs),
        same=sum(not row.differs for row in asked),
    )


def _column(one: Chosen) -> Column:
    words = f"revision {one.revision.number}, {filters.day(one.revision.created)}"
    return Column(one.scenario.name, words, f"/budgets/{one.scenario.id}/revisions/{one.revision.number}")


def _pieces(sides: Sequence[Shown], columns: Sequence[Column]) -> tuple[Piece, ...]:
    known = sorted((side.usd, place) for place, side in enumerate(sides))
    (low, i), (high, j) = known[0], known[-1]
    if low == high:
        return (Piece("These budgets come to "), Piece("the same", "strong"), Piece("."))
    less = filters.percent((high - low) / high)
    return (
        Piece(f"{_called(columns, i)} comes to "), Piece(filters.money(low), "strong"), Piece(", "),
        Piece(f"{less} less", "strong"), Piece(f" than {_called(columns, j)}."),
    )  # fmt: skip


def _called(columns: Sequence[Column], place: int) -> str:
    """By name, and by revision where two have one name."""
    column = columns[place]
    alone = sum(other.name == column.name for other in columns) == 1
    return column.name if alone else f"{column.name} in {column.words.partition(',')[0]}"


def totals(sides: Sequence[Shown]) -> tuple[DifferenceRow, ...]:
    """What each comes to, its range and its odds."""
    findings = [side.data["finding"] for side in sides]
    bands = [f"{_usd(f['fan']['p10'])}{filters.DASH}{_usd(f['fan']['p90'])}" for f in findings]
    odds = (
        ("chance_any_month", "Chance of passing the month’s cap"),
        ("chance_period", "Chance of passing the period’s"),
    )
    rows = [
        _money_row("Expected bill", [side.usd for side in sides]),
        _text_row("80% range", bands),
    ]
    for name, label in odds:
        words = ["no cap" if f[name] is None else chance_word(float(f[name])) for f in findings]
        if set(words) != {"no cap"}:
            rows.append(_text_row(label, words))
    return tuple(rows)


def _usd(text: str) -> str:
    return filters.money(filters.significant(Decimal(text), 3))


def _months(sides: Sequence[Shown]) -> Iterator[DifferenceRow]:
    """Every month that any of them has."""
    by_month = [{month["month"]: Decimal(month["usd"]) for month in side.months} for side in sides]
    for label in sorted({label for months in by_month for label in months}):
        yield _money_row(month_short(label), [months.get(label) for months in by_month])


def _money_row(label: str, values: Sequence[Decimal | None]) -> DifferenceRow:
    first = values[0]
    under = tuple("" if i == 0 or v is None or first is None else _more(v, first) for i, v in enumerate(values))
    texts = tuple("not in it" if value is None else filters.money(value) for value in values)
    return DifferenceRow(label, texts, under, len(set(values)) > 1)


def _more(value: Decimal, first: Decimal) -> str:
    if value == first:
        return "the same"
    percent = signed_percent((value / first - 1) * 100) if first else ""
    usd, sign = filters.money(abs(value - first)), "+" if value > first else filters.MINUS
    return f"{sign}{usd}{', ' + percent if percent else ''}"


def _text_row(label: str, values: Sequence[str]) -> DifferenceRow:
    return DifferenceRow(label, tuple(values), ("",) * len(values), len(set(values)) > 1)


def differences(sides: Sequence[Shown]) -> tuple[DifferenceRow, ...]:
    """Every input of any of them, those of lines under the line's name."""
    flat = [dict(_flat(side.request)) for side in sides]
    labels = dict.fromkeys(label for inputs in flat for label in inputs)
    return tuple(_text_row(label, [inputs.get(label, "usual") for inputs in flat]) for label in labels)


def _flat(request: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in request.items():
        if name == "lines":
            for line in value:
                yield f"Line {line['name']}", "there"
                yield from _leaves(f"{line['name']}: ", {k: v for k, v in line.items() if k != "name"})
        elif name != "name":
            yield from _leaves("", {name: value})


def _leaves(before: str, value: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, held in value.items():
        label = LABELS.get(name, name.replace("_", " "))
        if isinstance(held, Mapping):
            yield from _leaves(f"{before}{label} " if before else f"{label} ", held)
        else:
            yield f"{before}{label}", filters.money(Decimal(held)) if name.startswith("cap_usd") else _said(held)


def _said(value: object) -> str:
    if isinstance(value, list):
        return ", ".join("–" if item is None else str(item) for item in value)
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
