"""The OpenAPI 3.1 description: the request from the adapter that parses it, the responses written out by hand."""

from __future__ import annotations

from typing import Any

from planner.core.workload import LIMITS
from planner.schema.answers import Data
from planner.schema.budget.openapi import budget_operation, budget_request_schemas, budget_response_schemas
from planner.schema.openapi_usage import count_operation, usage_operation, usage_schemas
from planner.schema.request_shape import QUESTION, TASK_CLASSES

REF = "#/components/schemas/"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
MONEY = {"type": "string", "pattern": r"^-?\d+(\.\d+)?$", "description": "USD, exact"}
NUMBER = {"type": "number"}
TEXT = {"type": "string"}
MAYBE_TEXT = {"type": ["string", "null"]}
MAYBE_INT = {"type": ["integer", "null"]}
DATE = {"type": ["string", "null"], "format": "date"}
FREE = {"type": "object", "additionalProperties": True}


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
        "components": {"schemas": all_schemas()},
    }


def all_schemas() -> Data:
    requests = request_schemas()
    return (
        requests | budget_request_schemas(requests) | response_schemas() | budget_response_schemas() | usage_schemas()
    )


def paths() -> Data:
    return {
        "/estimate": {"post": _estimate_operation()},
        "/budget": {"post": budget_operation()},
        "/count": {"post": count_operation()},
        "/usage": {"post": usage_operation()},
        "/offers": {"get": _list("offers", "Offers and their rates now", "Offer", _offer_parameters())},
        "/models": {"get": _list("models", "Models and what is known of them", "Model")},
        "/presets": {"get": _list("presets", "Workloads to start from", "Preset")},
        "/task-classes": {"get": _list("task_classes", "Kinds of work", "TaskClass")},
        "/openapi.json": {"get": _operation("openapi", "This document", FREE)},
    }


def _estimate_operation() -> Data:
    operation = _operation("estimate", "Cost, tokens and time of a workload", ref("Comparison"))
    operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": ref("QuestionRequest")}}}
    problems = {"description": "Something is wrong with the request", "content": _json(ref("Errors"))}
    return operation | {"responses": operation["responses"] | dict.fromkeys(("413", "415", "422"), problems)}


def _list(name: str, summary: str, schema: str, parameters: list[Data] | None = None) -> Data:
    body = record({name: array(ref(schema)), "total": {"type": "integer"}}, optional=("total",))
    return _operation(name, summary, body) | ({"parameters": parameters} if parameters else {})


def _operation(name: str, summary: str, schema: Data) -> Data:
    return {
        "operationId": name,
        "summary": summary,
        "responses": {"200": {"description": summary, "content": _json(schema)}},
    }


def _json(schema: Data) -> Data:
    return {"application/json": {"schema": schema}}


def _offer_parameters() -> list[Data]:
    count = {"type": "integer", "minimum": 0}
    return [
        {"name": "q", "in": "query", "description": "Words that id, name or host must hold", "schema": TEXT},
        {"name": "ended", "in": "query", "description": "1 lists those that have ended too", "schema": count},
        {"name": "limit", "in": "query", "description": "At most so many; without it all", "schema": count},
        {"name": "offset", "in": "query", "description": "Leave out so many first", "schema": count},
    ]


OWNERS = {"cache": "CacheSettings", "compaction": "Compaction", "people": "People"}


def request_schemas() -> Data:
    """QuestionRequest and its parts, as pydantic reads them, with the bounds that are checked after it."""
    document: Data = QUESTION.json_schema(ref_template=REF + "{model}")
    schemas: Data = document["$defs"]
    for name, limit in LIMITS.items():
        *inside, part = name.split(".")
        owner = (
            {"cache": "CacheSettings", "compaction": "Compaction", "people": "People"}[inside[0]]
            if inside
            else "Workload"
        )
        properties = schemas[owner]["properties"]
        properties[part] |= {"minimum": limit.low, "maximum": limit.high}
    schemas["Workload"]["properties"]["task_class"]["enum"] = list(TASK_CLASSES)
    for schema in schemas.values():
        schema["additionalProperties"] = False
    question = schemas["QuestionRequest"]
    question["required"] = ["offers"]
    thinking = question["properties"]["thinking"]
    question["properties"]["thinking"] = {"anyOf": [thinking, thinking["items"]], "default": thinking["default"]}
    return schemas


def _offer_schema() -> Data:
    """Of the fields of an offer those that are always there; null where something is not known."""
    kinds = {"type": ["array", "null"], "items": TEXT}
    flag: Data = {"type": "boolean"}
    status = {"type": "string", "enum": ["live", "ending", "ended", "unknown"]}
    return record(
        dict.fromkeys(("id", "host", "host_name", "name", "model"), TEXT)
        | {"maker": flag, "live": flag, "deprecated": flag, "status": status, "ends": DATE, "ends_not_before": flag}
        | {"then": MAYBE_TEXT, "successor": MAYBE_TEXT, "context_window": MAYBE_INT, "max_output": MAYBE_INT}
        | {"input_kinds": kinds, "thinking_modes": kinds, "default_thinking": MAYBE_TEXT, "price_checked": DATE}
        | {"evidence": {"anyOf": [record({"reasoning": TEXT, "speed": TEXT}), {"type": "null"}]}}
    )


