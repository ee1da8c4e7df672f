"""Ways on from a list of every offer: models that do not think, plans without an answer, filters that leave nothing."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

HTMX = {"HX-Request": "true"}


def part(client: FlaskClient, query: str = "") -> str:
    return client.get(f"/offers/results?{query or 'preset=research_agent'}", headers=HTMX).text


def finding(html: str) -> str:
    (said,) = re.findall(r'<h1 class="finding">(.*?)</h1>', html, re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", "", said)).strip()


def follows(html: str) -> list[str]:
    """Every paragraph below the finding, its links as [words](address)."""
    found = re.findall(r'<p class="follow">(.*?)</p>', html, re.DOTALL)
    linked = [re.sub(r'<a href="([^"]*)">([^<]*)</a>', r"[\2](\1)", said) for said in found]
    return [unescape(re.sub(r"<[^>]+>", "", said)).strip() for said in linked]


def offers_in(html: str) -> int:
    """How many rows there are, of all hosts, those folded into a model's row among them."""
    return html.count('class="add-cell"') + sum(int(more) for more in re.findall(r">(\d+) more[,<]", html))


@pytest.mark.parametrize(("query", "rest"), [("q=gpt-4.1", ""), ("steps=12&q=gpt-4.1&price=5k", "&price=5k")])
def test_what_does_not_think_is_told_of_and_can_be_ranked(client: FlaskClient, query: str, rest: str) -> None:
    html = part(client, query)
    said = re.fullmatch(r"None of the (\d+) offers that pass these filters thinks\.", finding(html))
    assert said
    (way,) = re.findall(r"\[Rank without thinking\]\((.*)\)", "\n".join(follows(html)))
    assert way == f"/offers?{query}&mode=off"
    assert offers_in(part(client, way.partition("?")[2])) == int(said[1])


def test_one_offer_alone_is_said_as_one(client: FlaskClient) -> None:
    html = part(client, "q=gpt-4.1-mini&host=openai")
    assert finding(html) == "The one offer that passes these filters does not think."


def test_beside_a_list_it_is_said_how_many_more_there_are(client: FlaskClient) -> None:
    html = part(client, "q=mini&host=openai&by=seconds")
    (way,) = re.findall(r"\[Rank without thinking\]\(([^)]*)\)\.", "\n".join(follows(html)))
    count = re.search(r"and (\d+) do not think\.", html)
    assert count and way == "/offers?q=mini&host=openai&mode=off&by=seconds"
    silent = part(client, way.partition("?")[2])
    assert silent.count(">does not think<") == int(count[1])


def test_without_thinking_what_always_thinks_is_told_of(client: FlaskClient) -> None:
    html = part(client, "q=kimi-k2-thinking&mode=off")
    assert finding(html).endswith("offers that pass these filters works without thinking.")
    assert follows(html) == ["[Rank with thinking](/offers?q=kimi-k2-thinking)."]


@pytest.mark.parametrize(
    ("query", "said", "way"),
    [
        (
            "tier=batch",
            "Batch cannot run this agent: each of its 300 steps waits for the one before.",
            "[Rank at the standard tier](/offers?preset=research_agent)",
        ),
        (
            "tier=batch&q=gpt-4.1&steps=20",
            "Batch cannot run this agent: each of its 20 steps waits for the one before.",
            "[Rank at the standard tier](/offers?steps=20&q=gpt-4.1)",
        ),
        (
            "tier=flex&host=groq",
            "None of these offers has a flex price.",
            "[Rank at the standard tier](/offers?preset=research_agent&host=groq)",
        ),
        (
            "cache=1h&host=groq",
            "None of these offers has a cache of 1h.",
            "[Rank with the cache as each host has it](/offers?preset=research_agent&host=groq)",
        ),
    ],
)
def test_a_plan_that_nobody_answers_says_why(client: FlaskClient, query: str, said: str, way: str) -> None:
    html = part(client, query)
    assert finding(html) == said
    assert follows(html) == [f"{way}."]


def test_a_batch_row_is_told_in_the_words_of_the_work_and_only_where_it_is_all_that_was_asked_for(
    client: FlaskClient,
) -> None:
    """At the standard tier a floor above every score is a filter, whatever batch rows there are."""
    html = part(client, "door=chat&steps=6&q=o3+(batch)")
    batch = "Batch cannot hold this conversation: each of its 6 turns waits for the one before."
    assert finding(html) == f"What matches has a batch price alone. {batch}"
    assert "Rank at the standard tier" not in html
    assert finding(part(client, "door=chat&steps=6&floor=100")) == "No offer passes all of these filters."


def test_one_call_at_the_batch_tier_is_ranked(client: FlaskClient) -> None:
    assert "is the cheapest of" in finding(part(client, "tier=batch&steps=1"))


