"""A database that cannot be used is said in a sentence, never as a fault, and nothing is half written."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path
from threading import Timer

import pytest
from sqlite_utils import Database

from planner.store import scenarios, workspaces
from planner.store.database.connection import connect, open_store, sentence, writing
from planner.store.database.errors import StoreUnavailable
from planner.store.database.rows import Workspace
from tests.store.build import NOW, draft, scenario


@pytest.fixture
def locker(path: Path, db: Database) -> sqlite3.Connection:
    """A writer that does not let go."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other


def test_a_locked_database_is_said_and_works_again(path: Path, mine: Workspace, locker: sqlite3.Connection) -> None:
    with open_store(path, busy_seconds=0.05) as db:
        with pytest.raises(StoreUnavailable, match="busy with other writers"):
            scenario(db, mine)
        assert db.table("scenarios").count == 0  # reading goes on meanwhile
        locker.rollback()
        locker.close()
        assert scenario(db, mine).latest == 1


def test_a_lock_that_is_let_go_in_time_is_waited_for(path: Path, mine: Workspace, locker: sqlite3.Connection) -> None:
    locker.close()
    holder = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN IMMEDIATE")
    release = Timer(0.3, holder.rollback)
    release.start()
    with open_store(path, busy_seconds=10) as db:
        assert scenario(db, mine).latest == 1
    release.join()
    holder.close()


def test_a_file_that_is_no_database_is_said(path: Path) -> None:
    path.write_bytes(b"not a database at all, but long enough to look at" * 100)
    with pytest.raises(StoreUnavailable, match="damaged"):
        open_store(path)


@pytest.mark.parametrize("inside", ["missing/planner.sqlite3", ""], ids=["no folder", "is a folder"])
def test_a_path_that_cannot_be_opened_is_said(tmp_path: Path, inside: str) -> None:
    with pytest.raises(StoreUnavailable):
        open_store(tmp_path / inside)


def test_a_database_that_cannot_be_written_to_is_said(path: Path, db: Database, mine: Workspace) -> None:
    db.execute("PRAGMA query_only = ON")
    with pytest.raises(StoreUnavailable, match="cannot be written to"):
        scenario(db, mine)


def test_a_folder_where_nothing_can_be_made_is_said() -> None:
    # Not even root makes files under /dev/null.
    with pytest.raises(StoreUnavailable, match="cannot be opened"):
        open_store(Path("/dev/null/planner.sqlite3"))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (sqlite3.OperationalError("database is locked"), "busy"),
        (sqlite3.OperationalError("attempt to write a readonly database"), "cannot be written to"),
        (sqlite3.OperationalError("database or disk is full"), "disk that holds the database is full"),
        (sqlite3.OperationalError("unable to open database file"), "cannot be opened"),
        (PermissionError(13, "Permission denied"), "cannot be opened"),
        (sqlite3.DatabaseError("database disk image is malformed"), "damaged"),
        (sqlite3.DatabaseError("something new"), "server's log"),
    ],
)
def test_every_failure_has_its_sentence(error: Exception, words: str) -> None:
    assert words in sentence(error)


def test_a_full_disk_keeps_nothing_of_a_save(db: Database, mine: Workspace) -> None:
    kept = scenario(db, mine)
    pages = db.execute("PRAGMA page_count").fetchone()[0]
    db.execute(f"PRAGMA max_page_count = {pages + 3}")
    with pytest.raises(StoreUnavailable, match="full"):
        scenario(db, mine, draft=draft(snapshot={"estimates": ["x" * 100_000]}))
    db.execute("PRAGMA max_page_count = 1000000")
    assert db.table("scenarios").count == db.table("revisions").count == 1
    assert scenarios.get(db, mine, kept.id) == kept
    assert scenario(db, mine).latest == 1


def test_writing_is_all_or_nothing(db: Database) -> None:
    def fail() -> None:
        with writing(db):
            db.execute("INSERT INTO workspaces (key_hash, created) VALUES ('open', '')")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert db.table("workspaces").count == 0


def test_the_file_is_its_owners_alone(path: Path, db: Database) -> None:
    workspaces.make(db, now=NOW)
    for file in path.parent.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name


def test_a_connection_is_set_up_to_lose_nothing(path: Path, db: Database) -> None:
    def pragma(name: str) -> object:
        return db.execute(f"PRAGMA {name}").fetchone()[0]

    assert pragma("journal_mode") == "wal"
    assert pragma("synchronous") == 2  # FULL
    assert pragma("foreign_keys") == 1
    assert pragma("busy_timeout") == 10_000
    assert pragma("recursive_triggers") == 1
    strict = db.query("SELECT name FROM pragma_table_list WHERE strict = 0 AND schema = 'main' AND type = 'table'")
    assert {row["name"] for row in strict} == {"_sqlite_migrations", "sqlite_schema"}


def test_connecting_alone_leaves_the_schema_as_it_is(tmp_path: Path) -> None:
    with connect(tmp_path / "new.db") as new:
        assert new.table_names() == []


@pytest.mark.parametrize("said", ["attempt to write a readonly database", "database or disk is full", "disk I/O error"])
def test_reading_goes_on_where_nothing_can_be_written(
    path: Path, db: Database, mine: Workspace, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = scenario(db, mine)
    db.close()

    def refuse(_db: Database) -> None:
        raise sqlite3.OperationalError(said)

    monkeypatch.setattr(Database, "enable_wal", refuse)
    with open_store(path) as reader:
        assert reader.is_read_only and scenarios.get(reader, mine, kept.id) == kept
        with pytest.raises(StoreUnavailable, match="cannot be written to"):
            scenario(reader, mine)
