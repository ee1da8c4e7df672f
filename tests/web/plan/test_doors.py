"""The four doors: what each asks and answers, what goes along from one to another, and who leads."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from planner.core.lazy import Lazy
from planner.core.models.catalogue import Catalogue
from planner.core.results import Latency
from planner.core.uncertainty.band import Band, RunSpread, Tail
from planner.web.forms import DOORS, PlanForm, label_of, read_form, to_request, with_readings
from planner.web.forms.door_fields import door_problems, minutes_of
from planner.web.forms.two_readings import Asked
from planner.web.plan.headline import focus_of, headline_of
from planner.web.plan.measures import dollars, times
from planner.web.plan.measures.batch_end import ends_at, ends_of, is_late
from planner.web.plan.measures.measure import Quantity
from planner.web.plan.sections.pairs import contrast
from tests.web.plan.parts import QUESTION, banded, estimate, flagged, offer, pair, refusal, silent
from tests.web.plan.test_page import HTMX, text_of


def form(catalogue: Catalogue, door: str, **args: str) -> PlanForm:
    return read_form(MultiDict({"door": door, **args}), catalogue)


# ---------- pages


@pytest.mark.parametrize(
    ("door", "said", "money", "time"),
    [
        ("chat", "to the first word", "Cents per conversation", "Seconds to first word"),
        ("documents", "s per answer", "Cents per question", "Seconds per answer"),
        ("batch", "per 1,000 items", "Dollars per 1,000 items", "Ends at, from 20:00"),
        ("agent", "min per task", "Dollars per developer per month", "Minutes per task"),
    ],
)
def test_each_door_has_its_own_measures(client: FlaskClient, door: str, said: str, money: str, time: str) -> None:
    page = client.get(f"/plan/{door}")
    assert page.status_code == 200
    words = text_of(page)
    assert said in words and money in words and time in words
    assert re.search(rf'<a class="door" href="/plan/{door}" aria-current="true">', page.text)
    assert page.text.count('class="door"') == 4
    assert ("<span>A month is" in page.text) == (door != "batch"), "runs once have no month"


def test_the_last_door_opens_again(client: FlaskClient) -> None:
    assert 'href="/plan/agent" aria-current="true"' in client.get("/").text
    client.get("/plan/chat")
    assert 'href="/plan/chat" aria-current="true"' in client.get("/").text


def test_a_door_that_is_none_is_not_found(client: FlaskClient) -> None:
    assert client.get("/plan/garden").status_code == 404


def test_an_old_address_keeps_its_plan(client: FlaskClient) -> None:
    words = text_of(client.get("/plan?preset=research_agent&steps=12"))
    assert "Steps per report" in words and "Kimi K2 Thinking" in words
    moved = client.get("/plan?door=chat&runs=7")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/plan/chat?runs=7")


def test_what_still_means_the_same_goes_along(catalogue: Catalogue) -> None:
    chat = form(catalogue, "chat", shared="900", runs="7", steps="3", models="gpt-5.4")
    assert chat.behind(DOORS["documents"]) == "/plan/documents?shared=900&models=gpt-5.4"
    assert chat.behind(DOORS["chat"]) == "/plan/chat?runs=7&shared=900&steps=3&models=gpt-5.4"


def test_a_customers_message_is_no_tool_result(client: FlaskClient) -> None:
    words = text_of(client.get("/plan/chat"))
    assert "Each later message" in words and "Result of a tool" not in words


def test_a_batch_says_whose_price_is_standard(client: FlaskClient) -> None:
    words = text_of(client.get("/plan/batch"))
    assert re.search(r"Standard price: \w+ has no batch price for this model", words)
    assert "within 24 h" in words


def test_a_batch_that_ends_too_late_does_not_lead(client: FlaskClient) -> None:
    words = text_of(client.get("/plan/batch?tier=standard&needed=20:01"))
    assert re.search(r"None of these \w+ models can do this work by 20:01 with [\d,]+ calls at once\.", words)


def test_the_results_follow_their_door(client: FlaskClient) -> None:
    answer = client.get("/plan/results?sent=1&door=chat&runs=50", headers=HTMX)
    assert answer.headers["HX-Replace-Url"] == "/plan/chat?runs=50"
    assert 'id="doors"' in answer.text and 'hx-swap-oob="true"' in answer.text


# ---------- the form


def test_passages_are_part_of_the_prompt(catalogue: Catalogue) -> None:
    asked = to_request(form(catalogue, "documents", passages="8", passage="450", own="100"))
    assert asked["workload"]["input_tokens"] == 8 * 450 + 100


def test_the_usual_documents_are_those_of_their_preset(catalogue: Catalogue) -> None:
    assert to_request(form(catalogue, "documents"))["workload"]["input_tokens"] == 2700


def test_people_and_working_days(catalogue: Catalogue) -> None:
    asked = to_request(form(catalogue, "agent"))
    assert (asked["workload"]["runs_per_day"], asked["month"]) == (80, "working")


def test_a_batch_is_one_in_the_month(catalogue: Catalogue) -> None:
    asked = to_request(form(catalogue, "batch", runs="365", month="calendar"))
    assert asked["workload"]["runs_per_day"] == 12


def test_items_of_a_batch_follow_each_other(client: FlaskClient) -> None:
    """Two thousand items take minutes, so their instructions stay in the cache; spread over a month they would not."""
    address = "/plan/batch?runs=2000&tier=standard&models=claude-haiku-5.5&open=claude-haiku-5.5"
    words = text_of(client.get(address))
    assert "Items follow each other without a pause, so the shared 1.2k tokens are still there" in words
    assert "One item begins every 22 min on average" in text_of(client.get(f"{address}&arrive=even"))
    assert client.get(f"{address}&arrive=soon").status_code == 422


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("20:00", 1200), ("0:05", 5), ("8pm", 1200), ("8 PM", 1200), ("8:30 p.m.", 1230), ("8.30pm", 1230), ("8a", 480),
        ("noon", 720), ("Midnight", 0), ("12am", 0), ("12 pm", 720), ("20h", 1200), ("20 h 30", 1230), ("8 Uhr", 480),
        ("20.30", 1230), ("2030", 1230), ("20", 1200), ("08", 480), ("12", 720), ("0", 0), ("24:00", 0),
        ("24:30", None), ("25", None), ("13pm", None), ("0am", None), ("20:6", None), ("8m", None), ("soon", None),
        ("", None),
    ],
)  # fmt: skip
def test_times_of_day(text: str, minutes: int | None) -> None:
    assert minutes_of(text) == minutes


@pytest.mark.parametrize("text", ["8", "8 o'clock"])
def test_an_hour_of_the_morning_or_the_evening_is_asked_about(text: str, catalogue: Catalogue) -> None:
    load = form(catalogue, "batch", needed=text)
    (problem,) = door_problems(load.values)
    said = with_readings(load, {problem.field: problem.message})["needed"]
    assert said.startswith("08:00 or 20:00?") and isinstance(said, Asked)
    assert said.choices == (("08:00", "/plan/batch?needed=08:00"), ("20:00", "/plan/batch?needed=20:00"))


def test_fields_of_a_door_are_checked(catalogue: Catalogue) -> None:
    wrong = form(catalogue, "batch", starts="soon", at_once="0", answered="140")
    assert {p.field for p in door_problems(wrong.values)} == {"starts", "at_once", "answered"}
    assert list(door_problems(form(catalogue, "documents", answered="85").values)) == []


# ---------- measures


def test_dollars_of_a_developer_and_of_a_task(catalogue: Catalogue) -> None:
    made = banded(estimate())
    one = replace(made, cost=replace(made.cost, usd_per_month=made.cost.usd_per_month))
    each = dollars.money(form(catalogue, "agent", people="10"), QUESTION, [pair(on=one)]).of(one)
    month = float(one.cost.usd_per_month)
    assert each is not None and each.low is not None and each.high is not None
    assert (each.value, each.low, each.high) == pytest.approx((month / 10, month * 0.8 / 10, month * 1.4 / 10))
    task = dollars.money(form(catalogue, "agent", by="task"), QUESTION, [pair(on=one)]).of(one)
    assert task is not None and task.value == pytest.approx(1.0)
    assert task.low == pytest.approx(0.8)


def test_the_questions_that_are_not_answered_cost_too(catalogue: Catalogue) -> None:
    some = dollars.money(form(catalogue, "documents", answered="80%"), QUESTION, [pair()])
    found = some.of(estimate())
    assert found is not None and found.value == pytest.approx(1 / 0.8)
    assert some.head == "Dollars per answered question"


def test_a_range_holds_its_figure(catalogue: Catalogue) -> None:
    """138,000 beside 140,000 to 160,000 was said once."""
    bill = dollars.bill(form(catalogue, "agent"), "month")
    assert bill.range(Quantity(138_000, 137_800, 163_000), " to ") == "130,000 to 160,000"
    assert bill.range(Quantity(5, 5, 5)) == ""


def test_ends_of_a_range_have_the_decimals_of_their_figure(catalogue: Catalogue) -> None:
    bill = dollars.bill(form(catalogue, "agent"), "month")
    assert bill.range(Quantity(3.19, 0.796, 4.08)) == "0.80–4.10"
    assert bill.range(Quantity(64, 16.2, 118)) == "16–120"
    assert bill.range(Quantity(12, 1.4, 25)) == "1.4–25.0"
    assert bill.range(Quantity(64.12, 16.2, 118)) == "16–120"
    assert bill.range(Quantity(23.17, 23.1, 23.25)) == "23.1–23.3"
    assert bill.range(Quantity(4.09, 4.0891, 4.0909)) == "4.09"
    assert bill.range(Quantity(0.0042, 0.0039, 0.0051)) == "0.0039–0.0051"


def test_two_figures_beside_each_other_are_those_of_the_page_and_keep_their_ratio(catalogue: Catalogue) -> None:
    """0.13 instead of 0.10 was said of what differs by 21 %."""
    bill = dollars.bill(form(catalogue, "agent"), "month")
    assert bill.beside(0.126, 0.104) == ("$0.13", "$0.10", "21% more")
    assert bill.beside(0.104, 0.126) == ("$0.10", "$0.13", "17% less")
    assert bill.beside(0.104, 0.0255) == ("$0.10", "$0.026", "4.1 times as much")
    assert bill.beside(0.104, 0.0996) == ("$0.10", "$0.10", "")
    assert bill.beside(1.78, 3.19) == ("$1.78", "$3.19", "")
    assert bill.beside(12, 24) == ("$12.00", "$24.00", "")


def test_only_those_who_write_software_are_developers(catalogue: Catalogue) -> None:
    coding, support = form(catalogue, "agent"), form(catalogue, "chat", per="person", people="20")
    assert dollars.per_what(coding, QUESTION).words == "per developer per month"
    assert dollars.per_what(support, QUESTION).words == "per person per month"
    research = form(catalogue, "agent", preset="research_agent", per="person", people="20")
    assert label_of(research, "people") == "People"
    assert label_of(coding, "people") == "Developers"


def test_time_is_expected_with_its_range(catalogue: Catalogue) -> None:
    spread = RunSpread((1.0,) * 99, tuple(60.0 + i for i in range(99)), (2.0,) * 99)
    made = estimate(run_spread=spread)
    time = times.time(form(catalogue, "agent"), [pair(on=made)])
    assert time is not None
    found = time.of(made)
    assert found is not None and (found.low, found.high) == (69.0, 149.0)
    chat = times.time(form(catalogue, "chat"), [pair(on=made)])
    first = chat.of(made) if chat else None
    assert first is not None and first.value == pytest.approx(2.0)


def test_when_a_batch_ends(catalogue: Catalogue) -> None:
    load = form(catalogue, "batch", runs="36,000", at_once="100", starts="20:00")
    time = times.time(load, [pair()])
    found = time.of(estimate()) if time else None
    assert found is not None and found.value == pytest.approx(36_000 * 100 / 100 / 3600)
    assert ends_at(1200, 3.2) == "23:12" and ends_at(1200, 7.5) == "03:30 +1"
    late = form(catalogue, "batch", needed="06:00")
    assert is_late(late, 11) and not is_late(late, 9) and is_late(late, None)


@pytest.mark.parametrize(
    ("hours", "needed", "said"),
    [(0.5, "", "20:30"), (0.51, "", "20:31"), (2.01, "", "22:05"), (6.01, "", "02:15 +1"), (10.01, "", "06:30 +1"),
     (24, "", "20:00 +1"), (25.2, "", "22:00 +1"),
     # A batch that ends in time has its end rounded up to the typed minute at most.
     (9.95, "06:00", "06:00 +1"), (9.95, "05:58", "05:57 +1"), (9.95, "06:10", "06:00 +1")],
)  # fmt: skip
def test_an_end_is_told_no_finer_than_it_is_known(catalogue: Catalogue, hours: float, needed: str, said: str) -> None:
    measure = ends_of(form(catalogue, "batch", starts="20:00", needed=needed))
    assert measure.figure(hours) == measure.say(hours) == said


def test_no_two_ticks_of_a_short_batch_read_the_same(client: FlaskClient) -> None:
    page = client.get("/plan/batch?runs=1&tier=standard&models=gpt-6-luna").text
    ticks = re.findall(r'class="c-axis"[^>]*>(\d\d:\d\d)<', page.partition('class="prow row')[0])
    assert ticks and len(ticks) == len(set(ticks))


def test_what_an_agents_door_assumes_of_a_day_is_what_it_plans(client: FlaskClient) -> None:
    page = text_of(client.get("/plan/agent"))
    assert re.search(r"Tasks: 20 × 4 a working day +A judgement, change it first\.", page) and "team's day" not in page


def test_the_end_of_a_batch_has_the_range_of_its_mean_item(catalogue: Catalogue) -> None:
    """36,000 items, 100 at once, of 100 s: 10 h, which all items' doubt moves, and no luck of a single one."""
    measure = ends_of(form(catalogue, "batch", runs="36,000", at_once="100", starts="20:00"))
    ranged = replace(estimate(), mean_seconds=Lazy.of(Band(70, 95, 140)))
    found = measure.of(ranged)
    assert found is not None and found.value == pytest.approx(10) and found.high == pytest.approx(14)
    assert measure.range(found) == "03:00–10:00 +1"
    assert measure.range(measure.of(replace(ranged, mean_seconds=Lazy.of(Band(0.1, 95, 140))))) == "20:00–10:00 +1"
    assert measure.range(measure.of(estimate())) == ""


