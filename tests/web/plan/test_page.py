"""The plan through the client: page, fragment, errors, state in the address, export."""

from __future__ import annotations

import csv
import re
from html import unescape
from io import StringIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from planner.core.models.catalogue import Catalogue

HTMX = {"HX-Request": "true"}
RESEARCH = "/plan/agent?preset=research_agent"


def text_of(response: TestResponse) -> str:
    """The words of a page, tags taken out."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.text)))


def part(client: FlaskClient, query: str = "") -> TestResponse:
    return client.get(f"/plan/results{query}", headers=HTMX)


def test_a_row_of_the_chart_is_read_out_in_two_sentences(client: FlaskClient) -> None:
    page = client.get("/plan/agent?models=gpt-5.4&models=gpt-5.3-codex").text
    spoken = re.findall(r'class="prow row[^"]*" role="listitem" aria-label="([^"]+)"', page)
    assert len(spoken) == 2
    both, always = sorted(spoken, key=lambda text: "cannot" in text)
    figures = r"\$[\d.]+ per developer per month, [\d.]+ min per task"
    assert re.fullmatch(rf"GPT-5\.4\. Thinking off: {figures}\. Thinking on: {figures}\.", both)
    assert always.startswith(
        "GPT-5.3 Codex. Thinking off: Thinking cannot be switched off on GPT-5.3 Codex. Thinking on:"
    )


def test_a_newcomer_sees_an_answer_at_once(client: FlaskClient) -> None:
    for path in ("/", "/plan", "/plan/agent"):
        page = client.get(path)
        assert page.status_code == 200
        words = text_of(page)
        assert "What are you planning?" in words
        assert re.search(
            r"Cheapest of these (eight|nine) is [\w .-]+, \$[\d.]+ per developer per month \. "
            r"Quickest is [\w .-]+, [\d.]+ min",
            words,
        )
        assert re.search(
            r"Expected bill for 20 developers on [^:]+: \$[\d,]+ per month, "
            r"80% range \$[\d,]+ to \$[\d,]+ if your inputs hold\.",
            words,
        )
        assert "<title>Agent or coding assistant · Token planner</title>" in page.text


def test_page_and_fragment_show_the_same_results(client: FlaskClient) -> None:
    query = "?preset=rag&effort=low&open=gpt-5.4&sort=-run"
    page, fragment = client.get(f"/plan{query}").text, part(client, query).text
    start = fragment.index('<div id="results"')
    end = fragment.index("</footer>")
    assert [line.strip() for line in fragment[start:end].split("\n")] == [
        line.strip() for line in page[page.index('<div id="results"') : page.index("</footer>")].split("\n")
    ]


def test_the_fragment_is_only_for_htmx(client: FlaskClient) -> None:
    answer = client.get("/plan/results?steps=12")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{RESEARCH}&steps=12")


def test_the_fragment_replaces_the_address_without_defaults(client: FlaskClient) -> None:
    answer = part(client, "?sent=1&preset=research_agent&runs=50&steps=12&shared=6,000&effort=high&order=a+b")
    assert answer.headers["HX-Replace-Url"] == f"{RESEARCH}&steps=12"


def test_a_form_sent_without_a_script_is_answered_at_its_clean_address(client: FlaskClient) -> None:
    answer = client.get("/plan?sent=1&preset=rag&runs=9&effort=high&add=&models=&models=gpt-5.4")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/plan/documents?runs=9")
    assert client.get(answer.headers["Location"]).status_code == 200


def test_errors_stand_beside_their_fields_and_the_results_stay(client: FlaskClient) -> None:
    answer = part(client, "?steps=abc&loop_hit=1.4")
    assert answer.status_code == 422
    assert answer.headers["HX-Reswap"] == "none"
    assert 'id="results"' not in answer.text
    assert re.search(
        r'<p class="err" id="err-steps" hx-swap-oob="true">.*Type a number, such as 300\.</p>', answer.text
    )
    assert re.search(r'id="err-runs" hx-swap-oob="true"></p>', answer.text)


@pytest.mark.parametrize(
    ("before", "wrong", "said"),
    [
        ("/plan/agent?preset=research_agent", "steps=0", "300 steps"),
        ("/plan?steps=1", "steps=0", "one call"),
        ("/plan?steps=1000", "steps=0", "1,000 steps"),
        ("/plan?compact_at=70%25", "compact_at=x", "“Summarise at, of the window” 70%"),
        ("/plan?runs=9", "runs=x", "9 reports per day"),
        ("/plan/agent?preset=research_agent", "result=x", "“Result of a tool” 400"),
        ("/plan/agent?preset=research_agent", "max_output=x", "50 reports per day, 300 steps, high"),
        ("/plan?runs=9000", "runs=x&steps=0", "9,000 reports per day, 300 steps, high"),
        ("/plan?steps=abc", "steps=0", ""),
        ("/plan?models=", "steps=0", ""),
        # The start page names no door: its form does.
        ("/", "door=chat&runs=x", "1,000 conversations per day"),
        ("/plan", "door=agent&runs=x", "20 developers, 4 tasks per working day"),
    ],
)
def test_results_of_what_was_typed_before_say_so(client: FlaskClient, before: str, wrong: str, said: str) -> None:
    at = {**HTMX, "HX-Current-URL": f"http://localhost{before}"}
    answer = client.get(f"/plan/results?sent=1&{wrong}", headers=at)
    assert answer.status_code == 422
    found = re.search(r'<div class="stale" id="stale" role="alert" hx-swap-oob="true">(.*?)</div>', answer.text, re.S)
    assert found and (f"<b>Still for {said}.</b> Correct the marked field." in found[1] if said else not found[1])


def test_a_page_opened_with_a_wrong_field_speaks_of_no_older_results_and_shows_the_field(client: FlaskClient) -> None:
    """On a phone the form is folded, unless a field in it is wrong."""
    page = client.get("/plan?steps=0")
    assert page.status_code == 422
    assert '<div class="stale" id="stale" role="alert" ></div>' in page.text and "Still for" not in page.text
    assert re.search(r'id="change" class="vh" checked>', page.text)
    assert not re.search(r'id="change" class="vh" checked>', client.get("/plan").text)


def test_the_sentence_goes_with_the_next_good_answer_of_the_form_and_not_by_a_link(client: FlaskClient) -> None:
    assert (
        '<div class="stale" id="stale" role="alert" hx-swap-oob="true"></div>' in part(client, "?sent=1&steps=12").text
    )
    by_link = part(client, "?sort=run").text
    assert 'id="stale"' not in by_link and 'id="err-steps"' not in by_link


def test_on_a_page_opened_with_wrong_fields_each_is_named(client: FlaskClient) -> None:
    page = text_of(client.get("/plan?shared=abc&steps=0&speed:openai/gpt-5.4=fast"))
    for said in (
        "System prompt and tools: type a number, such as 6,000.",
        "Speed of GPT-5.4, OpenAI: type a number, such as 60.",
    ):
        assert said in page, page[-1500:]
    assert "Steps: Steps" not in page


def test_the_page_keeps_what_was_typed(client: FlaskClient) -> None:
    page = client.get("/plan?steps=abc")
    assert page.status_code == 422
    assert re.search(
        r'<input id="steps" [^>]*value="abc"[^>]*aria-describedby="err-steps" aria-invalid="true"', page.text
    )


def test_a_preset_that_is_none_is_said_beside_the_choice(client: FlaskClient) -> None:
    """Its defaults would be another workload's."""
    page = client.get("/plan?preset=nope&runs=9")
    assert page.status_code == 422
    assert re.search(r'id="err-preset">.*No workload to start from is called “nope”', page.text, re.DOTALL)
    select = '<select form="plan" id="preset" name="start" autocomplete="off"'
    assert f'{select} aria-describedby="err-preset" aria-invalid="true"' in page.text
    assert re.search(r'id="runs" [^>]*value="9"', page.text)
    assert client.get("/plan.csv?preset=nope").status_code == 422
    assert 'id="err-preset" hx-swap-oob="true"></p>' in part(client, "?sent=1&preset=rag&runs=9").text


