"""The query by which DuckDB reads a log: the columns that are wanted, each text found and each figure read once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from planner.sources.usage.columns import COUNTED, NO_NUMBER, SUMMED, TOKENS
from planner.sources.usage.limits import Limits
from planner.sources.usage.opening import Opened
from planner.sources.usage.table_format import TableFormat, column_of, inside, parts_of

LONGEST_CSV_LINE = 2_000_000
"""Bytes. DuckDB uses sixteen times as much memory; longer lines go to the plain engine."""
OR = " OR "
KEY_PARTS = ("model", "effort", "task", "host", "tier")
FIGURES = ("n", "input", "cache_read", "cache_write", "output", "reasoning", "seconds", "usd", "searches")


def _paths_inside(form: TableFormat) -> dict[str, list[list[str]]]:
    """The keys to follow in each column that is looked into."""
    paths = (part for several in form.fields.values() for path in several for part in parts_of(path))
    found: dict[str, list[list[str]]] = {}
    for path in paths:
        if inside(path):
            found.setdefault(column_of(path), []).append(inside(path))
    return found


def structs_of(opened: Opened, form: TableFormat) -> dict[str, str]:
    """The types of columns that hold objects or lists in all of a file's first rows: read as such, in one pass. Other
    columns that are looked into are read as JSON."""
    if opened.kind != "jsonl":
        return {}
    found = {}
    for column, paths in _paths_inside(form).items():
        values = [row[column] for row in opened.head if row.get(column) is not None]
        is_list = all(path[0].isdigit() for path in paths)
        if all(isinstance(value, list if is_list else dict) for value in values) and (kind := _type(paths)):
            found[column] = kind
    return found


def _type(paths: Sequence[Sequence[str]]) -> str | None:
    """The type that holds these paths; None where no type does."""
    if not all(paths):
        return "VARCHAR" if not any(paths) else None
    numbers = [path[0].isdigit() for path in paths]
    if any(numbers):
        return "VARCHAR[]" if all(numbers) and all(len(path) == 1 for path in paths) else None
    fields: dict[str, list[Sequence[str]]] = {}
    for path in paths:
        fields.setdefault(path[0], []).append(path[1:])
    kinds = {name: _type(rest) for name, rest in fields.items()}
    if None in kinds.values():
        return None
    return f"STRUCT({', '.join(f'{_column(name)} {kind}' for name, kind in kinds.items())})"


def source_of(
    opened: Opened, names: tuple[str, ...], form: TableFormat, structs: Mapping[str, str], limits: Limits
) -> str:
    path = quoted(str(opened.path))
    if opened.kind == "parquet":
        return f"read_parquet('{path}')"
    if opened.kind == "csv":
        columns = ", ".join(f"'{quoted(name)}': 'VARCHAR'" for name in names)
        return (
            f"read_csv('{path}', auto_detect = false, header = true, delim = '{opened.delimiter}', quote = '\"', "
            f"escape = '\"', columns = {{{columns}}}, null_padding = true, strict_mode = false, "
            f"max_line_size = {min(limits.line_bytes, LONGEST_CSV_LINE)})"
        )
    kinds = dict.fromkeys(form.columns, "VARCHAR") | dict.fromkeys(_paths_inside(form), "JSON") | dict(structs)
    columns = ", ".join(f"'{quoted(name)}': '{quoted(kind)}'" for name, kind in kinds.items())
    return (
        f"read_json('{path}', format = 'newline_delimited', columns = {{{columns}}}, ignore_errors = true, "
        f"maximum_object_size = {limits.line_bytes})"
    )


class Layers:
    """The query in layers, so that each text is found, and each figure read, once: the JSON of each column, then the
    text of each path, then its number, then the figures of core Calls."""

    def __init__(self, form: TableFormat, opened: Opened, names: tuple[str, ...], structs: Mapping[str, str]) -> None:
        self.form = form
        self.structs = structs
        self.json = opened.kind == "jsonl"
        self.names = set(form.columns if self.json else names)
        self.comma_decimal = opened.delimiter == ";"

    def keys(self, source: str) -> str:
        """Every key: its hash, and its parts as text."""
        parts = [f"coalesce({self._text_of(part)}, '') AS {part}_" for part in KEY_PARTS]
        texts = self._texts(source, self._all(KEY_PARTS))
        return f"SELECT DISTINCT {self._key()} AS k, {', '.join(parts)} FROM ({texts})"  # noqa: S608 - quoted

    def calls(self, source: str) -> str:
        """A row a call, with the columns of core Calls."""
        paths = self._all((*KEY_PARTS, "run", "start", "end", *FIGURES))
        numeric = [part for path in self._all(FIGURES) for part in parts_of(path)]
        numbers = [f"{self._read(path)} AS {self._name(path, 'n')}" for path in dict.fromkeys(numeric)]
        texts = [f"{self._text_of(name)} AS {name}_" for name in ("model", "run", "start", "end")]
        texts.append(f"{self._unreadable()} AS unreadable")
        second = f"SELECT {', '.join([f'{self._key()} AS k', *numbers, *texts])} FROM ({self._texts(source, paths)})"  # noqa: S608
        third = [f"{self._number(name)} AS {name}" for name in FIGURES]
        third += [f"{_moment('start_')} AS start", f'{_moment("end_")} AS "end"', "k", "run_", "model_", "unreadable"]
        made = ", ".join(f"{sql} AS {name}" for name, sql in self._figures().items())
        known = "model_ IS NOT NULL AND NOT unreadable AND (t.input IS NOT NULL OR t.output IS NOT NULL)"
        return (
            f"SELECT k AS key, {known} AS known, model_ IS NOT NULL AND unreadable AS unreadable, "  # noqa: S608
            f"CASE WHEN run_ IS NULL THEN 0 ELSE hash(run_) END AS run, {made} "
            f"FROM (SELECT {', '.join(third)} FROM ({second})) t"
        )

    def _figures(self) -> Mapping[str, str]:
        """As columns.add_figures makes them."""
        figures = {name: f"t.{name}" for name in ("start", *FIGURES)}
        if self.form.apart:
            figures["input"] = "coalesce(t.input, 0) + coalesce(t.cache_read, 0) + coalesce(t.cache_write, 0)"
        if self.form.thinks_apart:
            figures["output"] = "coalesce(t.output, 0) + coalesce(t.reasoning, 0)"
        lasted = 'CASE WHEN t."end" > t.start THEN t."end" - t.start END'
        figures["seconds"] = f"coalesce(t.seconds * {self.form.seconds_per}, {lasted})"
        figures["usd"] = f"t.usd * {self.form.usd_per}"
        figures["n"] = f"CASE WHEN t.n >= 1 THEN t.n ELSE {self._unsaid_number()} END"
        if self.form.means:
            figures |= {name: f"({figures[name]}) * ({figures['n']})" for name in SUMMED}
        return figures

    def _unsaid_number(self) -> str:
        if not self.form.sums:
            return "1"
        nothing = " AND ".join(f"coalesce(t.{name}, 0) = 0" for name in TOKENS)
        return f"CASE WHEN t.n = 0 AND {nothing} THEN 0 END"

    def _paths(self, figure: str) -> list[str]:
        paths = self.form.fields.get(figure, ())
        return [path for path in paths if all(column_of(part) in self.names for part in parts_of(path))]

    def _all(self, figures: Sequence[str]) -> list[str]:
        return list(dict.fromkeys(path for figure in figures for path in self._paths(figure)))

    def _texts(self, source: str, paths: Sequence[str]) -> str:
        """Each path's text, none where it is empty; the JSON of a column is read once for all its paths."""
        single = list(dict.fromkeys(part for path in paths for part in parts_of(path)))
        deep: dict[str, list[str]] = {}
        for path in single:
            if inside(path) and column_of(path) not in self.structs:
                deep.setdefault(column_of(path), []).append(path)
        lists = [f"{self._list(column, inner)} AS {_deep(column)}" for column, inner in deep.items()]
        plain = list(dict.fromkeys(_column(column_of(path)) for path in single if column_of(path) not in deep))
        first = f"SELECT {', '.join([*plain, *lists]) or '1 AS nothing'} FROM {source}"  # noqa: S608
        texts = []
        for path in single:
            column = column_of(path)
            if column in deep:
                value = f"{_deep(column)}[{deep[column].index(path) + 1}]"
            else:
                value = _column(column) + "".join(_step(key) for key in inside(path))
            texts.append(f"{_trimmed(f'CAST({value} AS VARCHAR)')} AS {self._name(path, 't')}")
        return f"SELECT {', '.join(texts) or '1 AS nothing'} FROM ({first})"  # noqa: S608

    def _list(self, column: str, paths: Sequence[str]) -> str:
        steps = ", ".join(f"'${quoted(_steps(path))}'" for path in paths)
        value = f"json_extract_string({_column(column)}, [{steps}])"
        return value if self.json else f"TRY({value})"

    def _name(self, path: str, kind: str) -> str:
        return f'"{kind}_{path.replace(chr(34), "")}"'

    def _key(self) -> str:
        return f"hash({', '.join(self._text_of(part) for part in KEY_PARTS)})"

    def _text_of(self, figure: str) -> str:
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

    def _unreadable(self) -> str:
        """As columns.is_unreadable has it."""
        words = ", ".join(f"'{word}'" for word in NO_NUMBER)
        figures = []
        for paths in filter(None, (self._paths(figure) for figure in COUNTED)):
            parts = [part for path in paths for part in parts_of(path)]
            known = [f"coalesce({self._read(part)} >= 0 AND {self._read(part)} < 1e15, false)" for part in parts]
            bad = [
                f"({text} IS NOT NULL AND NOT {is_known} AND lower({text}) NOT IN ({words}) "
                f"AND left({text}, 1) NOT IN ('{{', '['))"
                for text, is_known in zip((self._name(part, "t") for part in parts), known, strict=True)
            ]
            # A sum needs all of its parts, another figure any. The texts are looked at only where that fails.
            is_fine = (" AND " if len(parts) > len(paths) else OR).join(known)
            figures.append(f"CASE WHEN {is_fine} THEN false ELSE ({OR.join(bad)}) END")
        return f"({OR.join(figures) or 'false'})"

    def _number(self, figure: str) -> str:
        """The first path that holds a figure; a sum of several counts those that are there."""
        sums = []
        for path in self._paths(figure):
            parts = [self._name(part, "n") for part in parts_of(path)]
            every = " + ".join(f"coalesce({part}, 0)" for part in parts)
            sums.append(parts[0] if len(parts) == 1 else f"CASE WHEN {_first(parts, '')} IS NOT NULL THEN {every} END")
        bounded = [f"CASE WHEN {sql} >= 0 AND {sql} < 1e15 THEN {sql} END" for sql in sums]
        return _first(bounded, "NULL::DOUBLE")


def _moment(name: str) -> str:
    """As columns.moment_of reads it. The number is worked out for texts that are no time alone: written out, it would
    be for all."""
    units = "CASE WHEN x >= 1e17 THEN x * 1e-9 WHEN x >= 1e14 THEN x * 1e-6 WHEN x >= 1e11 THEN x * 1e-3 WHEN x >= 1e8 THEN x END"  # noqa: E501
    number = f"list_transform([TRY_CAST({name} AS DOUBLE)], lambda x: {units})[1]"
    return f"coalesce(epoch(TRY_CAST({name} AS TIMESTAMP)), CASE WHEN {name} IS NOT NULL THEN {number} END)"


def _trimmed(value: str) -> str:
    """A text without spaces around it, NULL for an empty one. To trim takes long: most texts need none."""
    spaced = f"prefix({value}, ' ') OR suffix({value}, ' ')"
    return f"nullif(CASE WHEN {spaced} THEN trim({value}) ELSE {value} END, '')"


def _step(key: str) -> str:
    return f"[{int(key) + 1}]" if key.isdigit() else f".{_column(key)}"


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


def quoted(text: str) -> str:
    return text.replace("'", "''")
