"""A budget as CSV and as Markdown: the same figures as the page, from its answer alone, safe in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from io import StringIO

from planner.core.models.catalogue import Catalogue
from planner.schema.shapes.budget import Event
from planner.store.files.escaping import bar, escaped_cell, markdown, rule
from planner.web import filters
from planner.web.budgets.budget_view import BudgetView, finding_text, follow_text
from planner.web.budgets.sections.add_up import Rounded, rounded
from planner.web.budgets.sections.advice import AdviceView, advice_view
from planner.web.budgets.sections.limits import LimitCell, LimitsView, limits_view
from planner.web.budgets.sections.table import SPLIT, MonthTable, Row, in_steps, month_table, step_of
from planner.web.budgets.sections.under_cap import WORDS, under_cap
from planner.web.budgets.warnings import warnings_of
from planner.web.present.hosts import hosts_of
from planner.web.present.macros import text_of

Cells = Sequence[str]
BLANK = ("", "", "", "", "")
"""Owner, cost centre, model, host and thinking of a row that is not a line."""
CENT = Decimal("0.01")
SUBTOTALS = (("owners", "owner", "usd by owner"), ("cost_centres", "cost_centre", "usd by cost centre"))


def budget_csv(shown: BudgetView, catalogue: Catalogue) -> str:
    """A line for each line of the budget, a column for each month, dollars in cents, of less than $10 in more digits.
    Expected dollars add up, by line and by month. The catalogue names hosts."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerows([escaped_cell(cell) for cell in row] for row in rows(shown, catalogue))
    return "\ufeff" + out.getvalue()


def changes_csv(shown: BudgetView, keys: Collection[str], catalogue: Catalogue) -> str:
    """A line for each change that would lower the bill, with what it saves over the period, and those not offered."""
    section = under_cap(shown, keys, None, None, catalogue)
    head = ("change", "what it costs", "usd saved", "chance over cap alone", "ticked")
    found = [
        (
            one.saving.text,
            text_of(WORDS, "price", one),
            *_cells([one.saving.usd], 2),
            filters.chance(one.saving.chance_any_month),
            "yes" if one.is_ticked else "no",
        )
        for one in (*section.options, *section.more)
    ]
    refused = [(one.text, one.reason, "", "", "not offered") for one in section.refused]
    out = StringIO()
    csv.writer(out).writerows([escaped_cell(cell) for cell in row] for row in (head, *found, *refused))
    return "\ufeff" + out.getvalue()


def rows(shown: BudgetView, catalogue: Catalogue) -> Iterator[Cells]:
    yield ("line", "figure", "owner", "cost centre", "model", "paid to", "thinking", *shown.labels, "sum")
    step = min(CENT, step_of(shown.usd))
    steps, planned, places = in_steps(shown, step), _planned(shown, step), -step.adjusted()
    for place, line in enumerate(shown.lines):
        hosts, modes = hosts_of(line.offers, catalogue), " then ".join(dict.fromkeys(line.thinking))
        who = (line.owner, line.cost_centre, line.model, hosts, modes)
        yield (line.name, "usd", *who, *_added(steps.lines[place], places))
        yield (line.name, "planned_usd", *who, *_added(planned.lines[place], places))
        for figure in ("actual_usd", "runs"):
            values = [getattr(month, figure) for month in line.months]
            if any(value is not None for value in values):
                yield (line.name, figure, *who, *_added(values, 2))
    yield from _totals(shown, steps.months, planned.months, places)
    yield from _groups(shown, steps, places)
    yield from _busiest(shown)
    yield from _currencies(shown, places)
    for found in warnings_of(shown):
        line = shown.answer.lines[found.line]
        figure = "caveat" if found.is_caveat else found.kind
        yield (found.name, figure, line.owner, line.cost_centre, line.model, found.sentence)


def _planned(shown: BudgetView, step: Decimal) -> Rounded:
    """What was planned, in steps that add up; the same as the expected bill where nothing was paid."""
    months = [month.planned_usd for month in shown.months]
    lines = [[month.planned_usd for month in line.months] for line in shown.lines]
    return rounded(months, lines, [months], sum(months, Decimal(0)), step)


def _totals(shown: BudgetView, usd: Sequence[Decimal], planned: Sequence[Decimal], places: int) -> Iterator[Cells]:
    finding = shown.answer.finding
    for figure, values in (("usd", usd), ("planned_usd", planned)):
        yield ("Total", figure, *BLANK, *_added(values, places))
    for end in ("p10", "p25", "p50", "p75", "p90", "mean"):
        ends = [getattr(month.fan, end) for month in shown.months]
        yield ("Total", end, *BLANK, *_cells([*ends, getattr(finding.fan, end)], places))
    chances = [month.chance_over_cap for month in shown.months]
    if any(chance is not None for chance in (*chances, finding.chance_period)):
        cells = [_share(chance) for chance in chances]
        yield ("Total", "chance over cap", *BLANK, *cells, _share(finding.chance_period))