# ---------- no runs


def test_without_runs_the_cost_of_a_run_ranks(client: FlaskClient) -> None:
    """A month of none costs nothing at every offer: that ranks nothing."""
    none, some = part(client, "runs=0&q=gpt&host=openai"), part(client, "preset=research_agent&q=gpt&host=openai")
    assert re.search(r", at \$[\d.]*[1-9][\d.]* per report\. ", finding(none))
    assert re.sub(r"at \$[\d.,]+ per \w+\.", "", finding(none)) == re.sub(r"at \$[\d.,]+ per \w+\.", "", finding(some))
    order = [re.findall(r"add=([^\"&]+)", html.split('id="list"')[1]) for html in (none, some)]
    assert order[0] == order[1]
    assert "per month" not in unescape(none) and "$ per report" in none and "Dollars per report against" in none
    assert "$ per month" in some


def test_without_runs_the_limit_is_of_a_run(client: FlaskClient) -> None:
    def listed(query: str) -> Any:
        return re.findall(
            r'<td class="r ranked-by key"[^>]*>([\d.,]+)</td>', part(client, f"q=gpt&host=openai&{query}")
        )[::2]

    figures = [float(text.replace(",", "")) for text in listed("runs=0")]
    limit = sorted(figures)[len(figures) // 2]
    kept = [float(text.replace(",", "")) for text in listed(f"runs=0&price={limit * 1.001}")]
    assert kept == [usd for usd in figures if usd <= limit * 1.001] != figures
    assert '<label for="price">$ per report, at most</label>' in client.get("/offers?runs=0").text
    assert '<label for="price">$ per month, at most</label>' in client.get("/offers").text


# ---------- filters to drop


def drops(html: str) -> list[tuple[str, str, str]]:
    """Address, words and number of offers of each."""
    return [
        (unescape(address), unescape(words), count)
        for address, words, count in re.findall(
            r'<li><a href="([^"]*)">Without ([^<]*)</a><span>: ([^<]*)</span></li>', html
        )
    ]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("q=zzzz", ["“zzzz”"]),
        ("q=zzzz&host=groq&steps=1", ["“zzzz”"]),
        ("q=grok-4-0709", ["“grok-4-0709”", "the limit to live models"]),
        ("price=0.01&context=200k", ["at most $0.01 per month"]),
        ("within=1+s&host=openai&mode=off", ["95% under 1 s"]),
        ("within=1&host=openai&mode=off", ["95% under 1 s"]),
        ("lab=openai&takes=video&weights=open", ["the lab OpenAI", "video"]),
        ("q=zzzz&price=0.01", ["“zzzz” and at most $0.01 per month"]),
        ("q=zzzz&price=0.01&within=1+s", ["“zzzz”, at most $0.01 per month and 95% under 1 s"]),
        ("q=zzzz&price=soon", ["“zzzz”"]),
    ],
)
def test_an_empty_list_names_the_filters_to_drop(client: FlaskClient, query: str, words: list[str]) -> None:
    """And each link leads to as many offers as it promises."""
    html = client.get(f"/offers?{query}").text
    assert [said for _, said, _ in drops(html)] == words
    for address, _, count in drops(html):
        pages = (client.get(f"{address}{'&' if '?' in address else '?'}whole=1&page={n}").text for n in range(1, 99))
        total = 0
        for page in pages:
            total += offers_in(page)
            if not re.search(r'id="pages-next"', page):
                break
        assert count == ("one offer" if total == 1 else f"{total:,} offers")


def test_where_four_filters_are_to_blame_all_are_to_be_dropped(client: FlaskClient) -> None:
    html = part(client, "q=zzzz&price=0.01&within=1+s&context=9999M&steps=12")
    assert not drops(html)
    assert '<a href="/offers?steps=12">Show all offers</a>' in html
    heads = [re.findall(r"<p>(Drop [^<]*)</p>", part(client, q)) for q in ("tier=batch", "q=zz1", "q=zz1&price=0.01")]
    assert heads == [[], ["Drop a filter:"], ["Drop two filters:"]]


@pytest.mark.parametrize("plan", ["", "preset=rag", "preset=extraction", "mode=off"])
def test_the_example_of_a_time_limit_finds_half_of_all_offers(client: FlaskClient, plan: str) -> None:
    (hint,) = re.findall(r'id="within"[^>]* placeholder="such as ([^"]*)"', client.get(f"/offers?{plan}").text)
    many = [
        int(re.findall(r"of ([\d,]+) models<", part(client, f"{plan}{limit}"))[0].replace(",", ""))
        for limit in ("", f"&within={hint}")
    ]
    assert 0.3 < many[1] / many[0] < 1


