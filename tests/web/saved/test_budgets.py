"""Budgets kept: saved, revised by two at once, brought back, duplicated, deleted, shared, compared, taken away."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from planner import cli
from planner.store.files.exchange import BadFile, read_file
from planner.web.budgets.form.state import unpack
from planner.web.budgets.sections.limits import SPREAD
from tests.web.budgets.parts import SCRIPT, error, fields, heading, link_to, one_line, saved
from tests.web.saved.parts import plain


def id_of(budget: str) -> str:
    return budget.rpartition("/")[2]


def export(client: FlaskClient, budget: str, query: str = "") -> Any:
    answer = client.get(f"{budget}/export.json{query}")
    assert answer.status_code == 200
    return json.loads(answer.text)


# ---------- saving


def test_a_budget_beyond_all_bounds_that_was_saved_still_opens(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Earlier versions took any growth, and then could not write its dollars."""
    with monkeypatch.context() as earlier:
        earlier.setattr("planner.schema.budget.requests.growth_problems", lambda _budget: ())
        budget = saved(client, l0__rate="500", months="36")
        page = client.post("/budgets/new", data=fields(l0__rate="500", months="36"), follow_redirects=True)
        assert (page.status_code, "What fits the cap" in page.text) == (200, True)
    assert "Agents and chat" in client.get("/budgets").text
    for address in (budget, f"{budget}/revisions", f"{budget}/revisions/1", link_to(client, budget)):
        assert client.get(address, follow_redirects=True).status_code == 200
    for ending in ("csv", "md", "json"):
        assert client.get(f"{budget}/export.{ending}").status_code == 200
    other = saved(client)
    assert client.get(f"/budgets/compare?s={id_of(budget)}&s={id_of(other)}").status_code == 200
    assert client.get("/workspace").status_code == 200


def test_a_saved_budget_opens_as_it_was_typed(client: FlaskClient) -> None:
    budget = saved(client, l2__rate="9", owner="", rescale="1")
    page = client.get(budget)
    assert heading(page) == heading(client.post("/budgets/results", data=fields(l2__rate="9"), headers=SCRIPT))
    assert "revision 1, saved on 23 Nov 2026" in page.text
    assert 'name="l2-rate" value="9"' in page.text
    assert "Agents and chat" in client.get("/budgets").text


def test_what_cannot_be_saved_keeps_what_was_typed(client: FlaskClient) -> None:
    answer = client.post("/budgets", data=fields(months="99"))
    assert answer.status_code == 422
    assert error(answer, "months") == "Type at most 36."
    assert "Not saved. Nothing you typed is lost" in answer.text
    assert 'value="99"' in answer.text
    empty = client.post("/budgets", data={"name": "Empty"})
    assert empty.status_code == 422
    assert "Add a workload first" in empty.text
    assert "Not saved" not in client.get("/budgets").text


def test_a_revision_follows_the_one_it_was_made_from(client: FlaskClient) -> None:
    budget = saved(client)
    again = client.post("/budgets", data=fields(budget=id_of(budget), revision="1", cap="50,000", note="More room"))
    assert again.headers["Location"] == f"{budget}/sheet?notice=revised"
    page = client.get(budget)
    assert "revision 2" in page.text
    assert "$50,000 cap" in heading(page)
    assert "$36,000 cap" in heading(client.get(f"{budget}/revisions/1"))
    assert "More room" in client.get(f"{budget}/revisions").text


def test_somebody_faster_is_shown_and_neither_is_lost(client: FlaskClient) -> None:
    budget = saved(client)
    client.post("/budgets", data=fields(budget=id_of(budget), revision="1", cap="50,000"))
    late = client.post("/budgets", data=fields(budget=id_of(budget), revision="1", cap="20,000", l0__rate="7"))
    assert late.status_code == 409
    assert "Somebody saved while you were working" in late.text
    assert "<td>$50,000</td><td>$20,000</td>" in late.text
    state = late.text.partition('name="b" value="')[2].partition('"')[0]
    kept = client.post("/budgets", data={"b": state, "note": "mine"})
    assert kept.headers["Location"] == f"{budget}/sheet?notice=revised"
    assert "$20,000 cap" in heading(client.get(budget))
    assert "$50,000 cap" in heading(client.get(f"{budget}/revisions/2"))


