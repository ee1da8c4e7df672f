"""Files of measured runs: what is read, what is refused, and the sets that are shipped."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from planner.core.validation.matching import known_names
from planner.core.validation.measured import Measured
from planner.core.workload import BadInput
from planner.sources.catalogue import load_catalogue
from planner.sources.facts.toml_reader import data_folder
from planner.sources.measured import measured_rows, read_measured

HEADER = "model,effort,task_class,n,reasoning,date"


def read(*lines: str, name: str = "x.csv") -> list[Measured]:
    return list(measured_rows("\n".join(lines), name))


def test_a_row_is_read_and_what_is_missing_is_none() -> None:
    (row,) = read("# a remark", HEADER, "gpt-5,high,maths,50,1234.5,2026-01-02")
    assert (row.model, row.effort, row.task_class, row.n) == ("gpt-5", "high", "maths", 50)
    assert (row.reasoning, row.visible, row.cost, row.date) == (1234.5, None, None, date(2026, 1, 2))
    assert (row.file, row.line, row.problem) == ("x.csv", 3, "")


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("m,high,maths,50,many,", "reasoning must be a number, not 'many'"),
        ("m,high,maths,50,-1,", "reasoning must be 0 or more, not '-1'"),
        ("m,high,maths,50,nan,", "reasoning must be 0 or more, not 'nan'"),
        ("m,high,maths,0,1,", "n must be 1 or more, not '0'"),
        ("m,high,maths,50,1,soon", "date must be like 2026-11-23, not 'soon'"),
        (",high,,50,1,", "model is empty; task_class is empty"),
        ("m,high,maths,50,1,,,7", "it has 8 fields where the header has 6"),
        ('"m,high,maths,50,1,', "a quotation mark is left open"),
        ("m,high,maths,1.5,1,", "n must be a whole number, not '1.5'"),
        ('m,high,maths,50,"1,23,4",', "reasoning must be a number, not '1,23,4'"),
        ("m,high,maths,50,1e-310,", "reasoning must lie between 1e-09 and 1e+12, not '1e-310'"),
        ("m,high,maths,50,1e308,", "reasoning must lie between 1e-09 and 1e+12, not '1e308'"),
        (f"m,high,maths,50,{'9' * 5000}x,", f"reasoning must be a number, not '{'9' * 40}…'"),
        (f"m,high,maths,50,{'9' * 140000},", "a field is longer than 131,072 characters"),
    ],
)
def test_what_is_no_figure_is_refused_alone(line: str, complaint: str) -> None:
    """The rows around it are kept, and its line is counted as an editor does, remarks and empty lines too."""
    good = "m,high,maths,50,1,"
    before, bad, after = read(HEADER, good, "# a remark", "", line, good)
    assert complaint in bad.problem
    assert (bad.line, bad.reasoning, bad.date) == (5, None, None)
    assert [(row.line, row.reasoning, row.problem) for row in (before, after)] == [(2, 1, ""), (6, 1, "")]


@pytest.mark.parametrize("limit", [131_072, 8_000_000])
def test_a_field_that_is_too_long_is_refused_whatever_was_read_before(limit: int) -> None:
    """Reading a log sets the csv module's own limit for the whole process."""
    before = csv.field_size_limit(limit)
    try:
        row = read(HEADER, f"m,high,maths,50,{'9' * 140000},")[0]
    finally:
        csv.field_size_limit(before)
    assert "a field is longer than 131,072 characters" in row.problem


@pytest.mark.parametrize("mark", [";", "\t"], ids=["semicolon", "tab"])
def test_semicolons_and_tabs_separate_too(mark: str) -> None:
    lines = [HEADER.upper(), "gpt-5,high,maths,50,1.5,", ",,,,,"]
    (row,) = read(*(line.replace(",", mark) for line in lines))
    assert (row.model, row.task_class, row.n, row.reasoning) == ("gpt-5", "maths", 50, 1.5)


@pytest.mark.parametrize(
    ("header", "complaint"),
    [
        ("model,effort", "lacks the column task_class: the first line must name at least model, effort, task_class"),
        ("", "lacks the columns model, effort, task_class"),
        (HEADER + ",model", "names the column model more than once"),
    ],
)
def test_a_file_without_the_needed_columns_is_refused(header: str, complaint: str) -> None:
    with pytest.raises(BadInput, match=complaint):
        read(header, "m,high")


@pytest.mark.parametrize(
    ("raw", "complaint"),
    [
        (None, "cannot be read: there is no such file$"),
        (b"model,effort\xe9", "is not UTF-8 text: save it as CSV UTF-8$"),
        (b"PK\x03\x04", "is a workbook, not text"),
        (b"a\0b", "is not text"),
    ],
    ids=["missing", "latin", "workbook", "binary"],
)
def test_a_file_that_cannot_be_read_is_refused_in_plain_words(
    tmp_path: Path, raw: bytes | None, complaint: str
) -> None:
    path = tmp_path / "rows.csv"
    if raw is not None:
        path.write_bytes(raw)
    with pytest.raises(BadInput, match=complaint):
        read_measured(path)
    with pytest.raises(BadInput, match="it is a folder"):
        read_measured(tmp_path)


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_spreadsheets_call_unicode_is_read(tmp_path: Path, code: str) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(f"{HEADER}\r\nKimi ü,on,maths,1,5,\r\n".encode(code))
    assert [(row.model, row.line) for row in read_measured(path)] == [("Kimi ü", 2)]


