"""The fast engine for tables: DuckDB reads only the columns that are wanted and gives them as numbers.

Two passes: the first finds the models, efforts and tasks, the second gives each call a number for its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.core.usage.calls import Key, Log, calls_of
from planner.sources.usage.formats import TableFormat, column_of, inside
from planner.sources.usage.limits import Limits, refuse
from planner.sources.usage.opening import Opened

MEMORY = "256MB"
LONGEST_CSV_LINE = 2_000_000
"""Bytes; it keeps sixteen times as much in memory. Longer lines go to the plain engine."""
SAMPLE = 100_000
KEY_PARTS = ("model", "effort", "task", "host", "tier")
SEPARATOR = "\x1f"
FIGURES = ("n", "input", "cache_read", "cache_write", "output", "reasoning", "seconds", "usd")


def is_there() -> bool:
    """Whether the package is installed (extra `usage`)."""
    return find_spec("duckdb") is not None


def read(opened: Opened, form: TableFormat, limits: Limits) -> Log | None:
    """The log, or None for a file that this engine cannot take: the plain engine then says what is wrong with it."""
    import duckdb

    with duckdb.connect(config={"memory_limit": MEMORY, "threads": 2, "preserve_insertion_order": "false"}) as db:
        db.execute(f"SET temp_directory = '{_quoted(str(opened.path.parent / 'spill'))}'")
        try:
            return _read(db, opened, form, limits)
        except duckdb.Error:
            return None


def _read(db: Any, opened: Opened, form: TableFormat, limits: Limits) -> Log:  # noqa: ANN401 - an optional package
    names = _columns(db, opened)
    layers = Layers(form, opened, names)
    source = _source(opened, names, form, limits)
    keys = _keys(db, layers, f"(SELECT * FROM {source} LIMIT {SAMPLE})")  # noqa: S608 - quoted
    columns = _fetched(db, layers, source, keys)
    if columns["key"].min(initial=0) < 0:  # a key that the first rows do not have
        keys = _keys(db, layers, source)
        if len(keys) > limits.keys:
            raise refuse(f"names more than {limits.keys:,} models and tasks: choose another column for the task")
        columns = _fetched(db, layers, source, keys)
    total = len(columns["key"])
    if total > limits.rows:
        raise refuse(f"has more than {limits.rows:,} rows")
    known = columns.pop("known").astype(np.bool_)
    if not known.all():
        columns = {name: values[known] for name, values in columns.items()}
    calls = calls_of([Key(*key.split(SEPARATOR)) for key in keys], columns)
    return Log(form.name, calls, read=total, unknown=total - len(calls.key))


def _keys(db: Any, layers: Layers, source: str) -> list[str]:  # noqa: ANN401
    return [key for (key,) in db.execute(layers.keys(source)).fetchall() if key is not None]


def _fetched(db: Any, layers: Layers, source: str, keys: list[str]) -> dict[str, NDArray[Any]]:  # noqa: ANN401
    rows = [keys, len(keys)]
    db.execute("CREATE OR REPLACE TEMP TABLE keys AS SELECT unnest(?) AS k, unnest(range(?))::INTEGER AS key", rows)
    fetched = db.execute(layers.calls(source)).fetchnumpy()
    return {name: _filled(fetched.pop(name)) for name in list(fetched)}


def _filled(values: NDArray[Any]) -> NDArray[Any]:
    return values.filled(np.nan) if isinstance(values, np.ma.MaskedArray) else values


def _columns(db: Any, opened: Opened) -> tuple[str, ...]:  # noqa: ANN401
    if opened.kind == "parquet":
        query = f"DESCRIBE SELECT * FROM read_parquet('{_quoted(str(opened.path))}')"  # noqa: S608 - quoted
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


def _source(opened: Opened, names: tuple[str, ...], form: TableFormat, limits: Limits) -> str:
    path = _quoted(str(opened.path))
    if opened.kind == "parquet":
        return f"read_parquet('{path}')"
    if opened.kind == "csv":
        columns = ", ".join(f"'{_quoted(name)}': 'VARCHAR'" for name in names)
        return (
            f"read_csv('{path}', auto_detect = false, header = true, delim = '{opened.delimiter}', quote = '\"', "
            f"escape = '\"', columns = {{{columns}}}, null_padding = true, strict_mode = false, "
            f"max_line_size = {min(limits.line_bytes, LONGEST_CSV_LINE)})"
        )
    paths = (path for several in form.fields.values() for each in several for path in each.split("+"))
    deep = {column_of(path) for path in paths if inside(path)}
    columns = ", ".join(f"'{_quoted(name)}': '{'JSON' if name in deep else 'VARCHAR'}'" for name in form.columns)
    return (
        f"read_json('{path}', format = 'newline_delimited', columns = {{{columns}}}, ignore_errors = true, "
        f"maximum_object_size = {limits.line_bytes})"
    )


class Layers:
    """The query in layers, so that each text is found, and each figure read, once: the JSON of each column, then the
    text of each path, then its number, then the figures of core Calls."""

    def __init__(self, form: TableFormat, opened: Opened, names: tuple[str, ...]) -> None:
        self.form = form
        self.json = opened.kind == "jsonl"
        self.names = set(form.columns if self.json else names)
        self.comma_decimal = opened.delimiter == ";"

    def keys(self, source: str) -> str:
        """Every key; NULL for rows that say no model or tokens."""
        numbers = [path for name in ("input", "output") for path in self._paths(name)]
        texts = self._texts(source, [*self._all(KEY_PARTS), *numbers])
        told = " OR ".join(f"{self._read(part)} IS NOT NULL" for path in numbers for part in path.split("+")) or "FALSE"
        key = f"CASE WHEN {self._said('model')} IS NOT NULL AND ({told}) THEN {self._key()} END"
        return f"SELECT DISTINCT {key} AS k FROM ({texts}) ORDER BY k"  # noqa: S608 - paths of formats.py, quoted

    def calls(self, source: str) -> str:
        """A row a call, with the columns of core Calls."""
        paths = self._all((*KEY_PARTS, "run", "start", "end", *FIGURES))
        numeric = [part for path in self._all(FIGURES) for part in path.split("+")]
        numbers = [f"{self._read(path)} AS {self._name(path, 'n')}" for path in dict.fromkeys(numeric)]
        told = [f"{self._said(name)} AS {name}_" for name in ("model", "run", "start", "end")]
        second = f"SELECT {', '.join([f'{self._key()} AS k', *numbers, *told])} FROM ({self._texts(source, paths)})"  # noqa: S608
        third = [f"{self._number(name)} AS {name}" for name in FIGURES]
        third += [f"{_moment('start_')} AS start", f'{_moment("end_")} AS "end"', "k", "run_", "model_"]
        made = ", ".join(f"{sql} AS {name}" for name, sql in self._figures().items())
        known = "model_ IS NOT NULL AND (t.input IS NOT NULL OR t.output IS NOT NULL)"
        return (
            f"SELECT CASE WHEN {known} THEN coalesce(keys.key, -1) ELSE 0 END AS key, {known} AS known, "  # noqa: S608
            f"coalesce(hash(run_), 0::UBIGINT) AS run, {made} "
            f"FROM (SELECT {', '.join(third)} FROM ({second})) t LEFT JOIN keys USING (k)"
        )

    def _figures(self) -> Mapping[str, str]:
        """As columns.add_figures makes them."""
        told = {name: f"t.{name}" for name in ("start", *FIGURES)}
        if self.form.apart:
            told["input"] = "coalesce(t.input, 0) + coalesce(t.cache_read, 0) + coalesce(t.cache_write, 0)"
        if self.form.thinks_apart:
            told["output"] = "coalesce(t.output, 0) + coalesce(t.reasoning, 0)"
        lasted = 'CASE WHEN t."end" > t.start THEN t."end" - t.start END'
        told["seconds"] = f"coalesce(t.seconds * {self.form.seconds_per}, {lasted})"
        told["usd"] = f"t.usd * {self.form.usd_per}"
        told["n"] = "CASE WHEN t.n >= 1 THEN t.n ELSE 1 END"
        return told

    def _paths(self, figure: str) -> list[str]:
        paths = self.form.fields.get(figure, ())
        return [path for path in paths if all(column_of(part) in self.names for part in path.split("+"))]

    def _all(self, figures: Sequence[str]) -> list[str]:
        return list(dict.fromkeys(path for figure in figures for path in self._paths(figure)))

    def _texts(self, source: str, paths: Sequence[str]) -> str:
        """Each path's text, none where it is empty; the JSON of a column is read once for all its paths."""
        single = list(dict.fromkeys(part for path in paths for part in path.split("+")))
        deep: dict[str, list[str]] = {}
        for path in single:
            if inside(path):
                deep.setdefault(column_of(path), []).append(path)
        lists = [f"{self._list(column, inner)} AS {_deep(column)}" for column, inner in deep.items()]
        plain = list(dict.fromkeys(_column(column_of(path)) for path in single if not inside(path)))
        first = f"SELECT {', '.join([*plain, *lists]) or '1 AS nothing'} FROM {source}"  # noqa: S608
        texts = []
        for path in single:
            column = column_of(path)
            value = f"{_deep(column)}[{deep[column].index(path) + 1}]" if inside(path) else _column(column)
            texts.append(f"nullif(trim(CAST({value} AS VARCHAR)), '') AS {self._name(path, 't')}")
        return f"SELECT {', '.join(texts) or '1 AS nothing'} FROM ({first})"  # noqa: S608

    def _list(self, column: str, paths: Sequence[str]) -> str:
        steps = ", ".join(f"'${_quoted(_steps(path))}'" for path in paths)
        value = f"json_extract_string({_column(column)}, [{steps}])"
        return value if self.json else f"TRY({value})"

    def _name(self, path: str, kind: str) -> str:
        return f'"{kind}_{path.replace(chr(34), "")}"'

    def _key(self) -> str:
        return " || chr(31) || ".join(f"coalesce({self._said(part)}, '')" for part in KEY_PARTS)

    def _said(self, figure: str) -> str:
        """The first path that says something, as text."""
        return _first([self._name(path, "t") for path in self._paths(figure)], "NULL::VARCHAR")

    def _read(self, path: str) -> str:
        """The figure in a path's text, as columns.number_of reads it."""
        text = self._name(path, "t")
        if self.comma_decimal:
            loose = f"regexp_replace({text}, '^[$ ]*(-?[0-9]+),([0-9]+)$', '\\1.\\2')"
        else:
            grouped = f"regexp_matches({text}, '^[$ ]*-?[0-9]{{1,3}}(,[0-9]{{3}})*(\\.[0-9]+)?$')"
            loose = f"CASE WHEN {grouped} THEN replace(ltrim({text}, '$ '), ',', '') END"
        return (
            f"coalesce(TRY_CAST({text} AS DOUBLE), CASE WHEN {text} IS NOT NULL THEN TRY_CAST({loose} AS DOUBLE) END)"
        )

    def _number(self, figure: str) -> str:
        """The first path that holds a figure; a sum of several counts those that are told."""
        sums = []
        for path in self._paths(figure):
            parts = [self._name(part, "n") for part in path.split("+")]
            every = " + ".join(f"coalesce({part}, 0)" for part in parts)
            sums.append(parts[0] if len(parts) == 1 else f"CASE WHEN {_first(parts, '')} IS NOT NULL THEN {every} END")
        bounded = [f"CASE WHEN {sql} >= 0 AND {sql} < 1e15 THEN {sql} END" for sql in sums]
        return _first(bounded, "NULL::DOUBLE")


def _moment(name: str) -> str:
    """As columns.moment_of reads it."""
    number = f"TRY_CAST({name} AS DOUBLE)"
    return (
        f"coalesce(epoch(TRY_CAST({name} AS TIMESTAMP)), CASE WHEN {number} >= 1e17 THEN {number} * 1e-9 "
        f"WHEN {number} >= 1e14 THEN {number} * 1e-6 WHEN {number} >= 1e11 THEN {number} * 1e-3 "
        f"WHEN {number} >= 1e8 THEN {number} END)"
    )


def _column(name: str) -> str:
    return f'"{name.replace(chr(34), chr(34) * 2)}"'


def _deep(column: str) -> str:
    return f'"j_{column.replace(chr(34), "")}"'


def _steps(path: str) -> str:
    return "".join(f"[{key}]" if key.isdigit() else f'."{key}"' for key in inside(path))


def _first(expressions: list[str], nothing: str) -> str:
    if not expressions:
        return nothing
    return expressions[0] if len(expressions) == 1 else f"coalesce({', '.join(expressions)})"


def _quoted(text: str) -> str:
    return text.replace("'", "''")
