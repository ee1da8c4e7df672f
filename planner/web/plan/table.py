"""The table of every figure: its rows and the columns it can be sorted by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.core.estimate.terms import Terms
from planner.core.request import EstimateRequest
from planner.core.results import Caveat, Pair
from planner.web.forms import PlanForm
from planner.web.plan.answer import at_its_price
from planner.web.plan.measures.measure import Measure
from planner.web.plan.row.detail import open_row
from planner.web.plan.row.step_costs import depth_of
from planner.web.plan.rows import Column, Row, own_address, slug
from planner.web.present.hosts import host_of


@dataclass(frozen=True, slots=True)
class TableContext:
    """What the rows of one table are made from besides their pairs."""

    form: PlanForm
    question: EstimateRequest
    terms: Terms
    chosen: str
    caveats: Mapping[str, tuple[Caveat, ...]]


def row_of(pair: Pair, there: TableContext) -> Row:
    """A model's row, and what is below it where it is open."""
    form = there.form
    is_open = form.open == pair.asked
    terms, question = at_its_price(there.terms, there.question, pair)
    depth = depth_of(terms, question, pair, form.mode) if is_open else None
    opened = open_row(pair, question, depth, day=terms.day, mode=form.mode) if is_open else None
    return Row(
        pair=pair,
        id=slug(pair.asked),
        host=host_of(pair),
        is_chosen=pair.asked == there.chosen,
        is_open=is_open,
        toggle=form.address(open="" if is_open else pair.asked),
        caveats=there.caveats.get(pair.asked, ()),
        opened=opened,
        own=own_address(form, pair.offer.id) if pair.offer else "",
    )


def columns_of(
    form: PlanForm, money: Measure, time: Measure | None, *, bill: str, is_sorted: bool
) -> tuple[Column, ...]:
    """Model, the dollars of the measure, the whole bill (the measure orders rows by it too), and the time."""
    wanted = [("model", "Model, paid to"), ("month", money.column), *([("bill", bill)] if bill else [])]
    if time:
        wanted.append(("first" if "first word" in time.column else "time", time.column))
    return tuple(_column(form, name, words, is_sorted) for name, words in wanted)


def _column(form: PlanForm, name: str, words: str, is_sorted: bool) -> Column:
    current, falling = form.sort.lstrip("-") == name, form.sort.startswith("-")
    turn = f"-{name}" if current and not falling and is_sorted else name
    sort = ("descending" if falling else "ascending") if current and is_sorted else ""
    return Column(name, words, sort, form.address(sort=turn))


def held_order(pairs: Sequence[Pair], order: Sequence[str]) -> bool:
    """Whether the order on the reader's page has all of these models; with a new one the table is sorted again."""
    return {pair.asked for pair in pairs} <= set(order)