def test_bounds_come_from_the_core(client: FlaskClient) -> None:
    assert "Steps per task: type at least 1." in text_of(part(client, "?steps=0"))
    assert part(client, "?steps=1").status_code == 200
    assert "Steps per task: type at most 1,000." in text_of(part(client, "?steps=1001"))


@pytest.mark.parametrize("path", ["/plan", "/plan.csv", "/plan.md"])
@pytest.mark.parametrize(
    "query",
    [
        "models=nothing-like-it", "date=soon", "date=1800-01-01", "task=x", "tier=x", "speed:none/such=5", "runs=1e400",
        "runs=" + "9" * 25, "answer=-1", "month=x", "hours=0",
    ],
)  # fmt: skip
def test_nothing_typed_breaks_it(client: FlaskClient, path: str, query: str) -> None:
    assert client.get(f"{path}?{query}").status_code in (200, 422)


def test_every_preset_answers_and_says_what_it_rests_on(client: FlaskClient, catalogue: Catalogue) -> None:
    for preset in catalogue.presets.values():
        page = client.get(f"/plan?preset={preset.id}")
        assert page.status_code == 200, preset.id
        words = text_of(page)
        told = [a for a in preset.assumptions if a.field != "runs_per_day" or "a working day A judgement" not in words]
        assert all(" ".join(a.why.split()) in words for a in told) and len(told) > len(preset.assumptions) - 2


