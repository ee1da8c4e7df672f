"""Ways on from a list of every offer: what does not think, plans that nobody answers, filters that leave nothing."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

HTMX = {"HX-Request": "true"}


def part(client: FlaskClient, query: str = "") -> str:
    return client.get(f"/rank/results?{query}", headers=HTMX).text


def finding(html: str) -> str:
    (said,) = re.findall(r'<h1 class="finding">(.*?)</h1>', html, re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", "", said)).strip()


def follows(html: str) -> list[str]:
    """Every paragraph below the finding, its links as [words](address)."""
    found = re.findall(r'<p class="follow">(.*?)</p>', html, re.DOTALL)
    linked = [re.sub(r'<a href="([^"]*)">([^<]*)</a>', r"[\2](\1)", said) for said in found]
    return [unescape(re.sub(r"<[^>]+>", "", said)).strip() for said in linked]


def offers_in(html: str) -> int:
    """How many rows there are, of all hosts."""
    return html.count('class="add-cell"')


@pytest.mark.parametrize(("query", "rest"), [("q=gpt-4.1", ""), ("steps=12&q=gpt-4.1&price=5k", "&price=5k")])
def test_what_does_not_think_is_told_of_and_can_be_ranked(client: FlaskClient, query: str, rest: str) -> None:
    html = part(client, query)
    said = re.fullmatch(r"None of the (\d+) offers that pass these filters thinks\.", finding(html))
    assert said
    (way,) = re.findall(r"\[Rank without thinking\]\((.*)\)", "\n".join(follows(html)))
    assert way == f"/rank?{query}&mode=off"
    assert offers_in(part(client, way.partition("?")[2])) == int(said[1])


def test_one_offer_alone_is_said_as_one(client: FlaskClient) -> None:
    html = part(client, "q=gpt-4.1-mini&host=openai")
    assert finding(html) == "The one offer that passes these filters does not think."


def test_beside_a_list_it_is_said_how_many_more_there_are(client: FlaskClient) -> None:
    html = part(client, "q=mini&host=openai&by=seconds")
    (said,) = [text for text in follows(html) if "do not think" in text]
    count = re.fullmatch(r"(\d+) more offers that pass do not think\. \[Rank without thinking\]\((.*)\)", said)
    assert count and count[2] == "/rank?q=mini&host=openai&mode=off&by=seconds"
    silent = part(client, count[2].partition("?")[2])
    assert silent.count(">does not think<") == int(count[1])


def test_without_thinking_what_always_thinks_is_told_of(client: FlaskClient) -> None:
    html = part(client, "q=kimi-k2-thinking&mode=off")
    assert finding(html).endswith("offers that pass these filters can be had without thinking.")
    assert follows(html) == ["[Rank with thinking](/rank?q=kimi-k2-thinking)"]


@pytest.mark.parametrize(
    ("query", "said", "way"),
    [
        (
            "tier=batch",
            "Batch cannot run this agent: each of its 300 steps waits for the one before.",
            "[Rank at the standard tier](/rank)",
        ),
        (
            "tier=batch&q=gpt-4.1&steps=20",
            "Batch cannot run this agent: each of its 20 steps waits for the one before.",
            "[Rank at the standard tier](/rank?steps=20&q=gpt-4.1)",
        ),
        (
            "tier=flex&host=groq",
            "None of these offers has a flex price.",
            "[Rank at the standard tier](/rank?host=groq)",
        ),
        (
            "cache=1h&host=groq",
            "None of these offers has a cache of 1h.",
            "[Rank with the cache as each host has it](/rank?host=groq)",
        ),
    ],
)
def test_a_plan_that_nobody_answers_says_why(client: FlaskClient, query: str, said: str, way: str) -> None:
    html = part(client, query)
    assert finding(html) == said
    assert follows(html) == [way]


def test_one_call_at_the_batch_tier_is_ranked(client: FlaskClient) -> None:
    assert "is the cheapest of" in finding(part(client, "tier=batch&steps=1"))


# ---------- no runs


def test_without_runs_the_cost_of_a_run_ranks(client: FlaskClient) -> None:
    """A month of none costs nothing at every offer: that ranks nothing."""
    none, some = part(client, "runs=0&q=gpt&host=openai"), part(client, "q=gpt&host=openai")
    assert re.search(r", at \$[\d.]*[1-9][\d.]* a run; ", finding(none))
    assert re.sub(r"at \$[\d.,]+ a \w+;", "", finding(none)) == re.sub(r"at \$[\d.,]+ a \w+;", "", finding(some))
    order = [re.findall(r"add=([^\"&]+)", html.split('id="list"')[1]) for html in (none, some)]
    assert order[0] == order[1]
    assert "a month" not in unescape(none) and "$ a run" in none and "Dollars a run against" in none
    assert "$ a month" in some


def test_without_runs_the_limit_is_of_a_run(client: FlaskClient) -> None:
    def listed(query: str) -> Any:
        return re.findall(r'<td class="r ranked-by key">([\d.,]+)</td>', part(client, f"q=gpt&host=openai&{query}"))[
            ::2
        ]

    figures = [float(text.replace(",", "")) for text in listed("runs=0")]
    limit = sorted(figures)[len(figures) // 2]
    kept = [float(text.replace(",", "")) for text in listed(f"runs=0&price={limit * 1.001}")]
    assert kept == [usd for usd in figures if usd <= limit * 1.001] != figures
    assert '<label for="price">A run, at most</label>' in client.get("/rank?runs=0").text
    assert '<label for="price">A month, at most</label>' in client.get("/rank").text
