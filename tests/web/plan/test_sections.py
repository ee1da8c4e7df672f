"""The plan's later sections through the client: what they print, where their links lead, and what can be taken away."""

from __future__ import annotations

import csv
import re
from io import StringIO

import pytest
from flask.testing import FlaskClient

from planner.core.models.catalogue import Catalogue
from planner.sources.prices.genai import host_names
from tests.web.plan.test_page import HTMX, RESEARCH, part, text_of


def section(client: FlaskClient, name: str, query: str = "") -> str:
    """One figure below the first screen."""
    page = client.get(f"/plan/below{query or '?preset=research_agent'}", headers=HTMX).text
    start = page.index(f'id="{name}"')
    return page[start : page.index("</figure>", start)]


def test_what_is_below_the_first_screen_comes_when_it_is_near_or_by_a_link(client: FlaskClient) -> None:
    page = client.get("/plan/agent?models=gpt-5.4&score=70&ladder=gpt-5.4").text
    assert 'id="ladder"' not in page and 'form="plan" name="score" value="70"' in page
    part, whole = re.search(r'hx-get="(/plan/below[^"]+)"[^>]*><a href="([^"]+)#below"', page).groups()  # type: ignore[union-attr]
    assert "whole=1" in whole
    sections = client.get(part.replace("&amp;", "&"), headers=HTMX).text
    assert [sections.count(f'id="{name}"') for name in ("below", "score", "ladder", "spread")] == [1, 1, 1, 1]
    assert client.get(part.replace("&amp;", "&")).location == whole.replace("&amp;", "&")

    page = client.get(whole.replace("&amp;", "&")).text
    assert sections.split('id="ladder"')[1][:300] in page.replace("&amp;whole=1", "")
    assert 'form="plan" name="whole" value="1"' in page
    assert "whole" not in part_of(page, "data-copy-link") and "whole" not in part_of(page, 'name="plan" value')

    typed = "/plan/results?models=gpt-5.4&runs=7"
    assert 'id="ladder"' not in client.get(typed, headers=HTMX).text
    assert 'id="ladder"' in client.get(typed, headers={**HTMX, "Planner-Below": "1"}).text
    assert client.get("/plan/below?models=gpt-5.4&runs=x", headers=HTMX).status_code == 204


def part_of(page: str, attribute: str) -> str:
    """What an attribute of the page says."""
    return page.split(f'{attribute}="', 1)[1].split('"', 1)[0]


def test_the_ladder_of_the_first_model_that_has_one(client: FlaskClient) -> None:
    text = section(client, "ladder", "?models=glm-5&models=gpt-5.4&focus=glm-5")
    assert "GLM-5 has no efforts to choose from, so this is GPT-5.4." in text
    assert 'popovertarget="ladder-picks">GPT-5.4</button>' in text
    assert text.count('class="lad"') == 3 and "τ²-bench score, %" in text and "not published" in text


def test_the_ladder_asked_for_is_in_the_address(client: FlaskClient) -> None:
    text = section(client, "ladder", "?ladder=gpt-5.2")
    assert 'popovertarget="ladder-picks">GPT-5.2</button>' in text
    assert f'href="{RESEARCH.replace("&", "&amp;")}&amp;ladder=gpt-5.4"' in text
    assert re.search(r'ladder=gpt-5.2"[^>]*aria-current="true"', text)
    answer = part(client, "?ladder=gpt-5.2&spread=time&focus=glm-5")
    assert answer.headers["HX-Replace-Url"] == f"{RESEARCH}&focus=glm-5&ladder=gpt-5.2&spread=time"
    assert '<input type="hidden" form="plan" name="ladder" value="gpt-5.2">' in answer.text
    assert '<input type="hidden" form="plan" name="spread" value="time">' in answer.text


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("glm-5", "thinking is on or off, with no effort between"),
        ("kimi-k2-thinking", "always thinks, with no effort to choose; off is Kimi K2 0905"),
    ],
)
def test_a_model_without_a_ladder_has_words_and_its_table(client: FlaskClient, model: str, said: str) -> None:
    text = section(client, "ladder", f"?ladder={model}")
    assert said in text and 'class="lad"' not in text
    assert re.search(r'<details class="fold twin" open>', text)


