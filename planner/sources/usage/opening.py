"""The true type of a file, by its first bytes and not its name; compressed files are unpacked within bounds."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from planner.sources.usage.limits import Limits, refuse, size

HEAD_BYTES = 1_000_000
CHUNK = 1 << 20
PICTURES = {b"\x89PNG": "a PNG picture", b"\xff\xd8\xff": "a JPEG picture", b"%PDF": "a PDF", b"\x7fELF": "a program"}
UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Opened:
    """A file ready to be read. `kind`: sqlite, parquet, jsonl, json or csv; `delimiter` and `columns` of a CSV."""

    path: Path
    kind: str
    delimiter: str = ","
    columns: tuple[str, ...] = ()
    head: tuple[Any, ...] = ()


@contextmanager
def opened(path: Path, limits: Limits) -> Iterator[Opened]:
    """The file as it is, or unpacked and in UTF-8 in a folder that is removed at the end.

    Raises BadInput with a sentence for what is no log or too much.
    """
    if path.stat().st_size > limits.file_bytes:
        raise refuse(f"is larger than {size(limits.file_bytes)}")
    with TemporaryDirectory(prefix="planner-usage-") as folder:
        plain = _unpacked(path, Path(folder), limits)
        plain = _in_utf8(plain, Path(folder))
        yield _kind(plain, limits)


def _unpacked(path: Path, folder: Path, limits: Limits) -> Path:
    with path.open("rb") as file:
        start = file.read(4)
    if start[:2] == b"\x1f\x8b":
        with gzip.open(path) as packed:
            return _copied(packed, folder / "unpacked", limits)
    if start == b"PK\x03\x04":
        return _from_zip(path, folder, limits)
    return path


def _from_zip(path: Path, folder: Path, limits: Limits) -> Path:
    try:
        with zipfile.ZipFile(path) as archive:
            files = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(files) != 1:
                raise refuse(f"is an archive of {len(files):,} files: give the log alone")
            with archive.open(files[0]) as packed:
                return _copied(packed, folder / "unpacked", limits)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
        raise refuse("is a ZIP archive that cannot be read") from None


def _copied(packed: Any, target: Path, limits: Limits) -> Path:  # noqa: ANN401 - gzip and zip files share no type
    """Unpack within the limit. Raises BadInput for more, and for what is damaged."""
    written = 0
    try:
        with target.open("wb") as out:
            while chunk := packed.read(CHUNK):
                written += len(chunk)
                if written > limits.unpacked_bytes:
                    raise refuse(f"unpacks to more than {size(limits.unpacked_bytes)}")
                out.write(chunk)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile):
        raise refuse("is a packed file that cannot be unpacked") from None
    return target


def _in_utf8(path: Path, folder: Path) -> Path:
    with path.open("rb") as file:
        if file.read(2) not in UTF16:
            return path
    target = folder / "utf8"
    try:
        with path.open(encoding="utf-16") as source, target.open("w", encoding="utf-8") as out:
            while text := source.read(CHUNK):
                out.write(text)
    except UnicodeError:
        raise refuse("begins as UTF-16 and is not") from None
    return target


def _kind(path: Path, limits: Limits) -> Opened:
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        if not head.strip():
            raise refuse("is empty")
        if head.startswith(b"SQLite format 3\0"):
            return Opened(path, "sqlite")
        if head.startswith(b"PAR1"):
            return Opened(path, "parquet")
        picture = next((name for mark, name in PICTURES.items() if head.startswith(mark)), None)
        if picture or b"\0" in head:
            raise refuse(f"is {picture or 'binary data'}, not a usage log")
        _check_first_line(head, file, limits)
    text = _text(head, len(head) < HEAD_BYTES)
    if text.lstrip()[:1] in ("{", "["):
        return _json(path, text, limits)
    return _csv(path, text)


def _check_first_line(head: bytes, file: BinaryIO, limits: Limits) -> None:
    """A line without an end is refused before anything tries to hold it; JSON documents have a bound of their own."""
    if b"\n" in head or head.lstrip()[:1] in (b"{", b"["):
        return
    left = len(head)
    if left > limits.line_bytes:
        raise refuse(f"has a line longer than {size(limits.line_bytes)}")
    while chunk := file.read(CHUNK):
        left += len(chunk)
        if b"\n" in chunk:
            return
        if left > limits.line_bytes:
            raise refuse(f"has a line longer than {size(limits.line_bytes)}")


def _text(head: bytes, whole: bool) -> str:
    """The first part as text; a character cut at its end is left out."""
    try:
        return head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if not whole and error.start > len(head) - 4:
            return head[: error.start].decode("utf-8-sig")
        line = head.count(b"\n", 0, error.start) + 1
        raise refuse(f"is not UTF-8 from line {line} on: save it as UTF-8") from None


def _json(path: Path, text: str, limits: Limits) -> Opened:
    first, _, rest = text.lstrip().partition("\n")
    row = _loaded(first)
    if isinstance(row, dict) and (not rest.strip() or rest.lstrip()[:1] == "{"):
        single = not rest.strip() and (
            {"usage", "usageMetadata"} & row.keys() or not {"model", "type", "attributes"} & row.keys()
        )
        if not single:
            rows = [row, *(found for line in rest.splitlines()[:200] if isinstance(found := _loaded(line), dict))]
            return Opened(path, "jsonl", head=tuple(rows))
    if path.stat().st_size > limits.document_bytes:
        raise refuse(f"is one JSON document of more than {size(limits.document_bytes)}: export it as JSON lines")
    return Opened(path, "json")


def _loaded(line: str) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _csv(path: Path, text: str) -> Opened:
    import csv

    first = text.lstrip("\n\r").splitlines()[0]
    delimiter = max(",;\t|", key=first.count)
    if not first.count(delimiter):
        raise refuse("is no table: its first line has one column")
    try:
        columns = next(csv.reader(io.StringIO(first), delimiter=delimiter))
    except csv.Error as error:
        raise refuse(f"is no CSV file that can be read: {error}") from None
    return Opened(path, "csv", delimiter, tuple(name.strip() for name in columns))
