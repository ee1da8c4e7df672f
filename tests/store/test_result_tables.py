"""CSV and Markdown of a saved answer: every figure exact, no cell that runs, no markup that breaks the table."""

from __future__ import annotations

import csv
import io
from typing import Any

import openpyxl
import pytest

from planner.store.files.escaping import escaped_cell, markdown
from planner.store.files.plan_workbook import plan_workbook
from planner.store.files.result_tables import COLUMNS, MARKDOWN_COLUMNS, dollars, results_csv, results_markdown
from tests.store.build import question, real_draft


def lines(snapshot: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(results_csv(snapshot), newline="")))


def test_the_csv_holds_the_figures_as_saved() -> None:
    snapshot = real_draft(question("one/m")).snapshot
    for line, estimate in zip(lines(snapshot), snapshot["estimates"], strict=True):
        assert (line["offer"], line["thinking"]) == (estimate["offer"], estimate["thinking"])
        assert line["host"] == estimate["host_name"]
        assert line["usd_per_month"] == dollars(estimate["cost"]["usd_per_month"])
        assert float(line["run_seconds_p50"]) == pytest.approx(estimate["latency"]["run"]["p50"], abs=0.005)
        assert float(line["reasoning_tokens_per_run"]) == pytest.approx(estimate["tokens"]["reasoning"], abs=0.5)


@pytest.mark.parametrize(
    ("usd", "text"),
    [("1234.567", "1234.57"), ("1", "1"), ("0.99996", "1"), ("0.00001234567", "0.00001235"), (0, "0"), (None, "")],
)
def test_dollars_are_rounded_as_pages_round_them(usd: object, text: str) -> None:
    assert dollars(usd) == text


def test_a_workbook_says_the_same_and_its_sums_are_formulas() -> None:
    snapshot = real_draft(question("one/m", thinking=("off", "xhigh"))).snapshot
    snapshot["estimates"][0]["model"] = "=1+1"
    snapshot["estimates"][0]["cost"]["runs_per_month"] = 615.9999999999999
    file = io.BytesIO(plan_workbook("=2+2", snapshot))
    sums, shown = (openpyxl.load_workbook(file, data_only=known)["Plan"] for known in (False, True))
    assert shown.cell(6, 5).value == 616
    assert (shown["A1"].value, shown["A6"].value, shown["A6"].data_type) == ("=2+2", "=1+1", "s")
    assert sums["F6"].value == "=D6*E6" and str(sums["D6"].value).startswith("=SUM(Parts!G2:G")
    assert shown["F6"].value == pytest.approx(float(snapshot["estimates"][0]["cost"]["usd_per_month"]))
    assert (shown["D7"].value, shown["J7"].value) == ("not counted", snapshot["refused"][0]["text"])


def test_what_was_refused_has_a_reason_and_no_figures() -> None:
    snapshot = real_draft(question("one/m", thinking=("off", "xhigh"))).snapshot
    refused = lines(snapshot)[-1]
    assert refused["thinking"] == "xhigh"
    assert refused["notes"] == snapshot["refused"][0]["text"]
    assert {refused[name] for name in COLUMNS[4:-1]} == {""}


def test_what_is_not_known_is_empty() -> None:
    snapshot = real_draft(question("one/m")).snapshot
    snapshot["estimates"][0]["latency"] = None
    assert lines(snapshot)[0]["run_seconds_p50"] == ""


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "-", "=HYPERLINK(1)", "--1", "-1 "],
)
def test_cells_that_would_run_are_text(cell: str) -> None:
    assert escaped_cell(cell) == "'" + cell


@pytest.mark.parametrize(
    ("cell", "right"),
    [("a;=cmd()", "a;'=cmd()"), ("a\t+1", "a\t'+1"), ("a; @x", "a;' @x"), ("a;b", "a;b"), ("3, -4", "3, -4")],
)
def test_a_formula_behind_a_separator_is_text(cell: str, right: str) -> None:
    assert escaped_cell(cell) == right


@pytest.mark.parametrize("cell", ["", "1", "-1", "-0.25", "1.5e-07", "a=b", "GPT-5.4", "2026-11-23", "'x"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert escaped_cell(cell) == cell


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<img src=x onerror=alert(1)>", r"\<img src=x onerror=alert(1)\>"),
        ("![p](http://t/x.png)", r"\!\[p\](http://t/x.png)"),
        ("a*b_c`d`~e~", r"a\*b\_c\`d\`\~e\~"),
        ("# one\n\n# two\r", r"\# one \# two"),
        ("&lt;b> \\", r"\&lt;b\> \\"),
        ("Half of $41,200: 31%, (a) - b", "Half of $41,200: 31%, (a) - b"),
    ],
)
def test_words_draw_nothing_in_markdown(text: str, said: str) -> None:
    assert markdown(text) == said


@pytest.mark.parametrize("place", ["model", "offer", "thinking"])
def test_names_from_a_file_cannot_run(place: str) -> None:
    snapshot = real_draft(question("one/m", thinking=("off", "xhigh"))).snapshot
    for part in (*snapshot["estimates"], *snapshot["refused"]):
        part[place] = '=cmd|"/c calc"!A1'
    assert [line[place] for line in lines(snapshot)] == ['\'=cmd|"/c calc"!A1'] * 2
    assert "| =" not in results_markdown(snapshot)


def test_markdown_has_a_row_for_each_answer_and_keeps_its_columns() -> None:
    snapshot = real_draft(question("one/m")).snapshot
    snapshot["estimates"][0]["model"] = "a|b\n<script>[x](javascript:y)`_*\\"
    rows = results_markdown(snapshot).splitlines()
    assert len(rows) == 2 + len(snapshot["estimates"])
    assert r"| a\|b \<script\>\[x\](javascript:y)\`\_\*\\ |" in rows[2]
    assert {row.replace("\\|", "").count("|") for row in rows} == {len(MARKDOWN_COLUMNS) + 1}
    assert rows[0].startswith("| Model | Host | Thinking | $ per month, expected | 80% range, from | to |")


def test_what_is_done_once_is_not_called_a_month() -> None:
    snapshot = real_draft(question("one/m")).snapshot
    head = results_csv({**snapshot, "once": True}).splitlines()[0]
    assert "usd_in_all,usd_in_all_p10" in head and "runs_in_all" in head and "month" not in head