def test_an_opened_row_adds_up(client: FlaskClient) -> None:
    page = client.get("/plan?open=gpt-5.2").text
    inner = page[page.index('<div class="inner">') :]
    table = inner[: inner.index("</table>")]
    dollars = [
        int(text.replace(",", "").replace(".", "")) for text in re.findall(r'<td class="r">([\d,]+\.\d{8})</td>', table)
    ]
    *lines, total = dollars
    assert len(lines) >= 3
    assert sum(lines) == total


def test_refusals_are_in_words_and_no_zero_stands_for_them(client: FlaskClient) -> None:
    words = text_of(client.get("/plan?preset=research_agent"))
    assert "cannot be switched off" in words.lower()
    batch = text_of(client.get("/plan?tier=batch"))
    assert "Batch cannot run this agent" in batch
    assert "Use the standard tier" in batch
    assert "Batch cannot run this conversation: each message" in text_of(client.get("/plan/chat?tier=batch"))
    row = client.get("/plan/chat?models=openrouter/openai/o3:batch&models=gpt-5.4")
    assert "o3 (batch) is a row of batch prices. Batch cannot run this conversation" in text_of(row)
    assert '<a href="/plan/chat?models=openrouter/openai/o3&amp;models=gpt-5.4">Take its standard row</a>' in row.text


def test_no_model_chosen_teaches_by_example(client: FlaskClient) -> None:
    words = text_of(client.get("/plan?models="))
    assert "Choose a model to see what this costs." in words
    assert "Start with The model card’s nine , Today’s eight" in words


def test_a_model_added_by_name_joins_the_chosen(client: FlaskClient) -> None:
    answer = part(client, "?models=&models=gpt-5.4&add=GLM-5")
    assert answer.headers["HX-Replace-Url"] == f"{RESEARCH}&models=gpt-5.4&models=glm-5"
    assert answer.headers["HX-Trigger-After-Settle"] == "planner:added"
    assert 'hx-swap-oob="innerHTML:#choices"' in answer.text


