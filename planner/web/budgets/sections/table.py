"""Month by month: the lines, their total and its range, subtotals, and what the dollars buy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from markupsafe import Markup, escape

from planner.schema.shapes.budget import LineOfBudget, StageOfLine
from planner.web import filters
from planner.web.budgets.budget_view import BudgetView
from planner.web.budgets.sections.add_up import Rounded, rounded
from planner.web.budgets.sections.chart import Key, keys_of_lines
from planner.web.budgets.warnings import warnings_of
from planner.web.charts.fan_words import chance_kind

THOUSANDS_FROM = 10_000_000
WHOLE_FROM, CENTS_FROM = 1000, 10
"""Dollars of the total from which the table is in whole dollars, and in cents; below, it shows four digits of the
total."""
LEAST_STEP = Decimal("0.00000001")
YEAR = 12
"""Months side by side on paper."""
SPLIT = (
    ("reading", "Reading"), ("thinking", "Thinking"), ("rereading", "Reasoning read again"), ("answering", "Answering"),
    ("fees", "Fees"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure and how it is set: `paid`, `bad`, `mute`."""

    text: str
    kind: str = ""


STYLES = {"bad": "t-over", "mute": "muted", "paid": "paid"}


@dataclass(frozen=True, slots=True)
class Row:
    """A name, its months and its sum."""

    name: str
    cells: tuple[Cell, ...]
    sum: str
    key: Key | None = None
    note: str = ""
    warning: str = ""

    def written(self, *, has_sum: bool) -> Markup:
        """Its cells as HTML, with the sum where the table has one: a table has hundreds."""
        cells = [f'<td class="r  {STYLES.get(cell.kind, "")}">{escape(cell.text)}</td>' for cell in self.cells]
        if has_sum:
            cells.append(f'<td class="r key ">{escape(self.sum)}</td>')
        return Markup("".join(cells))  # noqa: S704 - escaped before


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under a heading."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class MonthTable:
    """The table; `unit` is said once, in its corner. `parts` are its years for paper, where it is longer than one: all
    but the last are without a sum, and `caption` says which months they hold."""

    unit: str
    heads: tuple[tuple[str, str], ...]
    span: str
    lines: tuple[Row, ...]
    refused: tuple[Row, ...]
    total: Row
    light: tuple[Row, ...]
    chances: Row | None
    groups: tuple[Group, ...]
    thinking: str
    note: str
    caption: str = ""
    parts: tuple[MonthTable, ...] = ()


ROWS = ("80% range, from", "80% range, to")
"""Rows of the range, all lines together."""
EXPECTED = "Expected bill"
"""Of all lines; what was paid where that is known."""
ADDS_UP = (
    "Rounded so that rows and columns add up: equal months may differ in the last digit. Files hold every digit, the "
    "headline three."
)
RANGES = "The months’ ranges do not add up to that of their sum: bad months seldom come together."
APART = Decimal("0.02")
"""Up to this share of an end of the range, months are said to add up to it."""
Write = Callable[[Decimal], str]


def month_table(shown: BudgetView) -> MonthTable | None:
    """None where no line could be priced."""
    if not shown.lines:
        return None
    table = _table(shown)
    starts = range(0, len(table.heads), YEAR) if len(table.heads) > YEAR else ()
    return replace(table, parts=tuple(_part(table, start, shown.labels) for start in starts))


def _part(table: MonthTable, start: int, labels: Sequence[str]) -> MonthTable:
    """A year of the table, or what is left of one."""
    end = min(start + YEAR, len(labels))

    def cut(row: Row) -> Row:
        return replace(row, cells=row.cells[start:end])

    return replace(
        table,
        heads=table.heads[start:end],
        span=table.span if end == len(labels) else "",
        lines=tuple(cut(row) for row in table.lines),
        refused=tuple(cut(row) for row in table.refused),
        total=cut(table.total),
        light=tuple(cut(row) for row in table.light),
        chances=table.chances and cut(table.chances),
        groups=tuple(replace(group, rows=tuple(cut(row) for row in group.rows)) for group in table.groups),
        caption=f"{filters.month_long(labels[start])} to {filters.month_long(labels[end - 1])}"
        if end - start > 1
        else filters.month_long(labels[start]),
    )


