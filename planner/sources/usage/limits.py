"""How much of a file is read, and the refusal of what is more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from planner.core.workload import BadInput, Problem

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes of a file as it comes and unpacked, rows, bytes of one line or JSON object, of a JSON document; keys."""

    file_bytes: int = 500 * MEGABYTE
    unpacked_bytes: int = 4_000 * MEGABYTE
    rows: int = 20_000_000
    line_bytes: int = 16 * MEGABYTE
    document_bytes: int = 200 * MEGABYTE
    keys: int = 20_000


LIMITS = Limits()


Progress = Callable[[int, float | None], None]
"""Told the rows read, 0 where they are not counted, and the share of the file."""


def no_progress(rows: int, share: float | None) -> None:
    """The progress of a reading that nobody watches."""


class Cancelled(Exception):  # noqa: N818 - reads as what it is
    """Raised by a `progress` to end the reading."""


class UnknownColumns(BadInput):
    """A table whose columns have to be chosen by the user; `columns` are its own."""

    def __init__(self, message: str, columns: Sequence[str]) -> None:
        super().__init__([Problem("file", message)])
        self.columns = tuple(columns)


class MissingModel(BadInput):
    """A response, or its usage alone, that does not say which model answered."""

    def __init__(self) -> None:
        super().__init__([Problem("file", 'does not name its model: add it to the JSON, as "model": "gpt-5.4"')])


def no_columns(names: Sequence[str]) -> BadInput:
    """The refusal of a table none of whose columns is known to hold models or tokens."""
    if not names:
        return refuse("holds nothing that names a model or counts tokens: send a log, or a response with its usage")
    shown = ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")
    return UnknownColumns(f"has no column of models and tokens that is known: say which of {shown}", names)


def refuse(message: str, what: str = "file") -> BadInput:
    """The refusal of a file in a sentence that follows its name."""
    return BadInput([Problem(what, message)])


def size(count: int) -> str:
    """Bytes in words."""
    return f"{count / MEGABYTE:,.0f} MB" if count < 1_000 * MEGABYTE else f"{count / MEGABYTE / 1000:,.0f} GB"
