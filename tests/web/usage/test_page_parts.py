"""Parts of /usage: files to count, columns to choose, the cap and its odds, a reading that is stopped."""

from __future__ import annotations

import io
import os
import re
import tempfile
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfWriter

from planner.sources.usage.limits import Cancelled
from planner.web.usage import jobs
from planner.web.usage.cap import CapForm, answered, cap_form
from planner.web.usage.mapping import mapping
from tests.sources.usage.samples import SAMPLES, SECRET, anthropic_costs
from tests.web.saved.parts import plain


def sent(client: FlaskClient, content: bytes, name: str, **form: str) -> str:
    return client.post("/usage", data={"file": (io.BytesIO(content), name), **form}).text


def test_a_file_of_text_a_chat_or_a_pdf_is_counted_and_fills_a_plan(client: FlaskClient) -> None:
    assert "This text is" in sent(client, b"one two three four", "prompt.md", way="text")
    paper, file = PdfWriter(), io.BytesIO()
    for _ in range(3):
        paper.add_blank_page(72, 72)
    paper.write(file)
    page = plain(sent(client, file.getvalue(), "paper.pdf", way="text"))
    assert "on 3 PDF pages" in page and "paper.pdf" in page
    chat = b'{"system": "Be brief.", "messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": '
    html = sent(client, chat + b'"one two three four"}, {"role": "user", "content": "Bye"}]}', "chat.json", way="text")
    assert "the mean of its answers, 4 tokens" in html
    address = unescape(re.search(r'class="btn" href="(/plan/chat[^"]*)"', html)[1])  # type: ignore[index]
    form = client.get(address).text
    assert 'id="answer" name="answer" value="4"' in form and re.search(r'id="steps" name="steps" value="1"', form)


def test_tools_are_counted_and_what_is_too_large_is_said(client: FlaskClient, app: Flask) -> None:
    tools = '{"result": {"tools": [{"name": "find", "description": "Find it", "inputSchema": {"type": "object"}}]}}'
    assert "This list of tools is" in plain(client.post("/usage", data={"way": "text", "text": tools}).text)
    app.config["USAGE_BYTES"] = 1_000_000
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="log"\r\n\r\n'
    body = head + b"x" * 3_000_000 + b"\r\n--b--\r\n"
    page = client.post("/usage", data=body, content_type="multipart/form-data; boundary=b")
    assert page.status_code == 413 and "larger than the 1 MB that this server takes" in page.text


def test_one_column_of_a_table_can_be_counted(client: FlaskClient) -> None:
    table = b"id,question\n1,one two three four\n2,five six\n"
    page = sent(client, table, "questions.csv", way="text")
    assert '<option value="question" >the column question</option>' in page
    only = sent(client, table, "questions.csv", way="text", text_column="question")
    assert '<option value="question" selected>' in only and "a text of 27 characters" in plain(only)


def test_a_text_counted_for_a_plan_goes_back_into_it(client: FlaskClient) -> None:
    form = client.get("/plan/chat?runs=77&answer=200").text
    link = unescape(re.search(r'href="(/usage\?fills=[^"]*)"', form)[1])  # type: ignore[index]
    page = client.get(link).text
    hidden = {
        name: unescape(value) for name, value in re.findall(r'type="hidden" name="(plan|fills)" value="([^"]*)"', page)
    }
    assert hidden["fills"] == "shared"
    counted = client.post("/usage", data={"way": "text", "text": "one two three four", **hidden}).text
    assert "Put it into my plan" in counted
    back = unescape(re.search(r'class="btn" href="(/plan/chat[^"]*)"', counted)[1])  # type: ignore[index]
    assert "runs=77" in back and "answer=200" in back and "shared=4" in back and "own=" not in back
    assert "Plan with these figures" in client.get("/usage?example=text&fills=shared&plan=https://elsewhere").text


def test_a_pasted_log_is_read_as_one_whatever_was_chosen(client: FlaskClient) -> None:
    page = client.post("/usage", data={"way": "text", "text": SAMPLES["litellm.jsonl"][1].decode()}).text
    assert "These calls cost" in page and 'value="log" checked' in page
    assert "Read as a text" in sent(client, b"a,b\n1,2\n", "table.csv", way="text")