def test_a_budget_that_cannot_be_asked_any_more_is_shown_as_saved(app: Flask, client: FlaskClient) -> None:
    budget = saved(client)
    db = sqlite3.connect(app.config["DATABASE"])
    for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f"DROP TRIGGER {name}")
    db.execute("UPDATE revisions SET request = json_set(request, '$.lines[0].offer', 'gone/for-good', '$.new', 1)")
    db.commit()
    assert client.get(budget).headers["Location"] == f"{budget}/revisions/1"
    assert heading(client.get(f"{budget}/revisions/1")).startswith("$")


def test_save_as_another_leaves_the_first_alone(client: FlaskClient) -> None:
    budget = saved(client)
    other = client.post("/budgets", data={**fields(budget=id_of(budget), revision="1", cap="1"), "as": "new"})
    made = other.headers["Location"].partition("?")[0].removesuffix("/sheet")
    assert made != budget
    assert "$36,000 cap" in heading(client.get(budget))
    assert "Agents and chat (copy)" in client.get("/budgets").text


def test_what_changed_since_is_said(client: FlaskClient) -> None:
    budget = saved(client)
    sent = client.post("/budgets/new", data=fields(budget=id_of(budget), revision="1", cap="1,000"))
    assert sent.headers["Location"].startswith(f"{budget}?b=")
    page = client.get(sent.headers["Location"])
    assert "changed since, not saved" in page.text
    assert "changed since" not in client.get(budget).text


def test_the_database_that_cannot_be_had_loses_nothing(app: Flask, client: FlaskClient) -> None:
    app.config["DATABASE"] = "/nowhere/at/all.sqlite3"
    answer = client.post("/budgets", data=fields())
    assert answer.status_code == 503
    assert "Nightly extraction" in answer.text
    assert heading(client.get("/budgets/new?from=example")).startswith("$")  # and budgets go on without it


# ---------- keeping


def test_the_bin_gives_back(client: FlaskClient) -> None:
    budget = saved(client)
    gone = client.post(f"{budget}/delete")
    assert gone.headers["Location"] == f"/budgets?deleted={id_of(budget)}"
    assert client.get(budget).status_code == 404
    assert "is in the bin for 30 days" in client.get(gone.headers["Location"]).text
    assert "Agents and chat" in client.get("/budgets/bin").text
    client.post(f"{budget}/restore")
    assert client.get(budget).status_code == 200


def test_revisions_come_back_with_their_prices(client: FlaskClient) -> None:
    budget = saved(client)
    client.post("/budgets", data=fields(budget=id_of(budget), revision="1", cap="50,000"))
    client.post(f"{budget}/revisions/1/back")
    assert "revision 3" in client.get(budget).text
    assert "$36,000 cap" in heading(client.get(budget))


def test_name_note_and_tags(client: FlaskClient) -> None:
    budget = saved(client)
    client.post(f"{budget}/edit", data={"name": "Renamed", "note": "A note", "tags": "team, q1"})
    listed = client.get("/budgets?q=q1").text
    assert "Renamed" in listed
    assert all(f">{tag}</a>" in listed for tag in ("team", "q1"))
    assert "Renamed" in client.get("/budgets?tag=TEAM").text and "Renamed" not in client.get("/budgets?tag=none").text
    assert client.get("/budgets.json").json["scenarios"][0]["tags"] == ["team", "q1"]
    bad = client.post(f"{budget}/edit", data={"name": " ", "note": "kept"})
    assert bad.status_code == 422
    assert error(bad, "name") == "Give it a name."
    assert "kept" in bad.text


def test_a_duplicate_is_one_of_its_own(client: FlaskClient) -> None:
    budget = saved(client)
    made = client.post(f"{budget}/duplicate").headers["Location"].partition("?")[0].removesuffix("/sheet")
    client.post(f"{budget}/delete")
    assert heading(client.get(made)).startswith("$")


