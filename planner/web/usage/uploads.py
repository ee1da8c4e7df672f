"""Uploaded files: held in a temporary folder that is always removed after reading."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from flask import Request, current_app

from planner.core.models.catalogue import Catalogue
from planner.core.number_text import read_number
from planner.core.usage.calls import Log, joined, with_number_of_calls
from planner.core.workload import BadInput, Problem
from planner.sources.usage.any_table import FIGURES
from planner.sources.usage.limits import LIMITS, Limits
from planner.sources.usage.reading import read_log
from planner.web.guard.turns import LOGS, take_turn

CHUNK = 1 << 20
LARGE_BYTES = 5_000_000
PACKED = (b"\x1f\x8b", b"PK", b"PAR1")
"""How gzip, ZIP and Parquet files begin."""
MOST_FILES = 20
NEEDED = ("model", "input", "output")
Told = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Stored:
    """A file of the request in the temporary folder, with the name it was sent under."""

    path: Path
    name: str


def limits() -> Limits:
    """How much is read, with the size and the rows of a file as set by PLANNER_USAGE_MB and PLANNER_USAGE_ROWS."""
    config = current_app.config
    return replace(LIMITS, file_bytes=config["USAGE_BYTES"], rows=config["USAGE_ROWS"])


def allow_large(incoming: Request) -> None:
    """Takes a body as large as a log may be; to be called before any of the body is read."""
    incoming.max_content_length = limits().file_bytes + CHUNK


@contextmanager
def stored(incoming: Request) -> Iterator[list[Stored]]:
    """The files of the request, else its body. Raises BadInput for too many of them."""
    allow_large(incoming)
    # A browser sends an empty file where none was chosen.
    files = [file for file in incoming.files.getlist("file") if file.filename]
    if len(files) > MOST_FILES:
        raise BadInput([Problem("file", f"takes at most {MOST_FILES} files at once")])
    named = [(file.stream, file.filename or "") for file in files]
    streams: list[tuple[IO[bytes], str]] = named or ([] if incoming.form else [(incoming.stream, "")])
    with ExitStack() as held, TemporaryDirectory(prefix="planner-usage-") as folder:
        for file in files:
            held.callback(file.close)
        yield [_stored(stream, name, Path(folder) / f"file{place}") for place, (stream, name) in enumerate(streams)]


def _stored(stream: IO[bytes], name: str, path: Path) -> Stored:
    with path.open("wb") as out:
        while chunk := stream.read(CHUNK):
            out.write(chunk)
    return Stored(path, name)


def read_stored(files: Sequence[Stored], chosen: Mapping[str, str] | None, report: Told = lambda *_: None) -> list[Log]:
    """Every log, each file removed when it is read. Raises BadInput for a file that is no log or too large; `told` is
    what `read_log` reports of its progress. Large ones take turns."""
    if any(_is_large(file.path) for file in files):
        take_turn(LOGS)
    logs = []
    for file in files:
        logs.append(read_log(file.path, columns=chosen, limits=limits(), progress=report))
        file.path.unlink()
    return logs


def _is_large(path: Path) -> bool:
    """By its size, or because it is packed and may unpack to any."""
    with path.open("rb") as file:
        return file.read(4).startswith(PACKED) or path.stat().st_size > LARGE_BYTES


@contextmanager
def uploaded(incoming: Request) -> Iterator[list[Log]]:
    """Every log of the request: the files of a form, else its body, whatever its type says: `curl --data-binary` calls
    a log a form of fields."""
    if incoming.mimetype != "multipart/form-data":
        allow_large(incoming)
        yield [read_stream(incoming.stream)]
        return
    with stored(incoming) as files:
        yield read_stored(files, chosen_columns(incoming.form))


def read_stream(stream: IO[bytes]) -> Log:
    """The log in what was pasted. Raises BadInput as `uploaded` does."""
    with TemporaryDirectory(prefix="planner-usage-") as folder:
        return read_stored([_stored(stream, "", Path(folder) / "file")], None)[0]


def chosen_columns(form: Mapping[str, str]) -> dict[str, str] | None:
    """The file's own columns by figure, from fields such as `map.model`; None without any.

    The page sends a field for each figure: there an empty one says that the file does not hold it, and all of them say
    nothing where neither a model nor tokens are chosen, as they were of another file.
    """
    found = {name.removeprefix("map."): column for name, column in form.items() if name.startswith("map.")}
    if "columns" not in form or not any(found.get(name) for name in NEEDED):
        found = {} if "columns" in form else {name: column for name, column in found.items() if column}
    for name in found:
        if name not in FIGURES:
            raise BadInput([Problem(f"map.{name}", f"must be one of {', '.join(FIGURES)}")])
    return found or None


def one_log(logs: Sequence[Log], incoming: Request) -> Log:
    """The logs as one. The field `calls` is the number of calls in rows that do not have it; raises BadInput where it
    does not fit."""
    log, typed = joined(logs), incoming.form.get("calls") or incoming.args.get("calls") or ""
    if not typed.strip():
        return log
    try:
        number = read_number(typed)
        if number != int(number):
            raise ValueError("must be a whole number, such as 1,200")
        return with_number_of_calls(log, int(number))
    except ValueError as error:
        raise BadInput([Problem("calls", f"{error}")]) from None


def chosen_class(incoming: Request, catalogue: Catalogue) -> str | None:
    """The kind of work that the user chose; None where the log decides."""
    chosen = incoming.form.get("task_class") or incoming.args.get("task_class")
    if chosen and chosen not in catalogue.task_classes:
        raise BadInput([Problem("task_class", f"must be one of {', '.join(catalogue.task_classes)}")])
    return chosen or None