# ---------- who leads


def test_the_cheapest_and_the_quickest_lead(catalogue: Catalogue) -> None:
    cheap = pair(asked="cheap", name="Cheap")
    dear = banded(estimate(cost=replace(estimate().cost, usd_per_run=estimate().cost.usd_per_run * 3)))
    quick = pair(asked="quick", name="Quick", on=replace(dear, latency=Latency(Tail(1), Tail(2), Tail(3), Tail(5))))
    plan = form(catalogue, "agent", by="task")
    money, time = dollars.money(plan, QUESTION, [cheap, quick]), times.time(plan, [cheap, quick])
    headline = headline_of([cheap, quick], plan, money, time)
    assert headline.first and headline.first.pair is cheap and headline.quickest and headline.quickest.pair is quick
    assert headline.tied == 0
    alike = pair(asked="alike", name="Alike", on=replace(dear, latency=Latency(Tail(1), Tail(2), Tail(3), Tail(99.9))))
    first = headline_of([alike, cheap], plan, money, times.time(plan, [alike, cheap]))
    assert first.quickest and first.quickest.pair is cheap and first.tied == 1, "a tenth of a second is not read"
    chosen = headline_of([cheap, quick], replace(plan, focus="quick"), money, time)
    assert chosen.chosen and chosen.first and chosen.first.pair is quick and chosen.quickest is None