def test_half_a_name_is_no_mistake_while_typing_but_is_one_when_sent(client: FlaskClient) -> None:
    assert part(client, "?add=gp").status_code == 200
    for name in ("GPT-5.4", "openai/gpt-5.4"):
        again = part(client, f"?models=&models=gpt-5.4&add={name}")
        assert '<p class="hint" id="add-note" hx-swap-oob="true">GPT-5.4 is in the plan already.</p>' in again.text
    page = client.get("/plan?add=nothing+like+it")
    assert page.status_code == 422
    assert "No model or offer is called “nothing like it”" in text_of(page)


def test_a_newcomer_goes_to_its_place_at_once(client: FlaskClient) -> None:
    added = part(client, "?models=&models=gpt-5.4&add=Gemini+3.1+Flash-Lite&order=gpt-5.4").text
    assert added.index(">Gemini 3.1 Flash-Lite</a>") < added.index(">GPT-5.4</a>")
    assert "Rows keep their order" not in added


def test_the_order_holds_while_typing_and_a_header_sorts(client: FlaskClient) -> None:
    held = part(client, "?models=&models=gpt-5.4&models=glm-5&order=gpt-5.4+glm-5").text
    assert held.index('id="m-gpt-5-4-w"') < held.index('id="m-glm-5-w"')
    assert "Sort them again" in held
    assert "aria-sort" not in held
    fresh = part(client, "?models=&models=gpt-5.4&models=glm-5").text
    assert fresh.index('id="m-glm-5-w"') < fresh.index('id="m-gpt-5-4-w"')
    assert fresh.count('aria-sort="ascending"') == 1
    down = part(client, "?sort=-month").text
    assert down.count('aria-sort="descending"') == 1


def test_own_figures_are_used_and_named(client: FlaskClient) -> None:
    plain = text_of(client.get("/plan?models=openai/gpt-5.4&open=openai/gpt-5.4"))
    own = text_of(client.get("/plan?models=openai/gpt-5.4&open=openai/gpt-5.4&input:openai/gpt-5.4=1.00"))
    assert "Your own rates are used" in own
    assert "Your own rates are used" not in plain
    assert "Your own figures" in own


def test_nothing_inline(client: FlaskClient) -> None:
    """The Content-Security-Policy blocks inline styles, scripts and handlers: none may be written."""
    page = client.get("/plan?open=kimi-k2-thinking&mine=openai/gpt-5.4").text
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*src=)|javascript:|hx-on", page)


def test_what_is_typed_is_never_markup(client: FlaskClient) -> None:
    page = client.get("/plan", query_string={"steps": '"><script>alert(1)</script>', "open": "<b>", "speed:<i>": "<u>"})
    assert "<script>alert" not in page.text
    assert "<u>" not in page.text


def test_csv_has_every_row(client: FlaskClient) -> None:
    answer = client.get("/plan.csv?models=gpt-5.4&models=grok-4")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="plan-research_agent.csv"'
    rows = list(csv.DictReader(StringIO(answer.text.removeprefix("\ufeff"))))
    assert [(r["model"], r["thinking"]) for r in rows].count(("GPT-5.4", "off")) == 1
    assert len(rows) == 4
    refused = next(r for r in rows if r["model"] == "Grok-4" and r["thinking"] == "off")
    assert refused["usd_per_month"] == "" and refused["notes"]


def test_markdown_is_a_table(client: FlaskClient) -> None:
    answer = client.get("/plan.md")
    assert answer.mimetype == "text/markdown"
    assert answer.text.splitlines()[5] == "| --- | --- | --- " + "| ---: " * 6 + "|"
    assert answer.text.count("\n| ") == 20
    assert answer.text.splitlines()[2] == "50 reports per day, 300 steps, high. Prices of 23 Nov 2026, read 9 Nov 2026."


def test_exports_refuse_what_the_page_refuses(client: FlaskClient) -> None:
    answer = client.get("/plan.csv?steps=abc")
    assert answer.status_code == 422
    assert answer.text == "Steps per task: type a number, such as 300.\n"


