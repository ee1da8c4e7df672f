"""All offers through the client: the sentence, the list, its pages, its filters, and what a row leads to."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import unescape
from typing import Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from planner.core.estimate.one_offer import estimate, prepare
from planner.core.estimate.pairing import estimate_pairs
from planner.core.estimate.terms import Terms
from planner.core.latency.one_run_times import quick_tail
from planner.core.models.catalogue import Catalogue
from planner.core.models.lifecycle.served import is_live
from planner.core.ranking.filters import Filters
from planner.core.results import Estimate, Refusal
from planner.schema.requests import parse_request
from planner.web import create_app, filters
from planner.web.forms import read_form, to_request
from planner.web.offers.form import read_rank_form
from planner.web.offers.ranking_view import ranking_view
from planner.web.offers.rows import FIRST_ROWS
from planner.web.offers.views import ranked
from planner.web.present.evidence import MARKS
from planner.web.state import market
from tests.conftest import NOW

HTMX = {"HX-Request": "true", "Planner-Below": "1"}
NAME = re.compile(r'<th scope="rowgroup">\s*(?:<a [^>]*>)?([^<]+)')


AGENT = "preset=research_agent"


def fragment(client: FlaskClient, query: str = "") -> Any:
    return client.get(f"/offers/results?{query or AGENT}", headers=HTMX)


def names(html: str) -> list[str]:
    return [unescape(name.strip()) for name in NAME.findall(html)]


def rows(html: str) -> list[list[str]]:
    """The cells of every main row, tags taken out."""
    found = re.findall(r'<tr class="main.*?</tr>', html, re.DOTALL)
    cells = [[text for c in re.findall(r"<t[dh].*?</t[dh]>", row, re.DOTALL) for text in spread(c)] for row in found]
    return [[name, *row[1:]] for name, row in zip(names(html), cells, strict=True)]


def spread(cell: str) -> list[str]:
    """The words of a cell, as often as there are columns that it takes the place of."""
    text = " ".join(unescape(re.sub(r"<[^>]+>", " ", re.sub("<title>.*?</title>", "", cell))).split())
    wide = re.search(r'colspan="(\d)"', cell)
    return [text] * (int(wide[1]) if wide else 1)


def number(text: str) -> float:
    return float(text.replace(",", ""))


def plan_terms(client: FlaskClient, query: str) -> Terms:
    """What the plan of an address asks."""
    known = client.application.extensions["planner"].prices.catalogue
    with client.application.test_request_context(f"/?{query}") as context:
        question = parse_request(to_request(read_form(context.request.args, known)))
    return Terms(question.workload, known, NOW, question.month)


def finding(html: str) -> str:
    (said,) = re.findall(r'<h1 class="finding">(.*?)</h1>', html, re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", "", said)).strip()


def test_the_page_and_the_fragment_hold_the_same_list(client: FlaskClient) -> None:
    page, part = client.get("/offers?q=kimi").text, fragment(client, "q=kimi").text
    assert names(page) == names(part)
    assert finding(page) == finding(part)
    assert "<html" in page and "<html" not in part


def test_the_sentence_names_the_cheapest_and_the_quickest(client: FlaskClient) -> None:
    html = fragment(client, "q=kimi&steps=20").text
    said, listed = finding(html), rows(html)
    unknown = html.split("<tbody>", 1)[1].count(NOT_KNOWN)
    many = len(listed) - unknown
    assert said.startswith(f"{names(html)[0]} is the cheapest of {many} models that think at high effort, at $")
    quick = fragment(client, "q=kimi&steps=20&by=seconds").text
    first = names(quick)[0]
    assert (f"{first} is the quickest" in said) or (names(html)[0] == first and "none is quicker" in said)
    assert "without a measurement of their own" in html


def test_a_figure_is_that_of_the_exact_path(client: FlaskClient, catalogue: Catalogue) -> None:
    """The row of one offer, against the estimate of it alone."""
    (row,) = [r for r in rows(fragment(client, "q=gpt-5.4+openai&host=openai&effort=low").text) if r[0] == "GPT-5.4"]
    terms = plan_terms(client, "effort=low")
    for mode, (usd, minutes, most) in (("off", row[2:5]), ("low", row[5:8])):
        prepared = prepare(terms, catalogue.offers["openai/gpt-5.4"], mode)
        assert not isinstance(prepared, Refusal)
        assert usd == filters.amount(prepared.cost.usd_per_month)
        seconds = quick_tail(prepared)
        assert [minutes, most] == [filters.decimals(time / 60, 0) for time in (seconds.p50, seconds.p95 or 0)]


def test_pages_are_of_fifty_and_leave_nothing_out_nor_twice(client: FlaskClient) -> None:
    first = fragment(client).text
    (said,) = set(re.findall(r"1 to 50 of ([\d,]+) models", first))
    total = int(number(said))
    pages = -(-total // 50)
    html = [fragment(client, f"page={n + 1}").text.split('id="list"')[1] for n in range(pages)]
    folded = sum(int(more) for page in html for more in re.findall(r">(\d+) more[,<]", page))
    listed = [offer for page in html for offer in re.findall(r"add=([^\"&]+)", page)]
    assert len(names(first)) == 50
    assert sum(len(names(page)) for page in html) == total
    assert len(listed) == len(set(listed)) and len(listed) + folded > 900
    assert names(fragment(client, "page=999").text) == names(fragment(client, f"page={pages}").text)


def test_the_order_is_that_of_the_figures_and_not_of_the_price_list(client: FlaskClient, catalogue: Catalogue) -> None:
    """Equals too keep their order, whatever order the offers come in."""
    turned = replace(catalogue, offers=dict(reversed(catalogue.offers.items())))
    config = {"TESTING": True, "CATALOGUE": turned, "DATABASE": client.application.config["DATABASE"]}
    other = create_app({**config, "CLOCK": lambda: NOW}).test_client()
    for query in ("by=seconds", "by=usd&mode=off", "by=name&q=claude"):
        one, two = (
            re.findall(r"add=([^\"&]+)", fragment(c, query).text.split('id="list"')[1]) for c in (client, other)
        )
        assert one == two != sorted(one)


@pytest.mark.parametrize(
    ("query", "column", "head"), [("", 5, "usd_on"), ("mode=off", 2, "usd_off"), ("by=seconds", 6, "seconds_on")]
)
def test_the_list_goes_by_the_column_that_says_so(client: FlaskClient, query: str, column: int, head: str) -> None:
    html = fragment(client, f"q=gpt&host=openai&{query}").text
    figures = [number(row[column]) for row in rows(html)]
    assert len(figures) > 10
    assert figures == sorted(figures)
    assert re.search(rf'aria-sort="ascending"><a [^>]*id="by-{head}"', html)
    assert html.count("aria-sort") == 1


def test_by_name_from_a_to_z(client: FlaskClient) -> None:
    listed = [name.casefold() for name in names(fragment(client, "by=name").text)]
    assert listed == sorted(listed)


@pytest.mark.parametrize(
    ("query", "all_hold"),
    [
        ("host=groq", lambda o, p: o.host == "groq"),
        ("lab=zhipu", lambda o, p: False),
        ("lab=moonshot ai", lambda o, p: "kimi" in o.id.casefold() or "moonshot" in o.id),
        ("weights=open", lambda o, p: p.open_weights.value if p else o.open_weights),
        ("takes=video&takes=image", lambda o, p: {"video", "image"} <= set(p.inputs.value if p else o.inputs)),
        ("q=KIMI+novita", lambda o, p: "kimi" in o.id.casefold() and "novita" in o.id),
    ],
)
def test_every_filter_keeps_what_it_asks_for(
    client: FlaskClient, catalogue: Catalogue, query: str, all_hold: Any
) -> None:
    ids = {unescape(i) for i in re.findall(r"add=([^\"&]+)", fragment(client, query).text)}
    offers = [catalogue.offers[i.replace("%3A", ":").replace("%40", "@").replace("%7E", "~")] for i in ids]
    assert all(all_hold(o, catalogue.profile_of(o)) for o in offers)
    assert bool(offers) != (query == "lab=zhipu")


def test_limits_hold_for_the_mode_that_ranks(client: FlaskClient) -> None:
    def figures(query: str, column: int) -> list[float]:
        return [number(row[column]) for row in rows(fragment(client, query).text)]

    on, off = figures(f"{AGENT}&price=600", 5), figures(f"{AGENT}&price=600&mode=off", 2)
    assert 500 < max(on) <= 600 and 500 < max(off) <= 600
    thinking = [
        row[5] for row in rows(fragment(client, f"{AGENT}&price=600&mode=off").text) if row[5] != "does not think"
    ]
    assert max(map(number, thinking)) > 600


def test_a_limit_of_time_holds_for_95_of_100_runs(client: FlaskClient) -> None:
    """And not for the median, which lies far below it: what half of all runs alone do in 10 hours is gone."""
    everything, kept = (rows(fragment(client, f"{AGENT}&host=groq{more}").text) for more in ("", "&within=10 h"))
    tails = {row[0]: (number(row[6]), number(row[7])) for row in everything}
    assert {row[0] for row in kept} == {name for name, (_, most) in tails.items() if most <= 600}
    assert any(half <= 600 < most for half, most in tails.values())
    assert kept


def test_the_page_says_what_its_times_are(client: FlaskClient) -> None:
    page = client.get("/offers?q=kimi").text
    assert '<label for="within">95% of tasks under</label>' in page
    assert "Time is the median: half of all tasks take less, and 95% stay under the figure after it." in page
    assert page.count("<span>95%\nunder</span>") == 2
    assert 'Times here are of <a href="/method#quick-tails">512 draws</a>' in page
    assert 'id="quick-tails"' in client.get("/method").text
    assert "95% stay under" not in fragment(client, "preset=extraction&tier=batch").text


def test_only_live_offers_unless_asked(client: FlaskClient) -> None:
    assert names(fragment(client, "q=grok-4-0709").text) == []
    gone = fragment(client, "q=grok-4-0709&live=0").text
    assert "Grok-4" in names(gone)
    assert "ended" in gone


def test_the_hosts_of_a_model_are_folded_into_it(client: FlaskClient) -> None:
    html = fragment(client, "q=kimi-k2-thinking").text
    assert names(html).count("Kimi K2 Thinking") == 1 and '<tr class="other' not in html
    (model,) = [b for b in re.findall(r"<tbody>.*?</tbody>", html, re.DOTALL) if ">Kimi K2 Thinking<" in b]
    link = re.search(r'href="([^"]+)" hx-get aria-expanded="false">.*?(\d+) more', model)
    assert link
    for address in (link[1], link[1].replace("/offers", "/offers/results", 1)):
        html = client.get(unescape(address), headers=HTMX if "results" in address else {}).text
        (model,) = re.findall(r'<tbody class="unfolded">.*?</tbody>', html, re.DOTALL)
        assert model.count('<tr class="other') == int(link[2]) > 0
        # The same link folds them again, and what is typed keeps them.
        assert re.search(r'href="[^"]*q=kimi-k2-thinking" hx-get aria-expanded="true"', model)
        assert '<input type="hidden" form="rank" name="unfold" value="Kimi K2 Thinking">' in html


def test_what_rests_on_a_prior_says_so(client: FlaskClient) -> None:
    listed = {row[0]: row[8] for row in rows(fragment(client, "q=gpt&host=openai").text)}
    assert listed["GPT-5.4"] == "this model, other effort"
    assert {"typical for this kind of work", "speed: typical"} & set(listed.values())


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("door=batch&tier=standard&mode=off", True),  # 1.5 s before a short answer
        ("door=documents&mode=off", False),  # a long one
        ("preset=research_agent&mode=off", False),  # waits of measured agents
        ("door=batch&steps=1&tier=batch&mode=off", False),  # no time at all
    ],
)
def test_a_time_that_is_mostly_a_guessed_wait_says_so(client: FlaskClient, query: str, marked: bool) -> None:
    html = fragment(client, f"{query}&q=gpt-4.1&host=openai").text
    listed = {row[0]: row[8] for row in rows(html)}
    assert ("wait: typical" in listed.values()) is marked
    spoken = "wait for the first word: typical, not measured" in html
    assert not spoken or marked


def test_a_measured_wait_is_never_called_typical(client: FlaskClient, catalogue: Catalogue) -> None:
    measured = [p for p in catalogue.profiles.values() if p.base_ttft_seconds and p.base_ttft_seconds.value]
    assert measured
    for one in measured[:4]:
        html = fragment(client, f"door=batch&tier=standard&mode=off&q={one.name}").text
        (row,) = [row for row in rows(html) if row[0] == one.name][:1] or [None]
        assert row is None or "wait" not in row[8]


def test_the_mark_tells_a_model_at_this_effort_from_the_model(client: FlaskClient, catalogue: Catalogue) -> None:
    """As the plan page has it: what the thinking of one offer was fitted on."""
    for effort, basis in (("xhigh", "model+effort"), ("high", "model")):
        html = fragment(client, f"q=gpt-5.4&host=openai&effort={effort}").text
        (row,) = [r for r in rows(html) if r[0] == "GPT-5.4"]
        answer = estimate(plan_terms(client, f"effort={effort}"), catalogue.offers["openai/gpt-5.4"], effort)
        assert isinstance(answer, Estimate)
        assert (answer.reasoning_evidence.basis, row[8]) == (basis, MARKS[basis].short)
        assert f'aria-label="{MARKS[basis].words}"' in html


FULL = re.compile(r"Context of [\d.]+[kM] is full at step ([\d,]+)( \([a-z ]+\))?$")
CUT_OFF = re.compile(r"(?:About (\d+)% of answers are|Every answer is) cut off( \([a-z ]+\))?$")


def caveats(html: str) -> list[str]:
    """What the first model's best offer is marked with."""
    (model,) = re.findall(r"<tbody>.*?</tbody>", html, re.DOTALL)[:1]
    best = model.split('<tr class="other')[0]
    return [unescape(text) for text in re.findall(r'<a href="/method#[a-z_-]+">([^<]+)</a>', best)]