def test_who_cannot_do_the_work_leads_only_when_chosen(catalogue: Catalogue) -> None:
    full = pair(asked="full", on=flagged(estimate(), "context_overflow", "Context is full."))
    able = pair(asked="able", on=estimate(cost=replace(estimate().cost, usd_per_run=estimate().cost.usd_per_run * 9)))
    plan = form(catalogue, "agent", by="task")
    money = dollars.money(plan, QUESTION, [full, able])
    headline = headline_of([full, able], plan, money, None)
    assert headline.first and headline.first.pair is able and headline.able == 1
    assert focus_of([full, able], "") is able and focus_of([full, able], "full") is full


def test_what_gives_no_answers_never_leads_and_says_so(client: FlaskClient) -> None:
    page = client.get("/plan/chat?models=gpt-5.4&models=Qwen3+Embedding+0.6B").text
    finding = page.split('<h2 class="finding">')[1].split("</h2>")[0]
    assert "Embedding" not in finding and "GPT-5.4" in finding
    assert "Cannot do this: it writes no text but turns texts into vectors" in page


def test_without_thinking_a_model_that_always_thinks_does_not_lead(catalogue: Catalogue) -> None:
    cheap = replace(estimate().cost, usd_per_run=estimate().cost.usd_per_run / 9)
    always = pair(asked="always", off=refusal(), on=estimate(cost=cheap))
    plan = form(catalogue, "chat")
    headline = headline_of([always, pair()], plan, dollars.money(plan, QUESTION, [always, pair()]), None)
    assert headline.first and headline.first.pair.asked == "model" and headline.first.side.thinking == "off"


