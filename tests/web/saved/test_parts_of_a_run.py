"""A plan whose run is divided among several models: saved, opened again, shared, exported, compared, in a budget."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from io import BytesIO

from flask.testing import FlaskClient
from openpyxl import load_workbook

from planner.core.models.catalogue import Catalogue
from planner.core.workload import Stage
from planner.web.saved.plans.inputs import stage_words
from tests.web.saved.parts import JSON, OFFER, plain, save, share

PARTS = (
    f"door=agent&models={OFFER}&s0-name=Scout&s0-model=gemini-3.1-flash-lite&s0-steps=5&s1-name=Finish&s1-steps=3"
    "&s1-share=25%25"
)


def test_a_plan_in_parts_is_kept_shared_exported_and_budgeted(client: FlaskClient) -> None:
    sid = save(client, PARTS)
    (revision,) = client.get(f"/saved/{sid}", headers=JSON).json["revisions"]
    stages = revision["request"]["workload"]["stages"]
    assert [(s["name"], s.get("offer"), s["steps"]) for s in stages] == [
        ("Scout", "gemini-3.1-flash-lite", 5),
        ("Finish", None, 3),
    ]
    told = revision["snapshot"]["estimates"][0]["stages"]
    assert [(s["name"], s["model"]) for s in told] == [("Scout", "Gemini 3.1 Flash-Lite"), ("Finish", "GPT-5.4")]
    page = client.get(f"/saved/{sid}").text
    assert "costs the same today" in plain(page)
    other = save(client, PARTS.replace("s0-steps=5", "s0-steps=9"), name="Another")
    for address in ("sheet", "revisions", "edit", "export.csv", "export.md", "then-and-now.csv"):
        assert client.get(f"/saved/{sid}/{address}").status_code == 200, address
    assert {rate["offer"] for rate in revision["rates"]} == {OFFER, "google/gemini-3.1-flash-lite"}
    assert (revision["snapshot"]["estimates"][0]["thinking"]) == "high"
    beside = plain(client.get(f"/saved/compare?s={sid}&s={other}").text)
    assert "Parts Scout: Gemini 3.1 Flash-Lite, 5 steps; Finish: the model compared, 3 steps, in 25% of runs" in beside
    sheet = plain(client.get(f"/saved/{sid}/sheet").text)
    assert "Scout: Gemini 3.1 Flash-Lite, 5 steps." in sheet and "Each has 2 parts." in sheet
    book = load_workbook(BytesIO(client.get(f"/saved/{sid}/export.xlsx").data))
    cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert any("Scout" in str(value) for value in cells)
    link = share(client, sid)
    assert client.get(link).status_code == 200
    shared = client.get(f"{link}/plan.json").json
    assert json.dumps(stages[0]) in json.dumps(shared)
    again = client.get(re.search(r'href="(/plan/agent[^"]+)"', page)[1].replace("&amp;", "&")).text
    assert 'value="Scout"' in again and 'value="Finish"' in again


def test_a_part_in_words(catalogue: Catalogue) -> None:
    one = Stage("Workers", steps=7, times=4, parallel=True, starts_fresh=True)
    assert stage_words(one, catalogue) == "the model compared, 4 at once, 7 steps each, with a context of its own"
    assert stage_words(Stage("Summary", steps=1), catalogue) == "the model compared, 1 step"


def test_a_saved_plan_in_parts_is_a_line_of_a_budget(client: FlaskClient) -> None:
    sid = save(client, PARTS)
    line = {"l0-preset": "software_engineering", "l0-source": sid, "l0-offer": OFFER, "l0-name": "Agent"}
    page = client.post("/budgets/new", data={**line, "name": "B", "months": "3"}, follow_redirects=True).text
    table = plain(page)
    assert "Parts of Agent" in table and "Scout" in table
    rare = save(client, PARTS.replace("25%25", "0.5%25").replace("s0-steps=5", "s0-steps=200") + "&people=18")
    few = plain(client.post("/budgets/new", data={**line, "l0-source": rare}, follow_redirects=True).text)
    months = re.search(r"Finish ((?:[\d.,]+ ){3})", few.partition("Parts of Agent")[2])
    assert months and all(float(month) < 10 for month in months[1].split()), "small enough to be written with cents"
    assert "." not in months[1], "whole dollars that add up have none"
    kept = client.post("/budgets", data={**line, "name": "B", "months": "3"}).headers["Location"].partition("/sheet")[0]
    (told,) = client.get(f"{kept}/export.json").json["revisions"][0]["snapshot"]["lines"]
    assert [stage["name"] for stage in told["stages"]] == ["Scout", "Finish"]
    assert told["usd"] == str(sum(map(Decimal, (stage["usd"] for stage in told["stages"]))))
    for ending in ("csv", "xlsx", "md"):
        assert client.get(f"{kept}/export.{ending}").status_code == 200, ending
    assert "Parts of Agent" in plain(client.get(kept).text)
