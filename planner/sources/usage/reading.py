"""A usage log, whatever its format: recognised by its content, read within bounds, counted and forgotten."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from planner.core.usage.calls import Log
from planner.core.usage.sound import NO_CALLS, UNREADABLE, sound, with_cached_inside, with_reasoning_on_top
from planner.sources.usage import duck
from planner.sources.usage.any_table import format_of
from planner.sources.usage.columns import Columns, add_row
from planner.sources.usage.costs import CostFormat, cost_format, read_costs
from planner.sources.usage.documents import FOCUS_NAME, FocusRows, is_focus, otlp_spans, rows_of, with_plain_attributes
from planner.sources.usage.formats import SPANS
from planner.sources.usage.limits import (
    LIMITS,
    Limits,
    MissingModel,
    Progress,
    UnknownColumns,
    no_columns,
    no_progress,
    refuse,
    size,
)
from planner.sources.usage.llm_database import NAME as LLM
from planner.sources.usage.llm_database import read_llm
from planner.sources.usage.opening import Opened, opened
from planner.sources.usage.response import LOG_NAME as RESPONSES
from planner.sources.usage.response import NAME as RESPONSE
from planner.sources.usage.response import is_response, model_of, read_response, response_in
from planner.sources.usage.sessions import CODEX, Tally, read_claude, read_codex, session_kind
from planner.sources.usage.table_format import TableFormat

Row = Mapping[str, Any]
NAMES = {"csv": "CSV", "jsonl": "JSON lines", "json": "JSON", "parquet": "Parquet"}
PROGRESS_ROWS = 50_000


def read_log(
    path: Path,
    *,
    columns: Mapping[str, str] | None = None,
    limits: Limits = LIMITS,
    fast: bool = True,
    progress: Progress = no_progress,
) -> Log:
    """The calls of one file. `columns`: the file's own names by figure; `fast`: with DuckDB where it is installed.

    Raises BadInput with a sentence for a file that is no usage log or too large, UnknownColumns where the user has to
    choose columns. `progress` is called with the rows read and the share of the file (either may be 0 or None where it
    is not known); what it raises, such as Cancelled, ends the reading.
    """
    with opened(path, limits) as file:
        log = sound(_read(file, columns, limits, fast and duck.is_there(), progress))
        names = _names(file)
    if log.read == log.unknown and all(what.startswith(UNREADABLE) for what, _ in log.contradictions):
        raise UnknownColumns(NO_CALLS, names) if names else refuse(NO_CALLS)
    return log


def _read(
    file: Opened,
    chosen: Mapping[str, str] | None,
    limits: Limits,
    fast: bool,
    progress: Progress,
) -> Log:
    if file.kind == "sqlite":
        return with_reasoning_on_top(
            _rows(LLM, limits, lambda found, tally: read_llm(file.path, found, tally, progress))
        )
    if file.kind == "json":
        return _document(file, chosen, limits)
    events = _events(file, limits, progress) if file.kind == "jsonl" and not chosen else None
    return events if events is not None else _tabular(file, chosen, limits, fast, progress)


def _events(file: Opened, limits: Limits, progress: Progress) -> Log | None:
    """The log of a session file or of OTLP's lines; None for a table."""
    kind = session_kind(file.head)
    if kind:
        reader = read_codex if kind == CODEX else read_claude
        return _rows(kind, limits, lambda found, tally: reader(_lines(file, limits, progress), found, tally))
    if any("resourceSpans" in row for row in file.head):
        log = _rows(SPANS.name, limits, lambda found, tally: _otlp(_lines(file, limits, progress), found, tally))
        return _as_counted(log, SPANS)
    return None