@pytest.mark.parametrize(
    ("query", "offer", "codes"),
    [
        ("host=groq&q=gpt+oss+120b&compact_at=", "groq/openai/gpt-oss-120b", {"context_overflow"}),
        ("host=openai&q=gpt-5.4-pro&steps=1", "openai/gpt-5.4-pro", set()),
        ("host=openai&q=gpt-5.4-pro&steps=1&max_output=900", "openai/gpt-5.4-pro", {"answer_cut_off"}),
        (
            "host=groq&q=gpt+oss+120b&compact_at=&max_output=300",
            "groq/openai/gpt-oss-120b",
            {"answer_cut_off", "context_overflow"},
        ),
    ],
)
def test_what_does_not_fit_is_marked_as_the_plan_page_marks_it(
    client: FlaskClient, catalogue: Catalogue, query: str, offer: str, codes: set[str]
) -> None:
    found = caveats(fragment(client, query).text)
    answer = estimate(plan_terms(client, query), catalogue.offers[offer], "high")
    assert isinstance(answer, Estimate)
    exact = {flag.code: flag for flag in answer.caveats if flag.code in ("context_overflow", "answer_cut_off")}
    assert set(exact) == codes
    assert len(found) == len(codes)
    for text in found:
        if full := FULL.match(text):
            assert int(number(full[1])) == exact["context_overflow"].step
        else:
            cut = CUT_OFF.match(text)
            assert cut and (cut[1] or "Every answer") in exact["answer_cut_off"].text