def test_the_table_of_efforts_holds_the_month_of_the_plan(client: FlaskClient) -> None:
    page = client.get("/plan?effort=xhigh&models=gpt-5.4&whole=1").text
    month = re.search(r'<tr class="on main">.*?<td class="r hide-n">([\d,]+)</td>', page, re.S)
    assert month is not None
    assert re.search(rf"xhigh</th>\s*<td class=\"r\">{month[1]}</td>", page)


def test_the_spread_in_dollars_and_in_time(client: FlaskClient) -> None:
    cost, time = section(client, "spread"), section(client, "spread", "?spread=time")
    assert "one report in ten costs more than $" in cost and "one report in ten takes longer than " in time
    assert cost.count("<polyline") == 2 and 'class="cdf-off"' in cost and 'class="cdf-on"' in cost
    assert re.search(r'research_agent"[^>]*aria-current="true"[^>]*>Dollars', cost)
    assert re.search(r'spread=time"[^>]*aria-current="true"[^>]*>Time', time)
    assert "&amp;mine=" in cost


def test_no_switch_where_no_time_is_promised(client: FlaskClient) -> None:
    text = section(client, "spread", "?preset=extraction&tier=batch&models=gpt-5.4&spread=time")
    assert "one item in ten costs more than" in text and "two-way" not in text


def test_the_opened_row_tells_the_cache_the_spending_and_the_tails(client: FlaskClient) -> None:
    text = text_of(client.get("/plan?open=claude-opus-4.5&compact_at="))
    for words in (
        "The cache takes",
        "Worst case",
        "With 0% read from cache each report costs $",
        "1.25 times the input",
    ):
        assert words in text, words
    for words in ("Half of the $", "First answer begins", "median 95% under"):
        assert words in text, words


def test_the_opened_row_without_a_cache_says_nothing_of_it(client: FlaskClient) -> None:
    text = text_of(client.get("/plan?open=gpt-5.4&cache=off"))
    assert "Worst case" not in text and "Half of the $" in text


def test_the_sum_is_the_expected_one_with_the_median_beside_it(client: FlaskClient) -> None:
    text = text_of(client.get("/plan?open=kimi-k2.5"))
    said = re.search(r"One report expected; median \$([\d.]+), 80% of reports \$[\d.]+–\$[\d.]+ ([\d.]+) ", text)
    assert said
    median, printed = (float(number) for number in said.groups())
    assert median < printed
    assert re.search(r"One month expected, 80% range \$[\d,]+–\$[\d,]+", text)
    clock = r"(?:(\d+):)?(\d+):(\d\d)"
    adds = re.search(
        rf"One report [\d.]+ {clock} Reports differ, slow ones weigh more \+{clock} One report, expected {clock}", text
    )
    assert adds and "Time, expected tokens" in text
    run, more, mean = (
        sum(int(part or 0) * size for part, size in zip(adds.groups()[i : i + 3], (3600, 60, 1), strict=True))
        for i in (0, 3, 6)
    )
    assert run + more == mean


def test_bands_say_what_they_are_of(client: FlaskClient) -> None:
    text = text_of(client.get("/plan?open=gpt-5.4"))
    assert re.search(r"80% of reports \$[\d.]+–\$[\d.]+", text)
    assert re.search(r"One month expected, 80% range \$[\d,]+–\$[\d,]+", text)


def test_what_is_given_exactly_has_no_band(client: FlaskClient) -> None:
    """Every token, and that nothing is cached: how much a cache keeps is not given by its being on."""
    text = text_of(client.get("/plan?models=gpt-5.4&answer=166&reasoning=200&cache=off&steps_sd=0&open=gpt-5.4"))
    assert "80% of reports" not in text and "80% of months" not in text
    assert "middle of our estimate; about $" not in text


# ---------- caveats


def test_a_caveat_of_all_stands_above_the_table(client: FlaskClient) -> None:
    page = client.get("/plan?preset=support_chat&shared=500").text
    common = page[
        page.index('class="note first common"') : page.index("<table", page.index('class="note first common"'))
    ]
    assert "For all" in common and "the shared prompt of 500 tokens is below the cache minimum of" in common
    assert page[page.index('class="plan-table"') :].count("The shared prompt of 500 tokens") == 1


