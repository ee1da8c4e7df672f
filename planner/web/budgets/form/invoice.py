"""One invoice of a host split over the lines that it serves, and growth set for all lines at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from planner.core.number_text import read_percent
from planner.schema.shapes.budget import BudgetAnswer, LineOfBudget
from planner.web import filters
from planner.web.budgets.form.form import BudgetForm, LineForm
from planner.web.budgets.form.texts import money_text, read_money, read_paid
from planner.web.budgets.form.to_request import kind_of_growth

SPLITS = (("planned_usd", "planned dollars"), ("runs", "planned runs"))
"""What an invoice can be split by, with the field of a line's month for it."""
CENT = Decimal("0.01")


def hosts_of(answer: BudgetAnswer) -> tuple[str, ...]:
    """The hosts that serve lines of an answer, in the order of the lines."""
    return tuple(dict.fromkeys(_host(line) for line in answer.lines if line.months))


def _host(line: LineOfBudget) -> str:
    return line.offers[0].partition("/")[0]


def with_invoice(form: BudgetForm, answer: BudgetAnswer, *, host: str, month: str, usd: str, by: str) -> BudgetForm:
    """The dollars of an invoice entered as paid in a month of the lines at `host`, in proportion to `by`.

    `answer` is the form's answer; the parts are whole cents and add up to the invoice. Raises ValueError with a
    sentence where the amount cannot be read or no line at the host has anything planned in the month.
    """
    try:
        total = read_money(usd)
    except ValueError:
        raise ValueError("Type the invoice in dollars, such as 24,100.") from None
    if total < 0:
        raise ValueError("Type the invoice in dollars, such as 24,100.")
    place = next((i for i, one in enumerate(answer.months) if one.month == month), None)
    field = by if by in dict(SPLITS) else SPLITS[0][0]
    lines = [i for i, line in enumerate(answer.lines) if line.months and _host(line) == host]
    weights = [getattr(answer.lines[i].months[place], field) for i in lines] if place is not None else []
    if place is None or not any(weights):
        raise ValueError(f"No line at {host or 'this host'} has anything planned in this month.")
    parts = dict(zip(lines, split_cents(total, weights), strict=True))
    changed = (_paid(line, place, parts[i]) if i in parts else line for i, line in enumerate(form.lines))
    return replace(form, lines=tuple(changed))


def split_cents(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """`total` in parts in proportion to `weights`, whole cents that add up to it."""
    whole = sum(weights, Decimal(0))
    return filters.adding_up([total * weight / whole for weight in weights], CENT)


def _paid(line: LineForm, place: int, usd: Decimal) -> LineForm:
    """The line with `usd` paid in one month. Other months stay as typed; sample figures are removed."""
    sample = line.values["sample"]
    typed = "" if sample and sample == line.values["paid"] else line.values["paid"]
    paid: list[Decimal | None] = read_paid(typed) if typed else []
    paid += [None] * (place + 1 - len(paid))
    paid[place] = usd
    text = "\t".join("-" if found is None else money_text(found) for found in paid)
    return replace(line, values={**line.values, "paid": text, "sample": ""})


def with_growth(form: BudgetForm, percent: str) -> BudgetForm:
    """Every line growing by so many percent a month, but for work that is done once; 0 stays as it is. Raises
    ValueError with a sentence."""
    try:
        share = read_percent(percent)
    except ValueError:
        raise ValueError("Type a percentage per month, such as 3.") from None
    kind = {"growth": "compound", "rate": percent.strip().removesuffix("%").strip()} if share else {"growth": "none"}
    return replace(form, lines=tuple(_grown(line, kind) for line in form.lines))


def _grown(line: LineForm, kind: Mapping[str, str]) -> LineForm:
    """The line with that growth; as it is where its runs are done once."""
    return line if kind_of_growth(line) == "once" else replace(line, values={**line.values, **kind})
