"""The fast engine for tables: DuckDB reads only the columns that are wanted and gives them as numbers.

Two passes: the first gives each call the hash of its model, effort and task, the second, over few rows, their names.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.core.usage.calls import Key, Log, calls_of
from planner.core.usage.sound import UNREADABLE
from planner.sources.usage.duck_query import Layers, quoted, source_of, structs_of
from planner.sources.usage.limits import Limits, Progress, no_progress, refuse
from planner.sources.usage.opening import Opened
from planner.sources.usage.table_format import TableFormat

MEMORY = "256MB"
SAMPLE = 100_000
WATCHED_SECONDS = 0.1


def is_there() -> bool:
    """Whether the package is installed (extra `usage`)."""
    return find_spec("duckdb") is not None


def read(opened: Opened, form: TableFormat, limits: Limits, progress: Progress = no_progress) -> Log | None:
    """The log, or None for a file that this engine cannot read: the plain engine then says what is wrong with it.
    `progress` is called with the share read; an exception it raises ends the reading."""
    import duckdb

    with duckdb.connect(config={"memory_limit": MEMORY, "threads": 2, "preserve_insertion_order": "false"}) as db:
        db.execute(f"SET temp_directory = '{quoted(str(opened.path.parent / 'spill'))}'")
        db.execute(f"SET max_temp_directory_size = '{limits.unpacked_bytes}B'")
        try:
            return _read(db, opened, form, limits, progress)
        except duckdb.Error:
            return None


def _read(db: Any, opened: Opened, form: TableFormat, limits: Limits, progress: Progress) -> Log:  # noqa: ANN401
    names = _columns(db, opened)
    structs = structs_of(opened, form)
    layers = Layers(form, opened, names, structs)
    source = source_of(opened, names, form, structs, limits)
    # A small file may unpack to any number of rows: reading stops at one more than the limit.
    columns = _fetched(db, f"{layers.calls(source)} LIMIT {limits.rows + 1}", progress)
    total = len(columns["key"])
    if total > limits.rows:
        raise refuse(f"has more than {limits.rows:,} rows")
    known, unreadable = (columns.pop(name).astype(np.bool_) for name in ("known", "unreadable"))
    if not known.all():
        columns = {name: values[known] for name, values in columns.items()}
    kinds, columns["key"] = np.unique(columns["key"], return_inverse=True)
    if len(kinds) > limits.keys:
        raise refuse(f"names more than {limits.keys:,} models and tasks: choose another column for the task")
    calls = calls_of(_named(db, layers, source, kinds), columns)
    wrong = ((UNREADABLE, int(unreadable.sum())),) if unreadable.any() else ()
    return Log(form.name, calls, read=total, unknown=total - len(calls.key), contradictions=wrong)


def _named(db: Any, layers: Layers, source: str, kinds: NDArray[Any]) -> list[Key]:  # noqa: ANN401
    """The keys whose hashes are `kinds`: those of the first rows, of all where some come later."""
    for rows in (f"(SELECT * FROM {source} LIMIT {SAMPLE})", source):  # noqa: S608 - quoted
        found = {row[0]: Key(*row[1:]) for row in db.execute(layers.keys(rows)).fetchall()}
        if all(int(kind) in found for kind in kinds):
            break
    return [found[int(kind)] for kind in kinds]


def _fetched(db: Any, query: str, progress: Progress) -> dict[str, NDArray[Any]]:  # noqa: ANN401
    """The columns. The query runs beside, so that it can be watched and interrupted."""
    db.execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false")
    with ThreadPoolExecutor(1) as beside:
        running = beside.submit(lambda: db.execute(query).fetchnumpy())
        try:
            while not wait([running], timeout=WATCHED_SECONDS).done:
                progress(0, max(db.query_progress(), 0.0) / 100)
        except BaseException:
            db.interrupt()
            raise
    fetched = running.result()
    return {name: _filled(fetched.pop(name)) for name in list(fetched)}


def _filled(values: NDArray[Any]) -> NDArray[Any]:
    return values.filled(np.nan) if isinstance(values, np.ma.MaskedArray) else values


def _columns(db: Any, opened: Opened) -> tuple[str, ...]:  # noqa: ANN401
    if opened.kind == "parquet":
        query = f"DESCRIBE SELECT * FROM read_parquet('{quoted(str(opened.path))}')"  # noqa: S608 - quoted
        described = db.execute(query).fetchall()
        return tuple(row[0] for row in described)
    return opened.columns


def parquet_columns(opened: Opened) -> tuple[str, ...]:
    """The names of a Parquet file's columns. Raises BadInput for one that cannot be read."""
    import duckdb

    with duckdb.connect(config={"memory_limit": MEMORY}) as db:
        try:
            return _columns(db, opened)
        except duckdb.Error:
            raise refuse("is a Parquet file that cannot be read") from None