def test_what_a_response_does_not_say_is_not_said(client: FlaskClient) -> None:
    page = plain(client.get("/usage?example=response").text)
    assert "Output, thinking not told apart 1,520 25.00 0.03800000" in page
    # Claude Opus 4.5 does not think unless it is asked to: what was paid is its price without thinking.
    assert "Reasoning 0" not in page and "Claude Opus 4.5 at Anthropic $0.061 as it ran $0.10" in page


def test_a_response_that_names_no_model_is_asked_for_it(client: FlaskClient) -> None:
    text = '{"inputTokens": 600, "outputTokens": 300, "cacheReadInputTokens": 300}'
    asked = client.post("/usage", data={"way": "text", "text": text})
    assert (
        asked.status_code == 422 and "Which model answered?" in asked.text and "does not name its model" in asked.text
    )
    page = client.post("/usage", data={"way": "response", "text": text, "model": "claude-opus-4-5"}).text
    assert "This call cost <b>$" in page and 'value="claude-opus-4-5"' in page


def test_what_nobody_can_price_is_not_free(client: FlaskClient) -> None:
    strange = b"model,timestamp,input_tokens,output_tokens\nhouse-model-9,2026-11-02T09:00:00Z,1000,200\n"
    page = plain(sent(client, strange, "log.csv", way="log"))
    assert "What these calls cost is not known." in page and "1 of 1 call is of models or rates" in page
    assert "would have cost less" not in page and "All not priced" in page
    assert "0.00000000" not in page and "Billed, by the log" not in page
    billed = strange.replace(b"_tokens\n", b"_tokens,cost\n").replace(b",200\n", b",200,0.02\n")
    assert "All not priced Billed, by the log 0.02000000" in plain(sent(client, billed, "log.csv", way="log"))
    bill = plain(sent(client, anthropic_costs(), "costs.json", way="log"))
    assert "This bill comes to $" in bill and "dollars without tokens" in bill
    assert "The same runs on other models" not in bill and "Plan with these figures" not in bill


def test_columns_are_offered_where_none_is_known_and_stay_as_chosen(client: FlaskClient) -> None:
    table = b"When,Wer,Sent,Said,Cost\n2026-11-02,gpt-5.4,1000,200,0.01\n"
    data = {"file": (io.BytesIO(table), "ours.csv"), "way": "log", "map.input": "Sent"}
    answer = client.post("/usage", data=data)
    assert answer.status_code == 422 and "Say which column holds what." in answer.text
    assert '<option value="Sent" selected>' in answer.text and answer.text.count('name="columns"') == 5
    guessed = mapping(["LLM", "Tokens In", "Cost USD", "x"], {})
    assert guessed and [c.column for c in guessed.choices if c.column] == ["LLM", "Tokens In", "Cost USD"]
    assert mapping([], {}) is None


@pytest.mark.parametrize(
    ("days", "cap", "words"),
    [
        ((10.0,) * 10, "295", "The cap of $295 is passed on 30 Nov 2026. Spent until 10 Nov 2026: $100"),
        ((10.0,) * 10, "$300", "is not expected to be passed"),
        ((10.0, 30.0) * 5, "700", "The chance that the month ends above the cap is"),
        ((10.0,) * 10, "45", "The cap of $45.00 was passed on 5 Nov 2026."),
        ((10.0,) * 2, "45", "November has fewer than three days so far"),
    ],
)
def test_whether_the_month_passes_a_cap(days: tuple[float, ...], cap: str, words: str) -> None:
    form = cap_form({date(2026, 11, 1 + place): usd for place, usd in enumerate(days)})
    assert form
    assert words in answered({"first": form.first, "days": form.days, "cap": cap}).sentence


