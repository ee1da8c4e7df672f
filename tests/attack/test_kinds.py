"""A write names a kind: what belongs to another kind, another workspace or no readable shape stays as it is."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from planner.sources.prompts.tokenizers import LONGEST_SPACE, pieces
from planner.store.database.connection import open_store
from planner.web.forms.stages import MOST_ROWS
from tests.web.budgets.parts import fields, saved
from tests.web.saved.parts import JSON, NAME, PLAN, save

HUGE = "9" * 25


@pytest.fixture
def plan(client: FlaskClient) -> str:
    return save(client)


@pytest.fixture
def budget(client: FlaskClient) -> str:
    return saved(client).rpartition("/")[2]


def snapshot(client: FlaskClient, plan: str, budget: str) -> tuple[str, str]:
    return (
        client.get(f"/saved/{plan}/export.json").text,
        client.get(f"/budgets/{budget}/export.json").text,
    )


def test_a_write_never_touches_the_other_kind(client: FlaskClient, plan: str, budget: str) -> None:
    before = snapshot(client, plan, budget)
    writes = [
        ("/budgets", fields() | {"budget": plan, "revision": "1"}),
        ("/saved", {"plan": PLAN, "name": NAME, "scenario": budget, "revision": "1"}),
        (f"/saved/{budget}/edit", {"name": "Taken"}),
        (f"/budgets/{plan}/edit", {"name": "Taken"}),
        (f"/saved/{budget}/today", {}),
        (f"/saved/{budget}/duplicate", {}),
        (f"/budgets/{plan}/duplicate", {}),
        (f"/saved/{budget}/revisions/1/back", {}),
        (f"/budgets/{plan}/revisions/1/back", {}),
        (f"/saved/{budget}/delete", {}),
        (f"/budgets/{plan}/delete", {}),
        (f"/saved/{budget}/restore", {}),
        (f"/budgets/{plan}/restore", {}),
        (f"/saved/{budget}/share", {}),
        (f"/budgets/{plan}/share", {}),
    ]
    for path, data in writes:
        assert client.post(path, data=data).status_code == 404, path
    assert snapshot(client, plan, budget) == before
    assert client.get("/saved").status_code == client.get("/budgets").status_code == 200


@pytest.mark.parametrize("ending", ["csv", "md", "html", "json"])
def test_an_export_of_the_other_kind_is_not_there(client: FlaskClient, plan: str, budget: str, ending: str) -> None:
    assert client.get(f"/saved/{budget}/export.{ending}?revision=1").status_code == 404
    assert client.get(f"/budgets/{plan}/export.{ending}?revision=1").status_code == 404


def test_numbers_beyond_the_database_are_not_there(client: FlaskClient, plan: str, budget: str) -> None:
    for number in (HUGE, "9223372036854775808", "0"):
        for path in (
            f"/saved/{plan}/revisions/{number}",
            f"/saved/{plan}/export.csv?revision={number}",
            f"/saved/{plan}/export.json?revision={number}",
            f"/saved/{plan}/then-and-now.csv?revision={number}",
            f"/budgets/{budget}/revisions/{number}",
            f"/budgets/{budget}/export.csv?revision={number}",
            f"/budgets/{budget}?revision={number}",
        ):
            assert client.get(path).status_code in (200, 404, 422), path
        for path in (
            f"/saved/{plan}/revisions/{number}/back",
            f"/saved/{plan}/share/{number}/revoke",
            f"/budgets/{budget}/revisions/{number}/back",
            f"/budgets/{budget}/share/{number}/revoke",
        ):
            assert client.post(path).status_code == 404, path
        assert client.post(f"/saved/{plan}/duplicate", data={"revision": number}).status_code in (303, 404)
        assert client.post(f"/saved/{plan}/today", data={"revision": number}).status_code in (303, 404)


@pytest.mark.parametrize("text", ["0000111", "00001234", "99", "-1", "x", HUGE, "١"])
def test_an_open_line_that_is_none_is_passed_over(client: FlaskClient, text: str) -> None:
    assert client.get("/budgets/new", query_string=fields() | {"open": text}).status_code == 200


@pytest.mark.parametrize("source", ["x@999999999", "x@x", "x@", f"x@{HUGE}", "@", "x@0"])
def test_a_line_of_a_plan_that_is_gone_costs_nothing(client: FlaskClient, source: str) -> None:
    page = client.get("/budgets/new", query_string=fields() | {"open": "0", "l0-source": source})
    assert page.status_code == 422 and len(page.data) < 400_000


def damage(path: str, sid: str) -> None:
    """A newer revision without a shape, as only another program could write it."""
    with open_store(Path(path)) as db:
        db.execute(
            "INSERT INTO revisions SELECT scenario_id, 2, note, created, price_moment, app_version, prices_version, "
            "request, ?, rates FROM revisions WHERE scenario_id = ?",
            [json.dumps({"unexpected": True}), sid],
        )
        db.conn.commit()


def test_an_unreadable_revision_hides_nothing_else(app: Flask, client: FlaskClient, plan: str, budget: str) -> None:
    other = save(client, name="Readable plan")
    for sid in (plan, budget):
        damage(app.config["DATABASE"], sid)
    listed = client.get("/saved")
    assert listed.status_code == 200 and "cannot be read" in listed.text and "Readable plan" in listed.text
    assert "cannot be read" in client.get("/budgets").text
    assert client.get(f"/saved/{other}").status_code == 200
    for path in (f"/saved/{plan}", f"/saved/{plan}/export.csv", f"/budgets/{budget}/revisions/2"):
        assert client.get(path, headers=JSON if "export" in path else {}).status_code == 422, path
    assert client.get(f"/saved/{plan}/revisions").status_code == 200
    assert client.get(f"/budgets/{budget}/revisions").status_code == 200
    assert client.get(f"/saved/{plan}/export.json").status_code == 200
    assert client.post(f"/saved/{plan}/delete").status_code == 303


@pytest.mark.parametrize(("off_by", "taken"), [("1e-14", True), ("0.001", False)])
def test_a_budget_whose_months_do_not_add_up_is_refused(
    client: FlaskClient, budget: str, off_by: str, taken: bool
) -> None:
    """A share of a thousandth is a wrong sum; of 1e-14 it is the rounding of divided figures."""
    data = json.loads(client.get(f"/budgets/{budget}/export.json").text)
    finding = data["revisions"][-1]["snapshot"]["finding"]
    finding["usd"] = f"{Decimal(finding['usd']) * (1 + Decimal(off_by)):f}"
    answer = client.post("/saved/import", data={"text": json.dumps(data)}, headers=JSON)
    assert answer.status_code == (200 if taken else 422), answer.text


BROKEN = {
    "created in year 1": ("created", "0001-01-01T00:00:00Z"),
    "priced in year 1": ("price_moment", "0001-01-01T00:00:00Z"),
    "a mode that is none": ("snapshot.estimates.0.asked", ""),
    "a check date that is none": ("snapshot.estimates.0.evidence.price.checked", "0"),
    "no estimates": ("snapshot.estimates", None),
    "an offer without a name": ("snapshot.estimates.0.offer", ""),
    "a sum that is text": ("snapshot.estimates.0.cost.usd_per_month", "much"),
    "tokens without end": ("snapshot.estimates.0.tokens.input", 1e400),
}


@pytest.mark.parametrize("name", BROKEN)
def test_an_import_without_the_right_shape_is_refused_and_changes_nothing(
    client: FlaskClient, plan: str, name: str
) -> None:
    place, value = BROKEN[name]
    data = json.loads(client.get(f"/saved/{plan}/export.json").text)
    owner = data["revisions"][-1]
    *way, last = place.split(".")
    for part in way:
        owner = owner[int(part)] if part.isdigit() else owner[part]
    owner[last] = value
    answer = client.post("/saved/import", data={"text": json.dumps(data)}, headers=JSON)
    assert answer.status_code == 422, name
    assert client.get("/saved.json").json["total"] == 1


def test_deleting_for_good_works_in_the_bin_alone(client: FlaskClient, plan: str, budget: str) -> None:
    for base, own, other in (("/saved", plan, budget), ("/budgets", budget, plan)):
        assert client.post(f"{base}/{own}/remove").status_code == 404
        assert client.post(f"{base}/{own}/delete").status_code == 303
        assert client.post(f"{base}/{other}/remove").status_code == 404
        assert f'"{base}/{own}/remove"' in client.get(f"{base}/bin").text
        assert client.post(f"{base}/{own}/remove").status_code == 303
        assert client.post(f"{base}/{own}/restore").status_code == 404


def test_blanks_in_a_row_are_counted_in_pieces() -> None:
    """The counter in plain Python takes hours for 300,000 line ends; a page must not."""
    text = "a" + " \n" * (2 * LONGEST_SPACE) + "b  c"
    found = list(pieces(text))
    assert "".join(found) == text
    assert max(len(run) for piece in found for run in re.findall(r"\s+", piece)) == LONGEST_SPACE
    assert list(pieces("one two\n\nthree")) == ["one two\n\nthree"]


def test_parts_beyond_the_most_are_refused_at_once(client: FlaskClient) -> None:
    def asked(count: int) -> str:
        return "/plan?" + "&".join(f"s{place}-name=part{place}" for place in range(count))

    assert client.get(asked(MOST_ROWS + 1)).status_code == 413
    assert client.get(asked(MOST_ROWS)).status_code == 422


def test_an_export_of_a_revision_that_cannot_be_is_not_there(client: FlaskClient, plan: str) -> None:
    for ending in ("json", "csv"):
        statuses = [
            client.get(f"/saved/{plan}/export.{ending}?revision={text}").status_code for text in (HUGE, "x", "1")
        ]
        assert statuses == [404, 404, 200]
