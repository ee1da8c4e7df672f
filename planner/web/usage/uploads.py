"""Logs as they are sent: held in a temporary folder that is removed when they are read, whatever happens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from flask import Request

from planner.core.models.catalogue import Catalogue
from planner.core.usage.calls import Log
from planner.core.workload import BadInput, Problem
from planner.sources.usage.formats import FIGURES
from planner.sources.usage.limits import LIMITS
from planner.sources.usage.reading import read_log

CHUNK = 1 << 20
MOST_FILES = 20


@contextmanager
def uploaded(incoming: Request) -> Iterator[list[Log]]:
    """Every log of the request: its files, else its body. Raises BadInput for a file that is no log or too large."""
    incoming.max_content_length = LIMITS.file_bytes + CHUNK
    files = [file for file in incoming.files.getlist("file") if file.filename or file.stream]
    if len(files) > MOST_FILES:
        raise BadInput([Problem("file", f"takes at most {MOST_FILES} files at once")])
    chosen = chosen_columns(incoming.form)
    streams: list[IO[bytes]] = [file.stream for file in files] or [incoming.stream]
    with ExitStack() as held, TemporaryDirectory(prefix="planner-usage-") as folder:
        for file in files:
            held.callback(file.close)
        logs = []
        for place, stream in enumerate(streams):
            path = Path(folder) / f"log{place}"
            _copy(stream, path)
            logs.append(read_log(path, columns=chosen))
            path.unlink()
        yield logs


def _copy(stream: IO[bytes], path: Path) -> None:
    with path.open("wb") as out:
        while chunk := stream.read(CHUNK):
            out.write(chunk)


def chosen_columns(form: Mapping[str, str]) -> dict[str, str] | None:
    """The file's own columns by figure, from fields such as `map.model`; None without any."""
    found = {name.removeprefix("map."): column for name, column in form.items() if name.startswith("map.") and column}
    for name in found:
        if name not in FIGURES:
            raise BadInput([Problem(f"map.{name}", f"must be one of {', '.join(FIGURES)}")])
    return found or None


def chosen_class(incoming: Request, catalogue: Catalogue) -> str | None:
    """The kind of work that the user says it is; None where the log is to tell."""
    said = incoming.form.get("task_class") or incoming.args.get("task_class")
    if said and said not in catalogue.task_classes:
        raise BadInput([Problem("task_class", f"must be one of {', '.join(catalogue.task_classes)}")])
    return said or None
