"""Links given away: what they show, what they keep to themselves, and how they end."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from planner.core.models.catalogue import Catalogue
from tests.web.saved.parts import (
    JSON,
    LATER,
    NAME,
    NOW,
    OFFER,
    PLAN,
    Clock,
    finding,
    make_app,
    plain,
    save,
    share,
    with_moved_price,
)


@pytest.fixture
def app(catalogue: Catalogue, tmp_path: Path) -> Flask:
    return make_app(with_moved_price(catalogue), tmp_path / "planner.sqlite3")


@pytest.fixture
def owner(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def sid(owner: FlaskClient) -> str:
    found = save(owner, f"{PLAN}&focus={OFFER}")
    data = {"name": NAME, "note": "A private note", "tags": "private tag"}
    owner.post(f"/saved/{found}/edit", data=data)
    return found


def at(app: Flask, moment: object) -> None:
    app.config["CLOCK"].now = moment


def test_it_opens_without_a_cookie_and_sets_none(app: Flask, owner: FlaskClient, sid: str) -> None:
    answer = app.test_client().get(share(owner, sid))
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert NAME in answer.text


def test_it_shows_the_plan_as_saved_whatever_prices_do(app: Flask, owner: FlaskClient, sid: str) -> None:
    link = share(owner, sid)
    before = app.test_client().get(link).text
    at(app, LATER)
    after = app.test_client().get(link).text
    assert finding(before) == finding(after)
    figures = re.compile(r'<table class="saved-figures">.*?</table>', re.DOTALL)
    assert figures.findall(before) == figures.findall(after) != []
    assert "would cost" in finding(owner.get(f"/saved/{sid}").text)  # it did move


def test_it_tells_nothing_of_the_workspace(app: Flask, owner: FlaskClient, sid: str) -> None:
    save(owner, name="A neighbour plan")
    link = share(owner, sid)
    reader = app.test_client()
    for path in (link, f"{link}/plan.json", f"{link}/plan.html", f"{link}/plan.csv", f"{link}/plan.md"):
        answer = reader.get(path)
        assert answer.status_code == 200
        for secret in (sid, "private note", "private tag", "neighbour"):
            assert secret not in answer.text, (path, secret)
    assert reader.get(link, headers=JSON).json["tags"] == []


def test_the_note_of_a_change_is_shared_and_that_is_said_before(app: Flask, owner: FlaskClient, sid: str) -> None:
    owner.post("/saved", data={"plan": PLAN, "scenario": sid, "revision": "1", "note": "Seen by all"})
    assert "Seen by all" in app.test_client().get(share(owner, sid, revision="latest")).text
    assert "with what you wrote under “What has changed”" in plain(owner.get(f"/saved/{sid}/share").text)
    opened = owner.get(f"/plan?{PLAN}&scenario={sid}&revision=1").text
    assert "Whoever has a link to this plan can read it." in opened


@pytest.mark.parametrize("suffix", ["", "/plan.json", "/plan.html"])
def test_its_address_stays_secret_and_out_of_indexes(app: Flask, owner: FlaskClient, sid: str, suffix: str) -> None:
    headers = app.test_client().get(share(owner, sid) + suffix).headers
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["X-Robots-Tag"].startswith("noindex")
    assert headers["Referrer-Policy"] == "strict-origin"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_what_could_not_be_done_is_said_wherever_a_saved_plan_is_read(app: Flask, owner: FlaskClient) -> None:
    sid = save(owner, "shared=5000000&models=kimi-k2.5&models=glm-5")
    shown = app.test_client().get(share(owner, sid)).text
    assert finding(shown).endswith("cannot finish this work: its context is full at step 1 of 300.")
    assert "A crossed mark does not fit" in shown and "as if it fitted" in shown
    mine = plain(owner.get(f"/saved/{sid}").text)
    assert "cannot finish this work: its context is full before the end." in mine
    assert "is still the cheapest" not in mine
    assert ", does not fit" in plain(owner.get("/saved").text)
    assert "does not fit its context" in owner.get(f"/saved/{sid}/then-and-now.csv").text


def test_the_share_of_runs_that_exceed_the_window_is_said_of_a_saved_plan_too(app: Flask, owner: FlaskClient) -> None:
    sid = save(owner, "models=kimi-k2-thinking&models=glm-5&compact_at=")
    words = r"About \d+% of runs exceed the window of 262,144 tokens"
    for page in (app.test_client().get(share(owner, sid)).text, owner.get(f"/saved/{sid}").text):
        assert re.search(words, page[page.index('<p class="follow">') :][:400])


def test_programs_that_preview_links_get_a_title_and_a_sentence(app: Flask, owner: FlaskClient, sid: str) -> None:
    text = app.test_client().get(share(owner, sid)).text
    head = text.partition("</head>")[0]
    assert f'<meta property="og:title" content="{NAME}">' in head
    said = re.search(r'<meta property="og:description" content="([^"]+)">', head)
    assert said and "per month" in said[1] and "Saved on 23 Nov 2026" in said[1]
    assert head.count('name="description"') == 1
    assert 'name="robots" content="noindex' in head


def test_unknown_revoked_expired_and_deleted_look_the_same(app: Flask, owner: FlaskClient, sid: str) -> None:
    revoked, expired, deleted = share(owner, sid), share(owner, sid, until="7"), share(owner, save(owner))
    open_one = share(owner, sid)
    owner.post(f"/saved/{sid}/share/1/revoke")
    other = next(s["id"] for s in owner.get("/saved.json").json["scenarios"] if s["id"] != sid)
    owner.post(f"/saved/{other}/delete")
    at(app, NOW + timedelta(days=7))
    reader = app.test_client()
    links = ("/s/unknown", revoked, expired, deleted)
    for suffix, method in (("", "GET"), ("/plan.json", "GET"), ("/duplicate", "POST")):
        found = [reader.open(link + suffix, method=method) for link in links]
        assert {(a.status_code, a.text) for a in found} == {(404, found[0].text)}
        assert "Set-Cookie" not in found[-1].headers
    assert reader.get(open_one).status_code == 200


def test_a_link_works_until_the_very_moment_it_ends(app: Flask, owner: FlaskClient, sid: str) -> None:
    link = share(owner, sid, until="day", expires="2026-11-30")
    reader = app.test_client()
    for moment, status in (("2026-11-30T23:59:58", 200), ("2026-11-30T23:59:59", 404), ("2026-12-01T00:00:00", 404)):
        at(app, NOW.fromisoformat(f"{moment}+00:00"))
        assert reader.get(link).status_code == status


def test_a_pinned_link_stays_and_one_to_the_latest_follows(app: Flask, owner: FlaskClient, sid: str) -> None:
    pinned, latest = share(owner, sid, revision="1"), share(owner, sid, revision="latest")
    owner.post("/saved", data={"plan": f"{PLAN}&runs=4321", "scenario": sid, "revision": "1"})
    reader = app.test_client()
    assert "4,321 per day" not in reader.get(pinned).text
    assert "4,321 per day" in reader.get(latest).text


def test_duplicating_makes_a_plan_of_ones_own_with_its_prices(app: Flask, owner: FlaskClient, sid: str) -> None:
    link, reader = share(owner, sid), app.test_client()
    at(app, LATER)
    answer = reader.post(f"{link}/duplicate")
    assert answer.status_code == 303
    assert "Set-Cookie" in answer.headers
    address = answer.headers["Location"].partition("?")[0].removesuffix("/sheet")
    copied, kept = (c.get(a, headers=JSON).json for c, a in ((reader, address), (owner, f"/saved/{sid}")))
    assert copied["revisions"][0]["snapshot"] == kept["revisions"][0]["snapshot"]
    assert copied["note"] == ""
    reader.post(f"{address}/delete")
    assert owner.get(f"/saved/{sid}").status_code == 200


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"until": "day", "expires": "2026-11-22"}, "only expire in the future"),
        ({"until": "day", "expires": "soon"}, "2026-12-31"),
        ({"until": "day"}, "2026-12-31"),
        ({"until": "8"}, "how long"),
        ({"revision": "first"}, "Choose a revision"),
    ],
)
def test_a_link_that_cannot_be_made_is_said(owner: FlaskClient, sid: str, fields: dict[str, str], says: str) -> None:
    answer = owner.post(f"/saved/{sid}/share", data=fields)
    assert answer.status_code == 422
    assert says in plain(answer.text)
    assert "/s/" not in answer.text
    assert owner.post(f"/saved/{sid}/share", data=fields, headers=JSON).status_code == 422


def test_the_page_shows_a_link_once_and_closes_it(owner: FlaskClient, sid: str) -> None:
    answer = owner.post(f"/saved/{sid}/share", data={})
    assert answer.headers["Cache-Control"] == "private, no-store"
    token = re.search(r"/s/([\w-]{43})", answer.text)
    assert token
    again = owner.get(f"/saved/{sid}/share").text
    assert token[1] not in again
    assert "Close this link" in again
    owner.post(f"/saved/{sid}/share/1/revoke")
    after = plain(owner.get(f"/saved/{sid}/share").text)
    assert "closed on 23 Nov 2026" in after
    assert "Close this link" not in after


@pytest.mark.parametrize(
    ("public", "base", "begins", "alone"),
    [
        (None, "http://localhost", "http://localhost/s/", True),
        ("https://plan.example.org", "http://localhost", "https://plan.example.org/s/", False),
    ],
)
def test_whom_a_link_reaches_is_said(
    catalogue: Catalogue, tmp_path: Path, public: str | None, base: str, begins: str, alone: bool
) -> None:
    client = make_app(catalogue, tmp_path / "p.sqlite3", PUBLIC_URL=public).test_client()
    sid = save(client)
    text = client.post(f"/saved/{sid}/share", data={}, base_url=base).text
    assert f'value="{begins}' in text
    assert ("works on this machine only" in text) == (f"{sid}/export.html" in text) == alone


def test_the_one_file_page_needs_nothing_from_outside(owner: FlaskClient, sid: str) -> None:
    answer = owner.get(f"/saved/{sid}/export.html")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    text = answer.text
    assert not re.search(r"<(script|link|img|iframe|object)\b|src=|@import|url\(", text)
    assert finding(text) == finding(owner.get(share(owner, sid)).text)
    assert "color-scheme" in text


def test_names_are_escaped_wherever_they_stand(app: Flask, owner: FlaskClient) -> None:
    sid = save(owner, name='<b>"bold"</b>')
    link = share(owner, sid)
    for path in ("/saved", f"/saved/{sid}", f"/saved/{sid}/share", link, f"{link}/plan.html"):
        assert "<b>&#34;" not in owner.get(path).text
        assert '<b>"' not in owner.get(path).text
        assert "&lt;b&gt;" in owner.get(path).text


# ---------- joining


def test_a_workspace_is_joined_after_a_question(app: Flask, owner: FlaskClient, sid: str) -> None:
    page = owner.get("/workspace")
    assert page.headers["Cache-Control"] == "private, no-store"
    link = re.search(r"/workspace/join/[\w-]{43}", page.text)
    assert link
    other = app.test_client()
    mine = save(other, name="Mine from before")
    asked = other.get(link[0])
    assert "It holds one plan." in plain(asked.text)
    assert NAME not in asked.text
    assert other.get(f"/saved/{sid}").status_code == 404  # asking changes nothing
    assert other.post(link[0], data={"bring": "1"}).status_code == 303
    assert {s["id"] for s in other.get("/saved.json").json["scenarios"]} == {sid, mine}
    assert owner.get(f"/saved/{mine}").status_code == 200


def test_plans_stay_behind_unless_they_are_brought(app: Flask, owner: FlaskClient, sid: str) -> None:
    link = re.search(r"/workspace/join/[\w-]{43}", owner.get("/workspace").text)
    other = app.test_client()
    save(other, name="Left behind")
    assert link
    other.post(link[0])
    assert {s["id"] for s in other.get("/saved.json").json["scenarios"]} == {sid}
    assert "already" in other.get(link[0]).text


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_wrong_key_joins_nothing(app: Flask, method: str) -> None:
    answer = app.test_client().open("/workspace/join/nothing", method=method)
    assert answer.status_code == 404
    assert "Set-Cookie" not in answer.headers


def test_one_workspace_for_all_where_it_is_set_so(catalogue: Catalogue, tmp_path: Path) -> None:
    app = make_app(catalogue, tmp_path / "p.sqlite3", OPEN=True)
    sid = save(app.test_client())
    other = app.test_client()
    assert other.get(f"/saved/{sid}").status_code == 200
    assert "shares one workspace" in other.get("/workspace").text
    assert OFFER in other.get(f"/saved/{sid}/export.csv").text
    assert isinstance(app.config["CLOCK"], Clock)
