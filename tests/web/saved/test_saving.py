"""Saving: the figures of the page, revisions, both sides of a conflict, and what was typed when it fails."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from planner.core.models.catalogue import Catalogue
from planner.schema.requests import parse_request
from planner.store.database.kept_connections import KeptConnections
from planner.store.files.result_tables import dollars
from planner.web import workspace
from planner.web.forms import SPECS, to_request
from planner.web.saved.plans.form_from_saved import form_of_question
from planner.web.saved.plans.snapshot import form_of, plan_of
from tests.web.saved.parts import JSON, NAME, NOW, OFFER, OTHER, PLAN, plain, save


def test_the_button_of_the_plan_page_is_a_form_with_the_name_of_the_preset(client: FlaskClient) -> None:
    text = client.get("/plan?runs=70").text
    assert 'method="post" action="/saved"' in text
    assert 'name="plan" value="runs=70"' in text
    assert 'name="name" value="Autonomous research agent"' in text


def test_what_is_saved_is_what_the_page_shows(client: FlaskClient) -> None:
    sid = save(client)
    page, table = client.get(f"/saved/{sid}").text, client.get(f"/plan.csv?{PLAN}").text
    (revision,) = client.get(f"/saved/{sid}", headers=JSON).json["revisions"]
    months = [dollars(e["cost"]["usd_per_month"]) for e in revision["snapshot"]["estimates"]]
    assert len(months) == 4
    assert all(month in table for month in months)
    assert "costs the same today" in plain(page)
    assert {rate["offer"] for rate in revision["rates"]} == {OFFER, OTHER}


def test_the_model_the_finding_spoke_of_stays_the_one(client: FlaskClient) -> None:
    for focus, model in ((OFFER, "GPT-5.4"), (OTHER, "Gemini 3.1 Flash-Lite")):
        sid = save(client, f"{PLAN}&focus={focus}")
        assert f"Chosen {model}" in plain(client.get(f"/saved/{sid}").text).replace(" , ", ", ")


def test_a_plan_that_leads_with_not_thinking_is_saved_so(client: FlaskClient) -> None:
    """Its sheet, its record, its address, the link and the imported file say the figure that the page led with."""
    query = f"{PLAN}&effort=off&focus={OFFER}"
    sid = save(client, query)
    file = client.get(f"/saved/{sid}/export.json").text
    kept = client.post("/saved/import", data={"text": file}).headers["Location"]
    for address in (f"/saved/{sid}", kept):
        record = plain(client.get(address).text)
        assert "thinking off" in record and "Effort off" in record
    sheet = plain(client.get(f"/saved/{sid}/sheet").text)
    assert "without thinking" in sheet and re.search(r"With thinking at \w+ effort it would be", sheet)
    address = re.findall(r'href="(/plan[^"]*scenario=[^"]*)"', client.get(f"/saved/{sid}").text)[0]
    assert ", thinking off" in plain(client.get(address.replace("&amp;", "&")).text)


def test_a_plan_opened_from_a_scenario_saves_a_revision_of_it(client: FlaskClient) -> None:
    sid = save(client)
    text = client.get(f"/plan?{PLAN}&runs=9&scenario={sid}&revision=1").text
    assert f'name="scenario" value="{sid}"' in text
    assert "Save a new revision" in text
    answer = client.post("/saved", data={"plan": f"{PLAN}&runs=9", "scenario": sid, "revision": "1", "note": "More"})
    assert answer.headers["Location"] == f"/saved/{sid}/sheet?notice=revised"
    found = client.get(f"/saved/{sid}", headers=JSON).json["revisions"]
    assert [(r["number"], r["request"]["workload"].get("runs_per_day"), r["note"]) for r in found][-1] == (2, 9, "More")


def test_the_results_keep_the_scenario_while_typing(client: FlaskClient) -> None:
    sid = save(client)
    headers = {"HX-Request": "true"}
    answer = client.get(f"/plan/results?{PLAN}&runs=9&scenario={sid}&revision=1", headers=headers)
    assert f"scenario={sid}&revision=1" in answer.headers["HX-Replace-Url"]
    assert f'name="scenario" value="{sid}"' in answer.text


def test_a_plan_opened_to_be_changed_says_whose_it_is(client: FlaskClient) -> None:
    sid = save(client)
    opened = client.get(f"/plan?{PLAN}&scenario={sid}&revision=1").text
    assert f'You are changing <a href="/saved/{sid}">{NAME}</a>, from revision 1.' in opened
    assert "You are changing" not in client.get(f"/plan?{PLAN}").text


def test_a_save_over_a_newer_revision_shows_both_and_loses_neither(client: FlaskClient) -> None:
    sid = save(client)
    first = {"scenario": sid, "revision": "1"}
    assert client.post("/saved", data={"plan": f"{PLAN}&runs=77", **first}).status_code == 303
    answer = client.post("/saved", data={"plan": f"{PLAN}&runs=88", "note": "Mine", **first})
    assert answer.status_code == 409
    words = plain(answer.text)
    assert "Conversations 77 per day 88 per day" in words
    assert 'value="Mine"' in answer.text
    again = {"plan": f"{PLAN}&runs=88", "scenario": sid, "revision": "2", "note": "Mine"}
    assert client.post("/saved", data=again).status_code == 303
    found = client.get(f"/saved/{sid}", headers=JSON).json["revisions"]
    assert [r["request"]["workload"].get("runs_per_day") for r in found][1:] == [77, 88]
    assert client.post("/saved", data={**again, "plan": f"{PLAN}&runs=5"}, headers=JSON).status_code == 409


def test_either_side_of_a_conflict_can_become_a_scenario_of_its_own(client: FlaskClient) -> None:
    sid = save(client)
    made = client.post("/saved", data={"plan": PLAN, "scenario": sid, "revision": "1", "as": "new"}, headers=JSON).json
    assert made["id"] != sid
    assert client.get(f"/saved/{made['id']}", headers=JSON).json["name"] == f"{NAME} (copy)"


def test_a_scenario_deleted_meanwhile_does_not_take_the_plan_with_it(client: FlaskClient) -> None:
    sid = save(client)
    client.post(f"/saved/{sid}/delete")
    data = {"plan": f"{PLAN}&runs=7", "scenario": sid, "revision": "1", "note": "Kept"}
    answer = client.post("/saved", data=data)
    assert answer.status_code == 404
    assert "runs=7" in answer.text
    assert "Kept" in answer.text


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"name": ""}, "Give it a name."),
        ({"name": "n" * 121}, "at most 120 letters"),
        ({"plan": "steps=many"}, "type a number"),
        ({"plan": "models="}, "Choose a model first."),
        ({"plan": "models=no-such-model"}, "no-such-model"),
        ({"note": "n" * 4001}, "at most 4,000 letters"),
        ({"scenario": "abc", "revision": "x"}, "number of the revision"),
    ],
)
def test_what_cannot_be_saved_is_said_with_what_was_typed(
    client: FlaskClient, fields: dict[str, str], says: str
) -> None:
    data = {"plan": PLAN, "name": "Typed name", **fields}
    answer = client.post("/saved", data=data)
    assert answer.status_code == 422
    assert says in plain(answer.text)
    assert data["plan"].partition("&")[0] in answer.text
    assert (fields.get("name", "Typed name") or "Support chat") in answer.text
    programs = client.post("/saved", data=data, headers=JSON)
    assert programs.status_code == 422
    assert says in programs.json["errors"][0]["message"]
    assert client.get("/saved.json").json["total"] == 0


# ---------- the database cannot be used


@pytest.fixture
def impatient(app: Flask) -> None:
    app.extensions[workspace.CONNECTIONS] = KeptConnections(busy_seconds=0.05)


@pytest.mark.usefixtures("impatient")
def test_a_locked_database_loses_nothing(app: Flask, client: FlaskClient) -> None:
    sid = save(client)
    other = sqlite3.connect(app.config["DATABASE"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    answer = client.post("/saved", data={"plan": f"{PLAN}&runs=123", "name": "Typed", "note": "A thought"})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "Not saved. The database is busy" in plain(answer.text)
    assert "Nothing you typed is lost" in answer.text
    for typed in ("runs=123", 'value="Typed"', "A thought"):
        assert typed in answer.text
    assert client.post(f"/saved/{sid}/edit", data={"name": "New name"}).status_code == 503
    assert client.get(f"/saved/{sid}").status_code == 200
    file = client.post("/saved/download", data={"plan": f"{PLAN}&runs=123", "name": "Typed"})
    assert file.json["revisions"][0]["request"]["workload"]["runs_per_day"] == 123
    other.rollback()
    other.close()
    assert client.post("/saved", data={"plan": PLAN, "name": "Typed"}).status_code == 303


def test_a_database_that_cannot_be_opened_is_said_everywhere_and_the_plan_goes_on(
    app: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    sid = save(client)
    app.config["DATABASE"] = str(tmp_path)  # a folder
    answer = client.post("/saved", data={"plan": PLAN, "name": "Typed"})
    assert answer.status_code == 503
    assert 'value="Typed"' in answer.text
    assert client.get("/saved").status_code == 503
    assert client.get("/saved.json").json["errors"][0]["field"] == "database"
    assert client.get(f"/plan?{PLAN}&scenario={sid}&revision=1").status_code == 200


# ---------- back into the form

FORMS = (
    "", "preset=support_chat", "runs=2000&per=month", "runs=3&per=person&people=7", "answer=&effort=max",
    "retries=2%25&share=40%25&prefix_hit=90%25&loop_hit=50%25", "month=30&runs=1000&per=month", "tool=0.4&gap=1.5",
    f"models={OFFER}&models=glm-5", f"models={OFFER}&discount:{OFFER}=10%25&input:{OFFER}=1.25&speed:{OFFER}=60",
    "own=3&own_unit=pages&shared=900&shared_unit=words", "date=2026-08-01", "steps=1&cache=off&tier=batch",
)  # fmt: skip


@pytest.mark.parametrize("query", FORMS)
def test_a_saved_question_fills_the_form_as_it_was(catalogue: Catalogue, query: str) -> None:
    form = form_of(query, catalogue)
    question = plan_of(form, catalogue, now=NOW).question
    back = form_of_question(question, catalogue)
    asked: dict[str, Any] = to_request(form)
    assert parse_request(to_request(back)).workload == parse_request(asked).workload
    assert set(back.models) == set(form.models)
    assert plan_of(back, catalogue, now=NOW).question == question
    # And by its address, as the link does it.
    assert form_of(back.address("").partition("?")[2], catalogue).query() == back.query()


def test_every_field_that_asks_something_is_filled_back(catalogue: Catalogue) -> None:
    back = form_of_question(plan_of(form_of("", catalogue), catalogue, now=NOW).question, catalogue)
    assert {spec.name for spec in SPECS.values() if spec.path} <= set(back.values)
