"""The budget page through the client: the finding, its buttons, errors beside their fields, fragments."""

from __future__ import annotations

import csv
import re
from calendar import month_name
from decimal import Decimal
from html import unescape
from io import StringIO

import pytest
from flask.testing import FlaskClient

from tests.web.budgets.parts import SCRIPT, error, fields, heading, one_line, saved
from tests.web.plan.test_page import text_of


def test_a_form_that_cannot_be_used_names_line_and_field(client: FlaskClient) -> None:
    page = client.post("/budgets/new", data=fields(l0__runs="lots", months="x"))
    assert page.status_code == 422
    listed = re.findall(r"<li>([^<]+)</li>", page.text[page.text.index('<ul class="follow">') :].partition("</ul>")[0])
    assert "Research agent, runs: type a number, such as 50." in listed
    assert any(one.startswith("Months: ") for one in listed)


def test_the_list_teaches_by_example(client: FlaskClient) -> None:
    page = client.get("/budgets")
    assert page.status_code == 200
    assert "/budgets/new?from=example" in page.text
    example = client.get("/budgets/new?from=example")
    assert re.match(r"\$\d+,000 expected over the next 12 months, with an? \d+% chance of passing", heading(example))


def test_an_empty_budget_says_what_to_do(client: FlaskClient) -> None:
    page = client.get("/budgets/new")
    assert page.status_code == 200
    assert heading(page) == "Add a workload to see the total of its months."
    assert 'value="Dec 2026"' in page.text  # the month after the stopped clock's


def test_without_a_script_a_form_is_answered_at_its_own_address(client: FlaskClient) -> None:
    sent = client.post("/budgets/new", data=one_line())
    assert sent.status_code == 303
    page = client.get(sent.headers["Location"])
    assert heading(page).endswith(" over the next 2 months.")
    assert "1 Jan: Gemini 3.7 Flash doubles its price" in page.text
    assert "Where each line could go" in page.text


def test_the_sum_is_the_worked_one(client: FlaskClient) -> None:
    """A million in and a fifth of it out a day is $1.50 in 2026 and $3.00 in 2027."""
    page = client.post("/budgets/results", data=one_line(), headers=SCRIPT)
    usd = Decimal("1.5") * 31 + Decimal("3") * 31
    assert heading(page) == f"${usd:.0f} expected over the next 2 months."


def table_row(client: FlaskClient, name: str, data: dict[str, str]) -> list[str]:
    """A row of the table of months, as the Markdown file has it."""
    text = client.post("/budgets/export", data=data | {"as": "md"}).text
    return next(line.strip("| ").split(" | ")[1:] for line in text.splitlines() if line.startswith(f"| {name} |"))


def test_the_sentence_the_table_and_the_months_say_the_same(client: FlaskClient) -> None:
    data = fields(months="6")
    page = client.post("/budgets/results", data=data, headers=SCRIPT).text
    lead = re.search(r"<b>\$([\d,]+) expected</b> over the next 6 months", page)
    assert lead and re.search(r"80% range \$[\d,]+ to \$[\d,]+ if your inputs hold\.", page)
    total, low, high = (
        [float(cell.replace(",", "")) for cell in table_row(client, name, data)]
        for name in ("Expected bill", "80% range, from", "80% range, to")
    )
    assert total[-1] == pytest.approx(float(lead[1].replace(",", "")), abs=501)
    assert sum(total[:-1]) == total[-1]
    assert all(a < b < c for a, b, c in zip(low, total, high, strict=True))
    assert "Planned" not in page and "Half of outcomes" not in page


@pytest.mark.parametrize(("tokens", "total"), [("45,333", "$8."), ("23,777", "$4."), ("77", "$0.")])
def test_a_small_budget_adds_up_as_shown(client: FlaskClient, tokens: str, total: str) -> None:
    """Down and across, in the table, on the finance sheet and in CSV, to the last digit shown."""
    own = {
        "preset": "rag",
        "own": tokens,
        "offer": "google/gemini-2.5-flash-lite",
        "thinking": "off",
        "shared": "0",
        "cache": "off",
    }
    lines = {
        f"l{i}-{name}": text
        for i in range(3)
        for name, text in (own | {"name": f"Line {i}", "runs": f"{3 + i}", "answer": f"{17 + i}"}).items()
    }
    kept = client.post("/budgets", data=one_line(months="5") | lines).headers["Location"].partition("/sheet")[0]
    listed = list(csv.reader(StringIO(client.get(f"{kept}/export.csv").text.removeprefix("\ufeff"))))
    expected = [[Decimal(cell) for cell in row[7:]] for row in listed if row[1] == "usd"]
    table = client.get(f"{kept}/export.md").text
    shown = [
        [Decimal(cell) for cell in row.strip("| ").split(" | ")[1:]]
        for row in table.splitlines()
        if row.startswith(("| Line", "| Expected bill"))
    ]
    for rows in (expected, shown):
        assert len(rows) == 4 and all(sum(row[:-1]) == row[-1] > 0 for row in rows), rows
        assert [sum(column) for column in zip(*rows[:3], strict=True)] == rows[3]
    sheet = text_of(client.get(f"{kept}/sheet"))
    parts = [Decimal(one) for one in re.findall(r"thinking off [\d,]+ ([\d.]+)", sheet)]
    assert sum(parts) == Decimal(re.findall(r"Expected bill ([\d.]+)", sheet)[-1]) and f"pay {total}" in sheet


