"""Own runs of a workspace: kept, used by its plans alone, left out on request, frozen into what is saved."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from planner.core.tokens.saved_runs import MOST_SAVED
from planner.store import workspaces
from planner.store.database.connection import open_store
from planner.web.own_runs.form import FIGURES
from planner.web.workspace import COOKIE
from tests.web.saved.parts import JSON, plain, save, share

TYPED = {
    "model": "gpt-5.4", "thinking": "high", "task_class": "coding_agent", "runs": "14", "reasoning_tokens": "52,000",
    "visible_tokens": "8,000", "steps": "41", "seconds": "310", "day": "2026-11-20",
}  # fmt: skip
OWN = {"model": "gpt-5.4", "task_class": "coding_agent", "runs": 14, "thinking": "high", "reasoning_tokens": 52000}
PLAN = "/plan/agent?models=gpt-5.4&models=claude-opus-4-5"


def keep(client: FlaskClient, **changes: str) -> Any:
    answer = client.post("/own-runs", data=TYPED | changes, headers=JSON)
    assert answer.status_code == 200, answer.text
    return answer.json


def badge(html: str) -> str:
    found = re.search(r'<p class="own-badge.*?</p>', html, re.DOTALL)
    return plain(found[0]) if found else ""


def ends(text: str) -> list[float]:
    return [float(found) for found in re.findall(r"([\d.]+)×", text)]


@pytest.fixture
def owner(client: FlaskClient) -> FlaskClient:
    keep(client)
    return client


def test_they_narrow_the_range_of_a_plan_which_says_so(app: Flask, owner: FlaskClient) -> None:
    page = owner.get(PLAN)
    said = badge(page.text)
    assert "Yours, 14 runs. GPT-5.4: 80% range" in said and "Expected $" in said
    low, high, now_low, now_high = ends(said)
    assert low < now_low < 1 < now_high < high
    assert "yours, 14 runs" in page.text and "this model, moved by yours" in page.text
    assert page.headers["Cache-Control"] == "private, no-cache" and "Cookie" in page.headers["Vary"]
    left = owner.get(f"{PLAN}&learnt=off").text
    assert not badge(left) and 'value="off" checked' in left
    assert "other work (coding agent)" in badge(owner.get("/plan/chat?models=gpt-5.4").text)
    stated = f"{PLAN}&steps=3&reasoning=100&answer=50"
    assert "this plan states every figure that they could move" in badge(owner.get(stated).text)
    for nobody in (app.test_client(), app.test_client()):
        assert not badge(nobody.get(PLAN).text) and "gpt-5.4" not in nobody.get("/own-runs").text
    # A shared link holds the figures: its readers see the same.
    copied = unescape(re.search(r'data-copy-link="[^"]*?(/plan/[^"]*)"', page.text)[1])  # type: ignore[index]
    theirs = app.test_client().get(copied).text
    assert badge(theirs) == said and "as sent, 14" in theirs


def test_they_count_in_the_list_of_all_offers_and_in_nobody_elses(app: Flask, owner: FlaskClient) -> None:
    address = "/offers?door=agent&q=gpt-5.4"
    stranger = app.test_client()
    before = stranger.get(address)
    mine = owner.get(address)
    assert "Your own runs count here (14 of GPT-5.4, high)" in badge(mine.text) and "yours, 14 runs" in mine.text
    assert mine.headers["Cache-Control"] == "private, no-cache" and "Cookie" in mine.headers["Vary"]
    # Cached answers serve neither the next visitor nor a request without own runs.
    after, left = stranger.get(address), owner.get(f"{address}&learnt=off")
    assert before.text == after.text and not badge(after.text) and "yours" not in after.text
    assert not badge(left.text) and 'value="off" checked' in left.text
    figures = [re.findall(r"<tbody>.*?</tbody>", page.text, re.DOTALL) for page in (mine, after, left)]
    figures = [[plain(row) for row in rows] for rows in figures]
    assert figures[0] != figures[1] == figures[2]
    # The switch is the only field of that name, so that what is chosen is what is sent.
    assert 'type="hidden" name="learnt"' not in left.text
    assert "other kinds of work" in badge(owner.get("/offers?door=chat&q=gpt-5.4").text)


def test_they_are_listed_and_deleted_one_by_one_or_all(owner: FlaskClient) -> None:
    keep(owner, model="claude-opus-4-5", runs="3")
    page = plain(owner.get("/own-runs").text)
    assert "Your own runs: 17" in page
    assert "GPT-5.4 thinking high Delete Coding agent 14 52,000 8,000 41.0 5 min 10 s 20 Nov 2026 typed in" in page
    assert keep(owner)["new"] == 0  # the same figures are kept once
    ids = re.findall(r"/own-runs/(\w+)/delete", owner.get("/own-runs").text)
    assert len(ids) == 2 and owner.post(f"/own-runs/{ids[0]}/delete").status_code == 303
    assert owner.post(f"/own-runs/{ids[0]}/delete").status_code == 404
    assert owner.post("/own-runs/delete", headers=JSON).json == {"deleted": 1}
    assert "There are none yet" in owner.get("/own-runs").text and not badge(owner.get(PLAN).text)


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"model": ""}, "model", "Type the model"),
        ({"model": "nonsense-9"}, "model", "not a known offer"),
        ({"thinking": "sideways"}, "thinking", "Choose one of"),
        ({"runs": ""}, "runs", "Fill this in"),
        ({"runs": "0"}, "runs", "at least 1"),
        ({"visible_tokens": "8.000"}, "visible_tokens", "8,000 or 8?"),
        ({"seconds": "long"}, "seconds", "such as 95"),
        ({"day": "yesterday"}, "day", "2026-11-27"),
        (dict.fromkeys(FIGURES, ""), "reasoning_tokens", "one figure"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_its_field(
    client: FlaskClient, change: dict[str, str], field: str, words: str
) -> None:
    page = client.post("/own-runs", data=TYPED | change)
    assert page.status_code == 422 and "Set-Cookie" not in page.headers
    assert words in page.text.partition(f'id="err-{field}"')[2].partition("</p>")[0]
    if "8.000" in change.values():
        assert client.post("/own-runs", data=TYPED | change | {"do": "read:visible_tokens=8,000"}).status_code == 303


def test_they_are_exported_imported_and_taken_along(app: Flask, owner: FlaskClient) -> None:
    file, other = owner.get("/own-runs/export.json"), app.test_client()
    (row,) = csv.DictReader(io.StringIO(owner.get("/own-runs/export.csv").text))
    assert [row[name] for name in ("model", "effort", "n", "reasoning", "steps", "date")] == [
        *("gpt-5.4", "high", "14", "52000", "41", "2026-11-20")
    ]
    # It is a file of measured runs: what it says is read back.
    csv_file = owner.get("/own-runs/export.csv").data
    (read,) = other.post("/api/v1/usage", data=csv_file).json["calibration"]  # type: ignore[index]
    assert read == file.json["own_runs"][0]["own"]
    sent = {"file": (io.BytesIO(file.data), "own-runs.json")}
    assert other.post("/own-runs/import", data=sent, headers=JSON).json == {"imported": 1}
    assert other.get("/own-runs.json").json == owner.get("/own-runs.json").json == file.json
    frame = {"format": "token-planner/own-runs", "version": 1}
    many = [{"own": OWN | {"runs": 1 + place}} for place in range(MOST_SAVED)]
    wrong: tuple[Any, ...] = (
        [{"own": OWN | {"model": "nonsense-9"}}],
        [{"own": OWN, "text": "a secret"}],
        [{"own": OWN, "source": "x" * 81}],
        [{"own": OWN, "first": "soon"}],
        [*many, *many],
        many,
    )
    for bad in ("{", "[]", json.dumps(frame), *(json.dumps(frame | {"own_runs": one}) for one in wrong)):
        answer = other.post("/own-runs/import", data={"text": bad})
        assert answer.status_code == 422 and "Nothing was changed" in answer.text
    assert len(other.get("/own-runs.json").json["own_runs"]) == 1
    keep(other, runs="3")
    with open_store(app.config["DATABASE"]) as db:
        mine, theirs = (workspaces.find(db, one.get_cookie(COOKIE).value) for one in (owner, other))  # type: ignore[union-attr]
        assert mine and theirs
        workspaces.move_scenarios(db, theirs, mine)
    assert [one["own"]["runs"] for one in owner.get("/own-runs.json").json["own_runs"]] == [3, 14]


def test_what_a_log_taught_is_kept_from_its_page(client: FlaskClient) -> None:
    sent = {
        "runs": json.dumps([{"own": OWN, "source": "LiteLLM spend logs", "first": "2026-11-01", "last": "2026-11-20"}])
    }
    assert client.post("/own-runs/keep", data=sent).status_code == 303
    page = plain(client.get("/own-runs?notice=kept").text)
    assert "1 Nov 2026 to 20 Nov 2026 LiteLLM spend logs" in page and "Saved." in page
    for bad in ("", "[", "[]", json.dumps([{"own": OWN | {"model": "nonsense-9"}}]), json.dumps([{"own": 1}])):
        assert client.post("/own-runs/keep", data={"runs": bad}).status_code == 422


def test_what_was_saved_keeps_its_figures(app: Flask, owner: FlaskClient) -> None:
    sid = save(owner, "door=agent&models=gpt-5.4")
    plain_sid = save(owner, "door=agent&models=gpt-5.4&learnt=off")
    link, before = share(owner, sid), owner.get(f"/saved/{sid}/export.json").json["revisions"]
    assert before[0]["request"]["calibration"][0]["runs"] == 14
    assert "calibration" not in owner.get(f"/saved/{plain_sid}/export.json").json["revisions"][0]["request"]
    assert "learnt=off" in owner.get(f"/saved/{plain_sid}").text
    reader = app.test_client()
    assert "14 of GPT-5.4, high" in plain(reader.get(link).text)
    owner.post("/own-runs/delete")
    assert owner.get(f"/saved/{sid}/export.json").json["revisions"] == before
    address = unescape(re.search(r'href="(/plan/agent[^"]*learnt=[^"]*)"', owner.get(f"/saved/{sid}").text)[1])  # type: ignore[index]
    assert "Yours, 14 runs" in badge(owner.get(address).text)