def test_how_many_cannot_hold_the_run_is_said_below_the_finding(client: FlaskClient) -> None:
    html = fragment(client, "q=qwen3+32b&unfold=Qwen3-32B&unfold=Qwen3+32B+(dense)").text
    (many,) = re.findall(r"This work exceeds the context window of ([\d,]+) of the [\d,]+ offers", html)
    assert html.count("is full at step") >= int(number(many)) > 0
    assert "This work exceeds" not in fragment(client, "host=groq&q=gpt+oss&steps=1").text


def test_what_gives_no_answers_is_counted_and_not_ranked(client: FlaskClient) -> None:
    page = client.get("/offers?door=chat&q=guard").text
    assert "Nothing that matches gives answers." in page
    assert re.search(r"\d+ offers give no answers \(embeddings, guards, speech and the like\) and are left out\.", page)
    assert "Prompt Guard 2 22M" not in page


def test_what_exceeds_its_context_is_listed_and_never_leads(client: FlaskClient) -> None:
    html = fragment(client, "host=groq&compact_at=").text
    assert finding(html) == f"Of {len(rows(html))} models none can hold this work in its context."
    assert "best" not in set(re.findall(r'<tr class="main( best)?', html))
    short = fragment(client, "host=groq&q=qwen3-32b&mode=off&compact_at=").text
    assert finding(short) == "The only model left cannot hold this work in its context."
    for html in (fragment(client).text, fragment(client, "mode=off").text):
        assert "Such offers are listed, but not compared here." in html
        fronts = [m for m in re.findall(r"<tbody>.*?</tbody>", html, re.DOTALL) if '<tr class="main best' in m]
        assert fronts
        # A caveat of the mode that does not rank is said with that mode.
        leading = [m.split('<tr class="other')[0] for m in fronts]
        assert not any(re.search(r"is full at step [\d,]+<", m) for m in leading)