def test_the_finding_and_the_title_name_the_same_month(client: FlaskClient) -> None:
    """The first whose expected bill passes the cap, as its cell in the table does."""
    data = fields(cap="33,000")
    page = client.post("/budgets/results", data=data, headers=SCRIPT)
    named = re.search(r"first expected in (\w+)\.", heading(page))
    assert named and f"{named[1]} is the first month whose expected bill passes the cap" in page.text
    total = [float(cell.replace(",", "")) for cell in table_row(client, "Expected bill", data)[:-1]]
    first = next(place for place, usd in enumerate(total) if usd > 33_000)
    assert month_name[(11 + first) % 12 + 1] == named[1]


def test_what_is_stated_has_no_range(client: FlaskClient) -> None:
    page = client.post("/budgets/results", data=one_line(), headers=SCRIPT).text
    assert "Every figure in it was given, so there is no range." in page
    assert "outcomes of all lines" not in page.partition("Month by month")[2]


def test_a_line_at_ones_own_prices(client: FlaskClient) -> None:
    """A million in at $2 and a fifth of it out at $10, on 62 days; announced changes are not waited for."""
    own = one_line(l0__my_input="$2", l0__my_output="10.00", open="0")
    page = client.post("/budgets/new", data=own | {"do": "open:0"}, headers=SCRIPT)
    assert heading(page) == f"${4 * 62} expected over the next 2 months."
    assert "input 2" in page.text
    assert "1 run per day, at your own prices" in page.text
    wrong = client.post("/budgets/new", data=own | {"l0-my_input": "-2"})
    assert wrong.status_code == 422
    assert error(wrong, "l0-my_input") == "Type at least 0."
    assert 'value="-2"' in wrong.text
    odd = client.post("/budgets/new", data=own | {"l0-my_read": "cheap"})
    assert "such as 0.25." in error(odd, "l0-my_read")


def test_a_line_is_added_opened_closed_and_taken_out(client: FlaskClient) -> None:
    added = client.post("/budgets/new", data={**fields(), "do": "add", "new": "preset:rag"}, headers=SCRIPT)
    assert 'id="l4-offer"' in added.text
    assert added.text.count('aria-expanded="true"') == 1
    opened = client.post("/budgets/new", data={**fields(), "do": "open:1"}, headers=SCRIPT)
    assert 'id="l1-offer" name="l1-offer" value="GPT-5.3-Codex"' in opened.text
    assert 'type="hidden" name="l0-offer"' in opened.text
    closed = client.post("/budgets/new", data={**fields(open="1"), "do": "close:1"}, headers=SCRIPT)
    assert 'id="l1-offer"' not in closed.text
    fewer = client.post("/budgets/new", data={**fields(open="2"), "do": "remove:0"}, headers=SCRIPT)
    assert "Kimi K2 Thinking, default mode" not in fewer.text
    assert 'id="l1-name" name="l1-name" value="Support chat"' in fewer.text  # what was being edited still is


@pytest.mark.parametrize("headers", [SCRIPT, {}], ids=["script", "none"])
def test_a_removed_line_can_be_brought_back(client: FlaskClient, headers: dict[str, str]) -> None:
    """In the notice after it, with and without a script; the link leads to all lines as they were typed."""
    gone = client.post("/budgets/new", data={**fields(open="0"), "do": "remove:0"}, headers=headers)
    page = gone if headers else client.get(gone.headers["Location"])
    said = re.search(r'role="status">Removed “([^”]+)”\. <a href="([^"]+)">Undo</a>', page.text)
    assert said and said[1] not in page.text.replace(said[0], "").partition("</form>")[0]
    back = client.get(unescape(said[2]))
    assert f'id="l0-name" name="l0-name" value="{said[1]}"' in back.text and "Undo" not in back.text
    other = client.post("/budgets/new", data={**fields(), "do": "open:1"}, headers=SCRIPT)
    assert "Removed “" not in other.text


def test_the_last_line_can_be_brought_back_and_a_damaged_way_back_is_none(client: FlaskClient) -> None:
    gone = client.post("/budgets/new", data={**one_line(), "do": "remove:0"}, headers=SCRIPT)
    assert "Removed “" in gone.text and ">Undo</a>" in gone.text
    plain = client.post("/budgets/new", data={**fields(), "do": "remove:0"}).headers["Location"]
    for damaged in (plain[:-9], plain.replace("&was=", "&was=x"), f"{plain.partition('&was=')[0]}&was="):
        page = client.get(damaged)
        assert page.status_code == 200 and "Removed “" not in page.text


