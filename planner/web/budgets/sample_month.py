"""A month as if it were over, to show forecast against actual before anything has been paid.

Its dollars are made up from the forecast. The form remembers which fields were filled in: they count as a sample until
something else is typed. A sample is shown on the page and left out of what is saved and exported.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import cycle

from planner.schema.shapes.budget import BudgetAnswer
from planner.web import filters
from planner.web.budgets.form.form import BudgetForm, LineForm

RATIOS = (Decimal("1.12"), Decimal("0.91"), Decimal("1.06"), Decimal("0.97"))
"""What was paid over what was forecast, line by line: some above it and some below."""
UNKNOWN = "-"


def is_sample(line: LineForm) -> bool:
    """Whether what stands as paid is what was filled in."""
    return bool(line.values["paid"]) and line.values["paid"] == line.values["sample"]


def with_sample(form: BudgetForm, answer: BudgetAnswer) -> BudgetForm:
    """The first month in which a line costs anything, filled in where nothing was typed; `answer` answers the form."""
    planned = [[month.planned_usd for month in line.months] for line in answer.lines]
    first = next((i for i in range(len(answer.months)) if any(row and row[i] for row in planned)), None)
    if first is None:
        return form
    rows = zip(form.lines, planned, cycle(RATIOS), strict=False)
    return replace(form, lines=tuple(_filled(line, row, first, ratio) for line, row, ratio in rows))


def _filled(line: LineForm, planned: list[Decimal], month: int, ratio: Decimal) -> LineForm:
    if line.values["paid"] or not planned or not planned[month]:
        return line
    paid = filters.significant(planned[month] * ratio, 3)
    text = " ".join([*[UNKNOWN] * month, f"{paid:,f}"])
    return replace(line, values={**line.values, "paid": text, "sample": text})


def without_sample(form: BudgetForm) -> BudgetForm:
    """The form with what was typed alone."""
    return replace(form, lines=tuple(_emptied(line) for line in form.lines))


def _emptied(line: LineForm) -> LineForm:
    paid = "" if is_sample(line) else line.values["paid"]
    return replace(line, values={**line.values, "paid": paid, "sample": ""})
