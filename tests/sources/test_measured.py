"""Files of measured runs: what is read, what is refused, and the sets that are shipped."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from planner.core.workload import BadInput
from planner.sources.measured import measured_rows, read_measured
from planner.sources.toml_reader import data_folder

HEADER = "model,effort,task_class,n,reasoning,date"


def test_a_row_is_read_and_what_is_missing_is_none() -> None:
    (row,) = measured_rows(["# a remark", HEADER, "gpt-5,high,maths,50,1234.5,2026-01-02"], "x.csv")
    assert (row.model, row.effort, row.task_class, row.n) == ("gpt-5", "high", "maths", 50)
    assert (row.reasoning, row.visible, row.cost, row.date) == (1234.5, None, None, date(2026, 1, 2))


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("m,high,maths,50,many,", "x.csv row 1, reasoning: must be a number, not 'many'"),
        ("m,high,maths,50,-1,", "at least 0"),
        ("m,high,maths,50,nan,", "at least 0"),
        ("m,high,maths,50,1,soon", "must be a date"),
    ],
)
def test_what_is_no_figure_is_refused(line: str, complaint: str) -> None:
    with pytest.raises(BadInput, match=complaint):
        list(measured_rows([HEADER, line], "x.csv"))


def test_a_file_without_the_needed_columns_is_refused() -> None:
    with pytest.raises(BadInput, match="has no column task_class"):
        list(measured_rows(["model,effort", "m,high"], "x.csv"))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_measured(tmp_path / "none.csv")


@pytest.mark.parametrize(("name", "rows"), [("bullshitbench_v1.csv", 134), ("lrm_token_economy.csv", 46)])
def test_shipped_sets_are_whole_and_name_their_licence(name: str, rows: int) -> None:
    path = Path(str(data_folder().joinpath("measured", name)))
    assert len(read_measured(path)) == rows
    assert "licence" in path.read_text(encoding="utf-8").splitlines()[0]