def test_every_caveat_on_the_page_leads_to_its_paragraph(client: FlaskClient) -> None:
    method = client.get("/method").text
    queries = (
        "?steps=400&compact_at=",
        "?preset=support_chat&shared=500",
        "?steps=1000&tool=290&date=2029-01-01",
        "?effort=max&basis=o200k",
    )
    codes = {
        code for query in queries for code in re.findall(r'href="/method#(\w+)"', client.get(f"/plan{query}").text)
    }
    assert {"context_overflow", "below_cache_minimum", "thinking_always_on", "price_cliff"} <= codes
    assert {code for code in codes if f'id="{code}"' not in method} == set()


def test_the_method_is_one_click_away(client: FlaskClient) -> None:
    page = client.get("/plan").text
    assert '<a href="/method">How every figure is made</a>' in page[page.index('<footer class="foot">') :]


# ---------- to take away


def test_every_chart_can_be_copied_by_a_script_alone(client: FlaskClient) -> None:
    page = client.get("/plan?preset=research_agent&whole=1").text
    buttons = re.findall(r"<button[^>]*data-copy-svg>", page)
    assert len(buttons) >= 3
    assert all('type="button"' in button and "with-script" in button for button in buttons)


def test_the_csv_tells_one_run_from_a_month(client: FlaskClient) -> None:
    head, *lines = csv.reader(StringIO(client.get("/plan.csv").text.removeprefix("\ufeff")))
    rows = [dict(zip(head, line, strict=True)) for line in lines]
    on = next(row for row in rows if row["model"] == "GPT-5.4" and row["thinking"] == "high")
    month = [float(on[f"usd_per_month_{end}"]) for end in ("p10", "p90")]
    run = [float(on[f"usd_per_run_{end}"]) for end in ("p10", "p90")]
    assert month[0] < float(on["usd_per_month"]) < month[1] and run[0] < float(on["usd_per_run"]) < run[1]
    assert run[0] < float(on["usd_per_run_median"]) < float(on["usd_per_run"]) and on["host"] == "OpenAI"
    assert float(on["run_seconds_p50"]) < float(on["run_seconds_p95"])
    refused = next(row for row in rows if row["model"] == "Grok-4" and row["thinking"] == "off")
    assert refused["usd_per_month"] == refused["usd_per_run"] == ""
    assert refused["notes"] and not refused["run_seconds_p50"]


# ---------- hosts by their own names


def test_hosts_are_called_as_they_call_themselves(catalogue: Catalogue) -> None:
    said = {offer.host: offer.host_name for offer in catalogue.offers.values()}
    assert (said["moonshotai"], said["x-ai"], said["zai"]) == ("Moonshot AI", "xAI", "Z.ai")
    assert (said["openai"], said["novita"]) == ("OpenAI", "Novita")


def test_only_hosts_there_are_and_only_names_that_change(catalogue: Catalogue) -> None:
    from genai_prices.data import providers

    theirs = {provider.id: provider.name for provider in providers}
    assert set(host_names()) <= set(theirs)
    assert [host for host, name in host_names().items() if theirs[host] == name] == []


def test_an_opened_agent_says_what_its_waiting_and_reading_rest_on(client: FlaskClient) -> None:
    """No host was measured at it; a single call and a stated first token say nothing of the kind."""
    said = "Not measured at this host: 1.8 s a step, and prompts read at 14,400 tokens a second from cache"
    usual = text_of(client.get("/plan?open=gpt-5.4&steps=10"))
    assert said in usual and "beyond that a guess" not in usual
    assert "tokens; speed measured in other agents’ runs, not at this host" in usual
    assert "98% of them sent up to 150,000 tokens a call. Beyond that the reading speed is a guess." in usual
    long = text_of(client.get("/plan/agent?preset=coding_session&open=gpt-5.4"))
    assert "fit only side by side" not in long
    side_by_side = "4 tasks of a developer take [0-9.]+ h on .+, of a day of 8 h: they fit only side by side."
    assert re.search(side_by_side, text_of(client.get("/plan/agent?steps=300&models=gpt-5.4")))
    one = text_of(client.get("/plan/agent?steps=300&models=gpt-5.4&runs=1&hours=1"))
    assert re.search("What a developer starts in a day takes [0-9.]+ h on .+, longer than the 1 h of a day.", one)
    assert "A month is 22 working days." in long, "not the 365 / 12 that runs per day are counted by"
    assert re.search(r"Read the prompt \d{3}k tokens; speed measured up to 150k a call, beyond that a guess", long)
    assert said not in text_of(client.get("/plan?open=gpt-5.4&preset=phd_science"))