def test_without_a_script_the_models_known_closely_are_offered_to_type(client: FlaskClient) -> None:
    html = client.get("/plan").text
    assert 'list="known"' in html
    assert re.findall(r'<datalist id="known">.*<option value="GPT-5.4">OpenAI</option>', html)
    assert len(html.encode()) < 95_000


def test_the_score_asked_for_is_in_the_address_and_in_the_picture(client: FlaskClient) -> None:
    answer = client.get("/plan/results?score=50&bench=HLE", headers={**HTMX, "Planner-Below": "1"})
    assert answer.headers["HX-Replace-Url"] == f"{RESEARCH}&score=50&bench=HLE"
    assert "Ask for 50% on Humanity’s Last Exam" in answer.text
    assert client.get("/plan/results?score=80&bench=tau2-Bench", headers=HTMX).headers["HX-Replace-Url"] == RESEARCH
    assert "Ask for 80% on tool use" in client.get("/plan?preset=research_agent&whole=1").text
    assert "scatter" not in client.get("/plan?preset=rag&tier=batch&whole=1").text


@pytest.mark.parametrize(
    ("preset", "said"),
    [
        ("research_agent", "Ask for 80% on tool use"),
        ("olympiad_maths", "Ask for 80% on science questions"),
        ("software_engineering", "Ask for 40% on terminal work"),
        ("rag", "Ask for 65% on long documents"),
        ("creative_writing", "No benchmark here is near this kind of work, so no score is asked for."),
    ],
)
def test_the_score_asked_for_fits_the_work(client: FlaskClient, preset: str, said: str) -> None:
    words = text_of(client.get(f"/plan?preset={preset}&whole=1"))
    assert said in words
    assert ("tool use, and" in words) == ("tool use" in said)


def test_a_score_nobody_chose_changes_with_the_work(client: FlaskClient) -> None:
    """The two fields are kept while one types: they say for which work they were filled."""
    sent = "?score=80&bench=tau2-Bench&asked_for=research_agent&task=maths"
    near = {**HTMX, "Planner-Below": "1"}
    moved = client.get(f"/plan/results{sent}", headers=near)
    assert moved.headers["HX-Replace-Url"] == f"{RESEARCH}&task=maths"
    assert "Ask for 80% on science questions" in moved.text
    kept = client.get(f"/plan/results{sent.replace('80', '70')}", headers=near)
    assert "Ask for 70% on tool use" in kept.text


def test_with_no_runs_everything_speaks_of_one_run(client: FlaskClient) -> None:
    answer = client.get("/plan?runs=0&focus=kimi-k2-thinking&open=kimi-k2-thinking&whole=1")
    words = text_of(answer)
    assert "No reports are planned, so the bill is $0 . " in words and "Type how many to see the bill." in words
    assert "One report is expected to cost $" in words
    words = words.replace("so the bill is $0 .", "")
    assert re.search(r"Kimi K2 Thinking (at \w+ )?costs \$[\d.]+ per report and takes", words)
    assert "Dollars per report" in words and "Dollars per month" not in words
    assert "$0 " not in words.partition("Every figure")[0]
    assert re.search(r"A report costs \$[\d.]+ , without thinking on Kimi K2 0905 \$", words)
    assert "a month" not in answer.text[answer.text.index('id="scatter-title"') : answer.text.index("</footer>")]
    assert answer.text.count('id="sort-month"') == 1 and "$ per month" not in answer.text