NOT_KNOWN = "Not known whether it thinks"


def test_what_does_not_think_is_not_ranked_as_if_it_did(client: FlaskClient) -> None:
    assert names(fragment(client, "q=non-reasoning").text) == []
    off = rows(fragment(client, "q=non-reasoning&mode=off&live=0").text)
    assert off and {row[5] for row in off} == {"does not think"}
    for query in ("q=lfm-7b", "q=llama-guard", "q=gpt-image", "q=embedding", "q=gpt-4o"):
        assert names(fragment(client, f"{query}&live=0").text) == []


def test_what_is_not_known_to_think_is_marked_and_never_leads(client: FlaskClient) -> None:
    html = fragment(client, "q=qwen-turbo+openrouter").text
    assert NOT_KNOWN in caveats(html)
    assert finding(html).endswith("is not known to think.")
    assert NOT_KNOWN not in fragment(client, "q=qwen-turbo+openrouter&mode=off").text.split("<tbody>")[0]
    assert 'id="whether-it-thinks"' in client.get("/method").text


def test_a_mode_that_is_not_had_is_said_in_words(client: FlaskClient) -> None:
    assert "always thinks" in fragment(client, "q=kimi-k2-thinking").text
    assert "does not think" in fragment(client, "q=kimi-k2-0905&mode=off").text