@pytest.mark.parametrize(("name", "rows"), [("bullshitbench_v1.csv", 134), ("lrm_token_economy.csv", 46)])
def test_shipped_sets_are_whole_and_name_their_licence(name: str, rows: int) -> None:
    path = Path(str(data_folder().joinpath("measured", name)))
    read_rows = read_measured(path)
    assert len(read_rows) == rows
    assert not any(row.problem for row in read_rows)
    assert "licence" in path.read_text(encoding="utf-8").splitlines()[0]


def test_every_benchmark_that_was_fitted_is_known_as_the_class_whose_work_it_is() -> None:
    catalogue = load_catalogue()
    classes = known_names(catalogue).classes
    assert {study for study, _ in catalogue.estimator.reasoning_base} <= set(classes)
    wanted = {
        "terminalbenchHard": "coding_agent",
        "terminalbenchV21": "coding_agent",
        "tauBanking": "support_agent_heavy",
        "lrm_logic": "maths",
        "lrm_maths": "maths",
        "lrm_knowledge": "everyday_qa",
        "everyday": "everyday_qa",
    }
    assert {name: classes[name].id for name in wanted} == wanted


@pytest.mark.parametrize(
    ("steps", "complaint"),
    [("0", "steps must be 1 or more, not '0'"), ("1001", "steps must be at most 1,000, not '1001'"), ("14.3", "")],
)
def test_steps_are_what_a_run_may_have(steps: str, complaint: str) -> None:
    (row,) = read("model,effort,task_class,steps", f"m,high,coding_agent,{steps}")
    assert row.problem == complaint


@pytest.mark.parametrize(
    ("cell", "tokens"), [('"1,234"', 1234), ("1 234", 1234), ("1.2k", 1200), ("12.345", 12.345), ("1e3", 1000)]
)
def test_figures_are_read_as_everywhere_a_point_before_decimals(cell: str, tokens: float) -> None:
    (row,) = read(HEADER, f"m,high,maths,50,{cell},")
    assert row.reasoning == tokens


def test_a_decimal_comma_is_told_by_the_numbers_of_the_file() -> None:
    header = "model;effort;task_class;input;cost"
    rows = read(header, "m;high;maths;1.200;0,5", "m;high;maths;12.345;0,125")
    assert [(row.input, row.cost, row.problem) for row in rows] == [(1200, 0.5, ""), (12345, 0.125, "")]
    (asked,) = read(header, "m;high;maths;1.200;1")
    assert "1,200 or 1.2?" in asked.problem


def test_columns_go_by_the_names_that_logs_give_them() -> None:
    (row,) = read(
        "Model ID,reasoning_effort,Task,prompt_tokens,cached_tokens,completion_tokens,thinking_tokens,Cost (USD),calls",
        "gpt-5-mini,low,extraction,20212,16298,400,150,0.0056,1",
    )
    assert (row.model, row.effort, row.task_class, row.steps) == ("gpt-5-mini", "low", "extraction", 1)
    assert (row.input, row.cached, row.output, row.reasoning, row.visible) == (20212, 16298, 400, 150, 250)
    assert row.cost == 0.0056


def test_input_that_leaves_out_what_was_cached_is_added_up() -> None:
    (row,) = read(
        "model,effort,task,input_tokens,cache_read_input_tokens,cache_creation_input_tokens",
        "claude-opus-5,off,code,100,2000,300",
    )
    assert (row.input, row.cached, row.cache_write) == (2400, 2000, 300)


@pytest.mark.parametrize(
    ("cached", "problem"), [("999", ""), ("1000", ""), ("1001", "cached and cache_write are more")]
)
def test_no_more_is_cached_than_was_sent(cached: str, problem: str) -> None:
    (row,) = read("model,effort,task_class,input,cached", f"m,high,maths,1000,{cached}")
    assert row.problem.startswith(problem)
    assert (row.input is None) == bool(problem)


def test_a_quoted_field_may_hold_line_breaks() -> None:
    rows = read(
        HEADER + ",source",
        'm,high,maths,50,1,,"two',
        "lines, # not a remark",
        "",
        'and ""quotes"""',
        "m,high,maths,50,2,,x",
    )
    assert [(row.source, row.line, row.reasoning) for row in rows] == [
        ('two\nlines, # not a remark\n\nand "quotes"', 2, 1),
        ("x", 6, 2),
    ]


def test_one_column_under_two_names_is_refused() -> None:
    with pytest.raises(BadInput, match="names one column in two ways: input and prompt_tokens"):
        read("model,effort,task_class,input,prompt_tokens", "m,high,maths,1,1")


def test_reasoning_is_no_more_than_output_but_on_top_of_xais() -> None:
    head = "model,effort,task_class,output,reasoning,latency_s"
    rows = list(
        measured_rows(
            f"{head}\ngpt-5.4,high,maths,30,50,4\ngpt-5.4,high,maths,50,50,4\ngrok-4.3,on,maths,30,50,4\n", "x"
        )
    )
    assert [row.problem for row in rows] == ["reasoning is more than output", "", ""]
    assert (rows[0].output, rows[0].reasoning) == (None, None)
    assert [(row.output, row.visible, row.reasoning, row.seconds) for row in rows[1:]] == [
        (50, 0, 50, 4),
        (80, 30, 50, 4),
    ]
