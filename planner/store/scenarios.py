"""Scenarios by name: made, renamed, noted, tagged, duplicated, put into the bin and taken out of it.

Every function takes the workspace and raises NotThere for what is not in it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlite_utils import Database

from planner.store import revisions
from planner.store.connection import fetch_one, writing
from planner.store.errors import NotThere
from planner.store.normalise import NAME_LETTERS, clean_name, clean_note, clean_tags
from planner.store.rows import Draft, Revision, Scenario, Workspace, scenario_of, stamp, to_json

BIN_DAYS = 30
ID_BYTES = 16
COLUMNS = "*, (SELECT max(number) FROM revisions WHERE scenario_id = scenarios.id) AS latest"


def create(
    db: Database,
    workspace: Workspace,
    name: str,
    draft: Draft,
    *,
    now: datetime,
    kind: str = "plan",
    note: str = "",
    tags: Iterable[str] = (),
) -> Scenario:
    """A scenario with its first revision. ValueError for a name, note or tag that cannot be kept."""
    return create_with(db, workspace, name, [Revision(1, now, draft)], now=now, kind=kind, note=note, tags=tags)


def create_with(
    db: Database,
    workspace: Workspace,
    name: str,
    history: Iterable[Revision],
    *,
    now: datetime,
    kind: str = "plan",
    note: str = "",
    tags: Iterable[str] = (),
) -> Scenario:
    """A scenario with revisions that already have numbers and dates, as an import brings them."""
    row = {
        "id": secrets.token_hex(ID_BYTES),
        "workspace_id": workspace.id,
        "kind": kind,
        "name": clean_name(name),
        "note": clean_note(note),
        "tags": to_json(clean_tags(tags)),
        "created": stamp(now),
        "updated": stamp(now),
    }
    with writing(db):
        db.table("scenarios").insert(row)
        for revision in history:
            revisions.insert(db, str(row["id"]), revision)
    return get(db, workspace, str(row["id"]))


def get(db: Database, workspace: Workspace, scenario_id: str) -> Scenario:
    """A scenario outside the bin."""
    found = find(db, workspace, scenario_id)
    if found.deleted_at is not None:
        raise NotThere("This plan is in the bin. Take it out to work on it.")
    return found


def find(db: Database, workspace: Workspace, scenario_id: str) -> Scenario:
    """A scenario, in the bin or not."""
    sql = f"SELECT {COLUMNS} FROM scenarios WHERE id = ? AND workspace_id = ?"  # noqa: S608 - constants only
    row = fetch_one(db, sql, [scenario_id, workspace.id])
    if row is None:
        raise NotThere("There is no such plan in this workspace.")
    return scenario_of(row)


def rename(db: Database, workspace: Workspace, scenario_id: str, name: str, *, now: datetime) -> Scenario:
    return _set(db, workspace, scenario_id, "name", clean_name(name), now)


def set_note(db: Database, workspace: Workspace, scenario_id: str, note: str, *, now: datetime) -> Scenario:
    """The note of the scenario; notes of revisions never change."""
    return _set(db, workspace, scenario_id, "note", clean_note(note), now)


def set_tags(db: Database, workspace: Workspace, scenario_id: str, tags: Iterable[str], *, now: datetime) -> Scenario:
    """Puts `tags` in the place of those there were."""
    return _set(db, workspace, scenario_id, "tags", to_json(clean_tags(tags)), now)


def _set(db: Database, workspace: Workspace, scenario_id: str, column: str, value: str, now: datetime) -> Scenario:
    with writing(db):
        get(db, workspace, scenario_id)
        db.table("scenarios").update(scenario_id, {column: value, "updated": stamp(now)})
        return get(db, workspace, scenario_id)


def duplicate(
    db: Database, workspace: Workspace, scenario_id: str, *, now: datetime, number: int | None = None
) -> Scenario:
    """A new scenario whose first revision is revision `number` of this one (None: the latest), prices and all."""
    source = get(db, workspace, scenario_id)
    draft = revisions.get(db, workspace, scenario_id, number or source.latest).draft
    name = copy_name(source.name)
    return create(db, workspace, name, draft, now=now, kind=source.kind, note=source.note, tags=source.tags)


def copy_name(name: str) -> str:
    suffix = " (copy)"
    return name[: NAME_LETTERS - len(suffix)].rstrip() + suffix


def delete(db: Database, workspace: Workspace, scenario_id: str, *, now: datetime) -> Scenario:
    """Into the bin for BIN_DAYS days; its links stop working until it is taken out."""
    with writing(db):
        get(db, workspace, scenario_id)
        db.table("scenarios").update(scenario_id, {"deleted_at": stamp(now)})
        return find(db, workspace, scenario_id)


def restore(db: Database, workspace: Workspace, scenario_id: str) -> Scenario:
    """Out of the bin, as it was; nothing happens to one that is not in it."""
    with writing(db):
        find(db, workspace, scenario_id)
        db.table("scenarios").update(scenario_id, {"deleted_at": None})
        return find(db, workspace, scenario_id)


def purge(db: Database, *, now: datetime) -> int:
    """Deletes for good what has been in the bin for BIN_DAYS days or longer, in every workspace; how many."""
    limit = stamp(now - timedelta(days=BIN_DAYS))
    if fetch_one(db, "SELECT 1 FROM scenarios WHERE deleted_at <= ? LIMIT 1", [limit]) is None:
        return 0
    with writing(db):
        return int(db.execute("DELETE FROM scenarios WHERE deleted_at <= ?", [limit]).rowcount)
