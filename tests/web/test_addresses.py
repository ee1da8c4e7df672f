"""Old addresses lead to the new ones, and scripts are answered under both."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from planner.web.addresses import new_path

PAGE = {"Accept": "text/html,application/xhtml+xml"}
JSON = {"Accept": "application/json"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/scenarios", "/saved"),
        ("/scenarios.json", "/saved.json"),
        ("/scenarios/x/sheet", "/saved/x/sheet"),
        ("/rank/results", "/offers/results"),
        ("/ranking", None),
        ("/saved", None),
        ("/", None),
    ],
)
def test_a_path_under_its_new_name(old: str, new: str | None) -> None:
    assert new_path(old) == new


def test_browsers_are_sent_on_for_good(client: FlaskClient) -> None:
    saved = client.get("/scenarios?q=a%20b", headers=PAGE)
    assert (saved.status_code, saved.location) == (301, "/saved?q=a%20b")
    assert "Content-Security-Policy" in saved.headers
    ranked = client.get("/rank?q=kimi")
    assert (ranked.status_code, ranked.location) == (301, "/offers?q=kimi")
    assert client.get("/saved", headers=PAGE).status_code == 200


def test_scripts_are_answered_where_they_ask(client: FlaskClient) -> None:
    made = client.post("/scenarios", data={"preset": "rag", "name": "One"}, headers=JSON)
    assert made.status_code in (200, 201) and made.json
    listed = client.get("/scenarios.json")
    assert listed.status_code == 200 and listed.json == client.get("/saved.json").json
    assert client.get(f"/scenarios/{made.json['id']}", headers=JSON).json == (
        client.get(f"/saved/{made.json['id']}", headers=JSON).json
    )