def test_a_row_leads_to_the_plan_with_its_offer(client: FlaskClient) -> None:
    html = fragment(client, "q=gpt-5.4&host=openai&steps=12&models=glm-5").text
    (href,) = {unescape(h) for h in re.findall(r'href="(/plan\?[^"]*add=openai/gpt-5\.4)"', html)}
    answer = client.get(href)
    assert answer.status_code == 303
    assert answer.location == "/plan/agent?preset=research_agent&steps=12&models=glm-5&models=openai/gpt-5.4"
    html = fragment(client, "q=gpt-5.4&host=openai&models=openai/gpt-5.4").text
    (row,) = [r for r in rows(html) if r[0] == "GPT-5.4"]
    assert row[-1] == "in the plan"


def test_the_state_of_the_plan_is_kept_on_every_link(client: FlaskClient) -> None:
    html = unescape(client.get("/offers?steps=12&models=glm-5&q=gpt").text)
    assert 'href="/plan/agent?preset=research_agent&steps=12&models=glm-5"' in html
    assert 'href="/offers?steps=12&models=glm-5&q=gpt&mode=off"' in html
    assert '<input type="hidden" name="steps" value="12">' in html


def test_the_fragment_puts_its_state_into_the_address(client: FlaskClient) -> None:
    answer = fragment(client, "steps=12&sent=1&live=0&live=1&q=kimi&host=&within=&mode=on")
    assert answer.headers["HX-Replace-Url"] == "/offers?steps=12&q=kimi"
    assert "HX-Request" in answer.headers["Vary"]


def test_without_a_script_a_sent_form_is_answered_at_its_clean_address(client: FlaskClient) -> None:
    answer = client.get("/offers?sent=1&live=0&live=1&q=kimi&host=&price=")
    assert (answer.status_code, answer.location) == (303, "/offers?q=kimi")
    assert client.get("/offers/results?q=kimi").location == "/offers?q=kimi"


def test_a_wrong_limit_keeps_the_list_and_is_said_beside_its_field(client: FlaskClient) -> None:
    answer = fragment(client, "within=soon")
    assert answer.status_code == 422
    assert answer.headers["HX-Reswap"] == "none"
    assert "Type a number, such as 90 s or 30 min." in answer.text
    assert 'id="results"' not in answer.text
    page = client.get("/offers?within=soon")
    assert page.status_code == 422
    assert len(names(page.text)) == FIRST_ROWS


