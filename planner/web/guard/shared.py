"""Counts that several workers of one server share: rows of fixed size behind one lock, in memory that the workers
inherit from the process that forked them."""

from __future__ import annotations

import os
import struct
from collections.abc import Sequence
from errno import EDEADLK
from hashlib import blake2b
from mmap import mmap
from tempfile import mkstemp
from threading import Lock
from types import TracebackType
from typing import Any
from weakref import finalize

KEY_BYTES = 16
WAYS = 8
"""Places where one key may stand."""


class SharedLock:
    """A lock held by one thread of one process. Where that process dies, the system releases it."""

    def __init__(self, workers: int) -> None:
        self._threads = Lock()
        self._file = _nameless() if workers > 1 else None
        if self._file is not None:
            finalize(self, os.close, self._file)

    def __enter__(self) -> None:
        self._threads.acquire()
        try:
            self._lock_file()
        except BaseException:
            self._threads.release()
            raise

    def __exit__(self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        if self._file is not None:
            import fcntl

            fcntl.lockf(self._file, fcntl.LOCK_UN)
        self._threads.release()

    def _lock_file(self) -> None:
        """Tries again where the system reports a deadlock: file locks belong to processes, so threads of two workers
        that wait for two such locks look like one."""
        if self._file is None:
            return
        # Imported here: there is none where nothing can be forked.
        import fcntl

        while True:
            try:
                fcntl.lockf(self._file, fcntl.LOCK_EX)
            except OSError as error:
                if error.errno != EDEADLK:
                    raise
            else:
                return


def _nameless() -> int:
    """A file that exists as long as it is open."""
    file, path = mkstemp()
    os.unlink(path)
    return file


class Table:
    """A bounded number of rows by key, their values packed with `struct`. When it is full, the row with the least first
    value is replaced. Hold a lock over operations that belong together."""

    def __init__(self, values: str, slots: int) -> None:
        self._row = struct.Struct(f"={KEY_BYTES}s{values}")
        self._buckets = max(1, slots // WAYS)
        self._memory = mmap(-1, self._buckets * WAYS * self._row.size)

    def get(self, name: str) -> list[float] | None:
        """The values of the row, None where there is none."""
        key = _key(name)
        return next((values for _, found, *values in self._rows(key) if found == key), None)

    def put(self, name: str, values: Sequence[float]) -> None:
        key = _key(name)
        rows = list(self._rows(key))
        place = next((place for place, found, *_ in rows if found == key), None)
        if place is None:
            place = min(rows, key=lambda row: (row[1] != bytes(KEY_BYTES), row[2]))[0]
        self._row.pack_into(self._memory, place, key, *values)

    def drop(self, name: str) -> None:
        key = _key(name)
        for place, found, *_ in self._rows(key):
            if found == key:
                self._memory[place : place + self._row.size] = bytes(self._row.size)

    def clear_column(self, column: int) -> None:
        """Sets one of the values to 0 in every row."""
        for place in range(0, len(self._memory), self._row.size):
            key, *values = self._row.unpack_from(self._memory, place)
            if key != bytes(KEY_BYTES):
                values[column] = 0
                self._row.pack_into(self._memory, place, key, *values)

    def _rows(self, key: bytes) -> Sequence[tuple[Any, ...]]:
        """Place, key and values of every row that may have this key."""
        size = self._row.size
        first = int.from_bytes(key[:4], "big") % self._buckets * WAYS * size
        places = range(first, first + WAYS * size, size)
        return [(place, *self._row.unpack_from(self._memory, place)) for place in places]


def _key(name: str) -> bytes:
    return blake2b(name.encode("utf-8", "surrogatepass"), digest_size=KEY_BYTES).digest()
