"""The JSON API through the client: happy paths, refusals in words, and a description that is true."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from planner.core.workload import field_names
from planner.schema.requests import TASK_CLASSES, parse_request
from tests.schema.described import mismatches

GPT = "openai/gpt-5.4"
KIMI = "novita/moonshotai/kimi-k2-thinking"


def payload(**changes: Any) -> dict[str, Any]:
    return {"offers": [GPT], "thinking": ["off"], "price_date": "2026-11-23", **changes}


def errors(client: FlaskClient, body: object, status: int = 422) -> dict[str, str]:
    response = client.post("/api/v1/estimate", json=body)
    assert response.status_code == status
    assert response.json is not None
    return {error["field"]: error["message"] for error in response.json["errors"]}


def get(client: FlaskClient, path: str) -> Any:
    response = client.get(f"/api/v1/{path}")
    assert (response.status_code, response.mimetype) == (200, "application/json")
    return response.json


def test_an_estimate_of_the_worked_loop(client: FlaskClient) -> None:
    """Opus 4.5, ten steps, every token already sent read from cache: $0.3165 (and $0.775 uncached)."""
    workload = {
        "task_class": "coding_agent",
        "input_tokens": 4000,
        "visible_tokens_per_call": 500,
        "tool_result_tokens": 1500,
        "steps": 10,
    }
    for cache, usd in (({"loop_hit_rate": 1}, "0.3165"), ({"mode": "off"}, "0.775")):
        body = payload(workload={**workload, "cache": cache}, offers=["anthropic/claude-opus-4-5"])
        response = client.post("/api/v1/estimate", json=body)
        assert response.json is not None
        (estimate,) = response.json["estimates"]
        assert (estimate["cost"]["usd_per_run"], estimate["tokens"]["input"]) == (usd, 130_000)


def test_what_is_known_but_impossible_is_refused_with_status_200(client: FlaskClient) -> None:
    response = client.post("/api/v1/estimate", json=payload(offers=[KIMI]))
    assert response.status_code == 200
    assert response.json is not None
    assert response.json["estimates"] == []
    assert [refusal["code"] for refusal in response.json["refused"]] == ["thinking_always_on"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"workload": {"steps": 0}}, "workload.steps"),
        ({"workload": {"steps": 1001}}, "workload.steps"),
        ({"workload": {"input_tokens": -1}}, "workload.input_tokens"),
        ({"workload": {"input_tokens": "many"}}, "workload.input_tokens"),
        ({"workload": {"cache": {"prefix_hit_rate": 1.5}}}, "workload.cache.prefix_hit_rate"),
        ({"workload": {"thinking_share": 2}}, "workload.thinking_share"),
        ({"workload": {"surprise": 1}}, "workload.surprise"),
        ({"surprise": 1}, "surprise"),
        ({"offers": ["nobody/nothing"]}, "offers.0"),
        ({"offers": []}, "offers"),
        ({"thinking": ["deep"]}, "thinking"),
        ({"price_date": "soon"}, "price_date"),
        ({"seed": -1}, "seed"),
        ({"overrides": {GPT: {"tokens_per_second": 0}}}, f"overrides.{GPT}.tokens_per_second"),
    ],
    ids=lambda value: value if isinstance(value, str) else json.dumps(value)[:40],
)
def test_a_bad_field_is_422_and_named(client: FlaskClient, changes: dict[str, Any], field: str) -> None:
    assert errors(client, payload(**changes)).keys() == {field}


def test_the_message_says_what_to_send(client: FlaskClient) -> None:
    assert errors(client, payload(workload={"steps": 0})) == {"workload.steps": "must be at least 1"}


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400"])
def test_numbers_that_are_not_finite_are_refused(client: FlaskClient, number: str) -> None:
    body = f'{{"offers": ["{GPT}"], "workload": {{"input_tokens": {number}}}}}'
    response = client.post("/api/v1/estimate", data=body, content_type="application/json")
    assert response.status_code == 422
    assert response.json == {"errors": [{"field": "workload.input_tokens", "message": "must be a finite number"}]}


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[]", b"null", b"[" * 100_000], ids=repr)
def test_a_body_that_is_no_object_is_422(client: FlaskClient, body: bytes) -> None:
    response = client.post("/api/v1/estimate", data=body, content_type="application/json")
    assert response.status_code == 422
    assert response.json is not None
    assert [error["field"] for error in response.json["errors"]] == [""]


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", None])
def test_another_content_type_is_415_in_json(client: FlaskClient, content_type: str | None) -> None:
    response = client.post("/api/v1/estimate", data="{}", content_type=content_type)
    assert (response.status_code, response.mimetype) == (415, "application/json")
    assert response.json is not None
    assert "Content-Type: application/json" in response.json["errors"][0]["message"]


def test_a_body_of_10_mb_is_413_in_json(client: FlaskClient) -> None:
    response = client.post("/api/v1/estimate", data=b" " * 10_000_000, content_type="application/json")
    assert (response.status_code, response.mimetype) == (413, "application/json")
    assert response.json is not None
    assert "1 MB" in response.json["errors"][0]["message"]


def test_a_program_needs_no_cookie_and_a_foreign_page_is_refused(client: FlaskClient) -> None:
    assert client.post("/api/v1/estimate", json=payload()).status_code == 200
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert client.post("/api/v1/estimate", json=payload(), headers=foreign).status_code == 403


def test_other_addresses_and_methods_answer_in_json(client: FlaskClient) -> None:
    for response in (client.get("/api/v1/nothing"), client.get("/api/v1/estimate")):
        assert response.status_code in (404, 405)
        assert response.json is not None
        assert response.json["errors"][0].keys() == {"field", "message"}


def test_the_offers_are_all_there_with_their_rates_now(client: FlaskClient) -> None:
    data = get(client, "offers")
    assert data["total"] == len(data["offers"]) > 2_000
    offer = next(offer for offer in data["offers"] if offer["id"] == GPT)
    assert offer["usd_per_mtok"] == {"input": "2.5", "output": "15", "cache_read": "0.25"}
    assert offer["long_context"] == [
        {"above_input_tokens": 272_000, "usd_per_mtok": {"input": "5", "output": "22.5", "cache_read": "0.5"}}
    ]
    assert (offer["model"], offer["live"], offer["host_name"]) == ("gpt-5.4", True, "OpenAI")
    assert set(offer["service_tiers"]) == {"standard", "batch", "flex", "priority", "fast"}


def test_offers_are_found_by_words_and_paged(client: FlaskClient) -> None:
    found = get(client, "offers?q=KIMI+novita")["offers"]
    assert KIMI in {offer["id"] for offer in found}
    assert all("kimi" in json.dumps(offer).casefold() and "novita" in offer["host"] for offer in found)
    page = get(client, "offers?q=kimi+novita&limit=2&offset=1")
    assert page["offers"] == found[1:3]
    assert page["total"] == len(found)


@pytest.mark.parametrize("query", ["limit=x", "limit=-1", "offset=1.5", "limit=99999999999999999999"])
def test_a_bad_page_is_422(client: FlaskClient, query: str) -> None:
    response = client.get(f"/api/v1/offers?{query}")
    assert response.status_code == 422
    assert response.json is not None
    assert response.json["errors"][0]["field"] == query.partition("=")[0]


def test_every_offer_has_evidence_and_a_default_among_its_modes(client: FlaskClient) -> None:
    offers = get(client, "offers")["offers"]
    assert any(offer["id"].endswith(":free") for offer in offers)
    assert not [offer["id"] for offer in offers if offer["evidence"] is None]
    defaults = [(offer["default_thinking"], offer["thinking_modes"]) for offer in offers]
    assert not [one for one in defaults if one[0] is not None and one[0] not in one[1]]


def test_every_preset_is_a_workload_that_can_be_sent_and_says_why(client: FlaskClient) -> None:
    presets = get(client, "presets")["presets"]
    assert len(presets) >= 10
    for preset in presets:
        body = payload(workload=preset["workload"], thinking=preset["thinking"])
        assert parse_request(body).workload.task_class in TASK_CLASSES
        assert preset["assumptions"]
        assert all(assumption["why"] for assumption in preset["assumptions"])
        assert client.post("/api/v1/estimate", json=body).status_code == 200


def test_the_task_classes_are_the_fixed_ones(client: FlaskClient) -> None:
    assert [task["id"] for task in get(client, "task-classes")["task_classes"]] == list(TASK_CLASSES)


def test_every_model_says_where_its_figures_come_from(client: FlaskClient) -> None:
    models = get(client, "models")["models"]
    assert {"kimi-k2-thinking", "gpt-5.4"} <= {model["id"] for model in models}
    for model in models:
        for name in ("modes", "default_mode", "context_window"):
            assert model[name]["source"]
            assert re.fullmatch(r"\d{4}-\d\d-\d\d", model[name]["checked"])
        assert set(model["live_offers"]) <= set(model["offers"])


@pytest.fixture
def document(client: FlaskClient) -> Any:
    return get(client, "openapi.json")


def test_the_description_covers_every_route(app: Flask, document: Any) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1/")]
    routes = {
        (rule.rule.removeprefix("/api/v1"), method.lower())
        for rule in rules
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert routes == {(path, method) for path, item in document["paths"].items() for method in item}
    assert document["openapi"].startswith("3.1")
    assert document["info"].keys() >= {"title", "version"}


def test_every_reference_of_the_description_leads_somewhere(document: Any) -> None:
    references = set(re.findall(r'"\$ref": "([^"]+)"', json.dumps(document)))
    assert references
    names = {reference.removeprefix("#/components/schemas/") for reference in references}
    assert names <= document["components"]["schemas"].keys()


def test_the_description_knows_the_request_with_its_bounds(document: Any) -> None:
    workload = document["components"]["schemas"]["Workload"]
    assert list(workload["properties"]) == field_names()
    assert (workload["properties"]["steps"]["minimum"], workload["properties"]["steps"]["maximum"]) == (1, 1000)
    assert workload["properties"]["task_class"]["enum"] == list(TASK_CLASSES)
    assert workload["additionalProperties"] is False


def test_answers_are_as_described(client: FlaskClient, document: Any) -> None:
    answer = client.post("/api/v1/estimate", json=payload(offers=[GPT, KIMI], thinking=["off", "high"])).json
    assert list(mismatches(answer, {"$ref": "#/components/schemas/Comparison"}, document)) == []
    for path in ("offers", "models", "presets", "task-classes"):
        schema = document["paths"][f"/{path}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        assert list(mismatches(get(client, path), schema, document)) == []


def test_requests_are_as_described(document: Any) -> None:
    request = {"$ref": "#/components/schemas/QuestionRequest"}
    assert list(mismatches(payload(thinking="pair", workload={"steps": 3}), request, document)) == []
    assert list(mismatches(payload(surprise=1), request, document)) == ["$.surprise is not described"]
    assert list(mismatches({"thinking": ["off"]}, request, document)) == ["$.offers is missing"]


def test_ended_offers_are_listed_only_when_asked_for(client: FlaskClient) -> None:
    listed, everything = get(client, "offers"), get(client, "offers?ended=1")
    assert listed["total"] < everything["total"]
    gone = {offer["id"] for offer in everything["offers"] if offer["status"] == "ended"}
    assert {"openai/text-davinci-003", "anthropic/claude-v1", "x-ai/grok-3", "deepseek/deepseek-chat"} <= gone
    assert gone.isdisjoint(offer["id"] for offer in listed["offers"])
    assert {offer["status"] for offer in listed["offers"]} == {"live", "ending", "unknown"}


@pytest.mark.parametrize(
    ("offer_id", "expected"),
    [
        (
            "google/gemini-2.5-pro",
            {"maker": True, "status": "ending", "ends": "2026-12-01", "then": "rerouted"}
            | {"successor": "google/gemini-3.8-flash", "context_window": 1_048_576, "max_output": 65_536},
        ),
        ("openai/gpt-5.5", {"maker": True, "status": "live", "ends": None, "max_output": 128_000}),
        ("openrouter/x-ai/grok-4.7", {"maker": False, "status": "live", "host": "openrouter"}),
        ("google/gemini-3.5-flash-lite", {"default_thinking": "minimal", "status": "live"}),
    ],
)
def test_an_offer_says_what_is_known_of_it(client: FlaskClient, offer_id: str, expected: dict[str, Any]) -> None:
    (offer,) = [offer for offer in get(client, f"offers?q={offer_id}")["offers"] if offer["id"] == offer_id]
    assert {name: offer[name] for name in expected} == expected
    assert set(offer["evidence"]) == {"reasoning", "speed"}
    assert offer["input_kinds"][0] == "text"
    assert offer["status_source"]["checked"]


def test_a_price_without_a_date_says_so(client: FlaskClient) -> None:
    (found,) = client.post("/api/v1/estimate", json=payload(offers=["openai/gpt-5.5"])).json["estimates"]
    price = found["evidence"]["price"]
    assert price["checked"] is None
    assert price["list_date"] == "2026-11-09"


def test_one_answer_names_every_problem_offers_included(client: FlaskClient) -> None:
    found = errors(client, payload(workload={"steps": 0}, offers=[GPT, "nobody/knows-this"]))
    assert found.keys() == {"workload.steps", "offers.1"}
    found = errors(client, payload(workload={"task_class": "gardening"}, offers=["nobody/knows-this"]))
    assert found.keys() == {"workload.task_class", "offers.0"}
