"""POST /api/v1/count and POST /api/v1/usage in the OpenAPI description."""

from __future__ import annotations

from planner.schema.answers import Data

REF = "#/components/schemas/"
TEXT = {"type": "string"}
WHOLE = {"type": "integer", "minimum": 0}
NUMBER = {"type": "number"}
MAYBE_NUMBER = {"type": ["number", "null"]}
MAYBE_TEXT = {"type": ["string", "null"]}
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
    """Requests and answers of counting and of logs."""
    part = record({"name": TEXT, "tokens": WHOLE})
    count = {"model": TEXT, "tokens": WHOLE, "exact": {"type": "boolean"}, "low": WHOLE, "high": WHOLE}
    count |= {"tokenizer": TEXT, "source": TEXT, "parts": listed(part)}
    texts = {name: {"anyOf": [TEXT, {"type": "array"}]} for name in ("messages", "system", "instructions")}
    asked = {"text": TEXT, "tools": listed(FREE), "models": listed(TEXT)}
    return {
        "CountRequest": {"type": "object", "properties": asked | texts, "additionalProperties": False},
        "CountAnswer": record({"kind": TEXT, "characters": WHOLE, "models": listed(record(count))}),
        "UsageSpread": record(dict.fromkeys(("p10", "p50", "p90", "mean"), NUMBER)),
        "UsageAnswer": usage_answer(),
    }


def usage_answer() -> Data:
    spread = {"anyOf": [{"$ref": REF + "UsageSpread"}, {"type": "null"}]}
    group = {
        "model": TEXT,
        "thinking": MAYBE_TEXT,
        "task": MAYBE_TEXT,
        "offer": MAYBE_TEXT,
        "calls": WHOLE,
        "runs": WHOLE,
    }
    group |= dict.fromkeys(("steps", "input", "reasoning", "visible", "seconds"), spread)
    group |= {"cache_read_share": MAYBE_NUMBER, "usd_billed": MAYBE_TEXT, "usd_ours": MAYBE_TEXT}
    shares = {"type": ["array", "null"], "items": NUMBER}
    return record(
        {
            "format": TEXT,
            "rows": record(dict.fromkeys(("read", "unknown", "other", "twice"), WHOLE)),
            "period": record({"first": MAYBE_TEXT, "last": MAYBE_TEXT, "days": {"type": ["integer", "null"]}}),
            "usd_billed": MAYBE_TEXT,
            "usd_ours": MAYBE_TEXT,
            "unpriced_calls": WHOLE,
            "groups": listed(record(group)),
            "workload": FREE,
            "calibration": listed({"$ref": REF + "OwnRunsRequest"}),
            "hours": shares,
            "weekdays": shares,
        }
    )


def listed(items: Data) -> Data:
    return {"type": "array", "items": items}


def record(properties: Data) -> Data:
    return {"type": "object", "properties": properties, "required": list(properties)}


def usage_operation() -> Data:
    """The operation at /usage."""
    summary = "What a usage log tells, what it cost, and the plan it makes"
    problems = {"description": "The file is no log that can be read", "content": json_of("Errors")}
    file = {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}, "task_class": TEXT}}
    sent = {"multipart/form-data": {"schema": file}, "application/octet-stream": {"schema": {}}}
    return {
        "operationId": "usage",
        "summary": summary,
        "requestBody": {"required": True, "content": sent},
        "responses": {"200": {"description": summary, "content": json_of("UsageAnswer")}}
        | dict.fromkeys(("413", "422"), problems),
    }