def test_budgets_and_plans_do_not_answer_for_each_other(client: FlaskClient) -> None:
    budget = saved(client)
    assert client.get(f"/saved/{id_of(budget)}").headers["Location"] == budget
    plan = (
        client.post("/saved", data={"plan": "", "name": "A plan"})
        .headers["Location"]
        .partition("?")[0]
        .removesuffix("/sheet")
    )
    assert client.get(f"/budgets/{id_of(plan)}").headers["Location"] == plan
    for path in ("/share", "/revisions", "/export.json", "/revisions/1"):
        assert client.get(f"/budgets/{id_of(plan)}{path}").status_code == 404
    assert client.post(f"/budgets/{id_of(plan)}/delete").status_code == 404
    assert client.get(plan).status_code == 200


def test_another_workspace_sees_none_of_it(app: Flask, client: FlaskClient) -> None:
    budget, stranger = saved(client), app.test_client()
    for path in (budget, f"{budget}/share", f"{budget}/revisions", f"{budget}/export.csv"):
        assert stranger.get(path).status_code == 404
    assert "Agents and chat" not in stranger.get("/budgets").text


# ---------- lines that are saved scenarios


def test_a_line_follows_its_scenario_or_one_revision_of_it(client: FlaskClient) -> None:
    plan = client.post("/saved", data={"plan": "preset=rag&runs=100", "name": "Answers"})
    sid = id_of(plan.headers["Location"].partition("?")[0].removesuffix("/sheet"))
    added = client.post("/budgets/new", data={"name": "B", "do": "add", "new": f"scenario:{sid}"})
    page = client.get(added.headers["Location"])
    assert "from Answers, latest" in page.text
    # The first budget page has it among its boxes, and begins with it.
    box = f'name="add" value="scenario:{sid}"><span>Answers</span>'
    assert box in client.get("/budgets").text and box in client.get("/budgets/new").text
    begun = client.get(f"/budgets/new?add=scenario:{sid}&add=preset:rag", follow_redirects=True)
    assert "from Answers, latest" in begun.text and begun.text.count('class="lnm"') == 2
    line = {"name": "B", "start": "Dec 2026", "months": "1", "wish": "", "l0-preset": "research_agent"}
    line |= {"l0-name": "Answers", "l0-offer": "GPT-5.4", "l0-thinking": "off"}
    latest, pinned = line | {"l0-source": sid}, line | {"l0-source": f"{sid}@1"}
    before = heading(client.post("/budgets/results", data=latest, headers=SCRIPT))
    client.post("/saved", data={"plan": "preset=rag&runs=1000", "scenario": sid, "revision": "1"})
    after = heading(client.post("/budgets/results", data=latest, headers=SCRIPT))
    assert after != before
    assert heading(client.post("/budgets/results", data=pinned, headers=SCRIPT)) == before
    budget = client.post("/budgets", data=latest).headers["Location"].partition("?")[0].removesuffix("/sheet")
    client.post(f"/saved/{sid}/delete")
    link = link_to(client, budget)
    shown = client.get(link, headers={"Accept": "application/json"}).text
    assert sid not in shown and "plan-1" in shown and heading(client.get(link)) == after
    assert heading(client.get(budget)) == after  # stood in for by what it asked for when the budget was saved
    gone = client.post("/budgets/new", data=latest | {"open": "0"})
    assert "not in your workspace any more" in error(gone, "l0-source")
    assert 'aria-describedby="err-l0-source" aria-invalid="true"' in gone.text


