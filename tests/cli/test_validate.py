"""The terminal's validate: a tiny file, in words and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planner import cli

ROWS = """# two of Opus, one of nobody
model,effort,task_class,n,input,visible,reasoning,cost
anthropic/claude-opus-4.5,none,everyday_qa,10,1000,400,0,0.015
claude-opus-4-5,high,everyday_qa,10,1000,200,300,
nobody,high,everyday_qa,10,1000,200,300,
"""


@pytest.fixture
def rows(tmp_path: Path) -> str:
    path = tmp_path / "rows.csv"
    path.write_text(ROWS, encoding="utf-8")
    return str(path)


def test_words(rows: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["validate", rows]) == 0
    said = capsys.readouterr().out
    assert "2 rows answered, 1 refused." in said
    assert "1 x no offer is known for nobody (rows.csv line 5)" in said


def test_given_its_tokens_a_cost_is_exact_and_seconds_have_a_band(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(
        "model,effort,task_class,n,input,visible,reasoning,cost,seconds\n"
        "anthropic/claude-opus-4.5,none,everyday_qa,10,1000,400,0,0.015,9\n",
        encoding="utf-8",
    )
    assert cli.main(["validate", str(path)]) == 0
    lines = {line[:21].strip(): line.split() for line in capsys.readouterr().out.splitlines() if " all " in line}
    assert lines["cost given tokens"][-2:] == ["exact", "-"]
    for quantity in ("cost", "seconds", "seconds given tokens"):
        assert lines[quantity][-2] in {"0%", "100%"}


def test_json_has_every_row_and_the_cost_worked_by_hand(rows: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["validate", rows, "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["answered"], data["refused"]) == (2, 1)
    given = next(s for s in data["scores"] if (s["quantity"], s["task_class"]) == ("cost given tokens", "all"))
    # 1,000 x 5 + 400 x 25 = 15,000 USD per million runs.
    assert (given["n"], given["error"]) == (1, pytest.approx(0.0, abs=1e-9))
    assert [row["refused"] for row in data["rows"]] == ["", "", "no offer is known for nobody"]


def test_one_bad_row_is_refused_with_its_line_and_the_others_are_answered(
    rows: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path(rows).write_text(ROWS.replace("200,300", "200,-5", 1), encoding="utf-8")
    assert cli.main(["validate", rows]) == 0
    said = capsys.readouterr().out
    assert "1 row answered, 2 refused." in said
    assert "1 x reasoning must be 0 or more, not '-5' (rows.csv line 4)" in said


def test_where_every_row_is_malformed_the_input_cannot_be_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("model,effort,task_class,n\nm,on,maths,x\n,on,maths,1\n", encoding="utf-8")
    assert cli.main(["validate", str(path)]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "rows.csv line 2: n must be a number, not 'x'.",
        "rows.csv line 3: model is empty.",
    ]


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "none.csv"
    assert cli.main(["validate", str(path)]) == 2
    assert capsys.readouterr().err == f"{path} cannot be read: there is no such file.\n"


def test_a_file_without_rows_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("model,effort,task_class\n# nothing yet\n", encoding="utf-8")
    assert cli.main(["validate", str(path)]) == 2
    assert capsys.readouterr().err == "rows.csv holds no row below its header.\n"


def test_the_kind_of_work_may_be_said_once_for_all_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file of own runs as the page Usage takes it."""
    file = tmp_path / "own.csv"
    file.write_text("model,effort,input_tokens,output_tokens,reasoning_tokens\ngpt-5.4,high,2689,916,662\n")
    assert cli.main(["validate", str(file)]) == 2
    assert "--task-class gives it for rows that are all of one kind of work" in capsys.readouterr().err
    assert cli.main(["validate", str(file), "--task-class", "code"]) == 0
    assert "1 row answered, 0 refused." in capsys.readouterr().out
    assert cli.main(["validate", str(file), "--task-class", "codes"]) == 2
    assert "must be one of" in capsys.readouterr().err
