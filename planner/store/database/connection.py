"""Opening the database, writing to it in one piece, and saying in words when it cannot be used."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from planner.store.database import migrations
from planner.store.database.errors import StoreUnavailable
from planner.store.database.rows import Row

BUSY_SECONDS = 10.0
"""How long one statement waits for other writers before it gives up."""
OWNER_ONLY = 0o600

SENTENCES = (
    (("locked", "busy"), "The database is busy with other writers. Try again in a moment."),
    (
        ("readonly", "read-only"),
        "The database cannot be written to. Check that its disk has room, and who owns its file and its folder.",
    ),
    (("full",), "The disk that holds the database is full. Free some space and try again."),
    (
        ("unable to open", "permission", "not a directory"),
        "The database cannot be opened. Check that its folder exists and is writable.",
    ),
    (
        ("not a database", "malformed", "no such table", "no such column", "codec"),
        "The database file is damaged. Restore it from a backup: see docs/deploy.md.",
    ),
)


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one workspace may keep, and all of them together (`file_megabytes`); 0 is no limit."""

    plans: int = 0
    budgets: int = 0
    revisions: int = 0
    links: int = 0
    megabytes: int = 0
    file_megabytes: int = 0


class Store(Database):
    """A connection with the limits of those who write through it, and how many bytes they have written."""

    limits = Limits()
    written_bytes = 0
    is_read_only = False


OTHERWISE = "The database cannot be used right now. The reason is in the server's log."


def open_store(path: Path | str, *, busy_seconds: float = BUSY_SECONDS, any_thread: bool = False) -> Store:
    """A connection to `path` with every migration applied; close it. Raises StoreUnavailable with a sentence.

    It is for the thread that opens it, or with `any_thread` for one thread at a time.
    """
    db = connect(path, busy_seconds=busy_seconds, any_thread=any_thread)
    try:
        if not is_up_to_date(db, path):
            migrate(db)
            _UP_TO_DATE[_schema_of(db, path)] = True
            while len(_UP_TO_DATE) > MOST_FILES:
                _UP_TO_DATE.pop(next(iter(_UP_TO_DATE)), None)
    except BaseException:
        db.close()
        raise
    return db


def is_up_to_date(db: Database, path: Path | str) -> bool:
    """Whether the file was seen with every migration applied and has not changed its schema since."""
    return _schema_of(db, path) in _UP_TO_DATE


_UP_TO_DATE: dict[tuple[str, int, int, int], bool] = {}
"""Files that this process has seen with every migration, for speed alone: checking takes as long as a page."""
MOST_FILES = 64


def _schema_of(db: Database, path: Path | str) -> tuple[str, int, int, int]:
    """Which file it is, SQLite's count of changes to its schema, and how many steps it has."""
    with translated_errors():
        changes, steps = int(db.execute("PRAGMA schema_version").fetchone()[0]), 0
        with suppress(sqlite3.OperationalError):  # no such table: nothing was applied yet
            steps = int(db.execute("SELECT count(*) FROM _sqlite_migrations").fetchone()[0])
        return str(path), Path(path).stat().st_ino, changes, steps


def connect(path: Path | str, *, busy_seconds: float = BUSY_SECONDS, any_thread: bool = False) -> Store:
    """A connection; a missing file is created, readable by its owner only. The schema is left as it is.

    Where the disk is full or nothing may be written, the connection can only read.
    """
    with translated_errors():
        if not Path(path).exists():
            Path(path).touch(mode=OWNER_ONLY)
        db = Store(sqlite3.connect(str(path), check_same_thread=not any_thread), execute_plugins=False)
        try:
            _prepare(db, busy_seconds)
        except sqlite3.OperationalError as error:
            db.close()
            reader = None if "locked" in str(error) else _reader(Path(path), busy_seconds)
            if reader is None:
                raise
            return reader
        except BaseException:
            db.close()
            raise
        return db