def test_a_plan_counted_in_all_is_charged_once(client: FlaskClient) -> None:
    """A batch of 100,000 costs its budget what its plan says, in the first month, and nothing after that."""
    plan = client.post("/saved", data={"plan": "door=batch&models=gpt-6-luna&runs=100000", "name": "Backlog"})
    sid = id_of(plan.headers["Location"].partition("?")[0].removesuffix("/sheet"))
    assert "$4.09" in client.get(f"/saved/{sid}/sheet").text
    begun = client.get(f"/budgets/new?add=scenario:{sid}", follow_redirects=True)
    assert "from Backlog, latest, once, in its first month" in plain(begun.text)
    said = "$4.09 expected over the next 12 months. Every figure in it was given, so there is no range. "
    assert f"{said}Backlog is done once, in December 2026." in plain(begun.text)
    budget = client.post("/budgets", data=dict(unpack(begun.request.args["b"])))
    path = budget.headers["Location"].partition("?")[0].removesuffix("/sheet")
    assert "$4.09 expected" in plain(client.get(path).text)
    assert "Backlog: 100,000 in all." in plain(client.get(f"{path}/sheet").text)


# ---------- links


def test_a_link_shows_the_budget_and_nothing_else(app: Flask, client: FlaskClient) -> None:
    budget = saved(client)
    client.post(f"{budget}/edit", data={"note": "between us", "tags": "secret"})
    link, stranger = link_to(client, budget, revision="1"), app.test_client()
    page = stranger.get(link)
    assert heading(page) == heading(client.get(f"{budget}/revisions/1"))
    assert "between us" not in page.text
    assert "secret" not in page.text
    assert id_of(budget) not in page.text
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "Every rate used, with its source" in page.text
    assert "How to stay under the cap" in page.text
    made = stranger.post(f"{link}/duplicate").headers["Location"].partition("?")[0].removesuffix("/sheet")
    assert heading(stranger.get(made)) == heading(client.get(budget))


def test_a_closed_link_leads_nowhere(app: Flask, client: FlaskClient) -> None:
    budget = saved(client)
    link = link_to(client, budget)
    client.post(f"{budget}/share/1/revoke")
    assert app.test_client().get(link).status_code == 404
    assert client.get("/b/nonsense").status_code == 404
    assert client.post(f"{budget}/share", data={"until": "day", "expires": "2020-01-01"}).status_code == 422


def test_links_of_plans_and_budgets_do_not_answer_for_each_other(client: FlaskClient) -> None:
    budget = saved(client)
    token = link_to(client, budget).rpartition("/")[2]
    assert client.get(f"/s/{token}").status_code == 404
    assert client.get(f"/b/{token}").status_code == 200


# ---------- side by side


def test_a_line_that_one_budget_lacks_is_one_difference(client: FlaskClient) -> None:
    one, other = saved(client), saved(client, name="Other", l0__name="Scout", l0__growth="compound", l0__rate="5")
    page = client.get(f"/budgets/compare?s={id_of(one)}&s={id_of(other)}").text
    inputs = page[page.index('id="inputs"') :]
    assert re.findall(r"Line [\w ]+</th><td>[\w ]+</td><td>[\w ]+", inputs) == [
        "Line Research agent</th><td>in it</td><td>not in it",
        "Line Scout</th><td>not in it</td><td>in it",
    ]
    assert "Scout: " not in inputs


def test_two_budgets_side_by_side(client: FlaskClient) -> None:
    one, other = saved(client), saved(client, name="Thrifty", l0__runs="25")
    page = client.get(f"/budgets/compare?s={id_of(one)}&s={id_of(other)}")
    assert heading(page).startswith("Thrifty comes to $")
    assert "Dec 2026" in page.text
    row = page.text[page.text.index("Research agent: runs") :].partition("</tr>")[0]
    assert "<td>50 per day</td><td>25 per day</td>" in row
    assert client.get("/budgets/compare").status_code == 200
    small = [client.post("/budgets", data=one_line(name=str(n))).headers["Location"] for n in range(5)]
    many = "&".join(f"s={id_of(address.partition('/sheet')[0])}" for address in small)
    assert client.get(f"/budgets/compare?{many}").status_code == 422


# ---------- files