@pytest.mark.parametrize(
    ("query", "field", "typed", "said"),
    [
        ("price=abc", "price", "abc", "Type a number, such as 5,000."),
        ("price=-1", "price", "-1", "Type at least 0."),
        ("floor=150", "floor", "150", "Type at most 100%."),
        ("within=-3+min", "within", "-3 min", "Type at least 0."),
        ("context=long", "context", "long", "Type a number, such as 200k."),
    ],
)
def test_what_cannot_be_read_is_kept_and_told_where_it_was_typed(
    client: FlaskClient, query: str, field: str, typed: str, said: str
) -> None:
    """On the page as in the fragment; the page says that its list goes without, and on a phone opens the filters."""
    for sent in ("", "&sent=1"):
        page = client.get(f"/offers?{query}{sent}")
        assert page.status_code == 422
        assert re.search(rf'<input id="{field}" name="{field}" value="{typed}"[^>]* aria-invalid="true"', page.text)
        (error,) = re.findall(rf'id="err-{field}"[^>]*>(.*?)</p>', page.text, re.DOTALL)
        assert re.sub(r"<svg.*?</svg>", "", error, flags=re.DOTALL).strip() == said
        assert "A limit could not be read: this list is without it." in page.text
        assert re.search(r'<input type="checkbox" id="change" class="vh" checked>', page.text)
    part = fragment(client, query)
    assert part.status_code == 422 and said in part.text
    assert "could not be read" not in client.get("/offers?price=5k").text


def test_every_plan_leads_to_every_offer(client: FlaskClient) -> None:
    for path in ("/plan", "/plan/chat", "/plan/batch"):
        assert 'id="rank-link" href="/offers' in client.get(path).text


def test_a_plan_that_cannot_be_worked_out_is_sent_back_to_be_mended(client: FlaskClient) -> None:
    answer = client.get("/offers?steps=abc")
    assert answer.status_code == 422
    assert "Steps per task: type a number, such as 300." in unescape(answer.text)
    assert 'href="/plan/agent?preset=research_agent&amp;steps=abc"' in answer.text


def test_models_of_the_plan_need_not_be_known(client: FlaskClient) -> None:
    assert client.get("/offers?models=").status_code == 200
    assert client.get("/offers?models=no-such-model").status_code == 200


def test_nothing_left_says_how_to_get_back(client: FlaskClient) -> None:
    html = fragment(client, "q=zzzz&steps=12").text
    assert finding(html) == "No offer is called “zzzz”."
    assert '<a href="/offers?steps=12">Show all offers</a>' in html


def test_batch_has_no_seconds_and_still_a_list(client: FlaskClient) -> None:
    html = fragment(client, "preset=extraction&tier=batch").text
    assert "within a day" in html
    assert "scatter" not in html
    assert names(html)


def test_own_figures_count(client: FlaskClient) -> None:
    usual, mine = (
        rows(fragment(client, f"{AGENT}&q=gpt-5.4&host=openai&{more}").text)
        for more in ("", "discount:openai/gpt-5.4=50%25")
    )
    before, after = (next(r[5] for r in found if r[0] == "GPT-5.4") for found in (usual, mine))
    assert number(after) == pytest.approx(number(before) / 2, rel=0.01)


def test_a_workload_typed_again_is_not_ranked_again(app: Flask, client: FlaskClient) -> None:
    state = app.extensions["planner"]
    state.rankings = {}
    fragment(client, "q=a")
    fragment(client, "q=ab&by=seconds")
    fragment(client, "steps=7")
    assert len(state.rankings) == 2
    with app.test_request_context():
        assert market() is state.market


def test_the_line_of_the_chart_is_that_of_the_list(client: FlaskClient) -> None:
    """A model that is not known to think is a mark, and the line does not run through it."""
    html = fragment(client).text
    wide = html.split('class="scatter only-wide"')[1].split("</figure>")[0].split('class="scatter only-narrow"')[0]
    named = set(re.findall(r'class="halo c-label c-strong" aria-hidden="true">([^<]+)</text>', wide))
    unknown = [b for b in re.findall(r"<tbody>.*?</tbody>", html, re.DOTALL) if NOT_KNOWN in b]
    assert not named & {name for block in unknown for name in names(block)}
    assert finding(html).split(" is the cheapest")[0] in {unescape(name) for name in named}


