"""Files that hold what a workspace keeps beside its plans: one frame for each kind of thing."""

from __future__ import annotations

import json
from collections.abc import Mapping

MOST_FILE_BYTES = 200_000
VERSION = 1


def framed(kind: str, things: list[dict[str, object]]) -> dict[str, object]:
    """The content of an export; `kind` is a few words such as own offers."""
    return {"format": _format(kind), "version": VERSION, _field(kind): things}


def read_framed(text: str | bytes, kind: str) -> object:
    """The things in a file that an export wrote, not checked yet. Raises ValueError with a sentence."""
    if len(text) > MOST_FILE_BYTES:
        raise ValueError(f"A file of {kind} has at most {MOST_FILE_BYTES // 1000} kB.")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("This file is damaged: it is not JSON from beginning to end.") from None
    if not isinstance(data, Mapping) or data.get("format") != _format(kind):
        raise ValueError(f"This is not a file of {kind}.")
    if data.get("version") != VERSION:
        raise ValueError("This file was written by a newer Token planner. Update this one to import it.")
    return data.get(_field(kind))


def _format(kind: str) -> str:
    return f"token-planner/{kind.replace(' ', '-')}"


def _field(kind: str) -> str:
    return kind.replace(" ", "_")