def test_what_thinking_does_over_all(catalogue: Catalogue) -> None:
    time = times.time(form(catalogue, "agent"), [pair()])
    found = contrast([pair(), pair(off=refusal())], time)
    assert found is not None and found.models == 1
    assert found.least == found.most == pytest.approx(1 / 0.7)
    assert found.time_least == found.time_most == pytest.approx(2.0)
    assert contrast([pair(off=refusal())], time) is None
    full = flagged(estimate(), "context_overflow", "Context is full."), flagged(silent(), "context_overflow", "Full.")
    assert contrast([pair(on=full[0], off=full[1])], time) is None
    other = pair(name="Another", off=silent(offer=offer(name="Partner")))
    beside = contrast([pair(), other], time)
    assert beside is not None and (beside.models, beside.left_out) == (1, ("Another",))


def test_a_guess_is_hollow_and_what_was_measured_is_not(client: FlaskClient, catalogue: Catalogue) -> None:
    page = client.get("/plan?models=gpt-5.4&preset=research_agent").text
    chart = page[page.index('id="chart-title"') : page.index("</figure>")]
    assert 'class="m-on"' in chart


def test_a_wrong_number_of_people_is_told_at_its_own_field(client: FlaskClient) -> None:
    """Not at the runs per person, of which it makes the runs of a day."""
    for typed, wrong in (
        ("people=-3", "Developers: type at least 0"),
        ("workdays=40", r'id="err-workdays">(?:(?!</p>).)*Type at most 31'),
    ):
        page = client.get(f"/plan/agent?{typed}")
        assert page.status_code == 422 and re.search(wrong, page.text, re.DOTALL)
        assert not re.search(r'id="err-runs">[^<]*\w', page.text)