def test_an_answer_has_errors_only_for_fields_that_are_on_the_page(client: FlaskClient) -> None:
    """htmx complains of a sentence without a place; a field that a line's form lacks has its error under its name."""
    places = re.compile(r'id="(err-[^"]+)"')
    page = client.post("/budgets/new", data={**fields(), "do": "open:2"}, headers=SCRIPT).text
    answer = client.post("/budgets/results", data=fields(open="2", l2__images="many"), headers=SCRIPT).text
    assert len(set(places.findall(answer))) > 50
    assert set(places.findall(answer)) <= set(places.findall(page))
    assert 'class="err"' in answer.partition('id="l2-problems"')[2].partition("</div>")[0]


def test_two_lines_of_one_preset_have_two_names(client: FlaskClient) -> None:
    page = client.post("/budgets/new", data={**fields(), "do": "add", "new": "preset:support_chat"}, headers=SCRIPT)
    assert 'value="Support chat 2"' in page.text


def test_a_new_line_begins_with_the_model_and_mode_that_its_plan_leads_with(client: FlaskClient) -> None:
    plan = re.search(r"Cheapest[^,]* is ([^,]+?)(?: at [^,]+)?,", text_of(client.get("/plan/chat")))
    page = client.get("/budgets/new?add=preset:support_chat", follow_redirects=True).text
    assert plan and f'name="l0-offer" value="{plan[1].strip()}"' in page
    assert 'name="l0-thinking" value="off"' in page


@pytest.mark.parametrize("choice", ["preset:nonsense", "scenario:0123", "", "rag"])
def test_what_cannot_be_added_is_said(client: FlaskClient, choice: str) -> None:
    page = client.post("/budgets/new", data={**fields(), "do": "add", "new": choice})
    assert page.status_code == 422
    assert error(page, "lines").endswith(".")
    assert "Nightly extraction" in page.text


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("cap", "much", "Type a number, such as 36,000."),
        ("cap", "-1", "Type at least 0."),
        ("months", "0", "Type at least 1."),
        ("months", "37", "Type at most 36."),
        ("months", "1.5", "Type a whole number, such as 12."),
        ("start", "soon", "Type a month, such as Dec 2026."),
        ("per_usd", "x", "Type a number, such as 0.92."),
        (
            "wish",
            "gpt-5.4, nonsense",
            "No model or offer is called “nonsense”, and nothing in the price list is like it. "
            "Separate names by commas.",
        ),
        ("p95", "-1", "Type at least 0."),
    ],
)
def test_bad_input_is_said_beside_its_field_and_kept(client: FlaskClient, field: str, text: str, sentence: str) -> None:
    page = client.post("/budgets/new", data=fields() | {field: text})
    assert page.status_code == 422
    assert error(page, field) == sentence
    assert text in page.text
    part = client.post("/budgets/results", data=fields() | {field: text}, headers=SCRIPT)
    assert (part.status_code, part.headers["HX-Reswap"]) == (422, "none")
    assert error(part, field) == sentence


def test_a_least_score_needs_its_benchmark(client: FlaskClient) -> None:
    page = client.post("/budgets/results", data=fields() | {"score": "60"}, headers=SCRIPT)
    assert (page.status_code, error(page, "bench")) == (422, "Choose the benchmark that this is a score on.")


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("offer", "nonsense", "No model or offer is called “nonsense”, and nothing in the price list is like it."),
        ("offer", "", "Name a model or an offer, such as GPT-5.4."),
        ("rate", "x", "Type a number, such as 2."),
        ("rate", "2000", "Type at most 1,000%."),
        ("part", "120", "Type at most 100%."),
        ("steps", "0", "Type at least 1."),
        ("start", "never", "Type a month, such as Dec 2026."),
        ("peak", "0", "Type at least 1."),
        ("name", "Support chat", "Type a name that no other line has."),
    ],
)
def test_bad_input_of_the_open_line_is_said_beside_its_field(
    client: FlaskClient, field: str, text: str, sentence: str
) -> None:
    data = fields(open="3") | {f"l3-{field}": text}
    page = client.post("/budgets/new", data=data)
    assert page.status_code == 422
    assert error(page, f"l3-{field}") == sentence


def test_hours_of_use_need_both_ends(client: FlaskClient) -> None:
    page = client.post("/budgets/new", data=fields(open="3", l3__from_hour="8"))
    assert error(page, "l3-for_hours") == "Give both the hour it begins and how many hours it runs."
    other = client.post("/budgets/new", data=fields(open="3", l3__for_hours="8"))
    assert error(other, "l3-from_hour") == "Give both the hour it begins and how many hours it runs."


def test_an_error_of_a_closed_line_stands_under_its_name(client: FlaskClient) -> None:
    page = client.post("/budgets/new", data=fields(l1__rate="x"))
    assert page.status_code == 422
    assert re.search(r'id="l1-problems">.*Growth per month: type a number, such as 2\.', page.text, re.DOTALL)


