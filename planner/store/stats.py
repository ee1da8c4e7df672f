"""The database in figures: how large it is and which workspace keeps how much."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from planner.store import quota, workspaces
from planner.store.database.connection import fetch_one
from planner.store.database.rows import Workspace
from planner.store.quota import Use


@dataclass(frozen=True, slots=True)
class WorkspaceUse:
    """One workspace in figures; `binned` of its plans and budgets are in the bin, `changed` is the last change."""

    number: int
    use: Use
    binned: int
    changed: str


@dataclass(frozen=True, slots=True)
class Stats:
    """The file in figures: bytes on disk, bytes of what is kept, and each workspace, the largest first."""

    file_bytes: int
    kept_bytes: int
    workspaces: tuple[WorkspaceUse, ...]


def stats(db: Database, path: Path) -> Stats:
    """What is in the file and who keeps how much. The schema must be up to date."""
    files = (path, path.with_name(path.name + "-wal"))
    on_disk = sum(file.stat().st_size for file in files if file.exists())
    found = [_workspace_use(db, workspace) for workspace in workspaces.everyone(db)]
    ordered = sorted(found, key=lambda one: (-one.use.bytes, one.number))
    return Stats(on_disk, quota.file_bytes(db), tuple(ordered))


def _workspace_use(db: Database, workspace: Workspace) -> WorkspaceUse:
    sql = "SELECT count(deleted_at) AS binned, max(updated) AS changed FROM scenarios WHERE workspace_id = ?"
    row = fetch_one(db, sql, [workspace.id]) or {"binned": 0, "changed": None}
    return WorkspaceUse(workspace.id, quota.use_of(db, workspace), row["binned"], (row["changed"] or "")[:10])