def test_the_chart_names_the_frontier_and_links_its_marks(client: FlaskClient) -> None:
    html = fragment(client, "q=kimi").text
    assert "Both scales are logarithmic" in html
    wide = html.split('class="scatter only-wide"')[1].split("</figure>")[0].split('class="scatter only-narrow"')[0]
    assert wide.count('class="front"') >= 2
    marks = re.findall(r'<a href="/plan\?[^"]*" class="pt" aria-label="([^"]+)" (tabindex="-1")?', wide)
    assert len(marks) >= len(names(html)) - 1
    assert 0 < sum(not skipped for _, skipped in marks) < 12
    assert all(" per month" in said for said, _ in marks)
    assert wide.count("<title>") >= len(marks)


@pytest.mark.parametrize("query", ["q=claude", "q=kimi", "q=gpt", "q=gemini", ""])
def test_two_hosts_of_a_model_on_the_frontier_are_told_apart(client: FlaskClient, query: str) -> None:
    wide = fragment(client, query).text.split('class="scatter only-wide"')[1].split('class="scatter only-narrow"')[0]
    labels = re.findall(r'class="halo c-label c-strong" aria-hidden="true">([^<]+)</text>', wide)
    assert labels
    assert len(labels) == len(set(labels))


def test_hosts_lead_their_models_as_on_the_plan_page(app: Flask, client: FlaskClient, catalogue: Catalogue) -> None:
    """For work of two kinds, and after another workload is typed, every bare name means the same host on both pages."""
    for query in ("preset=support_chat", "steps=30&runs=7", "preset=rag&effort=low&prefix=90000"):
        with app.test_request_context(f"/offers?{query}"):
            form = read_rank_form(request.args, catalogue)
            seen = ranking_view(form, ranked(form.plan), Filters())
            firsts = [seen.offer(group[0]) for group in seen.groups]
            mine = {o.profile_id: o.id for o in firsts if o.profile_id}
            plan = replace(form.plan, models=tuple(mine))
            question = parse_request(to_request(plan))
            pairs = estimate_pairs(question, catalogue, effort=form.plan.values["effort"], now=NOW)
        assert mine == {pair.offer.profile_id: pair.offer.id for pair in pairs}, query


def test_a_list_that_is_silent_on_long_prompts_says_so(client: FlaskClient) -> None:
    html = unescape(fragment(client, f"{AGENT}&q=gpt-5.4&unfold=GPT-5.4").text)
    model = next(b for b in re.findall(r"<tbody.*?</tbody>", html, re.DOTALL) if ">GPT-5.4<" in b)
    first, _, others = model.partition('<tr class="other')
    said = "No long-context rate is listed here; the maker charges more above 272k"
    assert said not in first and ">OpenAI<" in first
    assert said in others and ">AWS Bedrock<" in others
    assert said not in unescape(fragment(client, "q=gpt-5.4&steps=1").text)


def test_weights_and_inputs_are_known_of_families_and_what_is_not_is_counted(client: FlaskClient) -> None:
    for query, most in (("weights=open", 80), ("weights=closed", 80), ("takes=image", 80), ("takes=video", 10)):
        html = fragment(client, query).text
        said = re.search(r"([\d,]+) offers are left out, as their (weights|inputs) are not known\.", html)
        assert said and number(said[1]) > 50
        (models,) = set(re.findall(r"of ([\d,]+) models that think", html))
        assert number(models) > most
    assert "left out" not in fragment(client, "q=kimi").text
    both = fragment(client, "weights=open&context=200k").text
    assert re.search(r"offers are left out, as their weights or context are not known\.", both)


@pytest.mark.parametrize("host", ["x-ai", "openai", "anthropic", "google"])
def test_a_makers_ranking_begins_with_what_can_be_called(client: FlaskClient, catalogue: Catalogue, host: str) -> None:
    ids = [unescape(found) for found in re.findall(r"add=([^\"&]+)", fragment(client, f"host={host}").text)]
    offers = [catalogue.offers[offer_id.replace("%3A", ":")] for offer_id in ids]
    day = date(2026, 11, 27)
    assert offers
    assert all(is_live(offer, catalogue.profile_of(offer), day) for offer in offers)


def test_a_plan_without_thinking_is_ranked_without_it(client: FlaskClient) -> None:
    """Where no mode is chosen the plan's own leads; the other one can be chosen."""
    assert "models without thinking" in finding(fragment(client, "door=chat&effort=off").text)
    assert "models that think" in finding(fragment(client, "door=chat&effort=off&mode=on").text)
    assert "models that think" in finding(fragment(client, "door=chat&effort=low").text)