def test_a_cap_that_cannot_be_read_is_said_with_both_readings(client: FlaskClient) -> None:
    days = {"first": "2026-11-01", "days": "10,10,10"}
    assert client.get("/usage/cap", query_string=days | {"cap": "6.000"}).status_code == 422
    for wrong in ({"first": "9999-12-31"}, {"first": "soon"}, {"days": "1,x"}, {"days": "1,nan"}, {"days": ""}):
        assert "read the log again" in client.get("/usage/cap", query_string=days | wrong | {"cap": "9"}).text
    chosen = client.get("/usage/cap", query_string=days | {"cap": "6.000", "do": "read:cap=6,000"})
    assert chosen.status_code == 200 and "is not expected to be passed" in chosen.text
    for wrong in (
        {"cap": "0"},
        {"cap": "much"},
        {"days": "x"},
        {"first": "soon"},
        {"days": "1," * 40},
        {"days": "inf"},
    ):
        found = answered(days | {"cap": "5"} | wrong)
        assert isinstance(found, CapForm) and found.errors["cap"].endswith(".")
    part = client.get("/usage/cap", query_string=days | {"cap": "6.000"}, headers={"HX-Request": "true"}).text
    assert part.startswith("<form") and part.count('name="do"') == 2


def test_a_reading_can_be_watched_and_stopped(app: Flask, client: FlaskClient) -> None:
    name = "0" * 32
    with app.app_context():
        job = jobs.started(name)
        job.report_progress(5, 0.5)
        assert client.get(f"/usage/progress/{name}").json == {"rows": 5, "share": 0.5}
        assert client.post(f"/usage/stop/{name}").status_code == 204
        with pytest.raises(Cancelled):
            job.report_progress(6)
        jobs.ended(name)
    assert client.get(f"/usage/progress/{name}").status_code == 404
    assert client.post(f"/usage/stop/{name}").status_code == 204
    assert client.get("/usage/progress/short").status_code == 404


def test_runs_that_are_kept_hold_no_text(
    app: Flask, client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A log, a text and a file's name go through the page; only figures reach the database, and nothing the disk."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    html = sent(client, SAMPLES["langfuse.jsonl"][1], f"{SECRET}.jsonl", way="log")
    client.post("/usage", data={"way": "text", "text": SECRET})
    runs = unescape(re.search(r'name="runs" value="([^"]*)"', html)[1])  # type: ignore[index]
    assert client.post("/own-runs/keep", data={"runs": runs}).status_code == 303
    assert "Langfuse" in client.get("/own-runs").text and os.listdir(folder) == []
    kept = [path for path in Path(app.config["DATABASE"]).parent.rglob("*") if path.is_file()]
    assert kept and all(SECRET.encode() not in path.read_bytes() for path in kept)


def test_the_models_of_a_mixed_log_are_other_models_too(client: FlaskClient) -> None:
    """All of it on the cheapest that ran is another way; half of each prompt was read from cache, and is there too."""
    models = ("gpt-5.4", "gpt-6-luna")
    rows = [f"{day:02},{models[day % 2]},{1000 + 200 * day},{500 + 100 * day},{90 + day},0" for day in range(1, 21)]
    text = "timestamp,model,input_tokens,cached_input_tokens,output_tokens,reasoning_tokens\n" + "".join(
        f"2026-11-{row.partition(',')[0]}T09:00:00Z,{row.partition(',')[2]}\n" for row in rows
    )
    page = client.post("/usage", data={"file": (io.BytesIO(text.encode()), "mine.csv"), "way": "log"}).text
    first = re.search(r'<h2 id="elsewhere">[^<]*: (\d+) of (\d+) would have cost less', page)
    assert first and int(first[2]) == page.count('<div class="prow row reprice')
    assert re.search(r"would have cost <b>[^<]*</b> on GPT-6 Luna, thinking off", page)
    load = client.post("/api/v1/usage", data=text, content_type="text/csv").get_json()["workload"]
    assert load["cache"] == {"prefix_hit_rate": 1.0} and load["shared_prefix_tokens"] == 1550
    asked = client.post("/api/v1/estimate", json={"workload": load, "offers": ["gpt-5.4"]})
    assert asked.status_code == 200, "the workload of a log is a request's"
    assert "prefix_hit=100%25" in page and "shared=1550&amp;own=1550&amp;" in page
