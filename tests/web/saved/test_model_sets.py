"""Sets of models kept in the workspace: named on a page, opened with the plan at hand, private."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from planner.core.models.catalogue import Catalogue
from tests.web.saved.parts import JSON, OFFER, OTHER, PLAN, make_app


@pytest.fixture
def app(catalogue: Catalogue, tmp_path: Path) -> Flask:
    return make_app(catalogue, tmp_path / "planner.sqlite3")


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def keep(client: FlaskClient, name: str = "Ours & theirs", plan: str = PLAN) -> str:
    answer = client.post("/sets", data={"name": name, "plan": plan}, headers=JSON)
    assert answer.status_code == 200, answer.text
    return str(answer.json["id"])


def test_from_the_plan_page_and_back(client: FlaskClient) -> None:
    found = re.search(r'<a href="(/sets[^"]*)"', client.get(f"/plan?{PLAN}").text)
    assert found
    bare = client.get(unescape(found[1]))
    assert "Set-Cookie" not in bare.headers
    packed = re.search(r'name="plan" value="([^"]*)"', bare.text)
    assert packed
    answer = client.post("/sets", data={"name": "Ours & theirs", "plan": unescape(packed[1])})
    assert answer.status_code == 303
    line = re.search(r'<a href="(/plan[^"]*)">Ours &amp; theirs</a>', client.get("/sets?preset=coding_agent").text)
    assert line
    opened = client.get(unescape(line[1])).text
    assert re.search(rf'value="{OFFER}" checked', opened)
    assert re.search(rf'value="{OTHER}" checked', opened)


def test_as_data_and_removed(client: FlaskClient) -> None:
    made = keep(client)
    assert client.get("/sets.json").json == {"sets": [{"id": made, "name": "Ours & theirs", "models": [OFFER, OTHER]}]}
    assert client.post(f"/sets/{made}/delete", data={"plan": PLAN}).status_code == 303
    assert client.get("/sets.json").json == {"sets": []}


def test_others_see_and_remove_nothing(app: Flask, client: FlaskClient) -> None:
    made, other = keep(client), app.test_client()
    assert other.get("/sets.json").json == {"sets": []}
    assert other.post(f"/sets/{made}/delete").status_code == 404
    keep(other, "Another")
    assert other.post(f"/sets/{made}/delete").status_code == 404
    assert len(client.get("/sets.json").json["sets"]) == 1


def test_no_name_makes_no_workspace(client: FlaskClient) -> None:
    answer = client.post("/sets", data={"name": " ", "plan": PLAN})
    assert (answer.status_code, "Set-Cookie" in answer.headers) == (422, False)
    assert "Give it a name." in answer.text
    none = client.post("/sets", data={"name": "x", "plan": "models="})
    assert none.status_code == 422
    assert "Choose at least one model." in none.text


def test_a_model_that_nobody_knows_is_said_and_not_saved(client: FlaskClient) -> None:
    for bad, said in (
        ("nonsense", "No model or offer is called “nonsense”"),
        ("own/gone", "is not among your own offers"),
    ):
        plan = f"models={OFFER}&models={bad}"
        answer = client.post("/sets", data={"name": "x", "plan": plan})
        assert (answer.status_code, "Set-Cookie" in answer.headers) == (422, False)
        assert re.search(rf'id="err-models">.*{said}', unescape(answer.text), re.DOTALL)
        (problem,) = client.post("/sets", data={"name": "x", "plan": plan}, headers=JSON).json["errors"]
        assert problem["field"] == "models"
        assert said in problem["message"]


def test_own_sets_stand_beside_the_others_on_the_plan(app: Flask, client: FlaskClient) -> None:
    keep(client)

    def links(whose: FlaskClient) -> list[str]:
        nav = re.search(r'<nav class="sets small".*?</nav>', whose.get("/plan/agent").text, re.DOTALL)
        assert nav
        return re.findall(r'href="([^"]*)"[^>]*>Ours &amp; theirs</a>', nav[0])

    (link,) = links(client)
    assert f"models={OFFER}&amp;models={OTHER}" in link
    assert not links(app.test_client())


def test_a_set_that_is_none_is_said_beside_the_models(client: FlaskClient) -> None:
    page = client.get("/plan/agent?set=nonsense")
    assert page.status_code == 422
    assert re.search(r'id="err-set">.*No set of models is called “nonsense”', unescape(page.text), re.DOTALL)
    assert client.get(f"/plan/agent?set=nonsense&models={OFFER}").status_code == 200


def test_not_from_another_site(client: FlaskClient) -> None:
    for path in ("/sets", f"/sets/{keep(client)}/delete"):
        assert client.post(path, data={"name": "x"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
