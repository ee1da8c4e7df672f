"""JSON held against the OpenAPI description."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

KINDS: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}


def mismatches(value: Any, schema: dict[str, Any], document: Any, at: str = "$") -> Iterator[str]:
    """Where `value` is not what `schema` says, for the few words of JSON Schema that are used here. A field that is not
    described counts, though an answer may come to have more."""
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        if all(list(mismatches(value, option, document, at)) for option in schema["anyOf"]):
            yield f"{at} is none of the described kinds"
        return
    yield from scalar_mismatches(value, schema, at)
    if isinstance(value, list) and "items" in schema:
        for number, item in enumerate(value):
            yield from mismatches(item, schema["items"], document, f"{at}[{number}]")
    elif isinstance(value, dict) and "type" in schema:
        yield from object_mismatches(value, schema, document, at)


def scalar_mismatches(value: Any, schema: dict[str, Any], at: str) -> Iterator[str]:
    """The kind of a value, its pattern and its words."""
    kinds = schema.get("type", list(KINDS))
    if not any(is_kind(value, kind) for kind in ([kinds] if isinstance(kinds, str) else kinds)):
        yield f"{at} is no {kinds}"
    elif isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        yield f"{at} does not match {schema['pattern']}"
    if value not in schema.get("enum", [value]):
        yield f"{at} is none of {schema['enum']}"


def is_kind(value: object, kind: str) -> bool:
    return isinstance(value, KINDS[kind]) and not (isinstance(value, bool) and kind in ("integer", "number"))


def object_mismatches(value: dict[str, Any], schema: dict[str, Any], document: Any, at: str) -> Iterator[str]:
    yield from (f"{at}.{name} is missing" for name in schema.get("required", []) if name not in value)
    properties = schema.get("properties", {})
    for name, inner in value.items():
        if name in properties:
            yield from mismatches(inner, properties[name], document, f"{at}.{name}")
        elif isinstance(more := schema.get("additionalProperties", False), dict):
            yield from mismatches(inner, more, document, f"{at}.{name}")
        elif not more:
            yield f"{at}.{name} is not described"
