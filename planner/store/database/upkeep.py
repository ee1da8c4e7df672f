"""Maintenance of the file: a backup while the server runs, and a check that everything in it can be read."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from planner.store.database import migrations, search_blocks, tag_lists
from planner.store.database.connection import OWNER_ONLY, fetch_all, fetch_one, translated_errors
from planner.store.database.errors import StoreUnavailable
from planner.store.database.rows import revision_of


@dataclass(frozen=True, slots=True)
class Health:
    """What a check found; nothing is wrong when `problems` is empty."""

    workspaces: int
    scenarios: int
    revisions: int
    shares: int
    problems: tuple[str, ...]


def backup(db: Database, target: Path) -> Health:
    """A complete copy of the database as of now, readable by its owner only, and what a check of the copy found.

    It is written beside `target` and gets its name only when it is complete and on disk. ValueError when `target`
    exists.
    """
    if target.exists():
        raise ValueError(f"{target} is already there. Choose another name.")
    part = target.with_name(target.name + ".part")
    with translated_errors():
        try:
            health = _copy(db, part)
            os.link(part, target)
        finally:
            part.unlink(missing_ok=True)
    return health


def _copy(db: Database, part: Path) -> Health:
    part.unlink(missing_ok=True)
    part.touch(mode=OWNER_ONLY)
    copy = sqlite3.connect(part)
    try:
        db.conn.backup(copy)
        # One plain file, without a write-ahead log beside it.
        copy.execute("PRAGMA journal_mode = DELETE")
        health = check(Database(copy, execute_plugins=False))
    finally:
        copy.close()
    with part.open("rb") as file:
        os.fsync(file.fileno())
    return health


def check(db: Database) -> Health:
    """Reads every page, link and revision. The schema must be up to date."""
    try:
        if missing := migrations.missing(db):
            return Health(0, 0, 0, 0, (f"The schema lacks {', '.join(missing)}: run planner db migrate.",))
        return _health(db)
    except StoreUnavailable as error:
        return Health(0, 0, 0, 0, (str(error),))


def _health(db: Database) -> Health:
    return Health(
        workspaces=_count(db, "workspaces"),
        scenarios=_count(db, "scenarios"),
        revisions=_count(db, "revisions"),
        shares=_count(db, "shares"),
        problems=tuple(_problems(db)),
    )


def _count(db: Database, table: str) -> int:
    row = fetch_one(db, f"SELECT count(*) AS n FROM {table}")  # noqa: S608 - names above
    return int(row["n"]) if row else 0


def _problems(db: Database) -> Iterator[str]:
    for row in fetch_all(db, "SELECT integrity_check AS said FROM pragma_integrity_check"):
        if row["said"] != "ok":
            yield f"The file is damaged: {row['said']}"
    for row in fetch_all(db, "SELECT * FROM pragma_foreign_key_check"):
        yield f"A row of {row['table']} points to a row of {row['parent']} that is not there."
    bare = "SELECT id FROM scenarios WHERE id NOT IN (SELECT scenario_id FROM revisions)"
    for row in fetch_all(db, bare):
        yield f"Scenario {row['id']} has no revision."
    for row in fetch_all(db, f"SELECT workspace_id FROM ({migrations.COUNTED} EXCEPT SELECT * FROM kept)"):  # noqa: S608
        yield f"What workspace {row['workspace_id']} keeps is counted wrongly."
    for row in fetch_all(db, tag_lists.WRONG):
        yield f"The tags of workspace {row['workspace_id']} are counted wrongly."
    for row in fetch_all(db, search_blocks.WRONG):
        yield f"What words find in workspace {row['workspace_id']} is not what its plans say."
    yield from _unreadable(db)


def _unreadable(db: Database) -> Iterator[str]:
    for row in fetch_all(db, "SELECT scenario_id, number FROM revisions"):
        key = [row["scenario_id"], row["number"]]
        try:
            revision_of(fetch_all(db, "SELECT * FROM revisions WHERE scenario_id = ? AND number = ?", key)[0])
        except (ValueError, TypeError, KeyError):
            yield f"Revision {row['number']} of scenario {row['scenario_id']} cannot be read."
