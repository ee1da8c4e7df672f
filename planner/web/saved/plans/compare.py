"""Saved plans side by side: the inputs that differ, totals, and differences from the first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from planner.core.models.catalogue import Catalogue
from planner.core.scenario.compare import Cell, Side, TotalRow, side_by_side
from planner.core.scenario.snapshot import Saved
from planner.store.files.result_tables import is_once
from planner.store.snapshot import saved_of
from planner.web import filters
from planner.web.present.hosts import host_of_offer
from planner.web.saved.compare.heads import extremes
from planner.web.saved.kinds import Chosen, Difference
from planner.web.saved.plans.compare_headline import OneModel, one_model
from planner.web.saved.plans.figures import saved_pairs
from planner.web.saved.plans.inputs import asked_of, input_lines
from planner.web.saved.plans.match import Matched, match

ALIKE_IN_TIME = 0.005


@dataclass(frozen=True, slots=True)
class CompareRow:
    """One model in one mode over all plans. `host` and `mode` where all have the same, else in `hosts` and `modes` the
    one of each figure; `mode` is then as it was asked."""

    name: str
    host: str
    mode: str
    cells: tuple[Cell | None, ...]
    hosts: tuple[str, ...]
    modes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanComparison:
    """The part of the comparison page that only plans have. `columns`: those that can be compared; `once`: whose runs
    are done once; `extremes`: places of the cheapest and the most expensive, each at its cheapest model."""

    columns: tuple[Chosen, ...]
    one_model: OneModel | None
    extremes: tuple[int, int] | None
    inputs: tuple[Difference, ...]
    rows: tuple[CompareRow, ...]
    cheapest: tuple[Cell | None, ...]
    once: tuple[bool, ...]
    troubles: tuple[str, ...]
    time_kind: str


def compare_plans(chosen: Sequence[Chosen], catalogue: Catalogue) -> PlanComparison:
    """ValueError with a sentence where fewer than two of them can be compared."""
    asked = [(one, asked_of(one.revision.draft)) for one in chosen]
    sides = [Side(one.scenario.name, q, saved_of(one.revision.draft)) for one, q in asked if q]
    kind = seconds_kind(side.saved for side in sides)
    sides = [replace(side, saved=with_seconds(side.saved, kind)) for side in sides]
    troubles = [f"{one.scenario.name} was asked in a way this version no longer takes." for one, q in asked if not q]
    columns = tuple(one for one, question in asked if question)
    if len(sides) < 2:
        raise ValueError("These plans cannot be compared: " + " ".join(troubles))
    matched = match(sides, catalogue)
    leading = [
        {pair.main.key for pair in saved_pairs(one.revision.draft) if pair.main and not pair.is_late} for one in columns
    ]
    cheapest = side_by_side(matched.led_with(leading)).cheapest
    return PlanComparison(
        columns=columns,
        one_model=one_model([one.revision.draft for one in columns], catalogue),
        extremes=extremes([cell.total.usd_per_month if cell else None for cell in cheapest]),
        inputs=input_lines(sides, [one.revision.draft for one in columns], catalogue),
        rows=tuple(_row(row, matched, catalogue) for row in side_by_side(matched.sides).totals),
        cheapest=cheapest,
        once=tuple(is_once(one.revision.draft.snapshot) for one in columns),
        troubles=tuple(troubles),
        time_kind=kind,
    )


def seconds_kind(answers: Iterable[Saved]) -> str:
    """The time of a run that all plans have: the average, as on every page; the median where one was saved by a version
    that kept only the median."""
    timed = [one for saved in answers for one in saved.totals if one.run_seconds is not None]
    return "average" if all(one.mean_seconds is not None for one in timed) else "median"


def with_seconds(saved: Saved, kind: str) -> Saved:
    """The answer as it was given, with this time of a run."""
    if kind == "median":
        return saved
    return replace(saved, totals=tuple(replace(one, run_seconds=one.mean_seconds) for one in saved.totals))


def _row(row: TotalRow, matched: Matched, catalogue: Catalogue) -> CompareRow:
    behind = [side.get((row.offer_id, row.asked)) for side in matched.behind]
    hosts = tuple(host_of_offer(total.offer_id, catalogue) if total else "" for total in behind)
    modes = tuple(total.asked if total else "" for total in behind)
    host, mode = (_common(each) for each in (hosts, modes))
    return CompareRow(
        row.model_name, host or "", mode or row.asked, row.cells, () if host else hosts, () if mode else modes
    )


def _common(names: Sequence[str]) -> str | None:
    """The one name of all that have one; None where they have several."""
    found = {name for name in names if name}
    return found.pop() if len(found) == 1 else None


def usd_apart(cell: Cell) -> Decimal | None:
    """The difference of both figures as printed in the table."""
    usd, more = cell.total.usd_per_month, cell.usd_difference
    return None if more is None else filters.as_shown(usd) - filters.as_shown(usd - more)


def time_apart(seconds: float | None, whole: float | None) -> str:
    """+1 min 20 s, −4 s; "the same" below half a percent of the `whole` time, which is within the error of the
    draws."""
    if seconds is None:
        return ""
    if abs(seconds) < max(0.05, ALIKE_IN_TIME * (whole or 0)):
        return "same time"
    return ("+" if seconds > 0 else filters.MINUS) + filters.duration(abs(seconds))
