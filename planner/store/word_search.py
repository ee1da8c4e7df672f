"""Plans that contain every word, found in blocks of texts (see database/search_blocks.py) instead of plan by plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sqlite_utils import Database

from planner.store.database.connection import fetch_all, translated_errors
from planner.store.database.rows import Workspace, to_json
from planner.store.database.search_blocks import SEPARATOR

OF_ALL = "FROM search_blocks WHERE workspace_id = ? AND kind = ? AND binned = ?"
BATCH_BYTES = 100_000
"""Blocks that contain every word are searched together up to this size, which fits into a processor's cache."""
BETWEEN = SEPARATOR.encode()
NEW_LINE = ord("\n")
Places = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Found:
    """How many plans contain every word, and their ids in no order; None where there are more than were asked for."""

    total: int
    ids: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Batch:
    """Blocks by their endings, and the texts of all of them."""

    endings: tuple[str, ...]
    texts: bytes


def find_words(
    db: Database, workspace: Workspace, kind: str, words: Sequence[str], *, binned: bool, most: int
) -> Found | None:
    """Plans, in the bin or outside it, whose text contains every word of `words`, which are folded as texts are. At
    most `most` ids.

    None where a block is empty, so that the plans themselves have to be read. Call it inside `reading`.
    """
    sought = [word.encode("utf-8", "surrogatepass") for word in words]
    owner = [workspace.id, kind, binned]
    total = 0
    hits: list[tuple[Batch, Places]] = []
    with translated_errors():
        for batch in _batches(db.conn.execute(f"SELECT ending, CAST(texts AS BLOB) {OF_ALL}", owner), sought):
            if batch is None:
                return None
            places = _records_with(batch.texts, sought)
            total += len(places)
            if len(places) and total <= most:
                hits.append((batch, places))
    return Found(total, tuple(_ids_of(db, owner, hits)) if total <= most else None)


def _batches(rows: Iterable[tuple[str, bytes | None]], words: Sequence[bytes]) -> Iterator[Batch | None]:
    """The blocks in which every word stands somewhere; None for an empty one."""
    endings: list[str] = []
    texts: list[bytes] = []
    size = 0
    for ending, block in rows:
        if block is None:
            yield None
            return
        if all(word in block for word in words):
            endings.append(ending)
            texts.append(block)
            size += len(block)
        if size >= BATCH_BYTES:
            yield Batch(tuple(endings), BETWEEN.join(texts))
            endings, texts, size = [], [], 0
    if texts:
        yield Batch(tuple(endings), BETWEEN.join(texts))


def _records_with(texts: bytes, words: Sequence[bytes]) -> Places:
    """Which of the texts hold every word, by their places in `texts`, in order."""
    data = np.frombuffer(texts, np.uint8)
    ends = np.flatnonzero(data == BETWEEN[0])
    holds = np.ones(len(ends) + 1, bool)
    for word in words:
        this = np.zeros(len(holds), bool)
        this[np.searchsorted(ends, _starts(data, word))] = True
        holds &= this
    return np.flatnonzero(holds)


def _starts(data: npt.NDArray[np.uint8], word: bytes) -> Places:
    """Where `word` begins in `data`."""
    many = len(data) - len(word) + 1
    begins = data[:many] == word[0]
    for place, letter in enumerate(word[1:], start=1):
        begins &= data[place : place + many] == letter
    return np.flatnonzero(begins)


def _ids_of(db: Database, owner: Sequence[object], hits: Sequence[tuple[Batch, Places]]) -> Iterator[str]:
    """The ids of the plans at those places of each batch."""
    endings = [ending for batch, _ in hits for ending in batch.endings]
    sql = f"SELECT ending, ids {OF_ALL} AND ending IN (SELECT value FROM json_each(?))"  # noqa: S608 - constants only
    ids = {row["ending"]: row["ids"] for row in fetch_all(db, sql, [*owner, to_json(endings)])}
    for batch, places in hits:
        every = "\n".join(ids[ending] for ending in batch.endings).encode()
        ends = np.append(np.flatnonzero(np.frombuffer(every, np.uint8) == NEW_LINE), len(every))
        starts = np.append(0, ends + 1)
        yield from (every[starts[place] : ends[place]].decode() for place in places)
