"""POST /api/v1/budget and `planner budget`: the same answer, every problem named, a description that is true."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from planner import cli
from planner.core.models.catalogue import Catalogue
from planner.core.models.offers.makers_price import against_maker
from planner.core.request import EstimateRequest
from planner.core.workload import BadInput, Overrides, Workload
from planner.schema.budget.data import budget_request_data
from planner.schema.budget.requests import parse_budget, parse_saved_budget
from planner.schema.budget.shape import KNOWN
from tests.schema.described import mismatches

GEMINI = "google/gemini-3.7-flash"
DOCS = Path(__file__).parents[3] / "docs" / "api.md"
KIMI = "novita/moonshotai/kimi-k2-thinking"
LOAD = {"runs_per_day": 1, "input_tokens": 1_000_000, "visible_tokens_per_call": 200_000, "cache": {"mode": "off"}}


def line(**changes: Any) -> dict[str, Any]:
    return {"name": "Chat", "offer": GEMINI, "thinking": "off", "workload": LOAD, **changes}


def body(*lines: Any, **changes: Any) -> dict[str, Any]:
    return {"start": "2026-11", "months": 13, "lines": list(lines) or [line()], **changes}


def asked(client: FlaskClient, request: object) -> Any:
    response = client.post("/api/v1/budget", json=request)
    assert (response.status_code, response.mimetype) == (200, "application/json")
    return response.json


def problems(client: FlaskClient, request: object) -> dict[str, str]:
    response = client.post("/api/v1/budget", json=request)
    assert response.status_code == 422
    assert response.json is not None
    return {error["field"]: error["message"] for error in response.json["errors"]}


def full() -> dict[str, Any]:
    agent = {"task_class": "research_agent", "runs_per_day": 50, "steps": 30, "shared_prefix_tokens": 3000}
    grown = {"kind": "compound", "share": "0.02"}
    return body(
        line(
            name="Agent",
            offer=KIMI,
            thinking="default",
            workload=agent,
            growth=grown,
            owner="Ann",
            actuals=["90", None],
        ),
        line(hours={"start": 8, "hours": 10}, growth={"kind": "linear", "runs_per_day": 1}, end="2027-08", share=0.8),
        line(name="Off", offer=KIMI),
        name="All",
        cap_usd_per_month="400",
        cap_usd_period=5000,
        currency={"label": "EUR", "per_usd": "0.92"},
        rescale=True,
        limits=[{"offer": GEMINI, "requests_per_minute": 0.001}],
        wish={"offers": ["google/gemini-3.1-flash-lite"], "p95_seconds": 600},
    )


def test_the_worked_year_of_gemini(client: FlaskClient) -> None:
    answer = asked(client, body(line(start="2026-11-23", end="2027-11-22")))
    assert Decimal(answer["finding"]["usd"]) == Decimal("1036.5")
    assert answer["events"][0]["text"] == "Gemini 3.7 Flash doubles its price."
    assert [month["month"] for month in answer["months"]][::12] == ["2026-11", "2027-11"]


def test_a_full_answer_is_as_described(client: FlaskClient) -> None:
    answer = asked(client, full())
    document = client.get("/api/v1/openapi.json").json
    schema = {"$ref": "#/components/schemas/BudgetAnswer"}
    assert list(mismatches(answer, schema, document)) == []
    assert list(mismatches(full(), {"$ref": "#/components/schemas/BudgetRequest"}, document)) == []
    wrong = full() | {"surprise": 1}
    found = list(mismatches(wrong, {"$ref": "#/components/schemas/BudgetRequest"}, document))
    assert found == ["$.surprise is not described"]


def test_a_full_answer_adds_up(client: FlaskClient) -> None:
    answer = asked(client, full())
    total = Decimal(answer["finding"]["usd"])
    assert sum(Decimal(line["usd"]) for line in answer["lines"] if line["usd"]) == total
    assert sum(Decimal(month["usd"]) for month in answer["months"]) == total
    for month in answer["months"]:
        assert sum(map(Decimal, month["split"].values())) == pytest.approx(Decimal(month["planned_usd"]))
        assert list(map(float, (month["fan"][p] for p in ("p10", "p50", "p90")))) == sorted(
            float(month["fan"][p]) for p in ("p10", "p50", "p90")
        )
    assert answer["lines"][2]["refused"]["code"] == "thinking_always_on"
    assert answer["months"][0]["actual_usd"] == "90"
    (limited,) = [found for found in answer["capacity"] if found["limits"]]
    # 0.8 of 1 run a day over 600 minutes is 0.0013 a minute in the first month
    assert limited["passes"] == {"requests_per_minute": "2026-11"}


def test_no_closed_model_is_advised_far_below_its_makers_price(client: FlaskClient, catalogue: Catalogue) -> None:
    asking = body(line(offer="openai/gpt-5.4", thinking="high"), cap_usd_per_month="10")
    advised = [catalogue.offers[one["offer"]] for one in asked(client, asking)["advice"]["candidates"]]
    closed = [offer for offer in advised if not catalogue.profiles[str(offer.profile_id)].open_weights.value]
    assert closed
    for offer in closed:
        against = against_maker(catalogue, offer, date(2026, 11, 23))
        assert against is None or against.share is None, offer.id


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"months": 37}, "months", "must be at most 36"),
        ({"months": 0}, "months", "must be at least 1"),
        ({"months": 1.5}, "months", "must be a whole number"),
        ({"start": "soon"}, "start", "must be a month such as 2026-12"),
        ({"start": "1999-01"}, "start", "must lie between the years 2000 and 2100"),
        ({"lines": []}, "lines", "must have 1 to 100 lines"),
        ({"cap_usd_per_month": -1}, "cap_usd_per_month", "must be at least 0"),
        ({"currency": {"label": "EUR", "per_usd": 0}}, "currency.per_usd", "must be at least 0.000001"),
        ({"rescale": "yes"}, "rescale", "must be true or false"),
        ({"month": "lunar"}, "month", "must be one of actual, calendar, 30, working"),
        ({"surprise": 1}, "surprise", None),
        ({"limits": [{"offer": GEMINI, "concurrency": -1}]}, "limits.0.concurrency", "must be at least 0"),
        (
            {"wish": {"offers": ["nobody"]}},
            "wish.offers.0",
            "nobody is not a known offer or model, and nothing in the price list is like it",
        ),
        ({"seed": -1}, "seed", "must be at least 0"),
        ({"start": 202612}, "start", "must be text"),
        ({"start": "2026-12-24"}, "start", "must be a month such as 2026-12 and no day: a budget is of whole months"),
        ({"lines": "x"}, "lines", "must be a list"),
        ({"wish": {"inputs": ["smell"]}}, "wish.inputs", "must be one of text, image, pdf, audio, video, not smell"),
        (
            {"limits": [{"offer": "nobody"}]},
            "limits.0.offer",
            "nobody is not a known offer or model, and nothing in the price list is like it",
        ),
        ({"limits": [{"offer": "glm-5"}]}, "limits.0.offer", "glm-5 is used by no line"),
        ({"name": "x" * 201}, "name", "must have at most 200 characters"),
    ],
)
def test_a_bad_field_is_422_and_named(
    client: FlaskClient, changes: dict[str, Any], field: str, message: str | None
) -> None:
    found = problems(client, body(**changes))
    assert found.keys() == {field}
    assert message is None or found[field] == message


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        (
            {"offer": "nobody/none"},
            "offer",
            "nobody/none is not a known offer or model, and nothing in the price list is like it",
        ),
        ({"offer": " "}, "offer", "must name an offer or a model"),
        ({"share": 1.01}, "share", "must be at most 1"),
        ({"discount": -0.1}, "discount", "must be at least 0"),
        ({"peak": 0.5}, "peak", "must be at least 1"),
        ({"start": "2027-02", "end": "2027-01"}, "end", "must not lie before the start"),
        ({"end": "later"}, "end", "must be a month such as 2026-12, or a day such as 2026-12-24"),
        ({"hours": {"start": 24, "hours": 1}}, "hours.start", "must be at most 23"),
        ({"hours": {"start": 1}}, "hours.hours", "must be given"),
        ({"hours": {"start": 1.5, "hours": 8}}, "hours.start", "must be a whole number"),
        (
            {"growth": {"kind": "compound"}},
            "growth.share",
            "must be given where growth is compound, such as 0.02 for 2 % a month",
        ),
        ({"growth": {"kind": "row", "row": [1]}}, "growth.row", "must have runs per day for each of the 13 months"),
        ({"growth": {"kind": "compound", "share": -1}}, "growth.share", "must be at least -0.99"),
        ({"growth": {"kind": "fast"}}, "growth.kind", "must be one of none, compound, linear, row, once"),
        ({"actuals": ["1"] * 14}, "actuals", "must have at most 13 months, as the budget has"),
        ({"actuals": ["much"]}, "actuals.0", "must be a number, such as 2.50"),
        ({"workload": {"steps": 0}}, "workload.steps", "must be at least 1"),
        ({"workload": {"task_class": "fun"}}, "workload.task_class", None),
        ({"workload": {"stepz": 3}}, "workload.stepz", "is not a known field; did you mean steps?"),
        ({"overrides": {"tokens_per_second": 0}}, "overrides.tokens_per_second", "must be at least 0.001"),
        ({"thinking": "pair"}, "thinking", None),
        ({"scenario": "s1"}, "scenario", "must be left out where a workload is given"),
        ({"workload": None, "scenario": "s1"}, "scenario", "cannot be looked up here: send its workload instead"),
    ],
)
def test_a_bad_line_is_named_by_its_place(
    client: FlaskClient, changes: dict[str, Any], field: str, message: str | None
) -> None:
    found = problems(client, body(line(name="good"), line(**changes)))
    assert found.keys() == {f"lines.1.{field}"}
    assert message is None or found[f"lines.1.{field}"] == message


def test_a_limit_under_a_bare_name_holds_where_its_lines_are_resolved_to(client: FlaskClient) -> None:
    limits = [{"offer": "gpt-5.4", "requests_per_minute": 1}]
    asked = {"start": "2026-12", "lines": [{"offer": "gpt-5.4"}], "limits": limits}
    answer = client.post("/api/v1/budget", json=asked).json
    assert answer
    (found,) = answer["capacity"]
    assert (found["offer"], found["limits"]) == ("openai/gpt-5.4", {"requests_per_minute": 1})


def test_a_line_that_cannot_go_without_thinking_names_the_partner_of_an_estimate(client: FlaskClient) -> None:
    line_ = {"offer": "kimi-k2-thinking", "thinking": "off"}
    budget = client.post("/api/v1/budget", json={"start": "2026-12", "lines": [line_]}).json
    asked = client.post("/api/v1/estimate", json={"offers": ["kimi-k2-thinking"], "thinking": ["off"]}).json
    assert budget and asked
    assert budget["lines"][0]["refused"] == asked["refused"][0]
    assert "kimi-k2" in asked["refused"][0]["instead"]


def test_growth_of_nothing_is_kept_and_read_as_earlier_versions_wrote_it() -> None:
    own = {"offer": "gpt-5.4", "growth": {"kind": "compound", "share": "0"}}
    asked = parse_budget({"start": "2026-12", "lines": [own]})
    kept = budget_request_data(asked)
    assert parse_budget(kept) == asked
    assert parse_saved_budget(kept | {"lines": [own | {"growth": {"kind": "compound"}}]}) == asked


def test_every_problem_is_told_at_once(client: FlaskClient) -> None:
    lines = (line(share=2, growth={"kind": "row", "row": ["x"]}), line(workload={"steps": "many"}))
    wrong = body(*lines, months=40, lim=1)
    assert problems(client, wrong).keys() == {
        "lines.0.share",
        "lines.0.growth.row.0",
        "lines.1.workload.steps",
        "lines.1.name",
        "months",
        "lim",
    }


@pytest.mark.parametrize("sent", [b"", b"{", b"\xff", b"[]", b"null", b"[" * 100_000], ids=repr)
def test_a_body_that_is_no_object_is_422(client: FlaskClient, sent: bytes) -> None:
    response = client.post("/api/v1/budget", data=sent, content_type="application/json")
    assert response.status_code == 422
    assert response.json is not None
    assert [error["field"] for error in response.json["errors"]] == [""]


def test_every_field_is_documented() -> None:
    text = DOCS.read_text(encoding="utf-8").partition("## Budget")[2]
    for names in (KNOWN[""], KNOWN["lines"], KNOWN["limits"], KNOWN["wish"], KNOWN["lines.hours"]):
        assert [name for name in names if f'"{name}"' not in text] == []
    assert all(f"`{name}`" in text or f'"{name}"' in text for name in KNOWN["lines.growth"])


def test_another_content_type_is_415(client: FlaskClient) -> None:
    assert client.post("/api/v1/budget", data="{}", content_type="text/plain").status_code == 415


def saved(reference: str) -> EstimateRequest:
    if reference != "s1":
        raise ValueError("is not a saved scenario")
    own = {GEMINI: Overrides(ttft_seconds=1.0)}
    return EstimateRequest(Workload(runs_per_day=7), ("openai/gpt-5.4",), ("pair", "low"), own)


def test_a_scenario_gives_what_the_line_does_not_say() -> None:
    own, other = parse_budget(
        body({"scenario": "s1", "end": "2027-02"}, {"scenario": "s1", "offer": GEMINI, "thinking": "off"}), saved
    ).lines
    assert (own.name, own.offer, own.thinking, own.workload.runs_per_day) == ("Line 1", "openai/gpt-5.4", "low", 7)
    assert (own.scenario, str(own.end)) == ("s1", "2027-02-28")
    assert (other.offer, other.thinking, other.overrides.ttft_seconds) == (GEMINI, "off", 1.0)


def test_a_scenario_that_is_not_there_is_said() -> None:
    with pytest.raises(BadInput, match=r"lines\.0\.scenario: is not a saved scenario"):
        parse_budget(body({"scenario": "s2"}), saved)


@pytest.mark.parametrize(
    "request_",
    [full(), body({"scenario": "s1"}), body(line(discount="0.1", overrides={"usd_per_mtok": {"input": "2"}}))],
    ids=["full", "scenario", "own rates"],
)
def test_a_budget_can_be_kept_and_read_again(request_: dict[str, Any]) -> None:
    given = parse_budget(request_, saved)
    kept = json.loads(json.dumps(budget_request_data(given)))
    assert parse_budget(kept, saved) == given


def test_what_a_default_would_say_is_left_out() -> None:
    assert budget_request_data(parse_budget(body())) == body()


@pytest.fixture
def file(tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(cli, "load_catalogue", lambda: catalogue)
    path = tmp_path / "budget.json"
    path.write_text(json.dumps(full()), encoding="utf-8")
    return path


def test_the_terminal_gives_the_answer_of_the_api(
    file: Path, client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["budget", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == asked(client, full())


def test_the_table_says_what_matters(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["budget", str(file)]) == 0
    text = capsys.readouterr().out
    assert text.startswith("All: $")
    assert "chance of passing the monthly cap" in text
    assert "2027-01-01: Gemini 3.7 Flash doubles its price." in text
    assert re.search(rf"{GEMINI}: requests per minute, limit 0.001, [\d.]+ in 2027-08; passed in 2026-11\n", text)
    assert "Off: Thinking cannot be switched off on Kimi K2 Thinking." in text


def test_the_terminal_lists_what_is_grave(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    work = {"input_tokens": 300_000, "steps": 2}
    asked = {"start": "2026-12", "lines": [{"name": "Long", "offer": "glm-5", "workload": work}]}
    (tmp_path / "b.json").write_text(json.dumps(asked))
    assert cli.main(["budget", str(tmp_path / "b.json")]) == 0
    assert "Caveats:\n  Long: Context is full at step 1 of 2" in capsys.readouterr().out


def test_bad_input_is_exit_code_2(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(json.dumps(body(months=37)), encoding="utf-8")
    assert cli.main(["budget", str(file)]) == 2
    assert capsys.readouterr().err == "months must be at most 36.\n"


CALLS = {"runs_per_day": 100, "input_tokens": 10_000, "visible_tokens_per_call": 2000, "cache": {"mode": "off"}}


@pytest.mark.parametrize(
    ("thinking", "stated"), [("off", {}), ("default", {"reasoning_tokens_per_call": 0}), ("off", {"steps": 1})]
)
def test_a_year_of_gemini_2_5_pro_is_rerouted_and_billed_anew(
    client: FlaskClient, thinking: str, stated: dict[str, Any]
) -> None:
    """1M in and 0.2M out a day: 8 days at 1.25/10, 31 at .75/3.75, 326 at 1.5/7.5 USD per million."""
    chat = line(offer="google/gemini-2.5-pro", thinking=thinking, workload={**CALLS, **stated})
    answer = asked(client, body(chat | {"start": "2026-11-23", "end": "2027-11-22"}))
    assert Decimal(answer["finding"]["usd"]) == Decimal("1050.5")
    assert answer["events"][0]["successor"] == "google/gemini-3.8-flash"


def test_a_line_that_ends_costs_its_days(client: FlaskClient) -> None:
    chat = line(offer="google/gemini-2.5-pro", workload=CALLS, on_retirement="end", start="2026-11-23")
    assert Decimal(asked(client, body(chat))["finding"]["usd"]) == Decimal("26")


def test_thinking_is_not_left_out_where_the_answer_is_estimated(client: FlaskClient) -> None:
    chat = line(offer="google/gemini-3.7-flash", workload=CALLS | {"visible_tokens_per_call": None})
    assert asked(client, body(chat))["lines"][0]["refused"]["code"] == "thinking_always_on"


@pytest.mark.parametrize(("of_plan", "of_budget", "runs"), [
    ("working", "actual", 22 * 12 / 365), ("working", "30", 22 * 12 / 365), ("working", "working", 1),
    ("calendar", "actual", 1), ("30", "calendar", 1),
])  # fmt: skip
def test_a_plan_of_working_days_runs_as_often_in_a_budget(of_plan: Any, of_budget: str, runs: float) -> None:
    """80 a working day are 57.9 on an average day of the year: 1,760 in a month either way."""

    def saved(_reference: str) -> EstimateRequest:
        return EstimateRequest(Workload(runs_per_day=80), (GEMINI,), month=of_plan)

    (found,) = parse_budget(body({"scenario": "s1"}, month=of_budget), saved).lines
    assert found.workload.runs_per_day == pytest.approx(80 * runs)
