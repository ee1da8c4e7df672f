"""Rows with a number that is negative or cannot be read: left out, counted, and the first of them named."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from planner.core.usage.sound import UNREADABLE
from planner.sources.usage.limits import UnknownColumns
from planner.sources.usage.reading import read_log
from tests.sources.usage.samples import lines, table
from tests.web.saved.parts import plain

GOOD = {"model": "gpt-5.4", "input_tokens": 1000, "cached_tokens": "", "output_tokens": 200}
ROWS = [
    GOOD,
    GOOD | {"input_tokens": -500},
    GOOD | {"output_tokens": "abc"},
    GOOD | {"cached_tokens": "n/a"},
    {"model": "gpt-99", "input_tokens": 3000, "cached_tokens": "-", "output_tokens": 100},
    {"model": "", "input_tokens": "abc", "cached_tokens": "", "output_tokens": 100},
]


@pytest.mark.parametrize("fast", [False, True])
@pytest.mark.parametrize(("name", "content"), [("log.csv", table(ROWS)), ("log.jsonl", lines(ROWS))])
def test_rows_that_cannot_be_read_are_left_out_and_counted(
    tmp_path: Path, name: str, content: bytes, fast: bool
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    log = read_log(path, fast=fast)
    assert log.contradictions == ((f"{UNREADABLE} (the first in row 2)", 2),)
    assert (log.read, log.unknown, log.calls.input.tolist()) == (6, 3, [1000, 1000, 3000])


@pytest.mark.parametrize("fast", [False, True])
def test_a_file_of_such_rows_alone_is_refused_with_its_columns(tmp_path: Path, fast: bool) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(table(ROWS[1:3]))
    with pytest.raises(UnknownColumns):
        read_log(path, fast=fast)


def test_the_page_says_so_and_its_lines_are_of_priced_tokens(client: FlaskClient) -> None:
    """2 calls of 1,000 tokens at 2.50 dollars per million; the 3,000 of a model that is not known stand in no line."""
    page = plain(client.post("/usage", data={"file": (io.BytesIO(table(ROWS)), "log.csv"), "way": "log"}).text)
    assert "Of these, wrong 2 they say a number that is negative or cannot be read (the first in row 2)" in page
    assert "Fresh input 2,000 2.50 0.00500000" in page and "Counted 3 3 calls" in page
    assert "Not priced 3,100" in page
