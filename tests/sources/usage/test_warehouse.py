"""The aggregate of a table: the same report as its file gives, as DuckDB answers it; compiled for the other engines."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from planner.core.models.catalogue import Catalogue
from planner.core.usage.aggregate import aggregate_report
from planner.core.usage.report import Report, report_of
from planner.schema.usage import report_to_data
from planner.sources.usage.limits import UnknownColumns
from planner.sources.usage.reading import read_log
from planner.sources.warehouse import reading as warehouse
from planner.sources.warehouse.query import aggregate
from tests.sources.usage.warehouse_log import COLUMNS, as_file, create, rows, same, values

ibis = pytest.importorskip("ibis", reason="the extra `test` brings it: make test")
NOW = datetime(2026, 11, 28, tzinfo=UTC)
STARTS = (128_000, 200_000)
TYPES = {"string": "VARCHAR", "timestamp": "TIMESTAMP", "int64": "BIGINT", "float64": "DOUBLE"}


def query(dialect: str) -> str:
    table = ibis.table(COLUMNS, name="log")
    return str(ibis.to_sql(aggregate(table, warehouse.format_in(table.columns, None), STARTS), dialect))


def told(report: Report) -> dict[str, Any]:
    """The answer as JSON, money as numbers. The bill is explained hour by hour rather than call by call."""
    data = json.loads(json.dumps(report_to_data(report)))
    for one in (data, *data["groups"]):
        one |= {name: float(one[name]) for name in ("usd_billed", "usd_ours") if one[name]}
    return {name: value for name, value in data.items() if name not in ("difference", "format")}


def test_a_table_gives_the_same_report_as_its_file(tmp_path: Path, catalogue: Catalogue) -> None:
    found = rows()
    (tmp_path / "log").write_bytes(as_file(found))
    expected = report_of(read_log(tmp_path / "log"), catalogue, now=NOW)
    with duckdb.connect() as db:
        db.execute(create("log", TYPES))
        db.executemany(f"INSERT INTO log VALUES ({', '.join('?' * len(COLUMNS))})", values(found))  # noqa: S608
        answer = db.execute(query("duckdb"))
        names = [column[0] for column in answer.description]
        answered = warehouse.rows_of_answer([dict(zip(names, row, strict=True)) for row in answer.fetchall()])

    same(told(expected), told(aggregate_report("CSV", answered, catalogue, now=NOW)))
    assert expected.plan.calibration and expected.log.unknown


@pytest.mark.parametrize("dialect", ["postgres", "trino", "bigquery", "snowflake", "clickhouse"])
def test_the_query_compiles_and_reads_no_text(dialect: str) -> None:
    """One statement, which never names the column of texts."""
    sql = query(dialect)
    assert sql.count("UNION ALL") >= 10 and ";" not in sql and "prompt" not in sql


def test_columns_that_are_not_known_have_to_be_chosen() -> None:
    with pytest.raises(UnknownColumns, match="say which of wer, wieviel"):
        warehouse.format_in(["wer", "wieviel"], None)
    chosen = warehouse.format_in(["wer", "wieviel"], {"model": "wer", "input": "wieviel"})
    assert chosen.fields["input"] == ("wieviel",)
