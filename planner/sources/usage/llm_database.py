"""The database of simonw/llm: responses with their tokens. The prompt and response columns are not read.

An SQLite file may hold more than rows: a view or a computed column is a program of whoever made the file, and could run
here without end. So only a plain table is read, and the work between two rows is bounded.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from planner.core.usage.calls import Key
from planner.sources.usage.columns import NAN, Columns, moment_of, number_of
from planner.sources.usage.limits import Progress, no_progress, refuse
from planner.sources.usage.sessions import Tally

NAME = "llm (SQLite)"
WANTED = ("model", "conversation_id", "duration_ms", "datetime_utc", "input_tokens", "output_tokens", "token_details")
NOT_LLM = "is an SQLite database without the tables of llm's logs"
OPERATIONS, MOST_LOOKS = 10_000, 1_000
"""SQLite is checked every so many operations, and stopped at the MOST_LOOKS-th check without a row in between."""
PROGRESS_ROWS = 50_000


class Watch:
    """Counts the checks of SQLite since the last row."""

    def __init__(self) -> None:
        self.looks = 0

    def __call__(self) -> bool:
        """Whether to stop."""
        self.looks += 1
        return self.looks > MOST_LOOKS


def read_llm(path: Path, columns: Columns, tally: Tally, progress: Progress = no_progress) -> None:
    """Every response. Raises BadInput for another database, one that is damaged and one that computes."""
    watch = Watch()
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as db:
            db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, columns.limits.line_bytes)
            db.execute("PRAGMA trusted_schema = OFF")
            db.set_progress_handler(watch, OPERATIONS)
            for row in _responses(db):
                watch.looks = 0
                tally.read += 1
                if tally.read > columns.limits.rows:
                    raise refuse(f"has more than {columns.limits.rows:,} rows")
                if tally.read % PROGRESS_ROWS == 0:
                    progress(tally.read, None)
                tally.unknown += not _add(columns, row)
    except sqlite3.Error:
        raise refuse("is an SQLite database that cannot be read") from None


def _responses(db: sqlite3.Connection) -> Iterator[tuple[Any, ...]]:
    """The wanted columns of the table of responses, None for those it lacks."""
    kind = db.execute("SELECT type, sql FROM sqlite_master WHERE name = 'responses'").fetchone()
    if kind is None or kind[0] != "table" or str(kind[1]).upper().startswith("CREATE VIRTUAL"):
        raise refuse(NOT_LLM)
    hidden = {row[1]: row[6] for row in db.execute("PRAGMA table_xinfo(responses)")}
    if not {"model", "input_tokens", "output_tokens"} <= hidden.keys() or any(hidden.get(name) for name in WANTED):
        raise refuse(NOT_LLM)
    chosen = ", ".join(name if name in hidden else f"NULL AS {name}" for name in WANTED)
    yield from db.execute(f"SELECT {chosen} FROM responses")  # noqa: S608 - names of this module


def _add(columns: Columns, row: tuple[Any, ...]) -> bool:
    model, run, duration, start, sent, written, details = row
    if not model or (sent is None and written is None):
        return False
    usage = _details(details)
    figures = {
        "start": moment_of(str(start or "")),
        "input": number_of(sent),
        "cache_read": usage.get("cached_tokens", NAN),
        "output": number_of(written),
        "reasoning": usage.get("reasoning_tokens", NAN),
        "seconds": number_of(duration) / 1000,
    }
    columns.add(Key(str(model)), str(run or ""), figures)
    return True


def _details(text: object) -> dict[str, float]:
    """Cached and reasoning tokens in `token_details`, wherever they stand in it."""
    try:
        data = json.loads(text) if isinstance(text, str) else {}
    except (ValueError, RecursionError):
        return {}
    found: dict[str, float] = {}
    parts = [data, *(value for value in data.values() if isinstance(value, dict))] if isinstance(data, dict) else []
    for part in parts:
        for name in ("cached_tokens", "reasoning_tokens"):
            if name in part:
                found[name] = number_of(part[name])
    return found