def _table(shown: BudgetView) -> MonthTable:
    is_large, step = shown.usd >= THOUSANDS_FROM, step_of(shown.usd)
    write = _thousands if is_large else partial(_dollars, places=max(-step.adjusted(), 0))
    steps = in_steps(shown, step)
    return MonthTable(
        unit="Thousand dollars" if is_large else "Dollars",
        heads=tuple((filters.month(label)[:3], label[:4]) for label in shown.labels),
        span=f"{len(shown.months)} months" if len(shown.months) > 1 else "Sum",
        lines=tuple(_lines(shown, write, steps.lines)),
        refused=tuple(_refused(shown)),
        total=_row(EXPECTED, steps.months, shown.usd, write),
        light=tuple(_light(shown, write)),
        chances=_chances(shown),
        groups=tuple(_groups(shown, write, steps)),
        thinking=_thinking(shown),
        note=f"{ADDS_UP} {RANGES}" if _has_other_range(shown) else ADDS_UP,
    )


def _has_other_range(shown: BudgetView) -> bool:
    """Whether the range of the period is another than the sums of its months' ranges."""
    whole, months = shown.answer.finding.fan, [month.fan for month in shown.months]
    ends = (
        (whole.p10, sum((fan.p10 for fan in months), Decimal(0))),
        (whole.p90, sum((fan.p90 for fan in months), Decimal(0))),
    )
    return any(abs(summed - end) > APART * end for end, summed in ends)


def step_of(usd: Decimal) -> Decimal:
    """What a budget of so many dollars is rounded to: 100, 1, a cent, or less for the four digits of a small one."""
    if usd >= THOUSANDS_FROM:
        return Decimal(100)
    if usd >= WHOLE_FROM:
        return Decimal(1)
    if usd >= CENTS_FROM or not usd:
        return Decimal("0.01")
    return max(Decimal(1).scaleb(usd.adjusted() - 3), LEAST_STEP)


def in_steps(shown: BudgetView, step: Decimal) -> Rounded:
    """The expected bill, its lines and what they buy in whole steps that add up."""
    lines = [[month.usd for month in line.months] for line in shown.lines]
    return rounded([month.usd for month in shown.months], lines, _split(shown), shown.usd, step)


def _split(shown: BudgetView) -> list[list[Decimal]]:
    """What the bill buys, month by month, in the order of SPLIT."""
    return [[getattr(month.split, name) for month in shown.months] for name, _ in SPLIT]


def _thousands(usd: Decimal) -> str:
    return filters.decimals(usd / 1000, 1)


def _dollars(usd: Decimal, places: int) -> str:
    return filters.decimals(usd, places)


def _row(name: str, values: Sequence[Decimal], total: Decimal, write: Write) -> Row:
    return Row(name, tuple(Cell(write(usd)) for usd in values), write(total))


def _lines(shown: BudgetView, write: Write, rounded: Sequence[Sequence[Decimal]]) -> Iterator[Row]:
    found = warnings_of(shown)
    for place, (line, key) in enumerate(zip(shown.lines, keys_of_lines(shown), strict=True)):
        own = " ".join(one.sentence for one in found if one.name == line.name)
        yield replace(_line(line, key, write, rounded[place]), warning=own)


def _refused(shown: BudgetView) -> Iterator[Row]:
    """Lines that are not counted in any total."""
    for name, reason in shown.refused:
        cells = tuple(Cell("–") for _ in shown.months)
        yield Row(name, cells, "not counted", warning=reason)


def _line(line: LineOfBudget, key: Key, write: Write, values: Sequence[Decimal]) -> Row:
    pairs = zip(values, line.months, strict=True)
    cells = tuple(Cell(write(usd), "paid" if month.actual_usd else "") for usd, month in pairs)
    return Row(line.name, cells, write(sum(values, Decimal(0))), key, _how(line))


def _how(line: LineOfBudget | StageOfLine) -> str:
    """Kimi K2 Thinking, on."""
    modes = list(dict.fromkeys(line.thinking))
    return f"{line.model}, thinking {' then '.join(modes)}"


