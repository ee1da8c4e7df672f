"""The table of every figure: its rows, and the columns that have something in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.core.estimate import Terms
from planner.core.request import EstimateRequest
from planner.core.results import Pair, Refusal
from planner.web import filters
from planner.web.forms import PlanForm
from planner.web.plan.row.detail import open_row
from planner.web.plan.row.step_costs import depth_of
from planner.web.plan.rows import Cells, Column, ModelRow, TimeUnit, cells, links, main_side, own_address, slug
from planner.web.present.caveats import Caveat

COLUMNS = (
    ("month", "a month", "Dollars", "", True),
    ("run", "a run", "Dollars", "", False),
    ("first", "first answer", "Seconds", "", False),
    ("time", "half under", "time", "", True),
    ("fresh", "fresh", "Thousand tokens a run", "k-fresh", False),
    ("read", "cached", "Thousand tokens a run", "k-read", False),
    ("reasoning", "reasoning", "Thousand tokens a run", "k-reason", False),
    ("visible", "visible", "Thousand tokens a run", "k-visible", False),
)


@dataclass(frozen=True, slots=True)
class Told:
    """What the rows of one table are made from besides their pairs."""

    form: PlanForm
    question: EstimateRequest
    terms: Terms
    unit: TimeUnit
    focus: Pair
    caveats: Mapping[str, tuple[Caveat, ...]]


def model_row(pair: Pair, told: Told) -> ModelRow:
    """A model's row, and what is below it where it is open."""
    form, unit = told.form, told.unit
    is_open = form.open == pair.asked
    offer = pair.offer
    return ModelRow(
        key=pair.asked,
        id=slug(pair.asked),
        name=pair.name,
        host=offer.host_name if offer else "",
        off=off_cells(pair, unit),
        on=cells(pair.on, "on", unit),
        flags=told.caveats.get(pair.asked, ()),
        is_focus=pair is told.focus,
        is_open=is_open,
        toggle=links(form, open="" if is_open else pair.asked),
        can_open=main_side(pair) is not None,
        opened=open_row(pair, told.question, depth_of(told.terms, told.question, pair)) if is_open else None,
        own=own_address(form, offer.id) if offer else "",
    )


def off_cells(pair: Pair, unit: TimeUnit) -> Cells:
    """Not thinking: its figures, or in words why there are none."""
    lasting = ("thinking_always_on", "mode_not_offered")
    if isinstance(pair.off, Refusal) and pair.off_note and pair.off.code in lasting:
        return Cells("off", "off", filters.sentence(pair.off_note).rstrip("."))
    return cells(pair.off, "off", unit)


def columns_of(
    form: PlanForm, sides: Sequence[Cells], unit: TimeUnit, *, per: str, is_sorted: bool
) -> tuple[Column, ...]:
    """Model, then every column with something in it; where the dollars are of one run they have one column."""
    left_out = set() if any(c.first for c in sides) else {"first"}
    if per == "run":
        left_out.add("run")
    wanted = [("model", "Model", "", "", True), *(c for c in COLUMNS if c[0] not in left_out)]
    heads = {"time": f"{unit.word} a run"}
    return tuple(
        _column(
            form, name, f"a {per}" if name == "month" else words, heads.get(group, group), swatch, narrow, is_sorted
        )
        for name, words, group, swatch, narrow in wanted
    )


def _column(form: PlanForm, name: str, words: str, group: str, swatch: str, narrow: bool, is_sorted: bool) -> Column:
    current, falling = form.sort.lstrip("-") == name, form.sort.startswith("-")
    turn = f"-{name}" if current and not falling and is_sorted else name
    sort = ("descending" if falling else "ascending") if current and is_sorted else ""
    arrow = {"ascending": " ↑", "descending": " ↓"}.get(sort, "")
    return Column(name, words, group, swatch, narrow, sort, arrow, links(form, sort=turn))


def groups_of(columns: Sequence[Column]) -> tuple[tuple[str, int], ...]:
    """The names above the columns, each with the number of columns it spans."""
    names = dict.fromkeys(c.group for c in columns[1:])
    return tuple((name, sum(c.group == name for c in columns)) for name in names)
