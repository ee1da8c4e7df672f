"""The aggregate of a table: the same report as its file gives, as DuckDB answers it; compiled for the other engines."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from planner.core.models.catalogue import Catalogue
from planner.core.usage.aggregate import aggregate_report
from planner.core.usage.elsewhere import on_models
from planner.core.usage.moves import best_moves
from planner.core.usage.report import Report, report_of
from planner.schema.usage import report_to_data
from planner.sources.usage.limits import UnknownColumns
from planner.sources.usage.reading import read_log
from planner.sources.warehouse import reading as warehouse
from planner.sources.warehouse.query import aggregate
from tests.sources.usage.warehouse_log import COLUMNS, as_file, create, figures, rows, same, values

ibis = pytest.importorskip("ibis", reason="the extra `test` brings it: make test")
NOW = datetime(2026, 11, 28, tzinfo=UTC)
STARTS = (128_000, 200_000)
TYPES = {"string": "VARCHAR", "timestamp": "TIMESTAMP", "int64": "BIGINT", "float64": "DOUBLE"}


def query(dialect: str) -> str:
    table = ibis.table(COLUMNS, name="log")
    asked = aggregate(table, warehouse.format_in(table.columns, None), STARTS, classes=("expert_qa", "everyday_qa"))
    return str(ibis.to_sql(asked, dialect))


MODELS = ("openai/gpt-5.4", "anthropic/claude-opus-4-5", "deepseek/deepseek-v4-pro")


def told(report: Report, catalogue: Catalogue) -> dict[str, Any]:
    """The answer as JSON, money as numbers. The bill is explained hour by hour rather than call by call."""
    moves, other = (work_out(report, catalogue, MODELS, now=NOW) for work_out in (best_moves, on_models))
    return figures(report_to_data(report, moves, other))  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["expert_qa", "research"])
def test_a_table_gives_the_same_report_as_its_file(tmp_path: Path, catalogue: Catalogue, kind: str) -> None:
    """A kind of work whose figures are per call, and a task that is none, so that the log looks like an agent's."""
    found = rows(kind=kind)
    (tmp_path / "log").write_bytes(as_file(found))
    expected = report_of(read_log(tmp_path / "log"), catalogue, now=NOW)
    with duckdb.connect() as db:
        db.execute(create("log", TYPES))
        db.executemany(f"INSERT INTO log VALUES ({', '.join('?' * len(COLUMNS))})", values(found))  # noqa: S608
        answer = db.execute(query("duckdb"))
        names = [column[0] for column in answer.description]
        answered = warehouse.rows_of_answer([dict(zip(names, row, strict=True)) for row in answer.fetchall()])

    found_there = told(aggregate_report("CSV", answered, catalogue, now=NOW), catalogue)
    same(told(expected, catalogue), found_there)
    assert expected.plan.calibration and expected.log.unknown
    assert {move["kind"] for move in found_there["moves"]} >= {"thinking", "model"} and found_there["elsewhere"]


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
