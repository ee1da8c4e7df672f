"""The type-ahead through the client: what is found, in what order, and what choosing it adds to the plan."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from planner.core.models.catalogue import Catalogue, Lifecycle
from planner.core.models.rates import DatedCard
from planner.core.ranking.market import open_market
from planner.web.offers.search.find import find_hits
from planner.web.offers.search.hits import Hit
from planner.web.present.names import canonical_name
from tests.core.build import card, fact, offer, profile
from tests.core.build import catalogue as world

HTMX = {"HX-Request": "true"}
DAY = date(2026, 11, 23)


def found(client: FlaskClient, query: str) -> list[tuple[str, str, str]]:
    """Value, name and remark of every option."""
    answer = client.get("/search", query_string={"q": query}, headers=HTMX)
    options = re.findall(r'<li role="option".*?</li>', answer.text)
    read = []
    for option in options:
        value = re.search(r'data-value="([^"]*)"', option)
        spans = [re.sub("<[^>]+>", "", span) for span in re.findall(r"<span>.*?</span>", option)] or ["", ""]
        read.append((unescape(value[1]) if value else "", unescape(spans[0]), unescape(spans[1])))
    return read


def test_k2_finds_the_kimis_first(client: FlaskClient) -> None:
    names = [name for _, name, _ in found(client, "k2")]
    assert {"Kimi K2 Thinking", "Kimi K2 0905", "Kimi K2.5", "Kimi K2.6"} <= set(names[:6])
    remarks = {name: remark for _, name, remark in found(client, "k2")}
    assert re.fullmatch(r"Novita and \d+ more", remarks["Kimi K2 Thinking"])
    assert remarks["Kimi K2 0905"].endswith(", no thinking")


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("5.4", "GPT-5.4"),
        ("GPT 5.4", "GPT-5.4"),
        ("gpt5.4", "GPT-5.4"),
        ("opus 4.5", "Claude Opus 4.5"),
        ("oss-120", "gpt-oss-120b"),
        ("glm-5", "GLM-5"),
        ("gpt-5", "GPT-5"),
    ],
)
def test_a_model_is_found_by_any_part_of_its_name(client: FlaskClient, query: str, name: str) -> None:
    assert name in [shown for _, shown, _ in found(client, query)][:4]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("sonnet 5", ["Claude Sonnet 5", "Claude Sonnet 5.5"]),
        ("claude sonnet 5", ["Claude Sonnet 5", "Claude Sonnet 5.5"]),
        ("sonnet 4.5", ["Claude Sonnet 4.5"]),
        ("glm 5", ["GLM-5"]),
    ],
)
def test_the_very_words_come_before_longer_ones(client: FlaskClient, query: str, first: list[str]) -> None:
    assert [name for _, name, _ in found(client, query)][: len(first)] == first


@pytest.mark.parametrize(
    "query",
    ["qwen 4", "opus 6", "glm 6", "grok 5", "gemini 5", "deepseek v5", "gpt 7", "phi 5", "r2", "gpt 4.2", "llama 9b"],
)
def test_a_version_that_no_model_has_finds_no_other_version(client: FlaskClient, query: str) -> None:
    """A digit of a size, of a day or behind a point is no version."""
    html = client.get("/search", query_string={"q": query}, headers=HTMX).text
    assert f"Nothing is called “{query}”" in html and 'aria-selected="true"' not in html


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ("kimi k2 th", "kimi-k2-thinking"),
        ("gpt 6 luna", "gpt-6-luna"),
        ("haiku 5.5", "claude-haiku-5.5"),
        ("haiku 5", "claude-haiku-5.5"),
        ("opus 4 5", "claude-opus-4.5"),
        ("opus 45", "claude-opus-4.5"),
        ("glm-4-6", "GLM-4.6"),
        ("deepseek 4", "deepseek-v4-pro"),
        ("llama 70", "Llama 3.3 70B Instruct"),
        ("kimi 0905", "kimi-k2-0905"),
        ("qwen3 8", "qwen3.8-27b"),
        ("4o", "GPT-4o"),
    ],
)
def test_a_version_is_found_by_the_ways_people_type_it(client: FlaskClient, query: str, value: str) -> None:
    assert found(client, query)[0][0] == value


def test_a_bare_id_gives_way_to_the_name_of_the_same_model(client: FlaskClient) -> None:
    hits_ = found(client, "opus 4.5")
    assert not [v for v, name, _ in hits_ if v == name == "global.anthropic.claude-opus-4-5-v1:0"]
    # As a single offer of its host it is still there.
    assert "aws/global.anthropic.claude-opus-4-5-v1:0" in [value for value, _, _ in hits_]


def test_the_price_of_a_million_tokens_stands_below_the_name(client: FlaskClient) -> None:
    html = client.get("/search?q=gpt-5.4", headers=HTMX).text
    prices = re.findall(r'<span class="of-tokens">([^<]*)</span>', html)
    assert prices[0] == "$2.50 in, $15.00 out per million tokens"
    (own,) = re.findall(r'data-value="openai/gpt-5.4".*?of-tokens">([^<]*)<', html)
    assert own == "$2.50 in, $15.00 out per million tokens"


def test_a_host_in_the_query_asks_for_its_offers(client: FlaskClient) -> None:
    hits = found(client, "kimi groq")
    assert hits
    assert all(value.startswith("groq/") and remark == "Groq" for value, _, remark in hits)


def test_a_lab_finds_its_models(client: FlaskClient) -> None:
    assert "Kimi K2 Thinking" in [name for _, name, _ in found(client, "moonshot")]


def test_never_more_than_twelve_and_nothing_for_nothing(client: FlaskClient) -> None:
    assert len(found(client, "a")) == 12
    assert client.get("/search?q=", headers=HTMX).text.count("data-value") == 0
    assert "Nothing is called “zzzz”" in client.get("/search?q=zzzz", headers=HTMX).text


def test_a_name_that_is_not_listed_is_answered_with_the_nearest_and_enter_takes_none(client: FlaskClient) -> None:
    html = client.get("/search?q=azure/gpt-5.4", headers=HTMX).text
    values = re.findall(r'data-value="([^"]+)"', html)
    assert "Nearest:" in html
    assert values[0] == "openai/gpt-5.4" and len(values) == 3
    assert 'aria-selected="true"' not in html
    assert "Nearest:" not in client.get("/search?q=zzzz", headers=HTMX).text


def test_what_is_not_shown_is_not_worked_out(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """A letter is in most names: only the twelve that are shown may cost more than a comparison."""
    made: list[str] = []
    monkeypatch.setattr("planner.web.offers.search.hits._value", lambda *_: made.append("") or f"x{len(made)}")
    assert len(found(client, "a")) == 12
    assert len(made) == 12


def test_the_first_is_chosen_and_every_option_can_be_named(client: FlaskClient) -> None:
    html = client.get("/search?q=kimi", headers=HTMX).text
    assert html.count('aria-selected="true"') == 1
    assert html.index('aria-selected="true"') < html.index('id="hit-2"')
    assert len(set(re.findall(r'id="(hit-\d+)"', html))) == html.count("<li ")


def test_what_is_typed_is_never_markup(client: FlaskClient) -> None:
    assert "<script" not in client.get("/search?q=<script>alert(1)</script>", headers=HTMX).text


def test_without_a_script_the_search_over_every_offer_answers(client: FlaskClient) -> None:
    answer = client.get("/search?q=kimi")
    assert (answer.status_code, answer.location) == (303, "/models?q=kimi#offers")


@pytest.mark.parametrize(
    "query", ["k2", "gpt", "claude", "a", "qwen", "llama 3", "novita", "mistral", "o", "deepseek v4"]
)
def test_every_value_is_known_to_the_plan(client: FlaskClient, catalogue: Catalogue, query: str) -> None:
    values = [value for value, _, _ in found(client, query) if value]
    assert values
    assert all(canonical_name(value, catalogue) for value in values)


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ("us.anthropic.claude-opus-4-5-20251101-v1:0", "aws/regional.anthropic.claude-opus-4-5-v1:0"),
        ("gpt-5.5-2026-04-23", "gpt-5.5"),
        ("Command R+", "Command R+"),
        ("claude-haiku-4-5-20251001", "claude-haiku-4.5"),
    ],
)
def test_an_id_out_of_a_log_is_found_as_it_is_read(
    client: FlaskClient, catalogue: Catalogue, query: str, value: str
) -> None:
    first = found(client, query)[0][0]
    assert canonical_name(first, catalogue) == canonical_name(value, catalogue)
    listed = client.get("/api/v1/offers", query_string={"q": query}).json
    assert listed and listed["total"] > 0


# ---------- a small world


def hits(query: str) -> tuple[Hit, ...]:
    gone = Lifecycle(retired=fact(date(2026, 1, 1)))
    known = world(
        offer("a/alpha-1", name="Alpha 1", profile_id="alpha"),
        offer("b/alpha-1", name="Alpha 1", profile_id="alpha"),
        offer("a/alpha-0", name="Alpha 0", profile_id="old"),
        offer("a/super-alpha", name="Super Alpha"),
        offer("c/unalphabetic", name="Unalphabetic"),
        profiles=(
            profile("alpha", name="Alpha 1", modes=fact(("off",))),
            profile("old", name="Alpha 0", lifecycle=gone),
        ),
    )
    return find_hits(open_market(known), query, DAY)


def test_models_stand_before_offers_and_the_retired_after_the_living() -> None:
    said = [(hit.value, hit.remark, hit.ended) for hit in hits("alpha")]
    assert said == [
        ("alpha", "A and 1 more, no thinking", False),
        ("Super Alpha", "A", False),
        ("Unalphabetic", "C", False),
        ("old", "retired", True),
        ("a/alpha-1", "A", False),
        ("b/alpha-1", "B", False),
        ("a/super-alpha", "A", False),
        ("c/unalphabetic", "C", False),
        ("a/alpha-0", "ended", True),
    ]


def test_what_was_typed_is_told_apart_in_the_name() -> None:
    first = hits("LPH")[0]
    assert (first.before, first.match, first.after) == ("A", "lph", "a 1")


def test_the_price_of_a_model_is_that_of_the_host_that_choosing_it_gives() -> None:
    def at(usd: str) -> Any:
        return (DatedCard(card(input=usd, output=usd)),)

    known = world(
        offer("a/m", name="M 1", cards=at("3")),
        offer("b/m", name="M 1", cards=at("2")),
        offer("c/m", name="M 1", cards=at("1"), deprecated=True),
        offer("a/n", name="M 2", cards=(DatedCard(card(input="1")),)),
    )
    prices = {hit.value: hit.price for hit in find_hits(open_market(known), "m", DAY)}
    assert prices["M 1"] == "$2.00 in, $2.00 out per million tokens"
    assert prices["a/m"] == "$3.00 in, $3.00 out per million tokens"
    assert prices["c/m"] == prices["M 2"] == prices["a/n"] == ""


def test_ids_are_hidden_only_behind_a_name_of_the_same_lab() -> None:
    known = world(
        offer("a/x", model_id="lab/big-1", name="Big 1"),
        offer("b/x", model_id="global.lab.big-1-v1:0", name="global.lab.big-1-v1:0"),
        offer("c/x", model_id="other/big-1", name="global.other.big-1-v1:0"),
        offer("d/x", model_id="lab/big-2", name="big-2"),
    )
    models = [hit.value for hit in find_hits(open_market(known), "big", DAY) if "/" not in hit.value]
    assert models == ["big-2", "Big 1"]


def test_all_words_are_needed() -> None:
    assert [hit.value for hit in hits("alpha super")] == ["Super Alpha", "a/super-alpha"]
    assert hits("alpha nothing") == ()


@pytest.mark.parametrize(
    ("query", "value", "remark"),
    [
        ("gpt-5 (high)", "gpt-5 (high)", "high effort, OpenAI"),
        ("GPT-5 high", "GPT-5 high", "high effort, OpenAI"),
        ("Opus 5.5 batch", "openrouter/anthropic/claude-opus-5.5:batch", "OpenRouter"),
        ("Claude 3 Opus", "Claude Opus 3", "retired"),
        ("o3 mini", "o3 Mini", "retired"),
    ],
)
def test_the_first_is_what_the_whole_name_says_and_what_became_of_it(
    client: FlaskClient, query: str, value: str, remark: str
) -> None:
    first = client.get("/search", query_string={"q": query}, headers=HTMX).text.split("</li>")[0]
    assert f'data-value="{value}"' in first
    assert remark in first


@pytest.mark.parametrize("query", ["openai", "OpenAI", "groq", "Z.ai"])
def test_a_lab_or_a_host_alone_chooses_nothing(client: FlaskClient, query: str) -> None:
    html = client.get("/search", query_string={"q": query}, headers=HTMX).text
    assert f"“{query}” is a lab or a host." in html and "data-value" in html
    assert 'aria-selected="true"' not in html


@pytest.mark.parametrize(("query", "name"), [("lfm 7b", "LFM 7B"), ("gemini 1.5 pro", "Gemini 1.5 Pro")])
def test_a_second_id_of_a_model_is_no_second_model(client: FlaskClient, query: str, name: str) -> None:
    values = re.findall(r'data-value="([^"]+)"', client.get(f"/search?q={query}", headers=HTMX).text)
    assert values[0] == name and all("/" in value for value in values[1:])


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("opus", "Claude Opus 5.5"),
        ("claude sonnet", "Claude Sonnet 5.5"),
        ("gpt", "GPT-6.1 Terra"),
        ("novita kimi", "Kimi K3"),
        ("chatgpt", "GPT Chat"),
        ("gemini 3 pro", "Gemini 3.1 Pro"),
    ],
)
def test_the_newest_that_answers_comes_first(client: FlaskClient, query: str, first: str) -> None:
    html = client.get("/search", query_string={"q": query}, headers=HTMX).text
    name = re.sub(r"<[^>]+>", "", re.findall(r"<li[^>]*data-value.*?<span>(.*?)</span>", html, re.DOTALL)[0])
    assert name.startswith(first)


@pytest.mark.parametrize(
    ("query", "is_there"), [("gemini 3 pro", False), ("gemini quicksilver", True), ("3 gemini quicksilver pro", True)]
)
def test_a_word_of_models_finds_no_host_that_has_it_in_its_name(
    client: FlaskClient, query: str, is_there: bool
) -> None:
    """No Flash at QuickSilver Pro for "pro", in the list, among the models and in the type-ahead."""
    listed = client.get("/offers", query_string={"q": query}).text
    rows = re.findall(r'<th scope="rowgroup">(.*?)</th><td class="host">([^<]*)</td>', listed, re.DOTALL)
    models = client.get("/models", query_string={"q": query}).text
    assert any("Flash" in name and at == "QuickSilver Pro" for name, at in rows) is is_there
    assert ("quicksilverpro/gemini-3.8-flash" in models) is is_there
    assert ("quicksilverpro/gemini-3.8-flash" in {value for value, _, _ in found(client, query)}) is is_there


def test_a_model_that_the_named_host_does_not_list_is_said_to_be_missing_there(client: FlaskClient) -> None:
    html = unescape(client.get("/search?q=azure gpt 4o", headers=HTMX).text)
    assert "“azure gpt 4o” is not in our price list at Microsoft Azure. Nearest:" in html
    assert 'aria-selected="true"' not in html
    assert re.findall(r'data-value="([^"]+)"', html)[:2] == ["openai/gpt-4o", "openrouter/openai/gpt-4o"]


def test_chatgpt_finds_models_that_write_before_one_that_draws(client: FlaskClient) -> None:
    names = [name for _, name, _ in found(client, "chatgpt")]
    assert names[:3] == ["GPT Chat Latest", "GPT-6.1 Terra", "GPT-6.1 Sol"]


@pytest.mark.parametrize(
    ("query", "host"),
    [
        ("claude", "Anthropic"),
        ("gemini", "Google"),
        ("grok", "xAI"),
        ("kimi", "Moonshot AI"),
        ("mistral", "Mistral"),
        ("deepseek", "DeepSeek"),
        ("gpt", "OpenAI"),
        ("glm", "Z.ai"),
    ],
)
def test_a_family_begins_with_a_model_of_its_maker_that_writes(
    client: FlaskClient, catalogue: Catalogue, query: str, host: str
) -> None:
    value, _, remark = next(hit for hit in found(client, query) if hit[0])
    profile = catalogue.profiles.get(value)
    offer = catalogue.offers[profile.offers[0] if profile else value]
    assert remark.startswith(host) and not offer.purpose
    assert "preview" not in offer.id and "ended" not in remark and "retired" not in remark
