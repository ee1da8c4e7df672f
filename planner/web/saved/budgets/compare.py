"""Saved budgets side by side: their bills, month by month, and the differences between their requests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from planner.web import filters
from planner.web.budgets.budget_view import BudgetView, saved_view
from planner.web.budgets.form.fields import LINE
from planner.web.forms.fields import SHARE_FIELDS, SPECS
from planner.web.saved.compare.heads import extremes
from planner.web.saved.kinds import Chosen, Difference
from planner.web.saved.plans.inputs import UNIT_WORDS

LABELS = {
    "cap_usd_per_month": "Cap per month", "cap_usd_period": "Cap for all months", "start": "Starts",
    "months": "Months", "month": "A month counts", "rescale": "Scaled by what was paid", "lines": "Lines",
    "overrides": "own", "usd_per_mtok": "price, $/M,",
}  # fmt: skip
OF_A_LINE = {spec.path: spec for spec in LINE.values()} | {
    spec.path: spec for spec in SPECS.values() if spec.path.startswith("workload.")
}
"""Fields of a line by their path in its request."""
SHARES = frozenset({"growth.share", "share", "discount"}) | {SPECS[name].path for name in SHARE_FIELDS}


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
    """Every input of any of them, those of lines under the line's name; of a line that some lack that alone."""
    requests = [side.request for side in sides]
    rows = _rows([dict(_budget_inputs(request)) for request in requests])
    lines = [{line["name"]: line for line in request.get("lines", ())} for request in requests]
    for name in dict.fromkeys(name for own in lines for name in own):
        rows.append(_text_row(f"Line {name}", ["in it" if name in own else "not in it" for own in lines]))
        if all(name in own for own in lines):
            rows += _rows([dict(_line_inputs(name, own[name])) for own in lines])
    return tuple(rows)


def _rows(inputs: Sequence[Mapping[str, str]]) -> list[Difference]:
    labels = dict.fromkeys(label for one in inputs for label in one)
    return [_text_row(label, [one.get(label, "usual") for one in inputs]) for label in labels]


def _budget_inputs(request: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for path, held in _leaves({k: v for k, v in request.items() if k not in ("name", "lines")}):
        words = filters.money(Decimal(held)) if path.startswith("cap_usd") and held is not None else _plain(held)
        yield _label(path), words


def _line_inputs(name: str, line: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for path, held in _leaves({k: v for k, v in line.items() if k != "name"}):
        spec = OF_A_LINE.get(path)
        label = f"{spec.label[:1].lower()}{spec.label[1:]}" if spec else _label(path)
        yield f"{name}: {label}", _words(path, held)


def _words(path: str, held: object) -> str:
    """The value of a line's field as its form has it."""
    spec = OF_A_LINE.get(path)
    if path in SHARES and held is not None:
        return filters.percent(Decimal(str(held)))
    unit = UNIT_WORDS.get(path.rpartition(".")[2])
    if unit and isinstance(held, int | float):
        return f"{filters.count(held)} {unit}"
    return dict(spec.choices).get(str(held), _plain(held)) if spec else _plain(held)


def _label(path: str) -> str:
    return " ".join(LABELS.get(part, part.replace("_", " ")) for part in path.split("."))


def _leaves(value: Mapping[str, Any], within: str = "") -> Iterator[tuple[str, Any]]:
    """Every value that holds no others, by its path."""
    for name, held in value.items():
        if isinstance(held, Mapping):
            yield from _leaves(held, f"{within}{name}.")
        else:
            yield f"{within}{name}", held


def _plain(value: object) -> str:
    if isinstance(value, list):
        return ", ".join("–" if item is None else str(item) for item in value)
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