def test_what_cannot_be_done_is_said_before_its_price_and_marked_in_chart_and_table(client: FlaskClient) -> None:
    page = client.get("/plan?shared=5000000&compact_at=")
    finding = text_of(page).split("Save plan")[1]
    assert "None of these nine models can do this work." in finding and "Rank all offers" in finding
    assert "does not fit: context full at step 1." in finding
    chosen = text_of(client.get("/plan?shared=5000000&compact_at=&focus=gpt-5.4"))
    assert "GPT-5.4 cannot do this work: context full at step 1 ." in chosen
    assert "These figures are as if it fitted." in chosen
    assert page.text.count('class="m-full on"') > 9 and "A crossed mark does not fit" in page.text


def test_a_model_that_cannot_finish_is_marked_among_others_that_can(client: FlaskClient) -> None:
    query = "steps=400&compact_at="
    page = client.get(f"/plan?{query}").text
    assert re.search(r'<td class="r key unfit" title="does not fit: context full at step \d+">', page)
    assert "Does not fit: context is full at step" in page
    assert "(does not fit: context full at step" in client.get(f"/plan.md?{query}").text
    assert "Context is full at step" in client.get(f"/plan.csv?{query}").text


def test_the_share_of_runs_that_exceed_the_window_follows_the_headline(client: FlaskClient) -> None:
    text = text_of(client.get("/plan?focus=kimi-k2-thinking&compact_at=")).split("Save plan")[1]
    assert re.search(r"About \d+% of runs exceed the window of 262,144 tokens", text)


def test_two_hosts_of_one_model_are_told_apart_everywhere(client: FlaskClient) -> None:
    query = "models=kimi-k2.5&models=openrouter/moonshotai/kimi-k2.5"
    text = text_of(client.get(f"/plan?{query}")).split("Save plan")[1]
    assert not re.search(r"Kimi K2\.5 (?!at |off|\W*thinking)", text.split("Every figure")[0]), text[:2000]
    assert "Kimi K2.5 at OpenRouter" in client.get(f"/plan.csv?{query}").text


def test_a_model_leads_only_when_chosen(client: FlaskClient) -> None:
    page = client.get("/plan?preset=research_agent").text
    assert (
        "You chose this model." not in page
        and 'class="pick" popovertarget="picks"' not in page.split("Every figure")[0]
    )
    chosen = client.get("/plan?focus=gpt-5.4").text
    assert "You chose this model." in chosen and "Compare all nine" in chosen
    assert "Compare all" not in client.get("/plan?models=gpt-5.4&focus=gpt-5.4").text


def test_an_opened_row_and_the_ladder_say_what_does_not_fit(client: FlaskClient) -> None:
    text = text_of(
        client.get("/plan?steps=400&compact_at=&open=glm-5&ladder=gpt-5.2&models=glm-5&models=gpt-5.2&whole=1")
    )
    assert re.search(r"It does not fit: its context is full at step \d+, and what follows is as if it did\.", text)
    assert re.search(r"At [a-z, ]+ this work does not fit: its context is full before the end\.", text)


def test_charts_below_the_table_plot_what_the_table_says(client: FlaskClient) -> None:
    """Expected minutes by the door's own word: the ladder's figure of high effort is that of the table."""
    page = client.get("/plan/agent?models=gpt-5.4&whole=1").text
    row = re.search(r'<tr class="on main">(.*?)</tr>', page, re.S)
    assert row is not None
    minutes = re.findall(r'<td class="r(?: end-n)?">([\d.]+)</td>', row[1])[-1]
    assert f"<title>high {minutes}</title>" in page and ">Minutes per task<" in page
    assert "Minutes per task, expected" in page and "per run<" not in page[page.index('id="ladder"') :]
    assert "one task in ten costs more than" in page