def test_json_comes_back_as_it_was(app: Flask, client: FlaskClient) -> None:
    budget = saved(client)
    client.post("/budgets", data=fields(budget=id_of(budget), revision="1", cap="50,000"))
    data = export(client, budget)
    elsewhere = app.test_client()
    made = elsewhere.post(
        "/saved/import", data={"file": (BytesIO(json.dumps(data).encode()), "b.json")}, follow_redirects=True
    )
    assert heading(made) == heading(client.get(budget))
    assert made.request.path.startswith("/budgets/")
    assert export(elsewhere, made.request.path)["revisions"] == data["revisions"]


DAMAGES: dict[str, Callable[[Any], object]] = {
    "month": lambda kept: kept["months"][3].update(usd="1"),
    "sum": lambda kept: kept["finding"].update(usd="1"),
    "script": lambda kept: kept["events"][0].update(on="<script>"),
    "short": lambda kept: kept["lines"][0]["months"].pop(),
    "biggest": lambda kept: kept["finding"].update(biggest_line=9),
    "subtotal": lambda kept: kept["owners"][0]["usd_by_month"].append("1"),
    "busiest": lambda kept: kept["capacity"][0]["months"].pop(),
    "limit": lambda kept: kept["capacity"][0].update(limits={"concurrency": "<script>"}),
    "infinite": lambda kept: kept["months"][0].update(usd="1e400"),
}


