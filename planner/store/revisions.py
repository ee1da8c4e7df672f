"""Immutable revisions: one after the other, and never one over another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from planner.core.keeping import Kept
from planner.store.database import migrations, search_blocks
from planner.store.database.connection import fetch_all, fetch_one, writing
from planner.store.database.errors import Conflict, NotThere
from planner.store.database.rows import Draft, Revision, Row, Workspace, revision_of, stamp, to_json
from planner.store.normalise import clean_note
from planner.store.quota import Use, check_room

# Without the size, which SQLite would count anew for each.
COLUMNS = (
    "scenario_id, number, revisions.note, revisions.created, price_moment, app_version, prices_version, request, "
    "snapshot, rates"
)
OF_SCENARIO = (
    f"SELECT {COLUMNS} FROM revisions JOIN scenarios ON scenarios.id = revisions.scenario_id "  # noqa: S608 - constants
    "WHERE scenario_id = ? AND workspace_id = ? AND deleted_at IS NULL"
)
NUMBERS = OF_SCENARIO.replace(COLUMNS, "number")

# CROSS JOIN makes SQLite keep this order; otherwise it would read the whole workspace first.
LATEST_OF = f"""
    SELECT {COLUMNS} FROM json_each(?) AS wanted
    CROSS JOIN scenarios ON scenarios.id = wanted.value
    CROSS JOIN revisions ON revisions.scenario_id = scenarios.id
    WHERE workspace_id = ?
    AND number = (SELECT max(number) FROM revisions AS others WHERE others.scenario_id = revisions.scenario_id)
"""  # noqa: S608 - constants only


MOST_KEPT = 64
KEPT: Kept[tuple[Row, Revision]] = Kept(MOST_KEPT)
"""Revisions that were read last, some 300 kB each: they never change, and parsing their JSON is slow."""


def _read(row: Row) -> Revision:
    """The revision of a row: the same object each time while the row's text is the same."""
    key = row["scenario_id"], row["number"]
    found, revision = KEPT.get(key, lambda: (row, revision_of(row)))
    if found == row:
        return revision
    KEPT.drop(key)
    return KEPT.get(key, lambda: (row, revision_of(row)))[1]


def revise(
    db: Database,
    workspace: Workspace,
    scenario_id: str,
    draft: Draft,
    *,
    kind: str,
    expected_revision: int,
    now: datetime,
) -> Revision:
    """Saves `draft`, made for a scenario of `kind`, after revision `expected_revision`, the one it was made from.

    Raises NotThere where the scenario is of another kind, and Conflict with both revisions when a newer one stands
    there; the same draft sent twice is saved once. Saving over a conflict all the same means sending the newest number
    as `expected_revision`.
    """
    draft = replace(draft, note=clean_note(draft.note))
    with writing(db):
        _refuse_other_kind(db, workspace, scenario_id, kind)
        newest = latest(db, workspace, scenario_id)
        if newest.number != expected_revision:
            if newest.number == expected_revision + 1 and _same(newest.draft, draft):
                return newest
            raise Conflict(draft, newest)
        made = Revision(newest.number + 1, now, draft)
        row = row_of(scenario_id, made)
        check_room(db, workspace, use_of_rows([row]))
        db.table("revisions").insert(row)
        db.table("scenarios").update(scenario_id, {"updated": stamp(now)})
        make_findable(db, scenario_id)
    return made


def make_findable(db: Database, scenario_id: str) -> None:
    """Updates the search text of a scenario after its name, note or tags or a note of its revisions changed."""
    db.execute(f"{migrations.SEARCHED} WHERE id = ?", [scenario_id])
    search_blocks.fill(db)


def _refuse_other_kind(db: Database, workspace: Workspace, scenario_id: str, kind: str) -> None:
    sql = "SELECT 1 FROM scenarios WHERE id = ? AND workspace_id = ? AND kind = ?"
    if fetch_one(db, sql, [scenario_id, workspace.id, kind]) is None:
        raise NotThere(f"There is no such {kind} in this workspace.")


def _same(one: Draft, other: Draft) -> bool:
    """Whether request and prices are equal; another moment of pricing alone makes no difference."""
    return (one.request, one.rates, one.note) == (other.request, other.rates, other.note)


def restore_revision(
    db: Database,
    workspace: Workspace,
    scenario_id: str,
    number: int,
    *,
    kind: str,
    expected_revision: int,
    now: datetime,
) -> Revision:
    """A new newest revision with the contents of revision `number`, prices and all; nothing in between is lost."""
    draft = get(db, workspace, scenario_id, number).draft
    again = replace(draft, note=f"Revision {number} brought back")
    return revise(db, workspace, scenario_id, again, kind=kind, expected_revision=expected_revision, now=now)


def get(db: Database, workspace: Workspace, scenario_id: str, number: int) -> Revision:
    """Revision `number` of a scenario outside the bin; NotThere without one."""
    row = fetch_one(db, f"{OF_SCENARIO} AND number = ?", [scenario_id, workspace.id, number])
    if row is None:
        raise NotThere(f"There is no revision {number}.")
    return _read(row)


def latest(db: Database, workspace: Workspace, scenario_id: str) -> Revision:
    """The newest revision of a scenario outside the bin; NotThere without one."""
    row = fetch_one(db, f"{OF_SCENARIO} ORDER BY number DESC LIMIT 1", [scenario_id, workspace.id])
    if row is None:
        raise NotThere("There is no such plan in this workspace.")
    return _read(row)


def latest_of(db: Database, workspace: Workspace, scenario_ids: Sequence[str]) -> dict[str, Revision | None]:
    """The newest revision of each scenario, in one query; None where its row cannot be read."""
    rows = fetch_all(db, LATEST_OF, [to_json(list(scenario_ids)), workspace.id])
    return {row["scenario_id"]: _readable(row) for row in rows}


def _readable(row: Row) -> Revision | None:
    try:
        return _read(row)
    except (ValueError, TypeError, KeyError):
        return None


def numbers(db: Database, workspace: Workspace, scenario_id: str) -> list[int]:
    """The number of every revision, the newest first, whether it can be read or not."""
    rows = fetch_all(db, f"{NUMBERS} ORDER BY number DESC", [scenario_id, workspace.id])
    return [row["number"] for row in rows]


def history(db: Database, workspace: Workspace, scenario_id: str) -> list[Revision]:
    """Every revision, the newest first; NotThere where there is none."""
    rows = fetch_all(db, f"{OF_SCENARIO} ORDER BY number DESC", [scenario_id, workspace.id])
    if not rows:
        raise NotThere("There is no such plan in this workspace.")
    return [_read(row) for row in rows]


def use_of_rows(rows: Sequence[Row]) -> Use:
    """What rows of `row_of` add to a workspace."""
    size = sum(len(str(row[name]).encode()) for row in rows for name in ("request", "snapshot", "rates"))
    return Use(revisions=len(rows), bytes=size)


def row_of(scenario_id: str, revision: Revision) -> dict[str, Any]:
    """A revision as it is written."""
    draft = revision.draft
    return {
        "scenario_id": scenario_id,
        "number": revision.number,
        "note": clean_note(draft.note),
        "created": stamp(revision.created),
        "price_moment": stamp(draft.price_moment),
        "app_version": draft.app_version,
        "prices_version": draft.prices_version,
        "request": to_json(draft.request),
        "snapshot": to_json(draft.snapshot),
        "rates": to_json(draft.rates),
    }
