"""Every field of every answer is in the OpenAPI description, with its type."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from flask.testing import FlaskClient

from planner.core.estimate.comparison import compare
from planner.core.models.catalogue import Catalogue
from planner.core.workload import BadInput
from planner.schema.answers import comparison_to_data, problems_to_data
from planner.schema.catalogue import offer_to_data, preset_to_data, profile_to_data, task_class_to_data
from planner.schema.openapi import answer_schemas, describe
from planner.schema.request_shape import TASK_CLASSES
from planner.schema.requests import parse_request
from planner.schema.scalars import to_json
from tests.schema.described import mismatches

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DOCUMENT = describe("test")
OFFERS = (
    "openai/gpt-5.4", "novita/moonshotai/kimi-k2-thinking", "claude-opus-4-5", "google/gemini-3.1-flash-lite",
    "deepseek/deepseek-v4-flash", "kimi-k2.5", "groq/openai/gpt-oss-120b", "no such model", "voyageai/voyage-3-large",
)  # fmt: skip
STAGES = [{"name": "plan", "share": 1, "steps": 2}, {"name": "work", "offer": "gpt-5.4-mini", "steps": 6, "times": 3}]
OWN = {"model": "gpt-5.4", "task_class": "everyday_qa", "runs": 8, "thinking": "high", "reasoning_tokens": 900.0}
PARTS: tuple[dict[str, object], ...] = (
    {"steps": 40, "tool_result_tokens": 900, "steps_spread": 0.6},
    {"steps": 200, "tool_result_tokens": 3000, "compaction": {"at_share": 0.8, "to_tokens": 20000}},
    {"steps": 8, "stages": STAGES},
    {"success_rate": 0.5, "success_rate_off": 0.3, "max_tries": 3},
    {"people": {"count": 40, "active_share": 0.7, "days_per_month": 22, "runs_per_day": 1}},
    {"cache": {"mode": "off"}},
    {"service_tier": "batch"},
    {"runs_per_day": 0},
    {"web_searches_per_run": 2, "retry_rate": 0.1, "image_inputs_per_run": 1},
    {"thinking_budget_tokens": 12000},
    {"max_output_tokens": 300},
)


def drawn(columns: Random) -> dict[str, Any]:
    """One request."""
    workload: dict[str, Any] = {"task_class": columns.choice(TASK_CLASSES), "input_tokens": columns.randint(1, 300_000)}
    for part in columns.sample(PARTS, columns.randint(0, 3)):
        workload |= part
    asked: dict[str, Any] = {"workload": workload, "offers": columns.sample(OFFERS, columns.choice((1, 1, 2)))}
    asked["thinking"] = columns.choice((["pair"], ["off", "high"], ["default"], ["max"]))
    if columns.random() < 0.2:
        asked["calibration"] = [OWN]
    if columns.random() < 0.2:
        asked["overrides"] = {asked["offers"][0]: {"tokens_per_second": 80.0, "discount": "0.1"}}
    return asked


def complaints(data: object, name: str) -> list[str]:
    return list(mismatches(json.loads(to_json(data)), {"$ref": f"#/components/schemas/{name}"}, DOCUMENT))


def test_two_hundred_answers_are_as_described(catalogue: Catalogue) -> None:
    columns = Random(1)  # noqa: S311 - no secret
    seen = Counter[str]()
    for asked in (drawn(columns) for _ in range(200)):
        data, name = answer(asked, catalogue)
        assert complaints(data, name) == [], asked
        seen[name] += 1
    assert seen["Comparison"] > 100 and seen["Errors"] > 10


def answer(asked: dict[str, Any], catalogue: Catalogue) -> tuple[object, str]:
    """The body of an answer, and the name of its shape."""
    try:
        return comparison_to_data(compare(parse_request(asked), catalogue, now=NOW)), "Comparison"
    except BadInput as error:
        return problems_to_data(error), "Errors"


@pytest.mark.parametrize("change", [{"surprise": 1}, {"seed": "1"}, {"estimates": None}])
def test_what_is_not_described_is_found(catalogue: Catalogue, change: dict[str, object]) -> None:
    found = comparison_to_data(compare(parse_request({"offers": ["gpt-5.4"]}), catalogue, now=NOW))
    assert complaints({**found, **change}, "Comparison")


def test_the_catalogue_is_as_described(catalogue: Catalogue) -> None:
    for offer in list(catalogue.offers.values())[::9]:
        assert complaints(offer_to_data(catalogue, offer, now=NOW), "Offer") == [], offer.id
    for profile in catalogue.profiles.values():
        assert complaints(profile_to_data(catalogue, profile, now=NOW), "Model") == [], profile.id
    for preset in catalogue.presets.values():
        assert complaints(preset_to_data(preset), "Preset") == [], preset.id
    for kind in catalogue.task_classes.values():
        assert complaints(task_class_to_data(kind), "TaskClass") == [], kind.id


def parts(schema: Any) -> Iterator[Any]:
    """A schema and all schemas inside it."""
    if isinstance(schema, dict):
        yield schema
        inner = [*schema.get("properties", {}).values(), *schema.get("anyOf", []), schema.get("items")]
        more = schema.get("additionalProperties")
        for part in [*inner, more if isinstance(more, dict) else None]:
            yield from parts(part)


def test_no_field_of_an_answer_is_left_to_guesses() -> None:
    for name, schema in answer_schemas().items():
        for part in parts(schema):
            assert part.keys() & {"type", "$ref", "anyOf", "enum", "const"}, name
            assert part.get("additionalProperties") is not True, name
            assert part.get("type") != "array" or "items" in part, name


def test_what_is_required_has_no_default() -> None:
    """A default of `offers`, an empty list, is what the document itself forbids: it was no valid OpenAPI."""
    for name, schema in DOCUMENT["components"]["schemas"].items():
        for field in schema.get("required", []):
            assert "default" not in schema["properties"].get(field, {}), name
    offers = DOCUMENT["components"]["schemas"]["QuestionRequest"]["properties"]["offers"]
    assert (offers["minItems"], "default" in offers) == (1, False)


def test_every_status_of_the_guard_is_described() -> None:
    for path, item in DOCUMENT["paths"].items():
        for method, operation in item.items():
            known = {"200", "403", "413", "415", "422", "429"} if method == "post" else {"200", "429"}
            assert known <= operation["responses"].keys(), path


def test_a_log_is_answered_as_described(client: FlaskClient) -> None:
    log = "model,timestamp,input_tokens,cached_tokens,output_tokens,cost_usd\n"
    log += "gpt-5.4,2026-11-02T10:00:00Z,1000,200,50,0.01\ngpt-5.4,2026-11-02T11:00:00Z,900,200,70,0.02\n"
    answer = client.post("/api/v1/usage", data=log, content_type="text/csv").get_json()
    assert answer["workload"]
    assert complaints(answer, "UsageAnswer") == []
