"""The finance view: the bill and its range as saved, who is paid, what it assumes; for a link and as a file too."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient

from planner.core.results import Tokens
from planner.core.scenario.snapshot import Total
from planner.store.snapshot import MEANS
from planner.web import filters
from planner.web.saved.batch_times import MOST_HOURS, SavedBatch
from planner.web.saved.finance.sheet import BASE, TOP, Amount, bars_of, in_two_lines
from tests.web.budgets.parts import fields, link_to, one_line, saved
from tests.web.saved.parts import PLAN, plain, save, share


def dollars(text: str) -> list[int]:
    return [int(found.replace(",", "")) for found in re.findall(r"\$([\d,]+)(?![\d.k])", text)]


def test_saving_lands_on_the_sheet(client: FlaskClient) -> None:
    kept = client.post("/budgets", data=fields())
    page = client.get(kept.headers["Location"])
    assert page.status_code == 200 and "Saved" in page.text and "as revision 1" in plain(page.text)
    plan = client.post("/saved", data={"plan": PLAN, "name": "Support"})
    assert plan.headers["Location"].endswith("/sheet?notice=saved")
    assert "We expect to pay" in client.get(plan.headers["Location"]).text


def test_the_sheet_of_a_budget_says_what_was_saved(client: FlaskClient) -> None:
    budget = saved(client)
    finding = client.get(f"{budget}/export.json").json["revisions"][-1]["snapshot"]["finding"]
    page = client.get(f"{budget}/sheet").text
    text = plain(page)
    heading = text[text.index("We expect") : text.index("in four cases")]
    usd, low, high = dollars(heading)
    assert usd == pytest.approx(float(finding["usd"]), rel=0.005)
    # Ends of a range have two digits, as on the budget's page.
    for said, end in ((low, "p10"), (high, "p90")):
        assert said == pytest.approx(float(finding["fan"][end]), rel=0.05)
    assert f"80% range ${low:,} to ${high:,}" in plain(client.get(budget).text)
    assert "We pay" in text and "What it assumes" in text and "What would change it, over 12 months" in text
    assert text.count("Expected bill") == 3
    assumed = text[text.index("What it assumes") :]
    for said in (
        "Coding assistant: About 251 calls each, 89 to 467 in four runs of five. 6,700 tokens in the first call, "
        "6,500 of them alike in every run; 620 more with each tool result.",
        "Written: 390 tokens a call. Thinking at high effort. Full context is summarised at 80% of the window, in "
        "20,000 tokens. Also active hours 8 h; tool time 4 s.",
        "Support chat: 8 calls each.",
        "Written: 50 tokens a call. Thinking at minimal effort. Also service tier batch.",
    ):
        assert said in assumed, said
    bars = [int(usd.replace(",", "")) for usd in re.findall(r'class="c-label finance-figure">([\d,]+)<', page)]
    assert sum(bars) == int(re.search(r"Expected bill ([\d,]+) What it assumes", text)[1].replace(",", ""))  # type: ignore[index]
    chance = filters.chance_words(finding["chance_any_month"])
    assert f"There is {filters.article(chance)} {chance} chance that some month" in text
    for line in (
        "Support chat: 2,500 per day",
        "Support chat Gemini 3.7 Flash, thinking low 1,142,893",
        "Kimi K2 Thinking at Novita",
        "thinking on",
        "Growth",
    ):
        assert line in text, line


def test_a_paid_month_is_said_to_be_paid(client: FlaskClient) -> None:
    """$50 paid for December under a cap of $40: nothing of it is likely any more; January is expected at $93."""
    budget = client.post("/budgets", data=one_line(cap="40", l0__paid="50"))
    text = plain(client.get(budget.headers["Location"]).text)
    assert "December is paid and passed the cap: $50." in text and "Paid and expected bill per month" in text
    assert "chance that some month" not in text
    assert re.search(r"Chat Gemini 3.7 Flash, thinking low [\d,]+ 143 Expected bill 143", text)
    of_one_line = plain(client.get(f"{saved(client, l0__paid='50')}/sheet").text)
    assert "is paid" not in of_one_line and "Paid and expected" not in of_one_line


def test_a_line_that_is_not_counted_is_said_loudly(client: FlaskClient) -> None:
    budget = saved(client, l0__tier="batch")
    assert "is NOT counted" in plain(client.get(f"{budget}/sheet").text)


def test_a_budget_without_a_price_has_a_sheet_that_says_so(client: FlaskClient) -> None:
    budget = client.post("/budgets", data=one_line(l0__tier="batch", l0__offer="moonshotai/kimi-k2.5"))
    text = plain(client.get(budget.headers["Location"]).text)
    assert "No line of this budget could be priced." in text and "“Chat” is NOT counted: Our price list has no" in text
    assert "We expect to pay" not in text and "no discount" in text and "none are repeated" in text


def test_the_sheet_of_a_plan_names_the_host_and_the_nearest_models(client: FlaskClient) -> None:
    text = plain(client.get(f"/saved/{save(client)}/sheet").text)
    assert "at OpenAI" in text or "at Google" in text
    assert re.search(r"One (\w+) takes .*? on average; half of all \1s take less than", text)
    assert "The chosen model, and those nearest in cost" in text and "of what is sent is read from cache" in text


def test_the_sheet_names_what_the_bill_can_be_worked_out_from_again(app: Flask, client: FlaskClient) -> None:
    """Effort, what a tool returns, when runs are summarised and all that departs from a default; in the file too."""
    work = "preset=coding_session&models=openai/gpt-5.4&per=person&people=40&active=70%25&workdays=22&runs=1"
    sid = save(client, f"{work}&effort=medium&retries=2%25&share=40%25&images=3&discount:openai/gpt-5.4=10%25")
    linked = app.test_client().get(f"{share(client, sid)}/sheet")
    for page in (client.get(f"/saved/{sid}/sheet"), client.get(f"/saved/{sid}/sheet.html"), linked):
        text = plain(page.text)
        assert "with thinking at medium effort" in text
        for said in (
            "How much: 616 sessions per month: 40 people, 70% active, each once a day on 22 days a month. About "
            "251 calls each, 89 to 467 in four runs of five.",
            "Text sent: 6,700 tokens in the first call, 6,500 of them alike in every session; 620 more with each "
            "tool result. The kind of work is “Coding agent”.",
            "Text written: 390 tokens a call. Thinking at medium effort, ",
            "Full context: summarised at 80% of the window, in 20,000 tokens",
            "caching as the host does.",
            "Failed calls: 2% are repeated and paid twice.",
            "Also: active hours 8 h; tool time 4 s; share of runs that think 40%; images sent per run 3; discount, %: "
            "GPT-5.4, OpenAI, 10%.",
        ):
            assert said in text.replace(" :", ":"), (said, text)


def test_the_sheet_has_the_digits_of_its_plan(client: FlaskClient) -> None:
    plan = "preset=coding_session&models=openai/gpt-5.4&runs=3"
    figures = re.search(
        r"Expected bill[^:]*: (\$[\d.,]+) per month, 80% range (\$[\d.,]+) to (\$[\d.,]+)",
        plain(client.get(f"/plan?{plan}").text),
    )
    sheet = re.search(
        r"pay (\$[\d.,]+) per month: (\$[\d.,]+) to (\$[\d.,]+) in",
        plain(client.get(f"/saved/{save(client, plan)}/sheet").text),
    )
    assert figures and sheet and figures.groups() == sheet.groups()


def test_a_link_shows_the_same_without_its_owner(app: Flask, client: FlaskClient) -> None:
    budget, plan = saved(client), save(client)
    stranger = app.test_client()
    for path in (link_to(client, budget), share(client, plan)):
        page = stranger.get(f"{path}/sheet")
        assert page.status_code == 200 and "We expect to pay" in page.text
        assert "Edit" not in plain(page.text) and plan not in page.text
        assert stranger.get(f"{path[:-2]}xx/sheet").status_code == 404


def test_the_file_asks_no_server_for_anything(client: FlaskClient) -> None:
    for path in (saved(client), f"/saved/{save(client)}"):
        text = client.get(f"{path}/sheet.html").text
        assert "We expect to pay" in text and not re.search(r"(src|href)=|@import|url\(", text)


def test_the_other_kind_has_no_sheet_here(client: FlaskClient) -> None:
    plan = save(client)
    assert client.get(f"/budgets/{plan}/sheet").status_code == client.get("/budgets/none/sheet").status_code == 404


def test_bars_stand_on_zero_and_share_one_scale() -> None:
    bars = bars_of("t", [Amount("a", 50, 40, 80), Amount("b", 100, 100, 100)], cap=75.0)
    assert bars is not None and bars.cap is not None
    one, two = bars.bars
    assert two.height == pytest.approx(2 * one.height, abs=0.2) and one.y + one.height == pytest.approx(BASE)
    assert one.high < one.y < one.low and two.low == two.high == two.y >= TOP
    assert two.y < bars.cap.y < one.y
    assert bars_of("t", [Amount("a", 0, 0, 0)]) is None


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Dec", ("Dec",)),
        ("Gemini 3.5 Flash-Lite", ("Gemini 3.5", "Flash-Lite")),
        ("Averyverylongword", ("Averyverylongword",)),
    ],
)
def test_names_take_two_lines_at_most(name: str, lines: tuple[str, ...]) -> None:
    assert in_two_lines(name) == lines


def test_what_is_done_once_is_no_month_and_opens_again_as_it_was_filled(client: FlaskClient) -> None:
    """A batch: its start is of the form alone, and hosts without a batch price have their standard one again."""
    plan = "door=batch&runs=1000000&starts=22:30"
    sheet = client.post("/saved", data={"plan": plan, "name": "Night"}).headers["Location"]
    text, page = plain(client.get(sheet).text), sheet.partition("/sheet")[0]
    assert re.search(r"We expect to pay \$[\d.,]+ in all", text) and "per month" not in text
    assert (
        "1,000,000 items in all. One call each" in text
        and "Prices: as listed for 23 Nov 2026, batch price." in text
        and "Expected bill, and the range" in text
    )
    assert "What would change it" in text and "half or twice as many" in text
    assert "usd_in_all" in client.get(f"{page}/export.csv").text.partition("\n")[0]
    assert "$ in all, expected" in client.get(f"{page}/export.md").text
    then = client.get(page)
    assert "in all" in plain(then.text) and "refused" not in plain(then.text)
    assert 'href="/plan/batch?runs=1000000&amp;starts=22:30&amp;' in then.text
    assert "in all" in plain(client.get("/saved").text)


ENDS = r"starts at 20:00 and is expected to end by 0[3-6]:\d\d \+1; 9 times in 10 it ends by 0\d:\d\d \+1[;.]"


def test_a_batch_is_saved_with_the_model_that_is_done_in_time(app: Flask, client: FlaskClient) -> None:
    """The cheapest of the plan may end after the hour it is needed by; its page led with the one that does not."""
    plan = "door=batch&runs=1000000&per=day&needed=06:00&at_once=60&models=gpt-6-luna&models=deepseek-v4.1-flash"
    led = plain(client.get(f"/plan?{plan}", follow_redirects=True).text)
    assert "Cheapest and quickest of these two in time for 06:00 is DeepSeek V4.1 Flash" in led
    sid = save(client, plan)
    link = share(client, sid)
    stranger = app.test_client()
    for page in (
        client.get(f"/saved/{sid}/sheet"),
        client.get(f"/saved/{sid}/sheet.html"),
        stranger.get(f"{link}/sheet"),
    ):
        text = plain(page.text)
        assert "This is DeepSeek V4.1 Flash" in text and "GPT-6 Luna" not in text
        assert "starts at 20:00, needed by 06:00; 60 calls at once" in text
        assert re.search(ENDS, text)
        assert "those nearest in cost, expected to be done by 06:00 Model" in text
    only = "It is the only one of the two models that can do it by 06:00."
    for page, sentence in (
        (client.get(f"/saved/{sid}"), "Of your two, only DeepSeek V4.1 Flash can do it by 06:00, at $"),
        (client.get(f"/saved/{sid}/export.html"), only),
        (stranger.get(link), only),
    ):
        text = plain(page.text).replace(" , ", ", ")
        assert "Starts at 20:00 Needed by 06:00 Calls at once 60" in text, text
        assert re.search(ENDS, text) and sentence in text
        assert "GPT-6 Luna is" not in text and "on GPT-6 Luna" not in text
    picked = save(client, f"{plan}&focus=gpt-6-luna")
    assert "ends within 24 h; it is needed by 06:00." in plain(client.get(f"/saved/{picked}/sheet").text)
    assert "GPT-6 Luna, not by 06:00" in plain(client.get("/saved").text)
    late = plain(client.get(f"/saved/{save(client, plan.replace('06:00', '20:01'))}/sheet").text)
    assert "No model of this plan ends by 20:01." in late


@pytest.mark.parametrize(
    ("late_end", "needed", "is_late"),
    [
        ("05:59 +1", 360, False), ("06:00 +1", 360, False), ("06:05 +1", 360, True), ("23:30", 360, False),
        ("05:00 +2", 360, True), ("08:00 +1", None, False), ("", 360, False), ("20:00 +1", 1200, False),
    ],
)  # fmt: skip
def test_a_batch_that_may_end_too_late_says_so(late_end: str, needed: int | None, is_late: bool) -> None:
    batch, none = SavedBatch(20 * 60, needed, 100.0, 1.0), Decimal(0)
    side = Total("a", "A", "off", "off", none, none, none, Tokens(*[none] * len(MEANS)), late_end=late_end)
    assert batch.may_be_late(side) is is_late


def test_a_batch_of_a_file_from_elsewhere_has_an_end_that_can_be_told() -> None:
    endless = SavedBatch(20 * 60, 6 * 60, 1e308, 1e-300)
    assert endless.hours(1e308) == MOST_HOURS and endless.is_late(1e308)


def test_a_price_that_is_to_change_is_told_on_the_sheet(app: Flask, client: FlaskClient) -> None:
    """With the month from that day on, as a plan of that day has it."""
    plan = "door=agent&people=40&models=gemini-4-argon"
    sid = save(client, plan)
    then = plain(client.get(f"/saved/{save(client, f'{plan}&date=2026-12-01')}/sheet").text)
    bill = re.search(r"We expect to pay (\$[\d,]+) per month", then)
    assert bill and "Its price changes" not in then
    for page in (client.get(f"/saved/{sid}/sheet"), app.test_client().get(f"{share(client, sid)}/sheet")):
        text = plain(page.text)
        assert "Its price changes on 1 Dec 2026: input from $2.00 to $4.00" in text
        assert f"From then on it is {bill[1]} per month." in text and f"pay {bill[1]}" not in text


def test_a_link_shows_the_chart_and_the_range(app: Flask, client: FlaskClient) -> None:
    page = app.test_client().get(share(client, save(client))).text
    assert '<svg class="finance-chart"' in page and re.search(r"80% range \$[\d.,]+ to \$[\d.,]+\.", plain(page))
    assert "on average." in plain(page) and "of one run" not in plain(page)
    assert re.search(r"of one \w+, average;", plain(page))


def test_what_gives_no_answers_is_never_what_is_paid_for(app: Flask, client: FlaskClient) -> None:
    """Neither recommended today nor billed on the sheet, the file and the shared page; a sheet counts one as one."""
    both = save(client, "preset=support_chat&models=Qwen3+Embedding+0.6B&models=gpt-5.4")
    now = plain(client.get(f"/saved/{both}").text)
    assert "Of your two, only GPT-5.4 can finish" in now and "Save revision 2 on Qwen3" not in now
    assert "This is GPT-5.4" in plain(client.get(f"/saved/{both}/sheet").text)
    alone = save(client, "preset=support_chat&per=day&runs=1&models=Qwen3+Embedding+0.6B")
    said = "Qwen3 Embedding 0.6B cannot do this work : it gives no answers."
    for page in (f"/saved/{alone}/export.html", share(client, alone)):
        assert said in plain(app.test_client().get(page).text if page.startswith("/s/") else client.get(page).text)
    sheet = plain(client.get(f"/saved/{alone}/sheet").text)
    assert said.replace(" :", ":") in sheet and "We expect to pay" not in sheet
    assert "1 conversation per day, 30 per month" in sheet


def test_what_cannot_read_the_input_is_not_said_to_give_no_answers(app: Flask, client: FlaskClient) -> None:
    alone = save(client, "preset=extraction&images=2&models=glm-5")
    said = "GLM-5 cannot do this work: it does not read what is sent."
    for page in (f"/saved/{alone}/sheet", f"/saved/{alone}/export.html", share(client, alone)):
        text = plain(app.test_client().get(page).text if page.startswith("/s/") else client.get(page).text)
        assert said in text.replace(" :", ":"), page
    assert "cannot read the input" in client.get(f"/saved/{alone}/then-and-now.csv").text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("tier=batch&needed=06:00", "standard price, as no batch price is promised by 06:00."),
        ("tier=batch", "needed at no certain time; 50 calls at once. At a batch price it ends within 24 h."),
        ("tier=standard&needed=06:00", "starts at 20:00, needed by 06:00; 50 calls at once."),
    ],
)
def test_the_sheet_says_when_a_batch_runs(client: FlaskClient, query: str, said: str) -> None:
    sid = save(client, f"door=batch&models=gpt-6-luna&runs=1000&{query}")
    text = plain(client.get(f"/saved/{sid}/sheet").text)
    assert said in text and ("within 24 h" in text) is ("within 24 h" in said)


def test_a_standard_price_in_place_of_a_batch_price_has_an_end(client: FlaskClient) -> None:
    """A host without a batch price answers at its standard one: nothing there takes up to a day."""
    sid = save(client, "door=batch&models=deepseek-v4.1-flash&runs=1000&tier=batch&needed=06:00")
    text = plain(client.get(f"/saved/{sid}/sheet").text)
    assert "50 calls at once." in text and "At a batch price it ends" not in text


def test_models_beside_a_batch_are_called_in_time_where_others_may_not_be(client: FlaskClient) -> None:
    """The heading names the hour only where the chosen model is in time and one that is not was left out."""
    both = "door=batch&runs=1000000&per=day&at_once=60&models=gpt-6-luna&models=deepseek-v4.1-flash"
    heads = {
        "one is left out": f"{both}&needed=06:00",
        "the chosen one may be late": f"{both}&needed=06:00&focus=gpt-6-luna",
        "no hour": both,
        "all in time": f"{both}&needed=06:00&tier=standard".replace("1000000", "1000"),
    }
    said = "expected to be done by 06:00"
    found = {why: said in plain(client.get(f"/saved/{save(client, plan)}/sheet").text) for why, plan in heads.items()}
    assert found == dict.fromkeys(heads, False) | {"one is left out": True}


def test_the_chart_of_a_saved_plan_counts_what_is_paid_for(client: FlaskClient) -> None:
    chat, batch = save(client, "door=chat&models=gpt-5.4"), save(client, "door=batch&models=gpt-6-luna&runs=5000")
    assert "for the same 30,417 conversations" in plain(client.get(f"/saved/{chat}").text)
    assert "Dollars for the same 5,000 items" in plain(client.get(f"/saved/{batch}").text)
    none = save(client, "door=chat&models=gpt-5.4&runs=0")
    assert "Dollars per conversation" in plain(client.get(f"/saved/{none}").text)
