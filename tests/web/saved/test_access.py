"""Access by the owner, another workspace, a visitor without one, and holders of a link."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from planner.store.database.connection import open_store
from planner.web.workspace import COOKIE
from tests.web.saved.parts import JSON, NAME, PLAN, save, share

HTML: dict[str, str] = {"Accept": "text/html"}
ACTS = {
    "view": ("GET", "/saved/{sid}", {}),
    "edit": ("POST", "/saved/{sid}/edit", {"name": "Other name"}),
    "delete": ("POST", "/saved/{sid}/delete", {}),
    "export": ("GET", "/saved/{sid}/export.json", {}),
    "view by link": ("GET", "{link}", {}),
    "edit by link": ("POST", "{link}/edit", {"name": "Other name"}),
    "delete by link": ("POST", "{link}/delete", {}),
    "export by link": ("GET", "{link}/plan.json", {}),
    "list by link": ("GET", "{link}/saved", {}),
}
OWNER_ONLY = {"view": 200, "edit": 303, "delete": 303, "export": 200}
BY_LINK = {
    "view by link": 200, "edit by link": 404, "delete by link": 404, "export by link": 200, "list by link": 404,
}  # fmt: skip
OTHERS = ("other", "nobody", "holder")
EXPECTED = [
    *[("owner", act, status) for act, status in OWNER_ONLY.items()],
    *[(who, act, 404) for who in OTHERS for act in OWNER_ONLY],
    *[(who, act, status) for who in ("owner", *OTHERS) for act, status in BY_LINK.items()],
]


@pytest.fixture
def owner(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def sid(owner: FlaskClient) -> str:
    return save(owner)


@pytest.fixture
def link(owner: FlaskClient, sid: str) -> str:
    return share(owner, sid)


@pytest.fixture
def people(app: Flask, owner: FlaskClient, link: str) -> dict[str, FlaskClient]:
    """The holder has opened the link; the other has a plan of his own."""
    found = {"owner": owner, "other": app.test_client(), "nobody": app.test_client(), "holder": app.test_client()}
    save(found["other"], name="Another plan")
    assert found["holder"].get(link).status_code == 200
    return found


@pytest.mark.parametrize("how", ["html", "json"])
@pytest.mark.parametrize(("who", "act", "status"), EXPECTED)
def test_who_may_do_what(
    people: dict[str, FlaskClient], sid: str, link: str, who: str, act: str, status: int, how: str
) -> None:
    method, path, data = ACTS[act]
    address = path.format(sid=sid, link=link)
    answer = people[who].open(address, method=method, data=data or None, headers=JSON if how == "json" else HTML)
    expected = 200 if how == "json" and status == 303 else status
    assert answer.status_code == expected
    if expected == 404:
        assert NAME not in answer.text
        assert sid not in answer.text
    elif method == "GET" and how == "json":
        assert answer.mimetype == "application/json"


@pytest.mark.parametrize(("who", "sees"), [("owner", True), ("other", False), ("nobody", False), ("holder", False)])
@pytest.mark.parametrize("path", ["/saved", "/saved.json"])
def test_lists_hold_ones_own_plans_alone(
    people: dict[str, FlaskClient], sid: str, who: str, sees: bool, path: str
) -> None:
    answer = people[who].get(path)
    assert answer.status_code == 200
    assert (sid in answer.text) == (NAME in answer.text) == sees


def addresses(app: Flask, sid: str) -> Iterator[tuple[str, str]]:
    """Every address about one scenario, whatever it is for."""
    for rule in app.url_map.iter_rules():
        if "sid" in rule.arguments:
            values = {"sid": sid, "number": 1, "share": 1, "ending": "json" if "export" in rule.rule else "csv"}
            path = rule.rule
            for name, value in values.items():
                path = path.replace(f"<int:{name}>", str(value)).replace(f"<{name}>", str(value))
            yield from ((method, path) for method in sorted((rule.methods or set()) & {"GET", "POST"}))


@pytest.mark.parametrize("who", ["other", "nobody", "holder"])
def test_no_address_of_a_plan_is_open_to_others(app: Flask, people: dict[str, FlaskClient], sid: str, who: str) -> None:
    found = list(addresses(app, sid))
    assert len(found) >= 15
    statuses = {(method, path): people[who].open(path, method=method).status_code for method, path in found}
    assert set(statuses.values()) == {404}, statuses
    assert people["owner"].get(f"/saved/{sid}").status_code == 200  # nothing has happened to it


def test_others_can_neither_compare_nor_revise_it(people: dict[str, FlaskClient], sid: str) -> None:
    for who in ("other", "nobody"):
        assert people[who].get(f"/saved/compare?s={sid}").status_code == 404
        answer = people[who].post("/saved", data={"plan": PLAN, "scenario": sid, "revision": "1"})
        assert answer.status_code == 404
        assert NAME not in answer.text
    assert people["owner"].get(f"/saved/{sid}", headers=JSON).json["revisions"][-1]["number"] == 1


def test_opening_the_plan_page_of_somebody_elses_scenario_names_nothing(
    people: dict[str, FlaskClient], sid: str
) -> None:
    path = f"/plan?{PLAN}&scenario={sid}&revision=1"
    assert NAME in people["owner"].get(path).text
    answer = people["other"].get(path)
    assert (answer.status_code, NAME in answer.text) == (200, False)


def test_no_write_is_taken_from_another_site(app: Flask, owner: FlaskClient, sid: str, link: str) -> None:
    writes = [path for method, path in addresses(app, sid) if method == "POST"]
    writes += ["/saved", "/saved/download", "/saved/import", f"{link}/duplicate", "/workspace/join/abc"]
    writes += ["/own-offers", "/own-offers/x/change", "/own-offers/x/delete", "/own-offers/import"]
    assert len(writes) >= 12
    for path in writes:
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}):
            assert owner.post(path, data={"name": "x", "plan": PLAN}, headers=headers).status_code == 403, path
    assert owner.get(f"/saved/{sid}", headers=JSON).json["name"] == NAME


def test_reading_makes_no_workspace_and_saving_does(app: Flask) -> None:
    client = app.test_client()
    for path in (
        "/saved",
        "/plan",
        "/workspace",
        "/saved/import",
        "/saved/compare",
        "/saved/bin",
        "/own-offers",
    ):
        assert "Set-Cookie" not in client.get(path).headers
    answer = client.post("/saved", data={"plan": PLAN, "name": NAME})
    assert answer.status_code == 303
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie


def test_what_cannot_be_saved_makes_no_workspace(app: Flask) -> None:
    client = app.test_client()
    for data in ({"plan": PLAN, "name": " "}, {"plan": "steps=x", "name": "A"}, {"plan": "models=", "name": "A"}):
        answer = client.post("/saved", data=data)
        assert (answer.status_code, "Set-Cookie" in answer.headers) == (422, False)


def test_pages_of_a_workspace_stay_out_of_shared_caches(owner: FlaskClient, sid: str) -> None:
    for path in ("/saved", f"/saved/{sid}", f"/saved/{sid}/export.json"):
        assert owner.get(path).headers["Cache-Control"].startswith("private")


def test_a_budget_is_no_plan(app: Flask, owner: FlaskClient, sid: str) -> None:
    with open_store(app.config["DATABASE"]) as db:
        db.execute("UPDATE scenarios SET kind = 'budget' WHERE id = ?", [sid])
        db.conn.commit()
    assert owner.get(f"/saved/{sid}").headers["Location"] == f"/budgets/{sid}"
    assert NAME not in owner.get("/saved").text
    for path in (f"/saved/{sid}/share", f"/saved/{sid}/export.csv", f"/saved/compare?s={sid}"):
        assert owner.get(path).status_code == 404
    assert owner.post(f"/saved/{sid}/today").status_code == 404