def test_a_row_needs_every_month(client: FlaskClient) -> None:
    data = fields(open="0", l0__growth="row", l0__row="50 55 60")
    page = client.post("/budgets/new", data=data)
    assert error(page, "l0-row").startswith("Type runs per day for each of the 12 months")
    row = "\t".join(["50"] * 12)
    assert client.post("/budgets/new", data=fields(l0__growth="row", l0__row=row)).status_code == 303


def test_what_cannot_be_priced_is_said_and_in_no_total(client: FlaskClient) -> None:
    page = client.post(
        "/budgets/results",
        data=fields(l3__offer="novita/moonshotai/kimi-k2-thinking", l3__thinking="off"),
        headers=SCRIPT,
    )
    assert "<b>Nightly extraction</b> is not counted." in page.text
    assert ">Nightly extraction</th>" not in page.text


def test_the_table_sums_by_owner_and_cost_centre(client: FlaskClient) -> None:
    page = client.post("/budgets/results", data=fields(), headers=SCRIPT)
    assert page.text.index("By owner") < page.text.index(">Platform</th>") < page.text.index("By cost centre")
    nobody = {f"l{i}-{name}": "" for i in range(4) for name in ("owner", "centre")}
    assert "By owner" not in client.post("/budgets/results", data=fields() | nobody, headers=SCRIPT).text


def test_actuals_are_set_against_the_forecast_and_scale_the_rest(client: FlaskClient) -> None:
    plain = client.post("/budgets/results", data=one_line(l0__paid="93"), headers=SCRIPT)
    assert "$93.00 was paid where $46.50 was forecast." in plain.text
    assert "+100%" in plain.text
    # What the $93 bought is not known.
    words = text_of(plain)
    assert "What the planned bill buys" in words and "What the bill buys" not in words
    scaled = client.post("/budgets/results", data=one_line(l0__paid="93", rescale="1"), headers=SCRIPT)
    assert "The months to come are scaled by it: Chat 1.50×." in scaled.text  # one month counts half


def pressed(client: FlaskClient, verb: str, data: dict[str, str]) -> str:
    return client.post("/budgets/new", data=data | {"do": verb}, headers=SCRIPT).text


def test_a_sample_month_shows_forecast_against_actual_and_says_what_it_is(client: FlaskClient) -> None:
    assert "Fill in a sample month" in pressed(client, "close:0", fields())
    filled = pressed(client, "sample", fields())
    assert "A sample.</b> What was paid for every line is made up from the forecast" in filled
    assert "with a made-up sample of what was paid" in filled
    differences = re.findall(r'<td class="r">([+−-]?\d+%)</td></tr>', filled)
    assert len(differences) == 4
    assert {text[0] for text in differences} > {"+"}  # some above the forecast and some below
    assert "Fill in a sample month" not in filled
    sample = dict(re.findall(r'name="(l\d-sample)" value="([^"]+)"', filled))
    kept = fields() | sample | {name.replace("sample", "paid"): text for name, text in sample.items()}
    assert pressed(client, "close:0", kept) == filled
    typed = client.post("/budgets/results", data=kept | {"l1-paid": "9,000"}, headers=SCRIPT).text
    assert "What was paid for Research agent, Support chat and Nightly extraction is made up" in typed
    gone = pressed(client, "unsample", kept | {"l1-paid": "9,000"})
    assert "$9,000 was paid" in gone
    assert "made up from the forecast" not in gone


def test_a_sample_is_neither_saved_nor_exported(client: FlaskClient) -> None:
    sampled = fields() | {"l0-paid": "20,000", "l0-sample": "20,000", "l1-paid": "9,000"}
    budget = client.post("/budgets", data=sampled).headers["Location"].partition("?")[0].removesuffix("/sheet")
    saved = client.get(f"{budget}/export.json").json
    exported = client.post("/budgets/export", data=sampled | {"as": "json"}).json
    for file in (saved, exported):
        assert file is not None
        lines = file["revisions"][0]["request"]["lines"]
        assert [line.get("actuals") for line in lines] == [None, ["9000"], None, None]


def test_a_limit_is_passed_in_a_month(client: FlaskClient) -> None:
    data = fields() | {"rpm:google/gemini-3.7-flash": "30"}
    page = client.post("/budgets/results", data=data, headers=SCRIPT)
    assert re.search(r"A limit is passed in \w{3} 2027: google/gemini-3.7-flash", page.text)
    far = client.post("/budgets/results", data=data | {"rpm:google/gemini-3.7-flash": "3000"}, headers=SCRIPT)
    assert "Every limit holds" in far.text


def test_another_currency_is_shown_beside_dollars(client: FlaskClient) -> None:
    page = client.post("/budgets/results", data=one_line(label="EUR", per_usd="0.5"), headers=SCRIPT)
    assert "At 0.5 EUR per dollar $140 is EUR 69.75" in page.text
    assert "Expected bill, EUR" in page.text


