"""Saved plans side by side: the inputs that differ, totals, and differences from the first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from planner.core.models.catalogue import Catalogue
from planner.core.scenario.compare import Cell, Side, TotalRow, side_by_side
from planner.core.scenario.snapshot import Saved, Total
from planner.store.files.result_tables import is_once
from planner.store.snapshot import saved_of
from planner.web import filters
from planner.web.present.context_fit import FULL
from planner.web.present.hosts import host_of_offer
from planner.web.present.pieces import Piece
from planner.web.saved.compare.heads import called
from planner.web.saved.kinds import Chosen, Difference
from planner.web.saved.plans.compare_headline import chosen_pieces
from planner.web.saved.plans.figures import saved_pairs
from planner.web.saved.plans.inputs import asked_of, input_lines
from planner.web.saved.plans.match import Matched, match

ALIKE_IN_TIME = 0.005


@dataclass(frozen=True, slots=True)
class CompareCell:
    """A total with what it is more than the first one's; all empty where that plan has no such model.

    `apart`: its host and its effort, where the plans differ in them.
    """

    month: str
    run: str
    time: str
    usd: str
    percent: str
    seconds: str
    apart: str = ""
    misfit: str = ""
    per: str = "per month"


@dataclass(frozen=True, slots=True)
class CompareRow:
    """One model in one mode over all plans."""

    name: str
    host: str
    mode: str
    cells: tuple[CompareCell | None, ...]


@dataclass(frozen=True, slots=True)
class PlanComparison:
    """What plans have of their own on the page of several side by side; `columns` are those that can be compared."""

    columns: tuple[Chosen, ...]
    pieces: tuple[Piece, ...]
    differing: tuple[Difference, ...]
    same: tuple[Difference, ...]
    rows: tuple[CompareRow, ...]
    cheapest: CompareRow
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
    found, lines = side_by_side(matched.sides), input_lines(sides, catalogue)
    leading = [
        {pair.main.key for pair in saved_pairs(one.revision.draft) if pair.main and not pair.is_late} for one in columns
    ]
    cheapest = side_by_side(matched.led_with(leading)).cheapest
    names = [called(columns, place) for place in range(len(columns))]
    once = tuple(is_once(one.revision.draft.snapshot) for one in columns)
    cheap = CompareRow("Cheapest of each", "", "", tuple(_cell(cell, with_name=True) for cell in cheapest))
    return PlanComparison(
        columns=columns,
        pieces=chosen_pieces(columns, names, catalogue) or _pieces(cheapest, names),
        differing=tuple(line for line in lines if line.differs),
        same=tuple(line for line in lines if not line.differs),
        rows=tuple(_in_all(_row(row, matched, catalogue), once) for row in found.totals),
        cheapest=_in_all(cheap, once),
        troubles=tuple(troubles),
        time_kind=kind,
    )


def seconds_kind(answers: Iterable[Saved]) -> str:
    """The time of a run that all plans have: the average, as on every page; the median where one was saved by a version
    that kept that alone."""
    timed = [one for saved in answers for one in saved.totals if one.run_seconds is not None]
    return "average" if all(one.mean_seconds is not None for one in timed) else "median"


def with_seconds(saved: Saved, kind: str) -> Saved:
    """The answer as it was given, with this time of a run."""
    if kind == "median":
        return saved
    return replace(saved, totals=tuple(replace(one, run_seconds=one.mean_seconds) for one in saved.totals))


def _in_all(row: CompareRow, once: Sequence[bool]) -> CompareRow:
    """The row with `in all` where a plan's runs are done once and not every month."""
    cells = (replace(c, per="in all") if c and one else c for c, one in zip(row.cells, once, strict=True))
    return replace(row, cells=tuple(cells))


def _pieces(cheapest: Sequence[Cell | None], names: Sequence[str]) -> tuple[Piece, ...]:
    """Which plan is cheapest at its cheapest model, and by how much."""
    known = [(cell.total.usd_per_month, i) for i, cell in enumerate(cheapest) if cell]
    if len(known) < 2:
        return (Piece("Fewer than two of these plans have a price to compare."),)
    (low, i), (high, j) = min(known), max(known)
    if low == high:
        return (Piece("At their cheapest model these plans cost "), Piece("the same", "strong"), Piece("."))
    one, other = names[i], names[j]
    less = filters.percent((high - low) / high)
    return (
        Piece(f"At its cheapest model {one} costs "), Piece(f"{filters.money(low)} per month", "strong"),
        Piece(", "), Piece(f"{less} less", "strong"), Piece(f" than {other}."),
    )  # fmt: skip


def _row(row: TotalRow, matched: Matched, catalogue: Catalogue) -> CompareRow:
    """Host and mode once where all plans have the same, else with each figure."""
    behind = [side.get((row.offer_id, row.asked)) for side in matched.behind]
    known = [total for total in behind if total]
    hosts = {host_of_offer(total.offer_id, catalogue) for total in known}
    modes = {total.asked for total in known}
    cells = [
        _cell(cell, host=_only(hosts, total, catalogue), mode=total.asked if total and len(modes) > 1 else "")
        for cell, total in zip(row.cells, behind, strict=True)
    ]
    host, mode = (next(iter(names)) if len(names) == 1 else other for names, other in ((hosts, ""), (modes, row.asked)))
    return CompareRow(row.model_name, host, mode, tuple(cells))


def _only(hosts: set[str], total: Total | None, catalogue: Catalogue) -> str:
    return host_of_offer(total.offer_id, catalogue) if total and len(hosts) > 1 else ""


def _cell(cell: Cell | None, *, with_name: bool = False, host: str = "", mode: str = "") -> CompareCell | None:
    if cell is None:
        return None
    total, seconds = cell.total, cell.seconds_difference
    return CompareCell(
        month=filters.amount(total.usd_per_month),
        run=f"{total.model_name}, thinking {total.thinking}" if with_name else filters.amount(total.usd_per_run),
        time=filters.duration(total.run_seconds) if total.run_seconds is not None else "within a day",
        usd=_dollars(_by_hand(total.usd_per_month, cell.usd_difference)),
        percent=filters.signed_percent(cell.percent),
        seconds=time_apart(seconds, total.run_seconds),
        apart=", ".join(text for text in (f"at {host}" if host else "", f"thinking {mode}" if mode else "") if text),
        misfit="does not fit its context" if FULL in total.codes else "",
    )


def _by_hand(usd: Decimal, more: Decimal | None) -> Decimal | None:
    """The difference of both figures as they stand in the table."""
    return None if more is None else filters.as_shown(usd) - filters.as_shown(usd - more)


def _dollars(usd: Decimal | None) -> str:
    """+$3,150, −$3,150, the same price; nothing where it is not known."""
    text = filters.signed(usd)
    if text in ("", "0"):
        return "same price" if text else ""
    return f"{text[0]}${text[1:]}"


def time_apart(seconds: float | None, whole: float | None) -> str:
    """+1 min 20 s, −4 s; the same below half a percent of the `whole` time, which draws do not tell apart."""
    if seconds is None:
        return ""
    if abs(seconds) < max(0.05, ALIKE_IN_TIME * (whole or 0)):
        return "same time"
    return ("+" if seconds > 0 else filters.MINUS) + filters.duration(abs(seconds))