def _tabular(file: Opened, chosen: Mapping[str, str] | None, limits: Limits, fast: bool, progress: Progress) -> Log:
    names = _names(file)
    if is_focus(names):
        return _rows(FOCUS_NAME, limits, lambda found, tally: _focus(_table(file, limits, progress), found, tally))
    costs = None if chosen else cost_format(names)
    if costs:
        return _costs(costs, _table(file, limits, progress), limits)
    if not chosen and _are_responses(names, file):
        rows = _table(file, limits, progress)
        return _rows(RESPONSES, limits, lambda found, tally: _responses(rows, found, tally))
    form = _format(names, chosen, file)
    # The fast engine reads no steps of whole runs, unless it is the only one.
    fast = fast and (file.kind == "parquet" or form.steps_columns.isdisjoint(names))
    if fast and not any(isinstance(row.get("attributes"), list) for row in file.head):
        log = duck.read(file, form, limits, progress)
        if log is not None:
            return _as_counted(_with_first(log, form, file, limits), form)
    if file.kind == "parquet":
        text = "that cannot be read in the memory it may take" if fast else "which the extra `usage` reads"
        raise refuse(f"is a Parquet file {text}: export it as CSV")
    rows = _table(file, limits, progress)
    log = _rows(form.name, limits, lambda found, tally: _add_all(rows, form, file, found, tally))
    return _as_counted(log, form)


def _as_counted(log: Log, form: TableFormat) -> Log:
    """Puts xAI's reasoning into the output, and Anthropic's cached tokens into the input, where the format passes on
    what the vendor reports."""
    log = log if form.thinks_apart or form.thinks_inside else with_reasoning_on_top(log)
    return log if form.claude == "inside" or form.apart else with_cached_inside(log, always=form.claude == "beside")


def _costs(form: CostFormat, rows: Iterable[Row | None], limits: Limits) -> Log:
    found = Columns(limits)
    read, unknown = read_costs(rows, form, found)
    return Log(form.name, found.calls(), read, unknown)


def _rows(name: str, limits: Limits, fill: Callable[[Columns, Tally], None]) -> Log:
    found, tally = Columns(limits), Tally()
    fill(found, tally)
    where = f"{UNREADABLE} (the first in row {tally.first_unreadable:,})"
    wrong = ((where, found.unreadable),) if found.unreadable else ()
    return Log(name, found.calls(), tally.read, tally.unknown, tally.other, tally.twice, wrong)


def _names(file: Opened) -> tuple[str, ...]:
    if file.kind == "jsonl":
        return tuple(dict.fromkeys(name for row in file.head for name in row))
    if file.kind == "parquet" and duck.is_there():
        return duck.parquet_columns(file)
    return file.columns


def _format(names: Sequence[str], chosen: Mapping[str, str] | None, file: Opened) -> TableFormat:
    try:
        form = _spans(file) or format_of(names, chosen)
    except ValueError as error:
        raise UnknownColumns(f"cannot be read so: {error}", names) from None
    if form is None:
        raise no_columns(names)
    if form.name == "table":
        return replace(form, name=NAMES[file.kind])
    return form


def _spans(file: Opened) -> TableFormat | None:
    for row in file.head:
        found = with_plain_attributes(row).get("attributes")
        if isinstance(found, Mapping) and any(str(name).startswith("gen_ai.") for name in found):
            return SPANS
    return None


def _add_all(rows: Iterable[Row | None], form: TableFormat, file: Opened, columns: Columns, tally: Tally) -> None:
    comma = file.delimiter == ";"
    for row in rows:
        tally.read += 1
        tally.unknown += row is None or not add_row(columns, form, with_plain_attributes(row), comma_decimal=comma)
        if columns.unreadable and not tally.first_unreadable:
            tally.first_unreadable = tally.read


def _with_first(log: Log, form: TableFormat, file: Opened, limits: Limits) -> Log:
    """The log with the place of the first number that cannot be read, which the fast engine does not tell."""
    if not log.contradictions or file.kind == "parquet":
        return log
    columns, tally, count = Columns(limits), Tally(), dict(log.contradictions)[UNREADABLE]
    until = (row for row in _table(file, limits, no_progress) if not columns.unreadable)
    _add_all(until, form, file, columns, tally)
    where = f" (the first in row {tally.first_unreadable:,})" if tally.first_unreadable else ""
    return replace(log, contradictions=((UNREADABLE + where, count),))


