"""/usage in its states: empty, counted, one response, imported, calibrated; all of it without a script."""

from __future__ import annotations

import io
import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from tests.sources.usage.samples import SAMPLES, UNCOUNTED, lines, litellm

FAR_FROM_ESTIMATE = {
    "litellm.jsonl", "litellm.csv", "langfuse.jsonl", "langfuse.json", "langfuse-blob.jsonl",
    "helicone.jsonl", "spans.jsonl", "otlp.jsonl", "any.csv", "measured.csv",
}  # fmt: skip
"""Samples whose two calls cost less than a third of what their model is expected to use."""


def heading(html: str) -> str:
    found = re.search(r"<h1.*?</h1>", html, re.DOTALL)
    assert found
    return unescape(re.sub(r"<[^>]*>", "", found[0]))


def test_the_empty_page_is_a_form_that_works_without_a_script(client: FlaskClient) -> None:
    page = client.get("/usage")
    assert page.status_code == 200 and "Put in what you have" in heading(page.text)
    assert '<form class="form" id="usage" action="/usage" method="post" enctype="multipart/form-data">' in page.text
    assert 'href="/usage" aria-current="page"' in page.text


def test_a_text_is_counted_on_each_model(client: FlaskClient) -> None:
    page = client.post("/usage", data={"way": "text", "text": "one two three four"})
    assert page.status_code == 200 and "This text is" in heading(page.text)
    assert "exact" in page.text or "estimated" in page.text


def test_a_chat_shows_its_parts(client: FlaskClient) -> None:
    page = client.get("/usage?example=text").text
    assert all(name in page for name in ("Instructions", "Tool schemas", "Messages", "Last message"))


def test_a_response_ends_at_its_exact_cost(client: FlaskClient) -> None:
    """460 x 5 + 15,680 x 0.50 + 2,100 x 6.25 + 1,520 x 25 dollars per million."""
    page = client.get("/usage?example=response").text
    assert "This call cost" in heading(page) and "86%" in heading(page)
    assert f"{(460 * 5 + 15680 * 0.5 + 2100 * 6.25 + 1520 * 25) / 1e6:.8f}" in page


@pytest.mark.parametrize("name", SAMPLES)
def test_each_format_gives_its_bill_other_models_and_a_plan(client: FlaskClient, name: str) -> None:
    page = client.post("/usage", data={"file": (io.BytesIO(SAMPLES[name][1]), name), "way": "log"})
    assert page.status_code == 200, page.text
    assert "These calls cost $" in heading(page.text) and "What was left out" in page.text
    # GPT-5.4 is expected to think several times what these two calls of an everyday question did.
    is_far, is_uncounted = 'id="misfit"' in page.text, 'id="uncounted"' in page.text
    assert (is_far, is_uncounted) == (name in FAR_FROM_ESTIMATE, name in UNCOUNTED)
    what = "tokens" if is_far or is_uncounted else "runs"
    assert f"The same {what} would have cost" in heading(page.text)
    table = page.text.partition(f"The same {what} on other models")[2].partition("</table>")[0]
    assert table.count('<th scope="row">') >= 9 and ("same tokens" in table) == (what == "tokens")
    address = re.search(r'class="btn" href="(/plan/[^"]*)"', page.text)
    assert is_uncounted or (address and client.get(unescape(address[1])).status_code == 200)


def test_ten_runs_narrow_a_range_on_the_page_and_go_with_the_plan(client: FlaskClient) -> None:
    """Ten runs of two calls each, as a user would paste them."""
    rows = [{**row, "session_id": f"s{run}", "request_id": f"r{run}"} for run in range(10) for row in litellm()]
    page = client.post("/usage", data={"way": "log", "text": lines(rows).decode(), "task_class": "support_agent"}).text
    assert "What your runs change in an estimate" in page and "yours, 10 runs" in page
    changed = page.partition("What your runs change in an estimate")[2]
    row = re.search(r'<tr class="me"><th scope="row">GPT-5.4<.*?yours, 10 runs(.*?)</tr>', changed, re.DOTALL)
    assert row
    dollars = [float(text.replace(",", "")) for text in re.findall(r"\$([\d.,]+)", row[1])]
    _, low, high, _, now_low, now_high = dollars
    assert now_high / now_low < high / low
    address = re.search(r'class="btn" href="(/plan/[^"]*)"', page)
    assert address
    plan = client.get(unescape(address[1])).text
    assert "Yours, 10 runs" in plan and "as sent, 10" in plan


def test_what_cannot_be_read_is_said_above_the_form_that_keeps_the_text(client: FlaskClient) -> None:
    page = client.post("/usage", data={"file": (io.BytesIO(b"\x89PNG\r\n\0"), "log.csv")})
    assert page.status_code == 422 and "log.csv is a PNG picture, not a usage log." in page.text
    page = client.post("/usage", data={"way": "log", "text": "no log at all"})
    assert page.status_code == 422 and "no log at all</textarea>" in page.text
    assert "Paste something first" in client.post("/usage", data={"way": "text", "text": " "}).text


def test_runs_of_ones_own_that_cannot_be_read_are_said(client: FlaskClient) -> None:
    page = client.get("/plan?learnt=%5B%7B%22model%22")
    assert page.status_code in (200, 422) and "cannot be read" in page.text
