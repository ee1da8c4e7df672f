"""Saved budgets side by side: their bills, month by month, and the differences between their requests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from planner.web import filters
from planner.web.budgets.budget_view import BudgetView, saved_view
from planner.web.saved.compare.heads import extremes
from planner.web.saved.kinds import Chosen, Difference

LABELS = {
    "cap_usd_per_month": "Cap per month", "cap_usd_period": "Cap for all months", "start": "Starts",
    "months": "Months", "month": "A month counts", "rescale": "Scaled by what was paid", "lines": "Lines",
    "overrides": "own", "usd_per_mtok": "price, $/M,",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class BudgetComparison:
    """The part of the comparison page that only budgets have. `extremes`: places of the cheapest and the most
    expensive."""

    columns: tuple[Chosen, ...]
    sides: tuple[BudgetView, ...]
    extremes: tuple[int, int] | None
    totals: tuple[Difference, ...]
    months: tuple[Difference, ...]
    differing: tuple[Difference, ...]
    same: int


def compare_budgets(chosen: Sequence[Chosen]) -> BudgetComparison:
    sides = [saved_view(one.revision.draft) for one in chosen]
    asked = differences(sides)
    return BudgetComparison(
        columns=tuple(chosen),
        sides=tuple(sides),
        extremes=extremes([side.usd for side in sides]),
        totals=totals(sides),
        months=tuple(_months(sides)),
        differing=tuple(row for row in asked if row.differs),
        same=sum(not row.differs for row in asked),
    )


def totals(sides: Sequence[BudgetView]) -> tuple[Difference, ...]:
    """What each comes to, its range and its odds."""
    findings = [side.answer.finding for side in sides]
    bands = [" to ".join(side.range) or "none" for side in sides]
    odds = (
        ("chance_any_month", "Chance of passing the month’s cap"),
        ("chance_period", "Chance of passing the period’s"),
    )
    rows = [
        _money_row("Expected bill", [side.usd for side in sides]),
        _text_row("80% range", bands),
    ]
    for name, label in odds:
        words = [filters.chance(getattr(finding, name)) or "no cap" for finding in findings]
        if set(words) != {"no cap"}:
            rows.append(_text_row(label, words))
    return tuple(rows)


def _months(sides: Sequence[BudgetView]) -> Iterator[Difference]:
    """Every month that any of them has."""
    by_month = [{month.month: month.usd for month in side.months} for side in sides]
    for label in sorted({label for months in by_month for label in months}):
        yield _money_row(filters.month(label), [months.get(label) for months in by_month])


def _money_row(label: str, values: Sequence[Decimal | None]) -> Difference:
    first = values[0]
    under = tuple("" if i == 0 or v is None or first is None else _more(v, first) for i, v in enumerate(values))
    texts = tuple("not in it" if value is None else filters.money(value) for value in values)
    return Difference(label, texts, len(set(values)) > 1, under)


def _more(value: Decimal, first: Decimal) -> str:
    shown = filters.as_shown(value) - filters.as_shown(first)
    if not shown:
        return "the same"
    percent = filters.signed_percent((value / first - 1) * 100) if first else ""
    usd, sign = filters.money(abs(shown)), "+" if value > first else filters.MINUS
    return f"{sign}{usd}{', ' + percent if percent else ''}"


def _text_row(label: str, values: Sequence[str]) -> Difference:
    return Difference(label, tuple(values), len(set(values)) > 1, ("",) * len(values))


def differences(sides: Sequence[BudgetView]) -> tuple[Difference, ...]:
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
            yield f"{before}{label}", filters.money(Decimal(held)) if name.startswith("cap_usd") else _plain(held)


def _plain(value: object) -> str:
    if isinstance(value, list):
        return ", ".join("–" if item is None else str(item) for item in value)
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
