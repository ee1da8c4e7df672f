"""The OpenAPI 3.1 description: requests from the adapters that parse them, answers from the shapes they are made in."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import DecimalSchema

from planner.core.models.offers.own_offers import ID as OWN_ID
from planner.core.prompts.count_request import MOST_MODELS
from planner.core.workload import LIMITS
from planner.schema.answers import Data
from planner.schema.budget.bounds import LINES
from planner.schema.budget.shape import BUDGET
from planner.schema.request_shape import QUESTION, TASK_CLASSES
from planner.schema.shapes import budget, catalogue, estimate, usage

REF = "#/components/schemas/"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
TEXT = {"type": "string"}
MONTH = "^[0-9]{4}-(0[1-9]|1[0-2])$"
FREE = {"type": "object", "additionalProperties": True}
ANSWERS: tuple[Any, ...] = (
    estimate.Comparison,
    estimate.Errors,
    budget.BudgetAnswer,
    catalogue.Offers,
    catalogue.Models,
    catalogue.Presets,
    catalogue.TaskClasses,
    usage.CountAnswer,
    usage.UsageAnswer,
)
SCALARS = [TEXT, {"type": "number"}, {"type": "boolean"}, {"type": "null"}]
PROBLEMS = {
    "403": "A page of another site sent it",
    "413": "The body is too large",
    "415": "The body is of a type that is not read here",
    "422": "Something is wrong with the request",
    "429": "Too much was asked at once; the header Retry-After says when to try again",
}
OWN_KINDS: dict[tuple[str, str], Data] = {
    ("Preset", "workload"): {"$ref": f"{REF}Workload"},
    ("UsageAnswer", "workload"): {"anyOf": [{"$ref": f"{REF}Workload"}, {"type": "null"}]},
    ("Fact", "value"): {"anyOf": [*SCALARS, {"type": "array", "items": TEXT}]},
    ("Claim", "value"): {"anyOf": SCALARS},
    ("Assumption", "value"): {"anyOf": [*SCALARS, {"$ref": f"{REF}Compaction"}, {"$ref": f"{REF}People"}]},
}
"""Fields of answers that hold parts of requests, or figures of several kinds."""
OWNERS = {"cache": "CacheSettings", "compaction": "Compaction", "people": "People"}
"""The schema of each part of a workload that has bounds of its own."""


def describe(version: str) -> Data:
    """The document that GET /api/v1/openapi.json answers."""
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": DIALECT,
        "info": {
            "title": "Token planner",
            "version": version,
            "description": "What a language-model workload costs and how long it takes, thinking on and off.",
        },
        "servers": [{"url": "/api/v1"}],
        "paths": paths(),
        "components": {"schemas": answer_schemas() | request_schemas() | {"CountRequest": count_request()}},
    }


def paths() -> Data:
    log = _form(task_class=TEXT, calls=TEXT) | {"*/*": {"schema": {}}}
    counted = _json("CountRequest") | _form(models=TEXT, column=TEXT)
    return {
        "/estimate": _post("estimate", "Cost, tokens and time of a workload", "Comparison", _json("QuestionRequest")),
        "/budget": _post("budget", "Months of several workloads against a cap", "BudgetAnswer", _json("BudgetRequest")),
        "/count": _post("count", "Tokens of a text, chat or tool schemas", "CountAnswer", counted),
        "/usage": _post("usage", "What a usage log holds, what it cost, and the plan it makes", "UsageAnswer", log),
        "/offers": _get("offers", "Offers and their rates now", _ref("Offers"), _offer_parameters()),
        "/models": _get("models", "Models and what is known of them", _ref("Models")),
        "/presets": _get("presets", "Workloads to start from", _ref("Presets")),
        "/task-classes": _get("task_classes", "Kinds of work", _ref("TaskClasses")),
        "/openapi.json": _get("openapi", "This document", FREE),
    }


def _form(**fields: Data) -> Data:
    """A form with a file."""
    file = {"type": "string", "format": "binary"}
    schema = {"type": "object", "properties": {"file": file, **fields}, "required": ["file"]}
    return {"multipart/form-data": {"schema": schema}}


def _post(name: str, summary: str, answer: str, sent: Data) -> Data:
    operation = _get(name, summary, _ref(answer))["get"]
    responses = operation["responses"] | {status: _errors(PROBLEMS[status]) for status in PROBLEMS}
    return {"post": operation | {"requestBody": {"required": True, "content": sent}, "responses": responses}}


def _errors(description: str) -> Data:
    return {"description": description, "content": _json("Errors")}


def _get(name: str, summary: str, schema: Data, parameters: list[Data] | None = None) -> Data:
    responses = {"200": {"description": summary, "content": {"application/json": {"schema": schema}}}}
    responses["429"] = _errors(PROBLEMS["429"])
    if parameters:
        responses["422"] = _errors(PROBLEMS["422"])
    operation: Data = {"operationId": name, "summary": summary, "responses": responses}
    return {"get": operation | {"parameters": parameters} if parameters else operation}


def _ref(name: str) -> Data:
    return {"$ref": REF + name}


def _json(name: str) -> Data:
    return {"application/json": {"schema": _ref(name)}}


def _offer_parameters() -> list[Data]:
    count = {"type": "integer", "minimum": 0, "maximum": 999_999_999}
    return [
        {"name": "q", "in": "query", "description": "Words that id, name or host must hold", "schema": TEXT},
        {"name": "ended", "in": "query", "description": "1 lists those that have ended too", "schema": count},
        {"name": "limit", "in": "query", "description": "At most so many; without it all", "schema": count},
        {"name": "offset", "in": "query", "description": "Leave out so many first", "schema": count},
    ]


class _Schemas(GenerateJsonSchema):
    """With exact decimals as the money they are in answers."""

    def decimal_schema(self, schema: DecimalSchema) -> JsonSchemaValue:
        return dict(estimate.MONEY)


def answer_schemas() -> Data:
    """Every shape of an answer, by name. An object may come to have more fields than it has today."""
    schemas: Data = {}
    for shape in ANSWERS:
        document = TypeAdapter(shape).json_schema(
            mode="serialization", ref_template=REF + "{model}", schema_generator=_Schemas
        )
        schemas |= document.pop("$defs", {})
        schemas[shape.__name__] = document
    for (shape_name, field), kind in OWN_KINDS.items():
        schemas[shape_name]["properties"][field] = kind
    return {name: _untitled(schema) for name, schema in schemas.items()}


def _untitled(schema: Any) -> Any:  # noqa: ANN401 - a part of a JSON Schema
    """Without the titles, which repeat the names."""
    if isinstance(schema, dict):
        return {key: _untitled(part) for key, part in schema.items() if not (key == "title" and isinstance(part, str))}
    return [_untitled(part) for part in schema] if isinstance(schema, list) else schema


def request_schemas() -> Data:
    """QuestionRequest, BudgetRequest and their parts as pydantic reads them, with the bounds checked after."""
    schemas: Data = BUDGET.json_schema(ref_template=REF + "{model}")["$defs"]
    schemas |= QUESTION.json_schema(ref_template=REF + "{model}")["$defs"]
    for name, limit in LIMITS.items():
        *inside, part = name.split(".")
        properties = schemas[OWNERS[inside[0]] if inside else "Workload"]["properties"]
        properties[part] |= {"minimum": limit.low, "maximum": limit.high}
    schemas["Workload"]["properties"]["task_class"]["enum"] = list(TASK_CLASSES)
    for schema in schemas.values():
        schema["additionalProperties"] = False
    question = schemas["QuestionRequest"]
    question["required"] = ["offers"]
    question["properties"]["offers"] |= {"minItems": 1}
    del question["properties"]["offers"]["default"]
    schemas["OwnOfferRequest"]["properties"]["id"]["pattern"] = f"^{OWN_ID.pattern}$"
    asked = schemas["BudgetRequest"]["properties"]
    asked["start"]["pattern"] = MONTH
    asked["lines"] |= {"minItems": LINES.low, "maxItems": LINES.high}
    thinking = question["properties"]["thinking"]
    question["properties"]["thinking"] = {"anyOf": [thinking, thinking["items"]], "default": thinking["default"]}
    return schemas


def count_request() -> Data:
    """One of `text`, `tools` or a chat in any vendor's form (planner.core.prompts.prompt reads it)."""
    none = {"type": "null"}
    texts = {name: {"anyOf": [TEXT, {"type": "array"}, none]} for name in ("messages", "system", "instructions")}
    listed = {"type": "array", "items": FREE}
    tools = {"anyOf": [listed, {"type": "object", "properties": {"tools": listed}, "required": ["tools"]}, none]}
    models = {"type": "array", "items": TEXT | {"minLength": 1}, "minItems": 1, "maxItems": MOST_MODELS}
    properties = {"text": TEXT, "tools": tools, "models": models, **texts}
    return {"type": "object", "properties": properties, "additionalProperties": False, "minProperties": 1}
