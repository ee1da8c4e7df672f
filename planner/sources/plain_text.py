"""Reads a text file saved by any spreadsheet or editor, or explains in plain words what to do about it."""

from __future__ import annotations

from pathlib import Path

from planner.core.workload import BadInput, Problem

UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
WORKBOOK_MARKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def read_text(path: Path) -> str:
    """The text of a file. Raises BadInput naming the path where it is missing, may not be read or is not text."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise BadInput([Problem(str(path), "cannot be read: there is no such file")]) from None
    except IsADirectoryError:
        raise BadInput([Problem(str(path), "cannot be read: it is a folder")]) from None
    except PermissionError:
        raise BadInput([Problem(str(path), "cannot be read: you have no permission to")]) from None
    except OSError:
        raise BadInput([Problem(str(path), "cannot be read from where it is kept")]) from None
    return text_of(raw, str(path))


def text_of(raw: bytes, name: str) -> str:
    """UTF-8 or, as spreadsheets write "Unicode text", UTF-16. Raises BadInput naming what is neither."""
    if raw.startswith(WORKBOOK_MARKS):
        raise BadInput([Problem(name, "is a workbook, not text: save the sheet as CSV UTF-8")])
    try:
        text = raw.decode("utf-16" if raw.startswith(UTF_16_MARKS) else "utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput([Problem(name, "is not UTF-8 text: save it as CSV UTF-8")]) from None
    if "\0" in text:
        raise BadInput([Problem(name, "is not text: save it as CSV UTF-8")])
    return text
