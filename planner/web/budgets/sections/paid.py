"""Actual bills: the fields to type it in, and forecast against actual month by month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from planner.schema.shapes.budget import LineMonth, LineOfBudget
from planner.web import filters
from planner.web.budgets.budget_view import BudgetView
from planner.web.budgets.form.form import BudgetForm, LineForm
from planner.web.budgets.form.invoice import SPLITS, hosts_of
from planner.web.budgets.sample_month import is_sample


@dataclass(frozen=True, slots=True)
class PaidField:
    """Where a line's months are typed or pasted."""

    field: str
    name: str
    value: str
    sample_field: str
    sample: str


@dataclass(frozen=True, slots=True)
class InvoiceForm:
    """The choices of an invoice over several lines: hosts, months and ways to split it, as values and words."""

    hosts: tuple[str, ...]
    months: tuple[tuple[str, str], ...]
    splits: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PaidView:
    """The section; `shape` changes when its fields do. `months`: those of which it is known what was
    paid, with their lines; `sample` says which lines are filled in, empty for none."""

    fields: tuple[PaidField, ...]
    months: tuple[tuple[LineOfBudget, LineMonth], ...]
    sentence: str
    rescale: bool
    closing: str
    hint: str
    shape: str
    sample: str
    invoice: InvoiceForm | None


def paid_view(form: BudgetForm | None, shown: BudgetView | None, *, now: datetime | None = None) -> PaidView:
    """Of a saved budget there are no fields."""
    fields = tuple(_fields(form)) if form else ()
    months = tuple(_months(shown)) if shown else ()
    first = shown.labels[0] if shown else ""
    return PaidView(
        fields=fields,
        months=months,
        sentence=_sentence(shown, months) if shown else "",
        rescale=bool(form.values["rescale"]) if form else bool(shown and shown.request.get("rescale")),
        closing=_closing(first, now),
        hint=f"from {filters.month(first)} on" if first else "from the first month on",
        shape="|".join([first, *(hosts_of(shown.answer) if shown else ()), *(field.name for field in fields)]),
        sample=_sample(form) if form else "",
        invoice=_invoice(shown) if form and shown else None,
    )


def _invoice(shown: BudgetView) -> InvoiceForm | None:
    """None where no line could be priced."""
    hosts = hosts_of(shown.answer)
    return InvoiceForm(hosts, tuple((label, filters.month(label)) for label in shown.labels), SPLITS) if hosts else None


def _closing(first: str, now: datetime | None) -> str:
    """When there is something to type: from the end of the first month on, or already now."""
    do = "type or paste what you paid, and the rest can be scaled to it."
    if first and now and first < f"{now:%Y-%m}":
        return f"{filters.month_long(first)} is over: {do}"
    return f"When {filters.month_long(first) if first else 'the first month'} closes, {do}"


def _fields(form: BudgetForm) -> Iterator[PaidField]:
    for index, line in enumerate(form.lines):
        sample = line.values["sample"] if is_sample(line) else ""
        yield PaidField(f"l{index}-paid", _name(line, index), line.values["paid"], f"l{index}-sample", sample)


def _name(line: LineForm, index: int) -> str:
    return line.values["name"] or f"Line {index + 1}"


def _sample(form: BudgetForm) -> str:
    """The lines whose paid month is made up: all of them, or by name."""
    names = [_name(line, index) for index, line in enumerate(form.lines) if is_sample(line)]
    typed = [line for line in form.lines if line.values["paid"] and not is_sample(line)]
    if not names or not typed:
        return "every line" if names else ""
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def _months(shown: BudgetView) -> Iterator[tuple[LineOfBudget, LineMonth]]:
    for line in shown.lines:
        for month in line.months:
            if month.actual_usd is not None:
                yield line, month


def _sentence(shown: BudgetView, months: Sequence[tuple[LineOfBudget, LineMonth]]) -> str:
    if not months:
        return ""
    planned = sum((month.planned_usd for _, month in months), Decimal(0))
    paid = sum((month.actual_usd or Decimal(0) for _, month in months), Decimal(0))
    text = f"{filters.money(paid)} was paid where {filters.money(planned)} was forecast."
    return " ".join([text, *_scales(shown)])


def _scales(shown: BudgetView) -> Iterator[str]:
    """How the coming months are scaled, line by line."""
    scaled = [(line.name, line.scale) for line in shown.lines if line.scale != 1]
    if scaled:
        words = ", ".join(f"{name} {scale:.2f}×" for name, scale in scaled)
        yield f"The months to come are scaled by it: {words}."