def test_advice_names_what_fits_and_what_it_hangs_on(client: FlaskClient) -> None:
    part = client.post("/budgets/advice", data=fields(), headers=SCRIPT)
    assert part.status_code == 200
    assert "How to stay under the cap" in part.text
    assert "Limit Coding assistant to" in part.text
    assert part.text.count('role="listitem"') == 8


def test_a_fragment_asked_for_by_a_browser_leads_to_the_page(client: FlaskClient) -> None:
    answer = client.post("/budgets/results", data=fields())
    assert answer.status_code == 303
    assert client.get(answer.headers["Location"]).status_code == 200


def test_a_write_from_another_site_is_refused(client: FlaskClient) -> None:
    assert client.post("/budgets", data=fields(), headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_growth_beyond_what_runs_a_day_may_be_is_told_beside_its_field(client: FlaskClient) -> None:
    asked = fields(l0__rate="500", months="36", open="0")
    answer = client.post("/budgets/results", data=asked, headers=SCRIPT)
    assert answer.status_code == 422
    said = "Makes runs per day pass 1,000,000,000 in October 2027: type a lower one."
    assert said in error(answer, "l0-rate")
    whole = client.post("/budgets/new", data=asked)
    assert (whole.status_code, said in error(whole, "l0-rate")) == (422, True)


def test_more_digits_than_tokens_have_are_told_beside_their_field(client: FlaskClient) -> None:
    answer = client.post(
        "/budgets/results", data=one_line(l0__own="9" * 30, l0__own_unit="pages", open="0"), headers=SCRIPT
    )
    assert answer.status_code == 422
    assert "at most 100,000,000" in error(answer, "l0-own")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"l0-start": "Mar 2028"}, "it begins in March 2028, after the budget ends"),
        ({"l0-end": "Nov 2026"}, "it ends in November 2026, before the budget begins"),
        ({"l0-runs": "0"}, "it has no runs in any of these months"),
        ({"l0-growth": "row", "l0-row": "0 0"}, "it has no runs in any of these months"),
    ],
)
def test_a_line_that_never_runs_is_told(client: FlaskClient, said: dict[str, str], why: str) -> None:
    page = client.post("/budgets/results", data=one_line() | said, headers=SCRIPT)
    results = page.text.partition('id="err-name"')[0]
    assert f"<b>Chat</b> adds nothing: {why}." in results
    assert f"Adds nothing: {why}." in page.text.partition('id="l0-caveats"')[2]
    for kind in ("csv", "md"):
        assert why in client.post("/budgets/export", data=one_line() | said | {"as": kind}).text


def test_a_line_that_runs_or_was_paid_is_not_told(client: FlaskClient) -> None:
    for said in ({}, {"l0-end": "Dec 2026"}, {"l0-start": "Mar 2028", "l0-paid": "5"}):
        assert "adds nothing" not in client.post("/budgets/results", data=one_line() | said, headers=SCRIPT).text


def test_a_line_whose_context_overflows_is_told_everywhere(client: FlaskClient) -> None:
    said = fields(l0__offer="glm-5", l0__thinking="on", l0__compact_at="", l1__compact_at="")
    page = client.post("/budgets/new", data=said, follow_redirects=True).text
    found = re.search(r"Does not fit: context is full at step 2\d\d of 300: the window holds 200,000 tokens\.", page)
    assert found
    full = found[0]
    assert f"<b>Research agent</b>: {full}" in page
    assert full in page.partition('id="l0-caveats"')[2].partition("</div>")[0]
    assert f'title="{full}"' in page.partition('<table class="months')[2]
    breaks = page.partition("What breaks: Research agent cannot finish its runs")[2]
    assert full in breaks and 'href="/method#context_overflow"' in breaks
    tail = "of runs exceed the window of 400,000 tokens"
    assert tail in page.partition('id="l1-caveats"')[2].partition("</div>")[0]
    budget = str(client.post("/budgets", data=said).headers["Location"]).partition("?")[0].removesuffix("/sheet")
    for address in ("/revisions/1", "/export.csv", "/export.md"):
        assert full in client.get(budget + address).text


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("cap", "36.000", "36,000 or 36? “36.000” can be read both ways: type one of them."),
        ("per_usd", "0,920", "0.92 or 920?"),
        ("cap", "50%", "Type dollars, not a percentage, such as 36,000."),
        ("l0-paid", "1 234 567", "Is that 1,234,567 for one month?"),
        ("l0-paid", "banana", "Month 1, “banana”: type dollars such as 24,100"),
    ],
)
def test_money_that_may_mean_something_else_is_asked_about(
    client: FlaskClient, field: str, text: str, sentence: str
) -> None:
    answer = client.post("/budgets/results", data=one_line() | {field: text}, headers=SCRIPT)
    assert answer.status_code == 422
    assert sentence in error(answer, field)