def test_averages_of_one_labs_models_stand_beside_those_on_the_page(client: FlaskClient) -> None:
    """Claude Code's averages are for Anthropic's models: a cheaper one is not held against them."""
    words = text_of(part(client, "?door=agent&models=gpt-5.4-mini&models=claude-haiku-4.5&models=claude-opus-4.5"))
    assert "of these three is GPT-5.4 mini" in words
    said = r"They are for Anthropic’s models: on this page Claude Opus 4.5 comes to \$([\d.]+) and Claude Haiku 4.5 to "
    found = re.search(said + r"\$([\d.]+)\.", words)
    assert found and float(found[1]) > float(found[2])
    for usd in found.groups():
        assert re.search(rf"(?<![\d.]){re.escape(usd)}(?![\d.])", words.partition("Every figure")[2]), "as in the table"
    assert "Anthropic’s models" not in text_of(part(client, "?door=agent&models=claude-haiku-4.5"))


def test_nobody_without_tasks_is_told_a_price_per_developer(client: FlaskClient) -> None:
    for query in ("runs=0", "people=0", "active=0%"):
        words = text_of(client.get(f"/plan/agent?{query}"))
        assert "No tasks are planned, so the bill is $0 . Cheapest" in words
        assert "per developer per month" not in words and "Published averages" not in words
    batch = text_of(client.get("/plan/batch?runs=0"))
    assert "First to end" not in batch and "It ends" not in batch


def test_a_wrong_field_and_a_wrong_model_are_said_at_once(client: FlaskClient) -> None:
    for query in ("?door=agent&steps=0&models=nosuch", "?door=agent&steps=0&add=nosuch+thing"):
        said = client.get(f"/plan/results{query}", headers={**HTMX, "Planner-Entered": "1"})
        assert said.status_code == 422
        marked = re.findall(r'id="err-(\w+)" hx-swap-oob="true">[^<]*<svg', said.text)
        assert marked[0] == "steps" and len(marked) == 2 and marked[1] in ("add", "offers")


def test_a_name_in_the_address_that_is_not_there_is_said(client: FlaskClient) -> None:
    words = text_of(client.get("/plan?open=nope&focus=grok-4&models=gpt-5.4&models=glm-5"))
    assert "“nope” is not among the models shown, so no row is open." in words
    assert "Grok-4 is not among the models shown, so the headline is about GLM-5." in words
    assert 'name="open"' not in part(client, "?open=nope").text
    assert "is not among the models shown" not in text_of(client.get("/plan?open=glm-5&focus=glm-5"))


def test_no_model_is_called_none(client: FlaskClient) -> None:
    assert "Models: none chosen" in text_of(client.get("/plan?models="))


def test_the_way_to_every_offer_keeps_the_plan(client: FlaskClient) -> None:
    for page in (
        client.get("/plan?steps=12&open=gpt-5.4").text,
        client.get("/plan/results?steps=12", headers=HTMX).text,
    ):
        assert re.search(r'id="rank-link" href="/offers\?steps=12"', page)


def test_dark_is_written_the_same_twice(app: Flask) -> None:
    """Once for the system's wish and once for data-theme: CSS cannot share the block."""
    sheet = Path(str(app.static_folder), "css", "tokens.css").read_text()
    by_system = re.search(r'data-theme="light"\]\) \{(.*?)\}', sheet, re.DOTALL)
    by_choice = re.search(r':root\[data-theme="dark"\] \{(.*?)\}', sheet, re.DOTALL)
    assert by_system is not None and by_choice is not None
    assert by_system[1].split() == by_choice[1].split()


def test_errors_speak_in_the_words_of_the_door(client: FlaskClient) -> None:
    text = text_of(client.get("/plan/chat?runs=-3&steps=0"))
    assert "Conversations: type at least 0." in text
    assert "Messages per conversation: type at least 1." in text


def test_a_required_field_that_is_emptied_says_what_is_taken(client: FlaskClient) -> None:
    page = client.get("/plan/chat").text
    assert 'name="runs" value="1,000"' in page and 'placeholder="usual: 1,000"' in page


def test_every_wrong_field_is_told_at_once(client: FlaskClient) -> None:
    answer = client.get("/plan?runs=-3&steps=abc")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Tasks: type at least 0." in text
    assert "type a number, such as 300." in text
    assert 'value="-3"' in text
    assert 'value="abc"' in text
