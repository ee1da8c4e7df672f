"""POST /api/v1/budget in the OpenAPI description: the request from its adapter, the answer written out by hand."""

from __future__ import annotations

from planner.schema.answers import Data
from planner.schema.budget.shape import BUDGET

REF = "#/components/schemas/"
USD = {"type": "string", "pattern": r"^-?\d+(\.\d+)?$", "description": "USD, exact"}
MAYBE_USD = {"type": ["string", "null"]}
TEXT = {"type": "string"}
MAYBE_TEXT = {"type": ["string", "null"]}
CHANCE = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
FREE = {"type": "object", "additionalProperties": True}
FAN = ("p10", "p25", "p50", "p75", "p90", "mean")
SPLIT = ("reading", "thinking", "rereading", "answering", "fees")


def budget_operation() -> Data:
    """The operation at /budget."""
    problems = {"description": "Something is wrong with the request", "content": _json("Errors")}
    summary = "Months of several workloads against a cap"
    return {
        "operationId": "budget",
        "summary": summary,
        "requestBody": {"required": True, "content": _json("BudgetRequest")},
        "responses": {"200": {"description": summary, "content": _json("BudgetAnswer")}}
        | dict.fromkeys(("413", "415", "422"), problems),
    }


def _json(name: str) -> Data:
    return {"application/json": {"schema": {"$ref": REF + name}}}


def budget_request_schemas(known: Data) -> Data:
    """The parts of a budget as pydantic reads them; what `known` already describes stays as it is there."""
    document: Data = BUDGET.json_schema(ref_template=REF + "{model}")
    schemas: Data = {name: schema for name, schema in document["$defs"].items() if name not in known}
    for schema in schemas.values():
        schema["additionalProperties"] = False
    return schemas


def budget_response_schemas() -> Data:
    return {
        "BudgetAnswer": _record(
            {
                "name": TEXT,
                "seed": {"type": "integer"},
                "currency": _record({"label": TEXT, "per_usd": TEXT}),
                "finding": _finding(),
                "months": _array(_month()),
                "lines": _array(_line()),
                "owners": _array(_subtotal()),
                "cost_centres": _array(_subtotal()),
                "events": _array(_record({"on": TEXT, "kind": TEXT, "lines": _array(TEXT), "text": TEXT})),
                "sensitivity": _array(_record({"name": TEXT, "ranges": TEXT, "low_usd": USD, "high_usd": USD})),
                "advice": _record(dict.fromkeys(("runs", "efforts", "candidates", "savings"), _array(FREE))),
                "capacity": _array(_record({"offer": TEXT, "months": _array(FREE), "passes": FREE})),
            }
        ),
    }


def _finding() -> Data:
    months = ("likeliest_month", "first_month_over", "first_month_risky")
    return _record(
        {"usd": USD, "fan": _fan(), "chance_any_month": CHANCE, "chance_period": CHANCE}
        | dict.fromkeys(months, MAYBE_TEXT)
    )


def _fan() -> Data:
    return _record(dict.fromkeys(FAN, USD))


def _month() -> Data:
    known = {"month": TEXT, "usd": USD, "planned_usd": USD, "actual_usd": MAYBE_USD, "fan": _fan()}
    return _record({**known, "split": _split(), "chance_over_cap": CHANCE, "over_cap": {"type": "boolean"}})


def _split() -> Data:
    return _record(dict.fromkeys(SPLIT, USD))


def _line() -> Data:
    said = dict.fromkeys(("name", "owner", "cost_centre", "model"), TEXT)
    month = {"month": TEXT, "runs": TEXT, "usd": USD, "planned_usd": USD, "actual_usd": MAYBE_USD, "split": _split()}
    refused = {"anyOf": [{"$ref": REF + "Refusal"}, {"type": "null"}]}
    lists = dict.fromkeys(("offers", "thinking"), _array(TEXT))
    flags = _array({"$ref": REF + "Flag"})
    return _record(
        {**said, **lists, "usd": MAYBE_USD, "months": _array(_record(month)), "refused": refused, "flags": flags}
    )


def _subtotal() -> Data:
    return _record({"name": TEXT, "usd": USD, "usd_by_month": _array(USD)})


def _array(items: Data) -> Data:
    return {"type": "array", "items": items}


def _record(properties: Data) -> Data:
    return {"type": "object", "properties": properties, "required": list(properties)}