@pytest.mark.parametrize(
    ("start", "said"), [("Aug 2026", "August 2026 is over: type"), ("Nov 2026", "When November 2026 closes,")]
)
def test_a_month_that_is_over_is_said_to_be(client: FlaskClient, start: str, said: str) -> None:
    assert said in client.post("/budgets/results", data=one_line(start=start), headers=SCRIPT).text


def keys(text: str) -> list[str]:
    """The changes that can be ticked."""
    return re.findall(r'name="tick" value="([^"]+)"', text)


def test_changes_can_be_ticked_together_and_applied(client: FlaskClient) -> None:
    """A million in and a fifth of it out at $1.50 per day in 2026; fewer runs and another effort of one line."""
    asked = one_line(cap="60", l0__runs="4", l0__workload="")
    list_ = client.post("/budgets/advice", data=asked, headers=SCRIPT).text
    ticked = keys(list_)[:1]
    assert ticked
    part = client.post("/budgets/under-cap", data=asked | {"tick": ticked}, headers=SCRIPT).text
    assert part.startswith("<section") and "With this one: <b>$" in part
    then = re.search(r"With this one: <b>\$([\d,.]+)</b>", part)
    assert then and f'value="{ticked[0]}" id="tick-{ticked[0]}"' in part and "checked" in part
    whole = client.post("/budgets/under-cap", data=asked | {"tick": ticked}).text
    assert "<html" in whole and f"With this one: <b>${then[1]}</b>" in whole
    applied = client.post("/budgets/apply", data=asked | {"tick": ticked}, headers=SCRIPT)
    assert "Applied one change: " in applied.text and ">Undo</a>" in applied.text
    assert heading(applied).startswith(f"${then[1]} expected")
    plain = client.post("/budgets/apply", data=asked | {"tick": ticked})
    assert heading(client.get(plain.headers["Location"])).startswith(f"${then[1]} expected")


CHECKED = r'value="([^"]+)" id="[^"]+" data-rival="[^"]+" checked'
TICK = r'value="([^"]+)" id="tick-[^>]+><span class="what">.*?</span><span class="v">.([\d,]+)'


DOUBTED = (
    r'value="([^"]+)" id="tick-[^>]+><span class="what">[^\n]*?<span class="price">[^<]*(?:not known whether|check it)'
)


def test_what_is_enough_is_ticked_for_a_start_until_the_reader_ticks(client: FlaskClient) -> None:
    def advised(cap: str, **more: str) -> str:
        return client.post("/budgets/advice", data=one_line(cap=cap, l0__runs="4") | more, headers=SCRIPT).text

    # Half of the runs are enough too, but are no saving of the same work.
    named = client.post("/budgets/results", data=one_line(l0__name="<b>line"), headers=SCRIPT).text
    assert "&lt;b&gt;line" in named and "<b>line" not in named, "bars and cells are written in Python"
    start = advised("230")
    assert (
        "With this one: <b>$" in start
        and "a change that alone brings the chance of passing the cap to 10% or less. Of several, one that keeps"
        in start
    )
    assert start.count(" checked") == 1 and 'name="touched"' not in start
    saved = {key: int(usd.replace(",", "")) for key, usd in re.findall(TICK, start) if "~runs~" not in key}
    (key,) = re.findall(CHECKED, start)
    doubted = set(re.findall(DOUBTED, start))
    assert doubted and key not in doubted and min(saved, key=saved.__getitem__) in doubted
    sure = [usd for one, usd in saved.items() if one not in doubted]
    assert len(saved) > len(sure) and saved[key] == min(sure), "all are other models"
    # Less effort alters less than another model, though that saves more; the same model at another host would alter
    # nothing, but nobody knows whether that host serves it.
    session = {
        "name": "B", "start": "Dec 2026", "months": "2", "cap": "800", "l0-preset": "coding_session", "l0-name": "Code",
        "l0-offer": "deepseek/deepseek-flash", "l0-thinking": "high",
    }  # fmt: skip
    coding = client.post("/budgets/advice", data=session, headers=SCRIPT).text
    assert re.findall(CHECKED, coding) == ["0~effort~off"]
    assert "not known whether QuickSilver Pro still serves it; QuickSilver Pro&#39;s list price is 29% of" in coding
    both = {name.replace("l0", "l1"): text for name, text in one_line(l0__runs="4").items() if name.startswith("l0")}
    together = advised("100", **both | {"l1-name": "Other"})
    assert "With these two: <b>$" in together and "several savings, as no single one brings the chance" in together
    assert "Nothing is ticked" in advised("1,000") and "Nothing is ticked" in advised("")
    assert "Nothing is ticked" in advised("1"), "nothing is enough"
    # What the reader ticked, or did not, stays.
    untouched = client.post("/budgets/under-cap", data=one_line(cap="230", l0__runs="4"), headers=SCRIPT).text
    assert "Nothing is ticked" in untouched and 'name="touched" value="1"' in untouched
    assert "Nothing is ticked" in advised("230", touched="1")


