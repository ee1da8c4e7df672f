"""The database of simonw/llm: responses with their tokens. The prompt and response columns are not read."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from planner.core.usage.calls import Key
from planner.sources.usage.columns import NAN, Columns, moment_of, number_of
from planner.sources.usage.limits import refuse
from planner.sources.usage.sessions import Tally

NAME = "llm (SQLite)"
WANTED = ("model", "conversation_id", "duration_ms", "datetime_utc", "input_tokens", "output_tokens", "token_details")


def read_llm(path: Path, columns: Columns, tally: Tally) -> None:
    """Every response. Raises BadInput for another database or one that is damaged."""
    try:
        with sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True) as db:
            present = {row[1] for row in db.execute("PRAGMA table_info(responses)")}
            if not {"model", "input_tokens", "output_tokens"} <= present:
                raise refuse("is an SQLite database without the tables of llm's logs")
            chosen = ", ".join(name if name in present else f"NULL AS {name}" for name in WANTED)
            for row in db.execute(f"SELECT {chosen} FROM responses"):  # noqa: S608 - names of this module
                tally.read += 1
                tally.unknown += not _add(columns, row)
    except sqlite3.Error:
        raise refuse("is an SQLite database that cannot be read") from None


def _add(columns: Columns, row: tuple[Any, ...]) -> bool:
    model, run, duration, start, sent, written, details = row
    if not model or (sent is None and written is None):
        return False
    told = _details(details)
    figures = {
        "start": moment_of(str(start or "")),
        "input": number_of(sent),
        "cache_read": told.get("cached_tokens", NAN),
        "output": number_of(written),
        "reasoning": told.get("reasoning_tokens", NAN),
        "seconds": number_of(duration) / 1000,
    }
    columns.add(Key(str(model)), str(run or ""), figures)
    return True


def _details(text: object) -> dict[str, float]:
    """Cached and reasoning tokens in `token_details`, wherever they stand in it."""
    try:
        data = json.loads(text) if isinstance(text, str) else {}
    except ValueError:
        return {}
    found: dict[str, float] = {}
    parts = [data, *(value for value in data.values() if isinstance(value, dict))] if isinstance(data, dict) else []
    for part in parts:
        for name in ("cached_tokens", "reasoning_tokens"):
            if name in part:
                found[name] = number_of(part[name])
    return found
