"""Scenarios by name: made, renamed, noted, tagged, duplicated, put into the bin and restored.

Every function takes the workspace and raises NotThere for what is not in it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from sqlite_utils import Database

from planner.store import revisions
from planner.store.database import search_blocks
from planner.store.database.connection import fetch_one, writing
from planner.store.database.errors import Changed, NotThere
from planner.store.database.rows import (
    UNREADABLE,
    Draft,
    Revision,
    Scenario,
    Workspace,
    kept_moment,
    scenario_of,
    stamp,
    to_json,
)
from planner.store.normalise import NAME_LETTERS, clean_name, clean_note, clean_tags
from planner.store.quota import check_room

BIN_DAYS = 30
MOST_BIN_STEP = timedelta(days=2)
ID_BYTES = 16
COLUMNS = (
    "id, kind, name, note, tags, created, updated, deleted_at, "
    "(SELECT max(number) FROM revisions WHERE scenario_id = scenarios.id) AS latest"
)


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
    """A scenario with its first revision. ValueError for a name, note or tag that cannot be kept, Full where the
    workspace has no room."""
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
    rows = [revisions.row_of(str(row["id"]), revision) for revision in history]
    more = replace(revisions.use_of_rows(rows), **{f"{kind}s": 1})
    with writing(db):
        check_room(db, workspace, more)
        db.table("scenarios").insert(row)
        for revision in rows:
            db.table("revisions").insert(revision)
        revisions.make_findable(db, str(row["id"]))
    return get(db, workspace, str(row["id"]))


def get(db: Database, workspace: Workspace, scenario_id: str, *, kind: str = "") -> Scenario:
    """A scenario outside the bin, of `kind` where one is named."""
    found = find(db, workspace, scenario_id, kind=kind)
    if found.deleted_at is not None:
        raise NotThere(f"This {found.kind} is in the bin. Restore it to work on it.")
    return found


def find(db: Database, workspace: Workspace, scenario_id: str, *, kind: str = "") -> Scenario:
    """A scenario, in the bin or not. NotThere for one of another workspace, or of another kind than `kind`."""
    sql = f"SELECT {COLUMNS} FROM scenarios WHERE id = ? AND workspace_id = ?"  # noqa: S608 - constants only
    row = fetch_one(db, sql, [scenario_id, workspace.id])
    if row is None or (kind and row["kind"] != kind):
        raise NotThere(f"There is no such {kind or 'plan'} in this workspace.")
    return scenario_of(row)


def edit(
    db: Database,
    workspace: Workspace,
    scenario_id: str,
    changes: Mapping[str, str],
    *,
    kind: str,
    now: datetime,
    seen: str = "",
) -> Scenario:
    """Changes those of name, note and tags that `changes` has, all or none.

    `seen`: the `updated` stamp that the person saw; Changed where somebody has changed the scenario since. Empty: not
    checked. ValueError for a text that cannot be stored.
    """
    cleaned = {field: CLEAN[field](text) for field, text in changes.items() if field in CLEAN}
    with writing(db):
        found = get(db, workspace, scenario_id, kind=kind)
        if seen and seen != stamp(found.updated):
            raise Changed(found)
        db.table("scenarios").update(scenario_id, {**cleaned, "updated": stamp(now)})
        revisions.make_findable(db, scenario_id)
        return get(db, workspace, scenario_id)


CLEAN: dict[str, Callable[[str], str]] = {
    "name": clean_name,
    "note": clean_note,
    "tags": lambda text: to_json(clean_tags([text])),
}
"""The fields of a scenario that its owner may change, and how each is read."""


def rename(db: Database, workspace: Workspace, scenario_id: str, name: str, *, kind: str, now: datetime) -> Scenario:
    """Changes the name alone."""
    return edit(db, workspace, scenario_id, {"name": name}, kind=kind, now=now)


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
    """Moves it into the bin for BIN_DAYS days; its links stop working until it is restored."""
    with writing(db):
        get(db, workspace, scenario_id)
        db.table("scenarios").update(scenario_id, {"deleted_at": stamp(now)})
        search_blocks.fill(db)
        return find(db, workspace, scenario_id)


def restore(db: Database, workspace: Workspace, scenario_id: str) -> Scenario:
    """Moves it out of the bin, unchanged; does nothing where it is not in the bin."""
    with writing(db):
        find(db, workspace, scenario_id)
        db.table("scenarios").update(scenario_id, {"deleted_at": None})
        search_blocks.fill(db)
        return find(db, workspace, scenario_id)


def purge(db: Database, *, now: datetime) -> int:
    """Deletes for good what has been in the bin for BIN_DAYS days or longer, in every workspace; returns how many.

    Days are counted by `bin_clock`, so that a system clock that jumps ahead does not delete what was deleted yesterday.
    """
    with writing(db):
        limit = stamp(bin_clock(db, now) - timedelta(days=BIN_DAYS))
        gone = int(db.execute("DELETE FROM scenarios WHERE deleted_at <= ?", [limit]).rowcount)
        search_blocks.fill(db)
        return gone


def bin_clock(db: Database, now: datetime) -> datetime:
    """The time by which the bin ages: it never goes back, and advances by at most MOST_BIN_STEP each time it is read.

    Call it inside `writing`, once a day. After a month without use it needs a month to catch up with the system clock.
    """
    row = fetch_one(db, "SELECT value FROM upkeep WHERE name = 'bin_clock'")
    before = kept_moment(row["value"]) if row else now
    if before == UNREADABLE:
        before = now
    clock = max(before, min(now, before + MOST_BIN_STEP))
    db.execute("INSERT OR REPLACE INTO upkeep (name, value) VALUES ('bin_clock', ?)", [stamp(clock)])
    return clock


def remove(db: Database, workspace: Workspace, scenario_id: str, *, kind: str) -> None:
    """Deletes a scenario for good, with its revisions and links, whether it is in the bin or not."""
    with writing(db):
        find(db, workspace, scenario_id, kind=kind)
        db.execute("UPDATE scenarios SET deleted_at = coalesce(deleted_at, created) WHERE id = ?", [scenario_id])
        db.execute("DELETE FROM scenarios WHERE id = ?", [scenario_id])
        search_blocks.fill(db)
