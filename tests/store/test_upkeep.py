"""A backup is whole while others write; a check sees what is broken."""

from __future__ import annotations

import sqlite3
import stat
import threading
from pathlib import Path

import pytest
from sqlite_utils import Database

from planner.store import scenarios, shares
from planner.store.database import upkeep
from planner.store.database.connection import open_store
from planner.store.database.rows import Workspace
from tests.store.build import NOW, draft, scenario


def test_a_backup_holds_everything_and_restores(db: Database, mine: Workspace, tmp_path: Path) -> None:
    made = scenario(db, mine)
    shares.create(db, mine, made.id, now=NOW)
    target = tmp_path / "backup.sqlite3"
    assert upkeep.backup(db, target) == upkeep.Health(1, 1, 1, 1, ())
    assert [path.name for path in tmp_path.glob("backup*")] == ["backup.sqlite3"]
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    scenarios.rename(db, mine, made.id, "after the backup", kind="plan", now=NOW)
    with open_store(target) as restored:
        assert scenarios.get(restored, mine, made.id) == made


def test_a_backup_never_overwrites(db: Database, tmp_path: Path) -> None:
    target = tmp_path / "backup.sqlite3"
    target.write_text("precious")
    with pytest.raises(ValueError, match="already there"):
        upkeep.backup(db, target)
    assert target.read_text() == "precious"


def test_a_backup_while_others_write_is_whole(db: Database, mine: Workspace, path: Path, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        with open_store(path) as own:
            while not stop.is_set():
                scenario(own, mine, draft=draft(snapshot={"x": "y" * 50_000}))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        healths = [upkeep.backup(db, tmp_path / f"backup{n}") for n in range(5)]
    finally:
        stop.set()
        writer.join()
    assert all(health.problems == () and health.scenarios == health.revisions for health in healths)


def test_a_healthy_file_has_no_problems(db: Database, mine: Workspace) -> None:
    scenario(db, mine)
    assert upkeep.check(db) == upkeep.Health(1, 1, 1, 0, ())


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        ("UPDATE scenarios SET workspace_id = 99", "A row of scenarios points to a row of workspaces"),
        (
            "DROP TRIGGER revisions_stay; DELETE FROM revisions; UPDATE kept SET revisions = 0, bytes = 0",
            "has no revision",
        ),
        ("UPDATE kept SET plans = 7", "is counted wrongly"),
        ("UPDATE tag_lists SET many = 7", "are counted wrongly"),
        ("UPDATE search_blocks SET texts = 'other'", "is not what its plans say"),
        ("DELETE FROM search_blocks", "is not what its plans say"),
        ("DROP TRIGGER revisions_never_change; UPDATE revisions SET created = 'never'", "cannot be read"),
        ("DROP TRIGGER revisions_never_change; UPDATE revisions SET rates = '555555555555555'", "cannot be read"),
        ("DELETE FROM _sqlite_migrations WHERE name = 'm002_shares'", "run planner db migrate"),
    ],
)
def test_what_is_broken_is_seen(db: Database, mine: Workspace, path: Path, damage: str, problem: str) -> None:
    scenario(db, mine)
    vandal = sqlite3.connect(path)
    vandal.executescript(damage)
    vandal.close()
    found = upkeep.check(db).problems
    assert len(found) == 1
    assert problem in found[0]


def test_a_damaged_page_is_seen(db: Database, mine: Workspace, path: Path) -> None:
    scenario(db, mine, draft=draft(snapshot={"x": "y" * 50_000}))
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.execute("PRAGMA writable_schema = ON")
    db.execute("UPDATE sqlite_master SET rootpage = 3 WHERE name = 'shares'")
    db.conn.commit()
    with open_store(path) as fresh:
        assert any("damaged" in problem for problem in upkeep.check(fresh).problems)
