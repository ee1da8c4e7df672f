"""Own runs by themselves: in a file, a row of the database, an address. Their figures are those of `calibration`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import blake2b
from typing import Any

from planner.core.tokens.calibration import OwnRuns
from planner.core.tokens.saved_runs import MOST_SAVED, SOURCE_LETTERS, SavedRuns
from planner.core.workload import BadInput, Problem
from planner.schema.kept_file import framed, read_framed
from planner.schema.requests import own_runs_data, parse_request

KIND = "own runs"
ID_BYTES = 8
FIELDS = ("own", "source", "first", "last")


def calibration_text(entries: Iterable[OwnRuns]) -> str:
    """The shortest JSON that a request's `calibration` is read from."""
    return json.dumps([own_runs_data(own) for own in entries], separators=(",", ":"), ensure_ascii=False)


def saved_runs_data(kept: SavedRuns) -> dict[str, Any]:
    """An entry as JSON; what is not known is left out."""
    days = {name: day.isoformat() for name in ("first", "last") if (day := getattr(kept, name))}
    return {"own": own_runs_data(kept.own), **({"source": kept.source} if kept.source else {}), **days}


def id_of_runs(kept: SavedRuns) -> str:
    """The same for the same figures: a log that is read twice is kept once."""
    text = json.dumps(own_runs_data(kept.own), sort_keys=True)
    return blake2b(text.encode(), digest_size=ID_BYTES).hexdigest()


def parse_saved_runs(data: object) -> tuple[SavedRuns, ...]:
    """The entries in a list as JSON gives it. Raises BadInput, fields named as `own_runs.0.source`."""
    if not isinstance(data, Sequence) or isinstance(data, str) or not all(isinstance(one, Mapping) for one in data):
        raise BadInput([Problem("own_runs", "must be a list of objects")])
    if not 1 <= len(data) <= MOST_SAVED:
        raise BadInput([Problem("own_runs", f"must hold 1 to {MOST_SAVED} entries")])
    own = parse_request({"offers": ["-"], "calibration": [one.get("own") for one in data]}).calibration
    return tuple(_entry(place, figures, one) for place, (figures, one) in enumerate(zip(own, data, strict=True)))


def _entry(place: int, own: OwnRuns, data: Mapping[str, Any]) -> SavedRuns:
    name = f"own_runs.{place}"
    if strangers := [key for key in data if key not in FIELDS]:
        raise BadInput([Problem(f"{name}.{strangers[0]}", f"is not a field: use {', '.join(FIELDS)}")])
    source = data.get("source", "")
    if not isinstance(source, str) or len(source) > SOURCE_LETTERS or not source.isprintable():
        raise BadInput([Problem(f"{name}.source", f"must be at most {SOURCE_LETTERS} letters on one line")])
    return SavedRuns(own, source, _day(f"{name}.first", data.get("first")), _day(f"{name}.last", data.get("last")))


def _day(name: str, text: object) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise BadInput([Problem(name, "must be a day such as 2026-11-27")]) from None


def parse_saved_runs_text(text: str) -> tuple[SavedRuns, ...]:
    """The same in JSON text."""
    try:
        return parse_saved_runs(json.loads(text))
    except (json.JSONDecodeError, RecursionError, UnicodeError):
        raise BadInput([Problem("own_runs", "must be JSON")]) from None


def saved_runs_text(kept: Iterable[SavedRuns]) -> str:
    """The shortest text that parse_saved_runs_text reads back."""
    return json.dumps([saved_runs_data(one) for one in kept], separators=(",", ":"), ensure_ascii=False)


def own_runs_file(kept: Iterable[SavedRuns]) -> dict[str, Any]:
    """What an export holds."""
    return framed(KIND, [saved_runs_data(one) for one in kept])


def read_own_runs_file(text: str | bytes) -> tuple[SavedRuns, ...]:
    """The entries in a file that an export wrote. Raises ValueError with a sentence."""
    return parse_saved_runs(read_framed(text, KIND))