def _currencies(shown: BudgetView, places: int) -> Iterator[Cells]:
    """What the dollars are, and the planned total in the other currency where there is one."""
    if shown.currency:
        label, rate = shown.currency
        values = [month.usd * rate for month in shown.months]
        yield ("Total", f"usd in {label}, {rate:f} per dollar", *BLANK, *_added(values, places))
    yield ("Currency", "note", *BLANK, "Every amount is in US dollars (USD) unless its figure says another currency.")


def _groups(shown: BudgetView, steps: Rounded, places: int) -> Iterator[Cells]:
    """Subtotals by owner and cost centre, then what the planned dollars buy: each group adds up to the total."""
    for names, key, figure in SUBTOTALS:
        for total in getattr(shown.answer, names):
            if total.name:
                lines = zip(shown.lines, steps.lines, strict=True)
                own = [values for line, values in lines if getattr(line, key) == total.name]
                sums = [sum(column, Decimal(0)) for column in zip(*own, strict=True)] or list(total.usd_by_month)
                yield (total.name, figure, *BLANK, *_added(sums, places))
    for (_, words), values in zip(SPLIT, steps.split, strict=True):
        yield ("Total", f"planned usd, {words.lower()}", *BLANK, *_added(values, places))


def _busiest(shown: BudgetView) -> Iterator[Cells]:
    """The load of the busiest hour of each month on each offer, and the limit where one was typed."""
    for offer in shown.answer.capacity:
        for figure in ("requests_per_minute", "tokens_per_minute", "concurrency"):
            asked = [f"{getattr(month, figure):.3f}" for month in offer.months]
            yield (offer.offer, figure.replace("_", " "), *BLANK, *asked)
            if figure in offer.limits:
                limit = f"{offer.limits[figure]:.3f}"
                yield (offer.offer, f"limit of {figure.replace('_', ' ')}", *BLANK, *[limit] * len(asked))


def _added(values: Sequence[Decimal | None], places: int) -> list[str]:
    """The months, and their sum."""
    return _cells([*values, sum((value for value in values if value is not None), Decimal(0))], places)


def _cells(values: Sequence[Decimal | None], places: int) -> list[str]:
    return ["" if value is None else f"{filters.to_places(value, places):f}" for value in values]


def _share(chance: float | None) -> str:
    return "" if chance is None else f"{chance:.4f}"


def budget_markdown(shown: BudgetView) -> str:
    """The page as text: finding, months, events, savings, limits."""
    text = f"**{markdown(finding_text(shown))}**"
    parts = [f"# {markdown(shown.name)}", shown.span, text, markdown(follow_text(shown))]
    parts += _tables(shown)
    parts += [f"- {filters.day(e.on)}: {markdown(_event(e))}" for e in shown.answer.events]
    parts += [f"- {markdown(found.whole)}" for found in warnings_of(shown)]
    advice = advice_view(shown)
    if advice:
        parts += ["## How to stay under the cap", "\n".join(_savings(advice))]
    if limits := limits_view(shown):
        parts += [f"## {markdown(limits.title)}", "\n".join(_limits(limits)), markdown(limits.counting)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _event(event: Event) -> str:
    return f"{filters.sentence(event.text)} ({', '.join(event.lines)})"


def _tables(shown: BudgetView) -> Iterator[str]:
    """Month by month: the lines and their outcomes, then each group of subtotals, then thinking in a sentence."""
    table = month_table(shown)
    if table is None:
        return
    whole = [*table.lines, table.total, *table.light, *([table.chances] if table.chances else [])]
    yield _month_by_month(table, table.unit, whole)
    for group in table.groups:
        yield _month_by_month(table, f"{group.title}, {table.unit.lower()}", group.rows)
    yield markdown(table.thinking)


def _month_by_month(table: MonthTable, corner: str, rows_: Sequence[Row]) -> str:
    head = bar([corner, *(f"{name} {year}" for name, year in table.heads), table.span])
    cells = (bar([row.name, *(cell.text for cell in row.cells), row.sum]) for row in rows_)
    return "\n".join([head, rule(1, len(table.heads) + 1), *cells])


def _savings(advice: AdviceView) -> Iterator[str]:
    yield bar(["One change", "Seconds", "$ per month", "Chance over cap"])
    yield rule(2, 2)
    for saving in advice.savings:
        seconds = filters.wait_change(saving.seconds_before, saving.seconds_after)
        usd = f"{filters.MINUS}{filters.amount(saving.usd_per_month)}"
        yield bar([saving.text, seconds, usd, filters.chance(saving.chance_any_month)])


def _limits(limits: LimitsView) -> Iterator[str]:
    yield bar(["Offer", *(cell.label for cell in limits.rows[0].cells)])
    yield rule(1, len(limits.rows[0].cells))
    for row in limits.rows:
        yield bar([f"{row.offer} ({row.lines})", *map(_asked, row.cells)])


def _asked(cell: LimitCell) -> str:
    return "; ".join(part for part in (f"{cell.peak} in {cell.month}", cell.limit_words) if part)