def test_a_plan_without_seconds_has_no_example_of_a_time_limit(client: FlaskClient) -> None:
    assert re.search(r'id="within"[^>]* placeholder="any"', client.get("/offers?tier=batch&steps=1").text)


# ---------- a list that is older than what is typed


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ("/offers?q=zzzz&price=5k", "“zzzz”, at most $5k per month"),
        ("/offers?runs=0&price=$2", "at most $2 per report"),
        ("/offers?host=groq&within=soon", "the host Groq"),
        ("/offers?steps=12", "all offers"),
    ],
)
def test_a_list_of_older_limits_says_what_it_is_still_for(client: FlaskClient, shown: str, said: str) -> None:
    headers = {**HTMX, "HX-Current-URL": f"http://localhost{shown}"}
    answer = client.get("/offers/results?sent=1&within=soon", headers=headers)
    assert answer.status_code == 422
    (still,) = re.findall(
        r'<div class="stale" id="stale" role="alert" hx-swap-oob="true">(.*?)</div>', answer.text, re.DOTALL
    )
    assert f"<b>Still for {said}.</b> Correct the marked field." in unescape(still)
    good = client.get("/offers/results?sent=1&within=8+h", headers=headers).text
    assert '<div class="stale" id="stale" role="alert" hx-swap-oob="true"></div>' in good
    broken = client.get("/offers/results?sent=1&within=soon", headers={**HTMX, "HX-Current-URL": "http://["})
    assert broken.status_code == 422 and "Still for all offers" in broken.text
    # A link of the list leaves the wrong field and its mark alone.
    assert 'id="stale"' not in client.get("/offers/results?page=2", headers=headers).text
    assert "Still for" not in client.get("/offers?within=soon").text


def test_work_counted_in_all_has_dollars_in_all(client: FlaskClient) -> None:
    page = client.get("/offers?door=batch&tier=standard&runs=100000&q=gpt-6").text
    assert re.search(r"\$[\d,.]+ in all", finding(page)) and "per month" not in unescape(page)
    assert "$ in all" in page and "Dollars in all against" in page and 'data-of="in all"' in page
    assert '<label for="price">$ in all, at most</label>' in page
    typed = client.get("/offers?door=batch&runs=100000&price=0.000001")
    assert "at most $0.000001 in all" in unescape(typed.text)
    month = client.get("/offers?door=batch&per=day&runs=100000&q=gpt-6").text
    assert "$ per month" in month and "in all" not in unescape(month)


@pytest.mark.parametrize(
    ("door", "thing"), [("chat", "conversation"), ("documents", "question"), ("batch", "item"), ("agent", "task")]
)
def test_the_list_has_the_word_of_its_door(client: FlaskClient, door: str, thing: str) -> None:
    page = unescape(client.get(f"/offers?door={door}&tier=standard&q=gpt-5.4").text)
    assert f"per {thing}" in page and f"95% of {thing}s under" in page and f"half of all {thing}s take less" in page
    assert not re.search(r"\b(?:per|a) run\b|\bof (?:all )?runs\b", re.sub(r"own runs", "", page))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("cluade opus", ["claude opus"]),
        ("gemni flash", ["gemini flash"]),
        ("deepsek", ["deepseek"]),
        ("kimi novtia", ["kimi novita"]),  # the host is put right too
        ("gpt5.4", ["GPT-5.4"]),
        ("Claude Opus 9", ["Claude Opus 5.5", "Claude Opus 5", "Claude Opus 4.8"]),
        ("chatgpt", ["GPT Chat Latest", "GPT-6.1 Terra", "GPT-6.1 Sol"]),  # what has these words makes images
        ("zzzz", []),
        ("nope/x", []),
    ],
)
def test_a_search_that_finds_nothing_asks_what_was_meant(client: FlaskClient, typed: str, meant: list[str]) -> None:
    """Each answer is a link to the list of what is called so, with the other filters."""
    html = client.get("/offers", query_string={"q": typed, "context": "10k"}).text
    asked = re.findall(r"<p>Did you mean (.*?)\?</p>", html)
    links = re.findall(r'<a href="([^"]+)">([^<]+)</a>', asked[0]) if asked else []
    assert [unescape(words) for _, words in links] == meant
    for address, _ in links:
        assert "context=10k" in address
        assert "No offer is called" not in client.get(unescape(address)).text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("q=cluade+opus", "No offer is called “cluade opus”."),
        ("q=zzzz&price=0.01", "No offer is called “zzzz”."),
        ("q=opus&price=0.01", "No offer passes all of these filters."),
        ("q=chatgpt", "Nothing that matches gives answers."),
    ],
)
def test_a_name_that_no_offer_has_is_told_apart_from_filters_that_none_passes(
    client: FlaskClient, query: str, sentence: str
) -> None:
    assert finding(part(client, query)) == sentence