@pytest.fixture(scope="module")
def exported(make_app: Callable[[Path], Flask], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The example as a file."""
    client = make_app(tmp_path_factory.mktemp("exported")).test_client()
    return json.dumps(export(client, saved(client)))


@pytest.mark.parametrize("damage", [*DAMAGES, "request"])
def test_a_file_that_does_not_add_up_is_refused(exported: str, damage: str) -> None:
    data = json.loads(exported)
    read_file(exported)
    if damage == "request":
        data["revisions"][0]["request"]["months"] = 99
    else:
        DAMAGES[damage](data["revisions"][0]["snapshot"])
    with pytest.raises(BadFile, match="Revision 1 in this file cannot be used"):
        read_file(json.dumps(data))


def test_csv_adds_up_and_runs_nothing(client: FlaskClient) -> None:
    answer = client.post("/budgets/export", data=fields(l0__name="=HYPERLINK(1)") | {"as": "csv"})
    rows = list(csv.DictReader(StringIO(answer.text.removeprefix("\ufeff"))))
    usd = {row["line"]: Decimal(row["2027-03"]) for row in rows if row["figure"] == "usd"}
    assert abs(sum(usd.values()) - 2 * usd["Total"]) <= Decimal("0.03")
    assert "'=HYPERLINK(1)" in usd
    total = next(row for row in rows if row["line"] == "Total" and row["figure"] == "usd")
    months = [Decimal(total[name]) for name in total if name and name[:2] == "20"]
    assert len(months) == 12
    assert abs(sum(months) - Decimal(total["sum"])) < Decimal("0.1")


def test_files_hold_subtotals_and_what_the_dollars_buy(client: FlaskClient) -> None:
    owned = fields(l0__owner="Ada", l1__owner="Ben | Co", l0__centre="7100")
    answer = client.post("/budgets/export", data=owned | {"as": "csv"})
    rows = list(csv.DictReader(StringIO(answer.text.removeprefix("\ufeff"))))
    usd = {row["line"]: Decimal(row["2027-03"]) for row in rows if row["figure"] == "usd"}
    by_owner = {row["line"]: Decimal(row["2027-03"]) for row in rows if row["figure"] == "usd by owner"}
    assert by_owner["Ada"] == usd[owned["l0-name"]]
    assert by_owner["Ben | Co"] == usd[owned["l1-name"]]
    assert any(row["line"] == "7100" and row["figure"] == "usd by cost centre" for row in rows)
    planned = next(Decimal(row["2027-03"]) for row in rows if row["figure"] == "planned_usd" and row["line"] == "Total")
    split = [Decimal(row["2027-03"]) for row in rows if row["figure"].startswith("planned usd, ")]
    assert len(split) == 5
    assert abs(sum(split) - planned) <= Decimal("0.03")
    text = client.post("/budgets/export", data=owned | {"as": "md"}).text
    assert "| By owner, dollars | Dec 2026 |" in text
    assert "\n| Ben \\| Co |" in text
    assert "| What the bill buys, dollars | Dec 2026 |" in text
    assert "Thinking takes $" in text


def test_markdown_holds_the_page(client: FlaskClient) -> None:
    answer = client.post("/budgets/export", data=fields(l0__name="a|b") | {"as": "md"})
    assert answer.text.startswith("# Agents and chat\n")
    assert "| Dollars | Dec 2026 |" in answer.text
    rules = [line for line in answer.text.splitlines() if "---" in line]
    assert len(rules) >= 2 and all(re.fullmatch(r"\|( -{3}:? \|)+", line) for line in rules)
    assert "a\\|b" in answer.text
    assert "## How to stay under the cap" in answer.text
    assert "1 Jan 2027: Gemini 3.7 Flash doubles its price." in answer.text


EVIL = "<img src=x onerror=alert(1)> ![p](http://t/x.png) `a` *b* _c_"


def test_names_draw_nothing_in_markdown(client: FlaskClient) -> None:
    """In headings, sentences, tables and lists alike; the biggest line is named in the finding."""
    said = {"name": EVIL, "l0-name": EVIL, "l1-owner": EVIL, "label": EVIL, "per_usd": "2", "l2-end": "Jan 2026"}
    text = client.post("/budgets/export", data=fields() | said | {"as": "md"}).text
    assert text.count("onerror") >= 6
    bare = re.sub(r"\\[\\|`*_\[\]<>!#~&]", "", text)
    assert not re.search(r"[<>\[\]!`]|(?<!\*)\*(?!\*)|_", bare), bare


LIMITED = {"rpm:google/gemini-3.7-flash": "30", "open:google/gemini-3.7-flash": "5,000"}


def test_what_breaks_is_kept_with_a_budget_and_seen_by_link(client: FlaskClient) -> None:
    budget = (
        str(client.post("/budgets", data=fields() | LIMITED).headers["Location"])
        .partition("?")[0]
        .removesuffix("/sheet")
    )
    for path in (f"{budget}/revisions/1", link_to(client, budget)):
        page = client.get(path).text
        assert re.search(r"A limit is passed in \w{3} 2027: google/gemini-3.7-flash", page)
        assert re.search(r"limit 30: passed in \w{3} 2027", page)
        assert re.search(r"limit 5,000: [\d.]+% used", page)
        assert 'name="rpm:' not in page
    plain = client.get(f"{saved(client, name='Plain')}/revisions/1").text
    assert "What breaks: the busiest hour" in plain
    assert "limit " not in plain.partition("What breaks: the busiest hour")[2].partition("</table>")[0]
    assert SPREAD in plain, "its lines state no hours of use"
    stated = client.post("/budgets/results", data=one_line(l0__from_hour="20", l0__for_hours="10"), headers=SCRIPT)
    assert "Batch has limits of its own" in stated.text and SPREAD not in stated.text


def test_what_breaks_is_in_the_files(client: FlaskClient) -> None:
    text = client.post("/budgets/export", data=fields() | LIMITED | {"as": "md"}).text
    assert re.search(r"## A limit is passed in \w{3} 2027: google/gemini-3.7-flash\n", text)
    assert re.search(r"[\d.]+ in \w{3} 2027; limit 30: passed in", text)
    answer = client.post("/budgets/export", data=fields() | LIMITED | {"as": "csv"})
    rows = list(csv.DictReader(StringIO(answer.text.removeprefix("\ufeff"))))
    by_figure = {row["figure"]: row for row in rows if row["line"] == "google/gemini-3.7-flash"}
    asked = [float(by_figure["requests per minute"][f"2027-{month:02}"]) for month in range(1, 12)]
    assert asked == sorted(asked)
    assert asked[0] < 30 < asked[-1]
    assert by_figure["limit of requests per minute"]["2027-05"] == "30.000"


def test_an_export_of_nothing_says_so(client: FlaskClient) -> None:
    assert client.post("/budgets/export", data={"name": "x", "as": "csv"}).status_code == 422
    assert client.post("/budgets/export", data=one_line() | {"as": "exe"}).status_code == 404


def test_the_terminal_says_where_a_budget_is_shown(
    app: Flask, client: FlaskClient, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    budget = saved(client)
    monkeypatch.setenv("PLANNER_DATABASE", app.config["DATABASE"])
    assert cli.main(["scenario", "show", id_of(budget)]) == 2
    assert "Agents and chat is a budget" in capsys.readouterr().err
    assert cli.main(["scenario", "export", id_of(budget)]) == 0
    assert json.loads(capsys.readouterr().out)["kind"] == "budget"


def test_a_file_is_called_as_its_budget_in_any_script(client: FlaskClient) -> None:
    for name, said in (("予算", "filename*=UTF-8''%E4%BA%88%E7%AE%97.csv"), ("!!", 'filename="budget.csv"')):
        answer = client.post("/budgets/export", data=fields(name=name) | {"as": "csv"})
        assert said in answer.headers["Content-Disposition"]


def test_csv_says_its_currencies(client: FlaskClient) -> None:
    text = client.post("/budgets/export", data=one_line(label="EUR", per_usd="0.5") | {"as": "csv"}).text
    rows = list(csv.reader(StringIO(text.removeprefix("\ufeff"))))
    assert ["Total", "usd in EUR, 0.5 per dollar", "", "", "", "", "", "23.25", "46.50", "69.75"] in rows
    assert any(row[0] == "Currency" and row[-1].startswith("Every amount is in US dollars") for row in rows)


def test_a_workbook_adds_up_and_follows_what_is_changed_in_it(client: FlaskClient) -> None:
    """$1.50 per day in December and $3 in January: one run a day, at its cost, summed by formulas."""
    answer = client.post("/budgets/export", data=one_line(cap="60") | {"as": "xlsx"})
    assert answer.mimetype.endswith("spreadsheetml.sheet")
    sums, shown = (openpyxl.load_workbook(BytesIO(answer.data), data_only=known) for known in (False, True))
    sheet = shown["Budget"]
    assert [sheet.cell(7, column).value for column in range(1, 6)] == ["Chat", "Gemini 3.7 Flash", 46.5, 93, 139.5]
    assert [sheet.cell(row, 1).value for row in range(8, 12)][::3] == ["Expected bill", "Over the cap"]
    assert (sheet["E8"].value, sheet["D11"].value, sheet["B4"].value) == (139.5, 33, 60)
    assert sums["Budget"]["C7"].value == "=Runs!C7*'Per run'!C7"
    assert (shown["Runs"]["C7"].value, shown["Per run"]["D7"].value) == (31, 3)


def test_a_saved_batch_is_planned_for_the_hours_it_has(client: FlaskClient) -> None:
    """A night's work asks more of its host than the same work spread over a month; hours that are typed go before."""
    plan = "door=batch&models=gpt-6-luna&runs=100000&tier=standard"
    rates = []
    for times, hours in (("", {}), ("&needed=06:00", {}), ("&needed=06:00", {"from_hour": "20", "for_hours": "24"})):
        sid = id_of(
            client.post("/saved", data={"plan": plan + times, "name": "N"}).headers["Location"].split("/sheet")[0]
        )
        begun = client.get(f"/budgets/new?add=scenario:{sid}", follow_redirects=True)
        line = {f"l0-{name}": text for name, text in hours.items()}
        page = client.post("/budgets/results", data=dict(unpack(begun.request.args["b"])) | line, headers=SCRIPT).text
        found = re.search(r"([\d,.]+) in Dec 2026", plain(page.partition('class="limits"')[2]))
        assert found, page
        rates.append(float(found[1].replace(",", "")))
    spread, night, typed = rates
    # 100,000 in 10 hours: 167 a minute.
    assert night == pytest.approx(167, rel=0.01) and spread < 3 and typed < 3
