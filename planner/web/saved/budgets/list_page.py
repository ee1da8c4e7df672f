"""The list of budgets and its bin, and the revisions of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from planner.store.database.rows import Revision, Scenario, stamp
from planner.store.listing import Page, Search
from planner.store.scenarios import BIN_DAYS
from planner.web import filters
from planner.web.budgets.view_data import shown_saved, span_words
from planner.web.charts.fan_words import chance_word
from planner.web.present.unreadable import UNREADABLE, UNREADABLE_ROW, draft_of
from planner.web.saved.kinds import BUDGET, Kind
from planner.web.saved.plans.reprice.text import ago


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """A budget as saved; in the bin the day it goes for good."""

    id: str
    name: str
    note: str
    tags: str
    price: str
    span: str
    chance: str
    changed: str
    revision: int
    goes: str


@dataclass(frozen=True, slots=True)
class BudgetList:
    """Everything its template prints; `is_bare` where there is nothing at all."""

    title: str
    finding: str
    words: str
    is_bin: bool
    is_bare: bool
    lines: tuple[BudgetLine, ...]
    number: int
    pages: int
    deleted: Scenario | None
    days: int
    presets: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """A revision with what it came to."""

    number: int
    day: str
    price: str
    note: str


@dataclass(frozen=True, slots=True)
class BudgetHistory:
    """Name, note and tags of a budget to change, and its revisions to compare and bring back."""

    title: str
    scenario: Scenario
    name: str
    note: str
    tags: str
    problems: Mapping[str, str]
    seen: str
    rows: tuple[RevisionRow, ...]
    kind: Kind = BUDGET


def budget_list(
    wanted: Search,
    found: Page,
    latest: Mapping[str, Revision | None],
    *,
    deleted: Scenario | None,
    now: datetime,
    presets: tuple[tuple[str, str], ...] = (),
) -> BudgetList:
    """`presets`: workloads to begin with, by id and name."""
    return BudgetList(
        title="Bin" if wanted.binned else "Budgets",
        finding=_finding(wanted, found.total),
        words=wanted.words,
        is_bin=wanted.binned,
        is_bare=not found.total and not wanted.words,
        lines=tuple(_line(one, latest.get(one.id), now) for one in found.scenarios),
        number=found.page,
        pages=found.pages,
        deleted=deleted,
        days=BIN_DAYS,
        presets=presets,
    )


def _finding(wanted: Search, total: int) -> str:
    budgets = f"{filters.in_words(total)} {'budget' if total == 1 else 'budgets'}".capitalize()
    if wanted.binned:
        return f"{budgets} in the bin." if total else "The bin is empty."
    if wanted.words:
        return f"{budgets} {'fits' if total == 1 else 'fit'}." if total else "No budget fits."
    return f"{budgets} saved." if total else "What will your models cost, month by month?"


def _figures(revision: Revision | None) -> tuple[str, str, str]:
    """Dollars, months and the chance of passing the cap; in words where the revision cannot be read."""
    try:
        shown = shown_saved(draft_of(revision))
        chance = shown.data["finding"]["chance_any_month"]
        words = "" if chance is None else chance_word(float(chance))
        return filters.money(shown.usd), span_words(shown), words
    except UNREADABLE:
        return "", UNREADABLE_ROW, ""


def _line(scenario: Scenario, revision: Revision | None, now: datetime) -> BudgetLine:
    price, span, chance = _figures(revision) if scenario.deleted_at is None else ("", "", "")
    return BudgetLine(
        id=scenario.id,
        name=scenario.name,
        note=scenario.note.partition("\n")[0][:160],
        tags=", ".join(scenario.tags),
        price=price,
        span=span,
        chance=chance,
        changed=ago(scenario.updated, now),
        revision=scenario.latest,
        goes=filters.day(scenario.deleted_at + timedelta(days=BIN_DAYS)) if scenario.deleted_at else "",
    )


def budget_history(
    scenario: Scenario, history: Sequence[Revision], typed: Mapping[str, str], problems: Mapping[str, str]
) -> BudgetHistory:
    return BudgetHistory(
        title=f"Revisions of {scenario.name}",
        scenario=scenario,
        name=typed.get("name", scenario.name),
        note=typed.get("note", scenario.note),
        tags=typed.get("tags", ", ".join(scenario.tags)),
        problems=problems,
        seen=stamp(scenario.updated),
        rows=tuple(_row(revision) for revision in history),
    )


def _row(revision: Revision) -> RevisionRow:
    price, span, _chance = _figures(revision)
    return RevisionRow(revision.number, filters.day(revision.created), price or span, revision.draft.note)
