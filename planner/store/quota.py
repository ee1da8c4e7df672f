"""How much one workspace may keep. A save that does not fit is refused; nothing old is deleted to make room.

What is in the bin counts, as it can be restored; deleting for good makes room at once.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from planner.store.database.connection import Limits, Store, fetch_one
from planner.store.database.errors import Full
from planner.store.database.rows import Workspace

MEGABYTE = 1_000_000
ROOM = "Delete some for good (the bin counts too) or export what is old and then delete it."
KEPT = "SELECT plans, budgets, revisions, links, bytes FROM kept WHERE workspace_id = ?"


@dataclass(frozen=True, slots=True)
class Use:
    """What a workspace stores, or what a save adds to it: the bin included, bytes of requests, answers and rates."""

    plans: int = 0
    budgets: int = 0
    revisions: int = 0
    links: int = 0
    bytes: int = 0


def use_of(db: Database, workspace: Workspace) -> Use:
    """What the workspace keeps now, as triggers of the database have counted it."""
    row = fetch_one(db, KEPT, [workspace.id])
    return Use(**row) if row else Use()


def check_room(db: Database, workspace: Workspace, more: Use) -> None:
    """Full where `more` does not fit the limits of the connection; call it inside `writing`."""
    if not isinstance(db, Store):
        return
    db.written_bytes += more.bytes
    limits = db.limits
    if limits == Limits():
        return
    now = use_of(db, workspace)
    for words, limit, used, added in (
        ("plans", limits.plans, now.plans, more.plans),
        ("budgets", limits.budgets, now.budgets, more.budgets),
        ("revisions", limits.revisions, now.revisions, more.revisions),
        ("links, closed ones included", limits.links, now.links, more.links),
        ("MB of saved plans and budgets", limits.megabytes, now.bytes / MEGABYTE, more.bytes / MEGABYTE),
    ):
        if added and limit and used + added > limit:
            raise Full(f"A workspace keeps at most {limit:,} {words} on this server. {ROOM}")
    if limits.file_megabytes and file_bytes(db) + more.bytes > limits.file_megabytes * MEGABYTE:
        raise Full("This server has no more room for saved plans. Whoever runs it can allow more: PLANNER_DATABASE_MB.")


def file_bytes(db: Database) -> int:
    """Bytes of the database that hold something; what was deleted is used again."""
    row = fetch_one(
        db,
        "SELECT (page_count - freelist_count) * page_size AS bytes "
        "FROM pragma_page_count, pragma_freelist_count, pragma_page_size",
    )
    return int(row["bytes"]) if row else 0
