"""The database and the workspace that a verb of the terminal is about."""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database

from planner.store import workspaces
from planner.store.database.errors import NotThere
from planner.store.database.rows import Workspace


def existing(path: Path) -> Path:
    """The path, if there is a file; else NotThere."""
    if not path.exists():
        raise NotThere(f"There is no database at {path}. It is made at the first save, or by planner db migrate.")
    return path


def target(db: Database, wanted: int | None) -> Workspace:
    """The workspace in the options, or the only one there is."""
    there = workspaces.everyone(db)
    fitting = [workspace for workspace in there if wanted in (None, workspace.id)]
    if len(fitting) == 1:
        return fitting[0]
    if not there:
        raise NotThere("There is no workspace yet. Save a plan in the browser first; it makes one.")
    numbers = ", ".join(str(workspace.id) for workspace in there)
    raise NotThere(f"Say which workspace with --workspace: {numbers}.")