def test_applying_to_a_saved_budget_makes_a_revision(client: FlaskClient) -> None:
    path = saved(client)
    page = client.get(f"{path}?all=1").text
    sent = fields(budget=path.rpartition("/")[2], revision="1") | {"tick": keys(page)[:1]}
    answer = client.post("/budgets/apply", data=sent)
    assert answer.headers["Location"] == f"{path}?notice=applied"
    assert "Applied one change: " in client.get(f"{path}/revisions").text


def test_a_line_that_cannot_be_counted_turns_the_sentence(client: FlaskClient) -> None:
    two = fields() | {"l0-offer": "openai/gpt-5.4", "l0-thinking": "off", "l0-steps": "3", "l0-tier": "batch"}
    page = client.post("/budgets/results", data=two, headers=SCRIPT)
    assert "One line is NOT counted." in heading(page)
    assert 'class="not-counted"' in page.text and "not counted</td>" in page.text


def test_a_line_whose_model_is_gone_turns_the_sentence_too(client: FlaskClient) -> None:
    """A quote keeps the last price of a retired offer, a budget cannot buy it: the line is no line of $0."""
    two = fields() | {"l0-offer": "cerebras/llama-3.3-70b", "l0-thinking": "off"}
    page = client.post("/budgets/results", data=two, headers=SCRIPT)
    assert "One line is NOT counted." in heading(page)
    assert "is not counted. Llama 3.3 70B ended at Cerebras on 16 February 2026" in text_of(page)
    assert 'class="not-counted"' in page.text and "not counted</td>" in page.text and "adds nothing" not in page.text
    sheet = client.post("/budgets/export", data=two | {"as": "csv"}).text
    assert "refused" in sheet and "ended at Cerebras" in sheet


def test_a_model_that_always_thinks_is_counted_with_the_least_it_thinks(client: FlaskClient) -> None:
    """The plan shows Gemini 4 Argon never without thinking; nor does a line, whose words say how it is counted."""
    off, low = (
        client.post("/budgets/results", data=one_line(l0__offer="gemini-4-argon", l0__thinking=mode), headers=SCRIPT)
        for mode in ("off", "low")
    )
    assert heading(off) == heading(low) and "Gemini 4 Argon, always thinks: low effort" in text_of(off)
    assert "cannot be switched off" not in off.text


def test_a_budget_begins_with_what_is_ticked(client: FlaskClient) -> None:
    page = client.get("/budgets").text
    assert 'name="add" value="preset:rag"' in page and "What is in it?" in page
    sent = client.get("/budgets/new?add=preset:rag&add=preset:support_chat&add=preset:nothing&cap=5,000")
    assert sent.status_code == 303
    made = client.get(sent.headers["Location"])
    assert "chance of passing your $5,000 cap" in heading(made) and made.text.count('class="lnm"') == 2


def test_changes_can_be_cleared_and_taken_away_as_csv(client: FlaskClient) -> None:
    data = fields(months="6")
    section = client.post("/budgets/under-cap", data=data, headers=SCRIPT).text
    key = re.findall(r'name="tick" value="([^"]+)"', section)[0]
    ticked = client.post("/budgets/under-cap", data={**data, "tick": key}, headers=SCRIPT).text
    assert "Nothing is ticked" not in ticked and 'id="clear-ticks"' in ticked
    cleared = client.post("/budgets/under-cap", data={**data, "tick": key, "clear": "1"}, headers=SCRIPT).text
    assert "Nothing is ticked" in cleared and 'id="clear-ticks"' not in cleared
    file = client.post("/budgets/changes.csv", data={**data, "tick": key})
    assert file.mimetype == "text/csv" and "changes.csv" in file.headers["Content-Disposition"]
    head, *rows = csv.reader(StringIO(file.text.removeprefix("\ufeff")))
    assert head == ["change", "what it costs", "usd saved", "chance over cap alone", "ticked"]
    assert [row[4] for row in rows].count("yes") == 1
    savings = [Decimal(row[2]) for row in rows if row[2]]
    assert len(savings) > 2 and savings == sorted(savings, reverse=True)
    resold = [row[1] for row in rows if " at Novita" in row[0] or " at OpenRouter" in row[0]]
    assert resold and all("serves it and sends the bill, not " in price for price in resold)


def test_the_drawing_of_the_example_names_what_happens_in_short(client: FlaskClient) -> None:
    page = client.get("/budgets/new?from=example").text
    labels = set(re.findall(r">(\d+ [A-Z][a-z]{2}: [^<]+)<", page))
    assert {label.split()[-1] for label in labels} >= {"retire", "OpenAI"}, labels
    assert not any(re.search(r"; |\d{4}$", label) for label in labels), labels


def test_a_line_names_its_host_where_it_is_not_the_maker(client: FlaskClient) -> None:
    page = client.get("/budgets/new?from=example").text
    lines = re.findall(r'<span id="l\d-model">([^<]*)</span>', page)
    assert lines[0].startswith("Kimi K2 Thinking at ")
    assert not any(" at Google" in line or " at OpenAI" in line for line in lines)


