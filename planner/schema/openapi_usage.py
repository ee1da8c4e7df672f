"""POST /api/v1/count in the OpenAPI description."""

from __future__ import annotations

from planner.schema.answers import Data

REF = "#/components/schemas/"
TEXT = {"type": "string"}
WHOLE = {"type": "integer", "minimum": 0}
FREE = {"type": "object", "additionalProperties": True}


def count_operation() -> Data:
    """The operation at /count."""
    summary = "Tokens of a text, chat or tool schemas on each model"
    problems = {"description": "Something is wrong with the request", "content": json_of("Errors")}
    return {
        "operationId": "count",
        "summary": summary,
        "requestBody": {"required": True, "content": json_of("CountRequest")},
        "responses": {"200": {"description": summary, "content": json_of("CountAnswer")}}
        | dict.fromkeys(("413", "422"), problems),
    }


def json_of(name: str) -> Data:
    return {"application/json": {"schema": {"$ref": REF + name}}}


def usage_schemas() -> Data:
    """Requests and answers of counting."""
    part = record({"name": TEXT, "tokens": WHOLE})
    count = {"model": TEXT, "tokens": WHOLE, "exact": {"type": "boolean"}, "low": WHOLE, "high": WHOLE}
    count |= {"tokenizer": TEXT, "source": TEXT, "parts": {"type": "array", "items": part}}
    texts = {name: {"anyOf": [TEXT, {"type": "array"}]} for name in ("messages", "system", "instructions")}
    asked = {"text": TEXT, "tools": {"type": "array", "items": FREE}, "models": {"type": "array", "items": TEXT}}
    return {
        "CountRequest": {"type": "object", "properties": asked | texts, "additionalProperties": False},
        "CountAnswer": record({"kind": TEXT, "characters": WHOLE, "models": {"type": "array", "items": record(count)}}),
    }


def record(properties: Data) -> Data:
    return {"type": "object", "properties": properties, "required": list(properties)}