# ---------- several models in one run


def test_a_run_of_parts_opens_to_the_sum_of_each(client: FlaskClient) -> None:
    """Named by the page, filled in without a script, and each with its own lines."""
    start = client.get("/plan/agent?models=gpt-5.4").text
    cheap_first = re.search(r'<a href="([^"]+)">Cheap first</a>', start)
    assert cheap_first and "Parts of your own" in start
    page = client.get(cheap_first[1].replace("&amp;", "&") + "&open=gpt-5.4").text
    assert "First try, Take over" in page and 'name="s2-model"' in page and "Rank all" not in page
    opened = re.sub(r"<[^>]+>", "", page[page.index('class="opened"') :])
    assert "in 20% of tasks" in opened and "is for context that another model’s cache holds" in opened
    assert opened.count("In the average task") == 2
    wrong = client.get("/plan/results?sent=1&door=agent&models=gpt-5.4&s0-model=nobody", headers=HTMX)
    assert wrong.status_code == 422
    assert re.search(r'id="err-s0-model"[^>]*>(?:(?!</p>).)*nobody is not a known offer', wrong.text, re.DOTALL)
    assert client.get("/offers?door=agent&s0-name=a").status_code == 422


def test_what_a_number_of_steps_assumes_follows_the_number(client: FlaskClient) -> None:
    """A preset's steps are a guess with a range; a typed number counts for every run, and a link lets runs differ."""
    guessed = client.get("/plan/results?sent=1&door=agent", headers=HTMX).text
    assert re.search(r'innerHTML:#steps-hint">\d+ steps, assumed: 4 tasks in 5 take', guessed)
    assert 'id="steps-hint"' in client.get("/plan/agent").text
    typed = client.get("/plan/results?sent=1&door=agent&steps=33", headers=HTMX).text
    link = re.search(
        r'steps-hint">Every task takes 33 steps. <a href="([^"]+)">If they differ: ([^<]+)</a></div>', typed
    )
    assert link
    varied = client.get(unescape(link[1])).text
    assert f'id="steps-hint">33 steps on average: {link[2]}.</p>' in varied
    assert 'innerHTML:#steps-hint"></div>' in client.get("/plan/results?sent=1&door=agent&steps=1", headers=HTMX).text