def test_a_floor_of_quality_keeps_what_scores_and_the_score_counts_for_what_nothing_beats(client: FlaskClient) -> None:
    html = fragment(client, "quality=GPQA&floor=85&mode=on").text
    with client.application.test_request_context("/?quality=GPQA&floor=85&mode=on"):
        known = market().catalogue.profiles.values()
    scored = {p.name for p in known if any(b.name == "GPQA" and b.effort and b.score >= 85 for b in p.benchmarks)}
    assert names(html) and set(names(html)) <= scored
    assert " effort and score at least 85% on GPQA, at $" in unescape(html)
    percents = [int(percent) for percent in re.findall(r'<span class="muted">GPQA (\d+)%</span>', html)]
    assert len(percents) == len(names(html)) and min(percents) >= 85
    assert "on cost, time and GPQA at once; what has no score on it is left out." in html
    assert 'id="quality"' in client.get("/rank?quality=GPQA", follow_redirects=True).text


def test_a_headline_says_where_it_is_not_known_whether_a_model_is_served(client: FlaskClient) -> None:
    """Below it, so that the sentence stays short."""
    html = fragment(client, "q=ling-2.6-flash&mode=off&door=chat").text
    assert "It is not known whether Ling-2.6-flash is still served." in html and "still" not in finding(html)
    assert "It is not known whether" not in fragment(client, "q=kimi+k2.5&mode=off").text


def test_what_its_maker_ended_never_leads_and_says_so(client: FlaskClient) -> None:
    html = fragment(client, "q=claude&mode=off&door=chat&unfold=Claude+Opus+3").text
    assert "Claude Haiku 5.5 is the cheapest" in finding(html)
    assert "Anthropic stopped serving it on 5 Jan 2026; not known whether this host still does" in html
    assert re.search(r"Whether \d+ of the \d+ offers are still served is not known.", html)
    assert not re.search(
        r'class="[^"]*\bbest\b[^"]*"[^>]*>(?:(?!</tr>).)*Claude (?:3|Opus 3|Haiku 3|Sonnet 3)', html, re.DOTALL
    )


def test_rows_below_the_first_come_when_they_are_near_or_by_a_link(client: FlaskClient) -> None:
    """They are those of the whole page, with the same numbers; a reader who is there has them at once."""
    query = "preset=research_agent&page=2&unfold=gpt-oss-120b"
    first = client.get(f"/offers?{query}").text
    part, whole = re.search(r'hx-get="(/offers/rest[^"]+)".*?<a href="([^"]+)#below"', first).groups()  # type: ignore[union-attr]
    assert len(names(first)) == FIRST_ROWS and "The other 42 models of this page" in first
    rest = client.get(unescape(part), headers={"HX-Request": "true"}).text
    assert rest.lstrip().startswith('<tbody id="below"></tbody>')
    page = client.get(unescape(whole)).text
    assert names(first) + names(rest) == names(page) == names(fragment(client, query).text)
    ids = re.compile(r'id="hosts-(\d+)"')
    assert ids.findall(first) + ids.findall(rest) == ids.findall(page) != []
    assert "whole=1" in client.get(unescape(part)).location
    # A link of the whole page leads to a whole page, without a script.
    assert "whole=1" in re.search(r'href="([^"]+)" hx-get[^>]* aria-expanded', page)[1]  # type: ignore[index]
    assert "whole" not in re.search(r'href="([^"]+)">Change the plan', page)[1]  # type: ignore[index]
    # Few more do not wait.
    assert "only-narrow" in fragment(client, "q=kimi").text and 'id="below"' not in client.get("/offers?q=kimi").text
    assert client.get("/offers/rest?steps=abc", headers=HTMX).status_code == 204


def test_a_door_that_there_is_not_is_not_found(client: FlaskClient) -> None:
    assert client.get("/offers?door=nope").status_code == client.get("/plan/nope").status_code == 404
    assert client.get("/offers?door=").status_code == 200


def test_a_list_says_what_it_does_not_look_at(client: FlaskClient) -> None:
    needed = "is done by 07:00 is worked out on the plan page, not in this list."
    assert needed in client.get("/offers?door=batch&needed=07:00").text and "is done by" not in fragment(client).text
    assert "is a wait for the first word that nobody measured" in fragment(client).text
    assert "nobody measured" not in fragment(client, "tier=batch&steps=1").text