def response_schemas() -> Data:
    return {
        "Comparison": record(
            {
                "price_date": {"type": "string", "format": "date-time"},
                "seed": {"type": "integer"},
                "estimates": array(ref("Estimate")),
                "refused": array(ref("Refusal")),
            }
        ),
        "Estimate": _estimate_schema(),
        "Tokens": _tokens_schema(),
        "Cost": _cost_schema(),
        "Latency": record(
            dict.fromkeys(("ttft", "first_answer", "e2e", "run"), ref("Tail")) | {"solved": nullable("Tail")},
            ("solved",),
        ),
        "Band": record(dict.fromkeys(("p10", "p50", "p90"), NUMBER)),
        "MoneyBand": record(dict.fromkeys(("p10", "p50", "p90"), MONEY)),
        "Tail": record({"p50": NUMBER, "p95": {"type": ["number", "null"]}}),
        "Flag": record({"code": TEXT, "text": TEXT, "step": MAYBE_INT}),
        "Evidence": record({"basis": TEXT, "source": TEXT, "checked": DATE, "url": MAYBE_TEXT}),
        "Refusal": record(
            dict.fromkeys(("offer", "model", "thinking", "code", "text"), TEXT) | {"instead": MAYBE_TEXT}
        ),
        "Errors": record({"errors": array(record({"field": TEXT, "message": TEXT}))}),
        "Offer": _offer_schema(),
        "Model": record({"id": TEXT, "name": TEXT, "modes": FREE, "default_mode": FREE, "live_offers": array(TEXT)}),
        "Preset": _preset_schema(),
        "TaskClass": record({"id": TEXT, "name": TEXT, "example": TEXT}),
    }


def _estimate_schema() -> Data:
    evidence = {"price": ref("Evidence"), "reasoning": ref("Evidence"), "visible": ref("Evidence")}
    return record(
        {
            "offer": TEXT,
            "model": TEXT,
            "thinking": TEXT,
            "tokens": ref("Tokens"),
            "cost": ref("Cost"),
            "latency": nullable("Latency"),
            "flags": array(ref("Flag")),
            "evidence": record(evidence | {"speed": nullable("Evidence")}),
        }
    )


def _refusal_schema() -> Data:
    said = ("offer", "model", "thinking", "code", "text")
    return record(dict.fromkeys(said, TEXT) | {"instead": MAYBE_TEXT})


def _preset_schema() -> Data:
    request = {"workload": ref("Workload"), "thinking": array(TEXT)}
    return record({"id": TEXT, "name": TEXT, **request, "assumptions": array(FREE)})


def _tokens_schema() -> Data:
    means = ("input", "input_fresh", "cache_read", "cache_write", "reasoning", "visible", "compactions")
    bands = ("reasoning_band", "visible_band", "reasoning_mean_band")
    steps = {"steps": {"anyOf": [record(dict.fromkeys(("mean", "p10", "p50", "p90"), NUMBER)), {"type": "null"}]}}
    return record(dict.fromkeys(means, NUMBER) | dict.fromkeys(bands, nullable("Band")) | steps)


def _cost_schema() -> Data:
    line = record({"name": TEXT, "tokens": NUMBER, "usd_per_mtok": MONEY, "usd": MONEY, "tier_start": MAYBE_INT})
    return record(
        {
            "lines": array(line),
            "usd_per_run": MONEY,
            "run_band": nullable("MoneyBand"),
            "usd_per_month": MONEY,
            "month_band": nullable("MoneyBand"),
            "usd_per_solved": {"anyOf": [MONEY, {"type": "null"}]},
            "success": {"anyOf": [_success_schema(), {"type": "null"}]},
            "per_person": {"anyOf": [_person_schema(), {"type": "null"}]},
        },
        ("usd_per_solved", "success", "per_person"),
    )


def _person_schema() -> Data:
    usd = {"usd_per_month": MONEY, "usd_per_active_day": MONEY}
    return record(usd | {"published": {"anyOf": [FREE, {"type": "null"}]}, "reason": MAYBE_TEXT})


def _success_schema() -> Data:
    return record({"rate": NUMBER, "source": TEXT, "tries": NUMBER, "solved_share": NUMBER})


def ref(name: str) -> Data:
    return {"$ref": REF + name}


def nullable(name: str) -> Data:
    return {"anyOf": [ref(name), {"type": "null"}]}


def array(items: Data) -> Data:
    return {"type": "array", "items": items}


def record(properties: dict[str, Any], optional: tuple[str, ...] = ()) -> Data:
    """An object that has these properties and may come to have more."""
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
    }