WAY = r"<a href=\"([^\"]+)\">([^<]*?[Mm]ake) ([\d,]+) calls at once: \$([\d,]+) on [^<]+</a>"


def test_a_batch_that_ends_too_late_says_which_calls_at_once_end_in_time(client: FlaskClient) -> None:
    """As priced and at the standard price, with what each costs: the cheaper way first."""
    late = client.get("/plan/batch?runs=2000000&needed=7:00")
    assert "can do this work by 7:00" in text_of(late)
    assert re.search(r"First to end is [^<]+, expected at [^<]+ calls at once\. <a ", late.text)
    (address, plain, _, usd), (other, words, _, more) = re.findall(WAY, late.text)
    assert (plain, words) == ("Take the standard price, which does not wait, and make", "make")
    assert "tier=standard" in address and "tier" not in other
    assert float(usd.replace(",", "")) < float(more.replace(",", ""))
    there = client.get(unescape(address))
    said = text_of(there)
    assert "can do this work by" not in said and "First to end is" not in there.text.partition("way-out")[2]
    assert f"${usd}" in said, "it costs there what the link says"
    assert re.search(r"(expected to be done by|expected at|expected by) 0\d:\d\d \+1", said)
    assert re.search(r"9 times in 10 it ends by \d\d:\d\d \+1, which is later than needed\.", said)
    assert "calls at once:" not in client.get("/plan/batch?runs=2000000000&needed=20:01").text
    # The same time of day is that of the next day.
    assert "can do this work by" not in text_of(client.get("/plan/batch?needed=20:00"))


