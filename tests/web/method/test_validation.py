"""Backtests of measured runs in the browser."""

from __future__ import annotations

import io

import pytest
from flask.testing import FlaskClient

from planner.web.method.validation_page import EXAMPLE, MOST_ROWS

HEAD = "model,effort,task_class,n,input,visible,reasoning\n"


def test_the_page_starts_from_an_example_and_says_what_is_needed(client: FlaskClient) -> None:
    text = client.get("/method/validate").get_data(as_text=True)
    assert "claude-opus-4.5,high,everyday_qa" in text
    assert "answered" not in text
    assert 'href="/method/validate"' in client.get("/method").get_data(as_text=True)


def test_the_example_is_scored(client: FlaskClient) -> None:
    answer = client.post("/method/validate", data={"rows": EXAMPLE})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "3 rows answered, 0 refused" in text
    assert text.count('<th scope="row">reasoning tokens</th>') >= 2
    assert "claude-opus-4.5,high,everyday_qa" in text


def test_the_sample_says_that_it_was_fitted_on_and_so_does_its_result(client: FlaskClient) -> None:
    assert "These sample rows are from BullshitBench v1" in client.get("/method/validate").get_data(as_text=True)
    # Browsers end lines of a text area with CR LF.
    text = client.post("/method/validate", data={"rows": EXAMPLE.replace("\n", "\r\n")}).get_data(as_text=True)
    assert "These sample rows" in text
    assert "fitted on rows of this kind (3 from BullshitBench v1)" in text
    own = client.post("/method/validate", data={"rows": EXAMPLE.replace("BullshitBench v1", "")})
    assert "fitted on" not in own.get_data(as_text=True)


def test_every_row_is_listed_measured_beside_estimated(client: FlaskClient) -> None:
    rows = (
        "model,effort,task_class,n,input,visible,reasoning,cost\n"
        "claude-opus-4.5,none,everyday_qa,9,1000,400,,0.03\n"
        "claude-opus-4.5,high,everyday_qa,9,1000,200,1000000,\n"
    )
    text = client.post("/method/validate", data={"rows": rows}).get_data(as_text=True)
    every = text.partition('id="every"')[2]
    assert "<b>Every row</b> <span>5 figures, measured beside estimated." in every
    # 1,000 x 5 + 400 x 25 = 15,000 USD per million runs, half of what was measured.
    assert (
        '<td>cost given tokens</td><td class="r">$0.030</td><td class="r">$0.015</td><td class="r">−50%</td>' in every
    )
    assert '<td class="r">exact</td>' in every
    assert '<td class="r">1,000,000</td>' in every
    assert '<td class="r"><b>no</b></td>' in every


def test_five_hundred_figures_are_shown_and_the_rest_is_told(client: FlaskClient) -> None:
    rows = HEAD + "claude-opus-4.5,high,everyday_qa,9,1000,200,300\n" * 251
    every = client.post("/method/validate", data={"rows": rows}).get_data(as_text=True).partition('id="every"')[2]
    assert "502 figures, measured beside estimated. The first 500 are shown" in every
    assert every.count('<th scope="row">') == 500


def test_refused_rows_are_told_with_their_lines(client: FlaskClient) -> None:
    good = "claude-opus-4.5,high,everyday_qa,9,1000,200,300\n"
    rows = HEAD + good + "claude-opus-4.5,high,everyday_qa,9,1000,200,-5\n" + "nobody,on,maths,1,1,1,1\n" * 2
    answer = client.post("/method/validate", data={"rows": rows})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "1 row answered, 3 refused" in text
    assert "<li>2 × no offer is known for nobody (lines 4, 5)</li>" in text
    assert "<li>1 × reasoning must be 0 or more, not &#39;-5&#39; (line 3)</li>" in text


def test_where_all_are_refused_the_count_stands_without_a_table(client: FlaskClient) -> None:
    text = client.post("/method/validate", data={"rows": HEAD + "nobody,on,maths,1,1,1,1\n"}).get_data(as_text=True)
    assert "0 rows answered, 1 refused" in text
    assert "<table" not in text


def test_a_file_may_be_sent_instead_and_what_is_unknown_is_refused_with_its_reason(client: FlaskClient) -> None:
    rows = HEAD + "gpt-5.4,xhigh,everyday_qa,55,37,722,4649\nnobodys-model,on,everyday_qa,1,37,722,4649\n"
    answer = client.post("/method/validate", data={"file": (io.BytesIO(rows.encode()), "rows.csv")})
    text = answer.get_data(as_text=True)
    assert "1 row answered, 1 refused" in text
    assert "nobodys-model" in text.partition("Refused")[2]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("", "Paste some rows first"),
        ("a,b\n1,2\n", "The text lacks the columns model, effort, task_class"),
        (HEAD, "The text has no row below its header"),
        (HEAD + "gpt-5.4,off,everyday_qa,1,many,1,1\n", "Line 2: input must be a number, not"),
        (HEAD + "gpt-5.4,off,everyday_qa,1,1,1,1\n" * (MOST_ROWS + 60), "a page takes 500 rows"),
    ],
    ids=["nothing", "columns", "no rows", "text", "too many"],
)
def test_what_cannot_be_read_is_said_and_kept(client: FlaskClient, rows: str, words: str) -> None:
    answer = client.post("/method/validate", data={"rows": rows})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert words in text
    assert rows[:20] in text
    assert 'aria-invalid="true"' in text


def test_a_file_that_is_no_text_is_said(client: FlaskClient) -> None:
    answer = client.post("/method/validate", data={"file": (io.BytesIO(b"PK\x03\x04"), "rows.xlsx")})
    assert answer.status_code == 422
    assert "The file is a workbook, not text: save the sheet as CSV UTF-8." in answer.get_data(as_text=True)


def test_another_site_cannot_post(client: FlaskClient) -> None:
    answer = client.post("/method/validate", data={"rows": EXAMPLE}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