def _light(shown: BudgetView, write: Write) -> Iterator[Row]:
    finding = shown.answer.finding
    fans = [(month.fan, month.usd, shown.cap) for month in shown.months] + [(finding.fan, shown.usd, shown.limit)]
    ends = [
        filters.two_around(fan.p10, fan.p90, usd, cap) if fan.p10 < fan.p90 else (usd, usd) for fan, usd, cap in fans
    ]
    for words, values in zip(ROWS, zip(*ends, strict=True), strict=True):
        yield _row(words, values[:-1], values[-1], write)
    if shown.currency:
        label, rate = shown.currency
        unit = f"{EXPECTED}, {'thousand ' if shown.usd >= THOUSANDS_FROM else ''}{label}"
        yield _row(unit, [m.usd * rate for m in shown.months], shown.usd * rate, write)


def _chances(shown: BudgetView) -> Row | None:
    """The chance of passing the month's cap, and at the end of passing the period's."""
    whole = shown.answer.finding.chance_period
    if shown.cap is None and whole is None:
        return None
    months = [month.chance_over_cap for month in shown.months]
    cells = tuple(Cell(filters.chance(c), "" if c is None else chance_kind(c)) for c in months)
    return Row("Chance over cap", cells, filters.chance(whole))


def _groups(shown: BudgetView, write: Write, steps: Rounded) -> Iterator[Group]:
    for name, title, of_line in (("owners", "By owner", "owner"), ("cost_centres", "By cost centre", "cost_centre")):
        totals = getattr(shown.answer, name)
        if any(total.name for total in totals):
            yield Group(title, tuple(_of_lines(shown, one.name, of_line, write, steps.lines) for one in totals))
    for place, line in enumerate(shown.lines):
        if line.stages:
            yield Group(f"Parts of {line.name}", tuple(_stages(line, write, place, steps)))
    parts = zip(SPLIT, steps.split, strict=True)
    rows = tuple(_row(word, values, sum(values, Decimal(0)), write) for (_, word), values in parts if any(values))
    yield Group(f"What the {'planned ' if is_paid(shown) else ''}bill buys", rows)


def _stages(line: LineOfBudget, write: Write, place: int, steps: Rounded) -> Iterator[Row]:
    """The parts of a line's run, month by month; rounded, they add up to the line as it stands above."""
    months = steps.rows([[month.usd for month in stage.months] for stage in line.stages], steps.lines[place])
    for stage, values in zip(line.stages, months, strict=True):
        yield replace(_row(stage.name, values, sum(values, Decimal(0)), write), note=_how(stage))


def _of_lines(shown: BudgetView, name: str, key: str, write: Write, rounded: Sequence[Sequence[Decimal]]) -> Row:
    """A subtotal of the lines as they are printed in the table, so that it adds up on the page."""
    own = [row for line, row in zip(shown.lines, rounded, strict=True) if getattr(line, key) == name]
    values = [sum(column, Decimal(0)) for column in zip(*own, strict=True)] or [Decimal(0)] * len(shown.months)
    return _row(name or "Not named", values, sum(values, Decimal(0)), write)


def _thinking(shown: BudgetView) -> str:
    """Thinking against answering in a sentence."""
    sums = {name: sum((getattr(m.split, name) for m in shown.months), Decimal(0)) for name, _ in SPLIT}
    thinking, answering = sums["thinking"] + sums["rereading"], sums["answering"]
    if not thinking:
        return "None of the expected dollars is for thinking."
    share = filters.percent(thinking / (sum(sums.values()) or 1))
    bill = "planned" if is_paid(shown) else "expected"
    sentence = f"Thinking takes {filters.money(thinking)}, or {share}, of the {bill} bill"
    return f"{sentence}; answers take {filters.money(answering)}." if answering else f"{sentence}."


def is_paid(shown: BudgetView) -> bool:
    """Whether a bill of any month was typed. What a bill bought is not known, only what was planned."""
    return any(month.actual_usd is not None for line in shown.lines for month in line.months)