def test_a_batch_price_promised_too_late_gives_way_to_the_standard_one(client: FlaskClient) -> None:
    """A batch price is promised within 24 h: who needs it sooner pays the standard price, where that ends in time, and
    the headline is the cheapest of all such."""
    two = "models=gpt-6-luna&models=deepseek-v4.1-flash"
    said = text_of(client.get(f"/plan/batch?needed=06:00&{two}"))
    assert "Cheapest of these two in time for 06:00 is GPT-6 Luna" in said
    assert re.search(r"First to end is DeepSeek V4.1 Flash ?, expected at ", said)
    assert "This is its standard price: its batch price is promised within 24 h, not by 06:00." in said
    assert "Standard price: DeepSeek has no batch price for this model" in said
    bill = r"Expected bill for all 100,000 on GPT-6 Luna: (\$\d+\.\d+)"
    plain = text_of(client.get(f"/plan/batch?needed=06:00&tier=standard&{two}"))
    assert re.search(bill, said)[1] == re.search(bill, plain)[1]  # type: ignore[index]
    assert "in time for" not in plain and "Standard price:" not in plain
    for query in ("", "needed=20:00&"):
        said = text_of(client.get(f"/plan/batch?{query}{two}"))
        assert "in time for" not in said and "not by" not in said and "within 24 h" in said, query
    chosen = text_of(client.get("/plan/batch?needed=06:00&focus=gpt-6-luna&" + two))
    assert re.search(r"GPT-6 Luna +costs +\$[\d.]+ per 1,000 items +and ends +expected at \d\d:\d\d", chosen)


def test_everything_below_a_batch_row_is_of_its_own_price(client: FlaskClient) -> None:
    """Its sum, its steps and its efforts: the same figures as a plan at the standard price has."""
    late = "/plan/batch?needed=06:00&models=gpt-6-luna&open=gpt-6-luna&whole=1"
    shown, plain = (text_of(client.get(late + tier)).partition("Every figure")[2] for tier in ("", "&tier=standard"))
    flag = "Standard price: its batch price is promised within 24 h, not by 06:00"
    assert flag in shown
    assert shown.replace(flag, "").split() == plain.split()


@pytest.mark.parametrize("door", ["chat", "documents", "agent"])
def test_work_counted_in_all_is_no_month_on_any_door(client: FlaskClient, door: str) -> None:
    """Bill, columns, efforts, charts and the opened row say in all; nothing on the page is of a month."""
    address = f"/plan/{door}?runs=1000&per=once&effort=high&whole=1&models=gpt-6-luna&open=gpt-6-luna"
    head, _, shown = text_of(client.get(address)).partition("Save plan")
    assert re.search(r"Expected bill for all 1,000 on GPT-6 Luna: \$[\d.]+, 80% range", shown)
    assert re.search(r", 1,000 \w+ in all , thinking on|, 1,000 \w+ in all, thinking on", head)
    assert "$ for 1,000 " in shown
    assert re.search(r"(Conversations|Questions|Tasks) in all × 1,000 All of them", shown)
    assert "Dollars in all" in shown and "$ in all" in shown
    assert "month" not in shown.lower()


def test_the_other_mode_is_named_by_its_own_effort(client: FlaskClient) -> None:
    """Minimal effort stands for off where there is no strict off: what is dearer is thinking, not its absence."""
    shown = text_of(client.get("/plan/documents?models=gemini-3.5-flash-lite&audio=60"))
    said = re.search(r"thinking at minimal effort\. With thinking at low effort it costs ([\d.]+) instead", shown)
    less = re.search(r"instead of ([\d.]+) cents", shown)
    assert said and less and float(said[1]) > float(less[1])
    on = text_of(client.get("/plan/documents?models=gemini-3.5-flash-lite&effort=high"))
    assert "With thinking at minimal effort it costs" in on
    assert "Thinking off, it costs" in text_of(client.get("/plan/agent?models=gpt-6-luna"))


def test_sentences_below_the_chart_are_apart(client: FlaskClient) -> None:
    page = text_of(client.get("/plan/documents?pdf_pages=500"))
    assert ". A crossed mark does not fit" in page
