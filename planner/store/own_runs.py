"""The own runs of a workspace: means of what was measured, where from and when; never a text that was sent.

Saved revisions hold the figures that moved them, so that what is deleted here changes none of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from planner.core.tokens.saved_runs import MOST_SAVED, SavedRuns
from planner.core.workload import BadInput
from planner.schema.own_runs import id_of_runs, parse_saved_runs, saved_runs_data
from planner.store.database.connection import fetch_all, writing
from planner.store.database.errors import NotThere
from planner.store.database.rows import Row, Workspace, stamp, to_json


@dataclass(frozen=True, slots=True)
class StoredRuns:
    """An entry with the id it is deleted by."""

    id: str
    kept: SavedRuns


def every(db: Database, workspace: Workspace) -> tuple[StoredRuns, ...]:
    """All of them, the latest first; rows that this version cannot read are left out."""
    sql = "SELECT id, entry FROM own_runs WHERE workspace_id = ? ORDER BY created DESC, id"
    return tuple(one for row in fetch_all(db, sql, [workspace.id]) for one in _read(row))


def keep(db: Database, workspace: Workspace, entries: Iterable[SavedRuns], *, now: datetime) -> int:
    """Stores them; returns how many are new, since equal figures are stored once. ValueError where they do not all fit;
    none is then stored."""
    found = {id_of_runs(one): one for one in entries}
    with writing(db):
        known = {str(row[0]) for row in db.execute("SELECT id FROM own_runs WHERE workspace_id = ?", [workspace.id])}
        if len(known | found.keys()) > MOST_SAVED:
            raise ValueError(f"At most {MOST_SAVED} entries of own runs fit; delete some first.")
        fresh = {name: one for name, one in found.items() if name not in known}
        for name, one in fresh.items():
            sql = "INSERT INTO own_runs (workspace_id, id, entry, created) VALUES (?, ?, ?, ?)"
            db.execute(sql, [workspace.id, name, to_json(saved_runs_data(one)), stamp(now)])
    return len(fresh)


def remove(db: Database, workspace: Workspace, entry_id: str) -> None:
    """Deletes them for good; plans saved with them keep their figures. NotThere for those of another workspace."""
    with writing(db):
        sql = "DELETE FROM own_runs WHERE workspace_id = ? AND id = ?"
        if not db.execute(sql, [workspace.id, entry_id]).rowcount:
            raise NotThere("There are no such own runs in this workspace.")


def remove_all(db: Database, workspace: Workspace) -> int:
    """The same for all of them; how many."""
    with writing(db):
        return int(db.execute("DELETE FROM own_runs WHERE workspace_id = ?", [workspace.id]).rowcount)


def _read(row: Row) -> tuple[StoredRuns, ...]:
    try:
        (kept,) = parse_saved_runs([json.loads(row["entry"])])
    except (BadInput, ValueError):
        return ()
    return (StoredRuns(row["id"], kept),)