def _focus(rows: Iterable[Row | None], columns: Columns, tally: Tally) -> None:
    sums = FocusRows(columns)
    for row in rows:
        tally.read += 1
        tally.unknown += row is None or not sums.add(row)
    sums.close()


def _otlp(rows: Iterable[Row | None], columns: Columns, tally: Tally) -> None:
    for row in rows:
        for span in otlp_spans(row) if row else [{}]:
            tally.read += 1
            tally.unknown += not add_row(columns, SPANS, span)


def _document(file: Opened, chosen: Mapping[str, str] | None, limits: Limits) -> Log:
    try:
        data = json.loads(file.path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError):
        raise refuse("begins as JSON and is not") from None
    if is_response(data) and not chosen:
        return _rows(RESPONSE, limits, lambda found, tally: _response(data, found, tally))
    rows = list(rows_of(data))
    names = tuple(dict.fromkeys(name for row in rows[:500] for name in row))
    if is_focus(names):
        return _rows(FOCUS_NAME, limits, lambda found, tally: _focus(rows, found, tally))
    costs = None if chosen else cost_format(names)
    if costs:
        return _costs(costs, rows, limits)
    opened = Opened(file.path, "json", head=tuple(rows[:500]))
    if not chosen and _are_responses(names, opened):
        return _rows(RESPONSES, limits, lambda found, tally: _responses(rows, found, tally))
    form = _format(names, chosen, opened)
    log = _rows(form.name, limits, lambda found, tally: _add_all(rows, form, opened, found, tally))
    return _as_counted(log, form)


def _response(data: Row, columns: Columns, tally: Tally) -> None:
    if not model_of(data):
        raise MissingModel
    tally.read += 1
    tally.unknown += not read_response(data, columns)


def _are_responses(names: Sequence[str], file: Opened) -> bool:
    """Whether rows are responses of an API. A table whose own columns say models and tokens is read as a table."""
    return any(response_in(row) for row in file.head) and not _spans(file) and format_of(names) is None


def _responses(rows: Iterable[Row | None], columns: Columns, tally: Tally) -> None:
    for row in rows:
        found = response_in(row) if row else None
        tally.read += 1
        tally.unknown += found is None or not read_response(found, columns)


def _table(file: Opened, limits: Limits, progress: Progress) -> Iterator[Row | None]:
    return _csv(file, limits, progress) if file.kind == "csv" else _lines(file, limits, progress)


def _csv(file: Opened, limits: Limits, progress: Progress) -> Iterator[Row | None]:
    csv.field_size_limit(limits.line_bytes)
    try:
        size_bytes = file.path.stat().st_size
        with file.path.open("rb") as raw, io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as text:
            rows = csv.reader(text, delimiter=file.delimiter)
            names = [name.strip() for name in next(rows)]
            for number, row in enumerate(rows):
                if row:
                    yield dict(zip(names, row, strict=False))
                if number % PROGRESS_ROWS == 0:
                    progress(number, raw.tell() / size_bytes)
    except UnicodeDecodeError:
        raise refuse("is not UTF-8 throughout: save it as UTF-8") from None
    except csv.Error as error:
        raise refuse(f"is no CSV file that can be read: {error}") from None


def _lines(file: Opened, limits: Limits, progress: Progress) -> Iterator[Row | None]:
    """The objects of JSON lines, None for a line that is none."""
    size_bytes = file.path.stat().st_size
    with file.path.open("rb") as lines:
        for number, line in enumerate(_bounded(lines, limits)):
            if number % PROGRESS_ROWS == 0:
                progress(number, lines.tell() / size_bytes)
            try:
                row = json.loads(line)
            except (ValueError, RecursionError):
                yield None
                continue
            yield row if isinstance(row, dict) else None


def _bounded(lines: BinaryIO, limits: Limits) -> Iterator[bytes]:
    while line := lines.readline(limits.line_bytes + 1):
        if len(line) > limits.line_bytes:
            raise refuse(f"has a line longer than {size(limits.line_bytes)}")
        if line.strip():
            yield line