def test_a_headline_without_thinking_names_the_model_that_stands_in_and_why_it_is_dearer(client: FlaskClient) -> None:
    """Kimi K2 Thinking always thinks; its partner has no cache price at Novita."""
    why = (
        "No price for cached input of it is published at Novita, so all input is paid in full. "
        "With thinking, Kimi K2 Thinking itself costs less: $"
    )
    page = client.get("/plan/agent?preset=research_agent&models=kimi-k2-thinking&effort=off").text
    assert 'is <span class="nowrap">Kimi K2 0905</span> at Novita, <b>$' in page
    assert f"Kimi K2 Thinking always thinks, so this is Kimi K2 0905. {why}" in page
    page = client.get("/plan/chat?models=kimi-k2-thinking&effort=off&focus=kimi-k2-thinking").text
    assert " always thinks; without thinking Kimi K2 0905 at Novita" in page
    assert why.replace("$", "") in page
    assert "so this is" not in page


def test_harder_work_of_agents_says_why_it_may_cost_less(client: FlaskClient) -> None:
    """Tokens are those of one of about 29 calls, steps the form's own; the sentence follows the choice."""
    said = "Such a case takes about 29 calls. This does not change your messages per conversation, and"
    assert re.search(rf'id="task-hint">{said}', client.get("/plan/chat?task=support_agent_heavy").text)
    assert (
        f'innerHTML:#task-hint">{said}' in part(client, "?door=chat&preset=support_chat&task=support_agent_heavy").text
    )
    assert '<p class="hint" id="task-hint"></p>' in client.get("/plan/documents").text


@pytest.mark.parametrize(("effort", "sum_of", "context_of"), [("high", "without", "off"), ("off", "with", "on")])
def test_an_opened_row_names_the_other_mode(client: FlaskClient, effort: str, sum_of: str, context_of: str) -> None:
    """The sum folded below the one of the mode that is shown, and the thinner line of the context."""
    text = text_of(client.get(f"/plan/agent?steps=30&models=gpt-5.4&open=gpt-5.4&effort={effort}"))
    assert f"The same sum {sum_of} thinking" in text
    assert re.search(rf"thinking {context_of}, [\d.]+k", text)


def test_a_model_that_cannot_hear_is_never_the_cheapest(client: FlaskClient) -> None:
    page = client.get("/plan/documents?audio=60&models=gpt-6-luna&models=gemini-3.5-flash-lite").text
    assert 'title="cannot do this: it reads text, image only, no sound"' in page
    said = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "is Gemini 3.5 Flash-Lite" in said and "is GPT-6 Luna" not in said


def test_a_wait_for_the_first_word_that_nobody_measured_says_so(client: FlaskClient) -> None:
    """In the row's evidence, the chart's marks, below the headline and among what the row rests on, with the sum that
    leads to the figure; nothing of it where the wait is published, or the reader's own."""
    guessed, known, own = (
        client.get(f"/plan/chat?models={name}&open={name}{more}")
        for name, more in (("gpt-6-luna", ""), ("gpt-5.4", ""), ("gpt-6-luna", "&ttft:openai/gpt-6-luna=0.9"))
    )
    said = text_of(guessed)
    assert "wait: typical, not measured" in said and "or the usual wait of other models" in said
    assert "Its wait for the first word was not measured: 1.5 s is typical of other models." in said
    assert "Wait for the host typical, not measured Not measured for this model: 1.5 s is the median" in said
    shown = re.search(r"([\d.]+) s to the first word", said)
    assert shown and re.search(rf"First answer begins {shown[1]} s [\d.]+ s [\d.]+ s", said)
    assert "m-off m-guess" in guessed.text and "m-off m-guess" not in known.text
    for other in (text_of(known), text_of(own)):
        assert "is typical of other models" not in other and "usual wait" not in other
        assert "Not measured for this model: 1.5 s" not in other
    assert "wait: this model" in text_of(known)


def test_the_summaries_of_a_row_are_those_of_the_billed_run(client: FlaskClient) -> None:
    """The warning, the sentence and the chart name one step."""
    query = "steps=300&compact_at=30&compact_to=5000&models=claude-haiku-5.5&open=claude-haiku-5.5"
    said = text_of(client.get(f"/plan/agent?{query}"))
    warned = re.search(r"Context is summarised once, first before step (\d+); how much", said)
    assert warned
    assert f"Summarising once, first before step {warned[1]}, costs $" in said
    assert f"The context is summarised once, first before step {warned[1]}" in said
    assert re.search(r"calls above 100,000 tokens, which begin at step \d+ and again after the summary", said)