def _reader(path: Path, busy_seconds: float) -> Store | None:
    """A read-only connection; None where not even that works.

    Readers of a write-ahead log need a file beside it. Where that cannot be made the database is read as it is, which
    is complete if its log is empty.
    """
    log = path.with_name(path.name + "-wal")
    ways = ["mode=ro"] if log.exists() and log.stat().st_size else ["mode=ro", "immutable=1"]
    for way in ways:
        db = None
        try:
            db = Store(sqlite3.connect(f"{path.absolute().as_uri()}?{way}", uri=True), execute_plugins=False)
            _prepare_reading(db, busy_seconds)
            db.execute("SELECT count(*) FROM sqlite_master")
        except sqlite3.DatabaseError:
            if db is not None:
                db.close()
            continue
        db.is_read_only = True
        return db
    return None


def _prepare_reading(db: Database, busy_seconds: float) -> None:
    db.execute(f"PRAGMA busy_timeout = {int(busy_seconds * 1000)}")
    # Case-insensitive in every script; SQLite's own LIKE knows ASCII only.
    db.conn.create_function("fold", 1, str.casefold, deterministic=True)


def _prepare(db: Database, busy_seconds: float) -> None:
    _prepare_reading(db, busy_seconds)
    db.execute("PRAGMA foreign_keys = ON")
    # An acknowledged save outlives the machine's power, not only the process.
    db.execute("PRAGMA synchronous = FULL")
    _patiently(db.enable_wal, busy_seconds)


def _patiently(act: Callable[[], None], seconds: float) -> None:
    """Changing the journal mode does not always honour the busy timeout when many processes start at once."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return act()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() >= deadline:
                raise
            time.sleep(0.02)


def migrate(db: Database) -> list[str]:
    """Applies what is missing and gives its names; safe when many processes do it at once."""
    with translated_errors():
        _refuse_newer(db)
        if not migrations.missing(db):
            return []
    with writing(db):
        todo = migrations.missing(db)  # asked again: another process may have been faster
        migrations.steps.apply(db)
        return todo


def _refuse_newer(db: Database) -> None:
    if migrations.unknown(db):
        raise StoreUnavailable("The database was written by a newer Token planner. Update this one to open it.")


@contextmanager
def writing(db: Database) -> Iterator[Database]:
    """One exclusive transaction: all or nothing. What is read inside stays true until the commit; afterwards it is on
    disk."""
    with translated_errors():
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
            db.execute("COMMIT")
        except BaseException:
            db.rollback()
            raise


@contextmanager
def reading(db: Database) -> Iterator[Database]:
    """What is read inside is of one moment, whoever writes meanwhile."""
    with translated_errors():
        db.execute("BEGIN")
        try:
            yield db
        finally:
            db.rollback()


Parameters = Sequence[Any] | dict[str, Any]
"""Values of a query, by place or by name."""


def fetch_all(db: Database, sql: str, parameters: Parameters = ()) -> list[Row]:
    """Every row of a query; none where a number is larger than SQLite can hold, as no row has it."""
    with translated_errors():
        try:
            # Not `db.query`: it puts a savepoint around each, which takes longer than most of these queries.
            found = db.conn.execute(sql, parameters)
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found]
        except OverflowError:
            return []


def fetch_one(db: Database, sql: str, parameters: Parameters = ()) -> Row | None:
    """The first row of a query, None when there is none."""
    return next(iter(fetch_all(db, sql, parameters)), None)


@contextmanager
def translated_errors() -> Iterator[None]:
    """Turns errors of SQLite and the file system into StoreUnavailable; broken constraints are our own bugs and
    pass."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except (sqlite3.DatabaseError, OSError, UnicodeDecodeError) as error:
        raise StoreUnavailable(sentence(error)) from error


def sentence(error: Exception) -> str:
    """The error in words for a person."""
    text = str(error).lower()
    return next((words for marks, words in SENTENCES if any(mark in text for mark in marks)), OTHERWISE)
