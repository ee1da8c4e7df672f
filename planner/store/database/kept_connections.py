"""Connections that stay open between requests: SQLite reads the whole schema anew for each that is opened."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from planner.store.database.connection import BUSY_SECONDS, Limits, Store, is_up_to_date, open_store
from planner.store.database.errors import StoreUnavailable

MOST_KEPT = 4
"""As many as a busy server has in use at once; each holds up to 2 MB of pages."""

FileState = tuple[str, int, int, int, int, int]
"""The path, the process, and the device, inode, size and time of change of the file."""


@dataclass(frozen=True, slots=True)
class Lent:
    """What a connection was opened to, and how many rows it had changed when it was lent."""

    state: FileState
    changes: int


class KeptConnections:
    """Open connections, the last used first; each is lent to one thread at a time.

    One is lent again only while the file is the very one that it was opened to, with the size and time that it had
    then: a file that was replaced, restored or is followed from elsewhere is opened anew. A forked process opens its
    own.
    """

    def __init__(self, most: int = MOST_KEPT, *, busy_seconds: float = BUSY_SECONDS) -> None:
        self._most, self._busy_seconds = most, busy_seconds
        self._lock = Lock()
        self._free: list[tuple[FileState, Store]] = []
        self._lent: dict[Store, Lent] = {}
        self._of_other_processes: list[Store] = []

    def take(self, path: Path | str) -> Store:
        """One that is open, else a new one. Raises StoreUnavailable with a sentence."""
        # Read before the file is opened: one that changes in between is opened once more.
        state = _state_of(path)
        db = self._taken(state, path) if state else None
        db = db or open_store(path, busy_seconds=self._busy_seconds, any_thread=True)
        if state:
            with self._lock:
                self._lent[db] = Lent(state, db.conn.total_changes)
        return db

    def _taken(self, state: FileState, path: Path | str) -> Store | None:
        while True:
            with self._lock:
                if not self._free:
                    return None
                opened_to, db = self._free.pop()
            if opened_to == state and _is_usable(db, path):
                return db
            self._drop(opened_to, db)

    def _drop(self, opened_to: FileState, db: Store) -> None:
        """Closes it; SQLite must not close in one process what another opened."""
        if opened_to[1] == os.getpid():
            db.close()
        else:
            self._of_other_processes.append(db)

    def give_back(self, db: Store) -> None:
        """Kept for the next, unless it only reads, is in the midst of a change, or enough are kept."""
        db.limits, db.written_bytes = Limits(), 0
        with self._lock:
            lent = self._lent.pop(db, None)
        if lent and not db.is_read_only and not db.conn.in_transaction:
            state = lent.state if db.conn.total_changes == lent.changes else _emptied(db, lent.state)
            with self._lock:
                if len(self._free) < self._most:
                    self._free.append((state, db))
                    return
        db.close()

    def close(self) -> None:
        """Closes those that nobody uses."""
        with self._lock:
            free, self._free = self._free, []
        for opened_to, db in free:
            self._drop(opened_to, db)


def _emptied(db: Store, opened_to: FileState) -> FileState:
    """Moves the log of what was written into the file, as closing the last connection does, unless others are at work:
    a log that is left beside a file put in its place would damage that. Returns the file's state since."""
    with suppress(sqlite3.DatabaseError):
        waits = db.conn.execute("PRAGMA busy_timeout").fetchone()[0]
        db.conn.execute("PRAGMA busy_timeout = 0")
        try:
            db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            db.conn.execute(f"PRAGMA busy_timeout = {int(waits)}")
    state = _state_of(opened_to[0])
    return state if state and state[:4] == opened_to[:4] else opened_to


def _state_of(path: Path | str) -> FileState | None:
    """None where there is no file yet."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return str(path), os.getpid(), found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _is_usable(db: Store, path: Path | str) -> bool:
    """Whether it can be read and has the schema that this version knows."""
    try:
        return is_up_to_date(db, path)
    except StoreUnavailable:
        return False
