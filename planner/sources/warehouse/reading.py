"""A log in a warehouse: one aggregate query through Ibis, whose result is all that is fetched.

Columns are found as in a file; JSON inside a column is not read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any

from planner.core.usage.aggregate_rows import AggregateRow
from planner.sources.usage.any_table import format_of
from planner.sources.usage.limits import UnknownColumns, no_columns, refuse
from planner.sources.usage.table_format import TableFormat
from planner.sources.warehouse.calls import KEYS
from planner.sources.warehouse.query import VALUES, aggregate

MOST_ROWS = 2_000_000


def is_there() -> bool:
    """Whether Ibis is installed (extra `warehouse`)."""
    return find_spec("ibis") is not None


def read_table(
    engine: str,
    table: str,
    starts: Sequence[int],
    *,
    classes: Sequence[str] = (),
    kind: str = "",
    columns: Mapping[str, str] | None = None,
) -> tuple[str, list[AggregateRow]]:
    """The format, and the rows of the aggregate of `table` (schema.table for another schema) in the engine at a URL
    as Ibis takes it. `starts`, `classes`, `kind`: as the query takes them.

    Raises BadInput with a sentence where Ibis or the engine's driver is missing, the engine cannot be reached, the
    query is refused or the columns have to be chosen.
    """
    if not is_there():
        raise refuse("cannot be asked for: install the extra `warehouse`", "--engine")
    import ibis

    try:
        connection = ibis.connect(engine)
    except Exception as error:  # each driver has its own; their texts may hold the password
        raise refuse(
            f"cannot be reached ({type(error).__name__}): give a URL such as postgres://user@host/db", "--engine"
        ) from None
    try:
        schema, _, name = table.rpartition(".")
        source = connection.table(name, database=schema) if schema else connection.table(name)
    except Exception as error:
        raise refuse(f"cannot be read ({type(error).__name__})", "--table") from None
    form = format_in(source.columns, columns)
    try:
        if connection.name == "pyspark":
            # To plan a union of a dozen aggregates anew after each stage takes minutes.
            connection.raw_sql("SET spark.sql.adaptive.enabled=false")
        asked = aggregate(source, form, starts, classes=classes, kind=kind)
        found = connection.to_pyarrow(asked.limit(MOST_ROWS)).to_pylist()
    except Exception as error:
        raise refuse(
            f"refused the query ({type(error).__name__}: {str(error).splitlines()[0][:200]})", "--engine"
        ) from None
    return form.name, rows_of_answer(found)


def format_in(names: Sequence[str], columns: Mapping[str, str] | None) -> TableFormat:
    """The format of a table with these columns. Raises UnknownColumns where they have to be chosen."""
    try:
        form = format_of(names, columns)
    except ValueError as error:
        raise UnknownColumns(f"cannot be read so: {error}", names) from None
    if form is None:
        raise no_columns(names)
    return form


def rows_of_answer(answer: Sequence[Mapping[str, Any]]) -> list[AggregateRow]:
    """The aggregate's rows, whatever case the engine writes names in."""
    rows = []
    for each in answer:
        row = {name.casefold(): value for name, value in each.items()}
        figures = tuple(None if row[name] is None else float(row[name]) for name in VALUES)
        place, level, told = (int(row[name] or 0) for name in ("place", "level", "told"))
        model, effort, task, host, tier = (str(row[name] or "") for name in KEYS)
        rows.append(AggregateRow(str(row["part"]), model, effort, task, host, tier, place, level, told, figures))
    return rows
