"""Connections kept between requests: used again while the file is the same, and never by two threads at once."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from planner.store import scenarios
from planner.store.database.connection import Limits, Store, open_store
from planner.store.database.errors import StoreUnavailable
from planner.store.database.kept_connections import MOST_KEPT, KeptConnections
from tests.store import build


@pytest.fixture
def kept() -> Iterator[KeptConnections]:
    found = KeptConnections()
    yield found
    found.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "planner.sqlite3"
    open_store(found).close()
    return found


def names(db: Store) -> list[str]:
    return [str(row[0]) for row in db.execute("SELECT name FROM scenarios ORDER BY name")]


def save(db: Store, name: str) -> None:
    scenarios.create(db, build.workspace(db), name, build.draft(), now=build.NOW)


def test_a_connection_is_used_again_with_nothing_of_its_last_use(kept: KeptConnections, path: Path) -> None:
    first = kept.take(path)
    first.limits, first.written_bytes = Limits(plans=1), 7
    kept.give_back(first)
    again = kept.take(path)
    assert again is first
    assert (again.limits, again.written_bytes) == (Limits(), 0)
    kept.give_back(again)


def test_two_in_use_at_once_are_two_and_not_more_than_enough_are_kept(kept: KeptConnections, path: Path) -> None:
    lent = [kept.take(path) for _ in range(MOST_KEPT + 2)]
    assert len({id(db) for db in lent}) == len(lent)
    for db in lent:
        kept.give_back(db)
    assert len(kept._free) == MOST_KEPT
    for db in lent[MOST_KEPT:]:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            db.execute("SELECT 1")


def test_threads_save_through_them_side_by_side(kept: KeptConnections, path: Path) -> None:
    def saves(thread: int) -> None:
        for number in range(5):
            db = kept.take(path)
            save(db, f"plan {thread} {number}")
            kept.give_back(db)

    threads = [Thread(target=saves, args=(number,)) for number in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert names(kept.take(path)) == sorted(f"plan {thread} {number}" for thread in range(6) for number in range(5))


def test_what_was_saved_is_in_the_file_itself(kept: KeptConnections, path: Path, tmp_path: Path) -> None:
    """As when each connection was closed: a log left beside a file put in its place would damage that."""
    db = kept.take(path)
    save(db, "kept")
    kept.give_back(db)
    log = path.with_name(path.name + "-wal")
    assert not log.exists() or log.stat().st_size == 0
    assert kept.take(path) is db, "its own change of the file is none"
    copy = tmp_path / "copy.sqlite3"
    shutil.copy(path, copy)
    with open_store(copy) as opened:
        assert names(opened) == ["kept"]


def test_others_at_work_do_not_hold_it_up(kept: KeptConnections, path: Path) -> None:
    with open_store(path) as reader:
        reader.execute("BEGIN")
        names(reader)
        db = kept.take(path)
        save(db, "kept")
        kept.give_back(db)
        assert names(reader) == []
        reader.rollback()
        assert names(reader) == ["kept"]
    again = kept.take(path)
    assert names(again) == ["kept"]
    assert again.execute("PRAGMA busy_timeout").fetchone()[0] == 10_000
    kept.give_back(again)


def test_a_file_put_in_its_place_is_opened(kept: KeptConnections, path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.sqlite3"
    with open_store(other) as db:
        save(db, "of the other file")
    used, idle = kept.take(path), kept.take(path)
    save(used, "of the first file")
    kept.give_back(idle)
    os.replace(other, path)
    kept.give_back(used)
    db = kept.take(path)
    assert names(db) == ["of the other file"]
    save(db, "saved since")
    kept.give_back(db)
    with open_store(path) as opened:
        assert names(opened) == ["of the other file", "saved since"]


def test_a_file_that_is_gone_is_made_anew(kept: KeptConnections, path: Path) -> None:
    db = kept.take(path)
    save(db, "gone")
    kept.give_back(db)
    path.unlink()
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    again = kept.take(path)
    assert names(again) == []
    save(again, "new")
    kept.give_back(again)
    assert names(kept.take(path)) == ["new"]


def test_a_file_changed_without_sqlite_is_read_anew(kept: KeptConnections, path: Path, tmp_path: Path) -> None:
    """As Litestream does it where a machine follows a copy."""
    db = kept.take(path)
    assert names(db) == []
    kept.give_back(db)
    other = tmp_path / "other.sqlite3"
    shutil.copy(path, other)
    with open_store(other) as opened:
        save(opened, "followed")
    path.write_bytes(other.read_bytes())
    assert names(kept.take(path)) == ["followed"]


def test_one_in_the_midst_of_a_change_or_that_only_reads_is_not_kept(kept: KeptConnections, path: Path) -> None:
    begun = kept.take(path)
    begun.execute("BEGIN IMMEDIATE")
    kept.give_back(begun)
    reading = kept.take(path)
    assert reading is not begun
    reading.is_read_only = True
    kept.give_back(reading)
    assert not kept._free


def test_a_newer_schema_is_refused_as_at_opening(kept: KeptConnections, path: Path) -> None:
    kept.give_back(kept.take(path))
    with open_store(path) as db:
        db.execute("INSERT INTO _sqlite_migrations VALUES (999, 'planner', 'of_a_newer_one', '2030-01-01')")
        db.conn.commit()
    with pytest.raises(StoreUnavailable, match="newer"):
        kept.take(path)


def test_a_forked_process_opens_its_own(kept: KeptConnections, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    db = kept.take(path)
    kept.give_back(db)
    monkeypatch.setattr(os, "getpid", lambda: -1)
    assert kept.take(path) is not db
    assert names(db) == [], "it is not closed here"
