"""Own runs in budgets: the API's `calibration`, a workspace's on the page, left out, frozen into what is saved."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from planner import cli
from tests.web.budgets.parts import error, link_to, one_line
from tests.web.own_runs.test_own_runs import badge, ends, keep
from tests.web.saved.parts import JSON, plain

OWN = {
    "model": "gpt-5.4", "thinking": "high", "task_class": "coding_agent", "runs": 14, "reasoning_tokens": 52000,
    "visible_tokens": 8000, "steps": 60, "seconds": 310,
}  # fmt: skip
LOAD = {
    "task_class": "coding_agent",
    "runs_per_day": 50,
    "steps": 41,
    "steps_spread": 0.6,
    "shared_prefix_tokens": 8000,
}


def budget(*own: Any, **changes: Any) -> dict[str, Any]:
    offers = {"Mine": "openai/gpt-5.4", "Other": "anthropic/claude-opus-4-5"}
    lines = [{"name": name, "offer": offer, "thinking": "high", "workload": LOAD} for name, offer in offers.items()]
    return {"start": "2026-12", "months": 2, "month": "calendar", "lines": lines, "calibration": list(own), **changes}


def asked(client: FlaskClient, request: object) -> Any:
    response = client.post("/api/v1/budget", json=request)
    assert response.status_code == 200, response.text
    return response.json


def width(answer: Any) -> float:
    fan = answer["finding"]["fan"]
    return float(fan["p90"]) / float(fan["p10"])


def test_a_budget_is_moved_as_an_estimate_is(client: FlaskClient) -> None:
    """Both come to the same month where no price changes, steps that were learnt included."""
    before, after = asked(client, budget()), asked(client, budget(OWN))
    of_line = {
        "workload": LOAD, "offers": [line["offer"] for line in budget()["lines"]], "thinking": ["high"],
        "price_date": "2026-12-01", "calibration": [OWN],
    }  # fmt: skip
    estimate = client.post("/api/v1/estimate", json=of_line).json
    assert estimate is not None
    for line, one in zip(after["lines"], estimate["estimates"], strict=True):
        planned = Decimal(line["months"][0]["usd"])
        assert float(planned) == pytest.approx(float(one["cost"]["usd_per_month"]), rel=1e-9)
    assert [(line["own_runs"], line["shifted_by_own"]) for line in after["lines"]] == [(14, False), (0, True)]
    assert [(line["own_runs"], line["shifted_by_own"]) for line in before["lines"]] == [(0, False), (0, False)]
    assert width(after) < 0.8 * width(before)
    # The first month is an estimate of the same work: by as much is it moved and narrowed.
    was = client.post("/api/v1/estimate", json=of_line | {"calibration": []}).json
    for line, old, new in zip(after["lines"], was["estimates"], estimate["estimates"], strict=True):  # type: ignore[index]
        change, months = line["own_change"], [float(one["cost"]["usd_per_month"]) for one in (old, new)]
        assert change["factor"] == pytest.approx(months[1] / months[0], rel=1e-9)
        for side, one, usd in zip(("before", "after"), (old, new), months, strict=True):
            assert change[side]["high"] == pytest.approx(float(one["cost"]["month_band"]["p90"]) / usd)
    assert before["lines"][0]["own_change"] is None


def test_a_line_in_parts_says_what_own_runs_did_to_any_of_them(client: FlaskClient) -> None:
    (line, _), opus = budget()["lines"], "anthropic/claude-opus-4-5"
    parts = [{"name": "plan", "steps": 3, "offer": opus}, {"name": "work", "steps": 5}]
    asked_for = budget(OWN, lines=[line | {"workload": LOAD | {"stages": parts}}])
    (told,) = asked(client, asked_for)["lines"]
    assert (told["own_runs"], told["shifted_by_own"]) == (14, True)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"runs": 0}, "calibration.0.runs"),
        ({"model": "nobody"}, "calibration.0.model"),
        ({"task_class": "x"}, "calibration.0.task_class"),
        ({"colour": 1}, "calibration.0.colour"),
        ({"sd_ln": {"colour": 1}}, "calibration.0.sd_ln.colour"),
        ({"steps": "many"}, "calibration.0.steps"),
    ],
)
def test_a_wrong_entry_is_named_by_its_place(client: FlaskClient, changes: dict[str, Any], field: str) -> None:
    response = client.post("/api/v1/budget", json=budget(OWN | changes))
    assert response.status_code == 422 and response.json is not None
    assert [one["field"] for one in response.json["errors"]] == [field]


def test_the_terminal_takes_them_too(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "budget.json"
    file.write_text(json.dumps(budget(OWN)))
    assert cli.main(["budget", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["lines"][0]["own_runs"] == 14


AGENTS = one_line(
    l0__preset="coding_agent", l0__task="coding_agent", l0__offer="gpt-5.4", l0__thinking="high", l0__runs="50",
    l0__answer="", l0__own="2,000", l0__cache="auto", l0__name="Agents", wish="none",
)  # fmt: skip


def page_of(client: FlaskClient, **changes: str) -> Any:
    answer = client.post("/budgets/new", data=AGENTS | changes)
    return client.get(answer.headers["Location"]) if answer.status_code == 303 else answer


def total(page: Any) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page.text, re.DOTALL)
    assert found
    return plain(found[1])


def test_the_workspaces_count_on_the_page_and_in_nobody_elses_budget(app: Flask, client: FlaskClient) -> None:
    stranger, before = app.test_client(), page_of(client)
    assert not badge(before.text) and 'name="learnt"' not in before.text
    keep(client)
    mine, theirs, left = page_of(client), page_of(stranger), page_of(client, learnt="off")
    said = badge(mine.text)
    assert "Agents: yours, 14 runs." in said and "Expected bill" in said
    low, high, now_low, now_high = ends(said)
    assert low < now_low < 1 < now_high < high
    assert total(mine) != total(before) == total(theirs) == total(left)
    assert not badge(left.text) and 'value="off" checked' in left.text and not badge(theirs.text)
    assert mine.headers["Cache-Control"].startswith("private") and "Cookie" in mine.headers["Vary"]
    assert "cannot be read" in error(page_of(client, learnt="{"), "learnt")


def test_what_is_saved_keeps_them_as_figures(app: Flask, client: FlaskClient) -> None:
    keep(client)
    saved = [
        str(client.post("/budgets", data=AGENTS | {"learnt": text}).headers["Location"]).partition("?")[0]
        for text in ("", "off")
    ]
    with_runs, without = (address.removesuffix("/sheet") for address in saved)
    link, exported = link_to(client, with_runs), client.get(f"{with_runs}/export.json").json
    assert exported is not None
    assert exported["revisions"][0]["request"]["calibration"][0]["runs"] == 14
    frozen, opened = plain(app.test_client().get(link).text), total(client.get(with_runs))
    assert "14 of GPT-5.4, high" in frozen and "yours, 14 runs" in frozen
    client.post("/own-runs/delete")
    assert client.get(f"{with_runs}/export.json").json == exported
    assert plain(app.test_client().get(link).text) == frozen
    again = client.get(with_runs)
    assert total(again) == opened and "as sent, 14<" in again.text
    keep(client, runs="3")
    assert "my saved runs" in client.get(with_runs).text
    assert not badge(client.get(without).text)
    # An export that is taken in elsewhere holds them too.
    other = app.test_client()
    taken = other.post("/saved/import", data={"text": json.dumps(exported)}, headers=JSON)
    assert taken.status_code == 200, taken.text