def test_ranges_are_said_not_to_add_up_where_they_do_not(client: FlaskClient) -> None:
    """One rare run has luck of its own in every month; many runs share the doubt about their mean."""
    apart = "The months’ ranges do not add up to that of their sum"
    unknown = {"l0__thinking": "high", "l0__answer": "", "l0__own": "100", "months": "12"}
    rare = client.post("/budgets/results", data=one_line(**unknown, l0__runs="0.1"), headers=SCRIPT)
    many = client.post("/budgets/results", data=one_line(**unknown, l0__runs="10,000"), headers=SCRIPT)
    for page in (rare, many):
        assert "Rounded so that rows and columns add up" in page.text
    assert apart in rare.text
    assert apart not in many.text


def test_no_end_of_a_range_is_rounded_onto_the_cap(client: FlaskClient) -> None:
    """In the headline, in the months and beside the changes: a cap does not look like the end of the range."""
    work = {"months": "1", "l0__offer": "gpt-5.4", "l0__thinking": "high", "l0__runs": "1000", "l0__own": "2,000"}
    free = client.post("/budgets/results", data=one_line(**work, l0__answer=""), headers=SCRIPT)
    found = re.search(r"80% range \$([\d,]+) to \$([\d,]+) if your inputs hold\.", text_of(free))
    assert found
    asked = one_line(**work, l0__answer="", cap=found[2])
    capped = text_of(client.post("/budgets/results", data=asked, headers=SCRIPT))
    headline = re.search(r"80% range \$[\d,]+ to \$([\d,]+) if your inputs hold\.", capped)
    table = re.search(r"80% range, to ([\d,.]+)", capped)
    beside = re.search(
        r"80% range, thousand [\d.]+–([\d.]+)",
        text_of(client.post("/budgets/under-cap", data=asked, headers=SCRIPT)),
    )
    assert headline and table and beside
    ends = [float(one[1].replace(",", "")) for one in (headline, table)] + [float(beside[1]) * 1000]
    cap = float(found[2].replace(",", ""))
    assert all(end != cap and end == pytest.approx(cap, rel=0.02) for end in ends), ends


def test_a_line_that_is_done_once_cannot_be_held_at_a_day_s_runs(client: FlaskClient) -> None:
    """There is no day's number to hold it at; a line of every day has one."""
    held = {}
    for per in ("day", "once"):
        runs = {"day": "1", "once": "30"}[per]
        answer = client.post("/budgets", data=one_line(cap="60", months="1", l0__per=per, l0__runs=runs))
        budget = answer.headers["Location"].partition("?")[0].removesuffix("/sheet")
        held[per] = "Or keep every model and hold Chat at" in client.get(f"{budget}/revisions/1").text
    assert held == {"day": True, "once": False}


def test_a_comma_before_decimals_is_told_beside_its_field(client: FlaskClient) -> None:
    answer = client.post("/budgets/results", data=one_line(cap="12,5", open="0", l0__peak="1,5"), headers=SCRIPT)
    assert answer.status_code == 200
    assert (error(answer, "cap"), error(answer, "l0-peak")) == ("Read as 12.5.", "Read as 1.5.")
    sent = one_line(cap="12,5", open="0", l0__peak="1,5", l0__name="1,5")
    whole = client.post("/budgets/new", data=sent, follow_redirects=True)
    assert (error(whole, "cap"), error(whole, "l0-peak"), error(whole, "l0-name")) == (
        "Read as 12.5.",
        "Read as 1.5.",
        "",
    )
    assert 'class="err read" id="err-cap"' in whole.text


def test_an_error_of_a_closed_line_has_the_name_of_its_field(client: FlaskClient) -> None:
    answer = client.post("/budgets/results", data=one_line(l0__peak="0"), headers=SCRIPT)
    assert "Busiest hour against the mean: type at least 1." in answer.text


def test_a_limit_out_of_bounds_is_said_beside_its_field(client: FlaskClient) -> None:
    offer = "google/gemini-3.7-flash"
    asked = one_line(**{f"rpm:{offer}": "5", f"tpm:{offer}": "-1"})
    answer = client.post("/budgets/results", data=asked, headers=SCRIPT)
    assert answer.status_code == 422
    assert error(answer, f"tpm:{offer}") == "Type at least 0."


@pytest.mark.parametrize("months", ["-1", "0", "37"])
def test_wrong_months_are_said_once(client: FlaskClient, months: str) -> None:
    """What is said month by month is held against months that can be."""
    answer = client.post(
        "/budgets/results", data=one_line(months=months, l0__growth="row", l0__row="5"), headers=SCRIPT
    )
    assert answer.status_code == 422 and error(answer, "months").startswith("Type at ")
    assert error(answer, "l0-paid") == ""
    assert "month by month" not in text_of(answer)
