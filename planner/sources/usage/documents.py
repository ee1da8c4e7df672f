"""Logs that are one JSON document: an API's pages of buckets, arrays of rows, OTLP spans; and FOCUS cost rows."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from planner.core.usage.calls import Key
from planner.sources.usage.columns import Columns, moment_of, number_of

Row = Mapping[str, Any]
FOCUS = ("ChargePeriodStart", "BilledCost", "ConsumedQuantity")
FOCUS_NAME = "FOCUS"
TOKEN_KINDS = (
    ("cache_read", re.compile(r"cache[ _-]?(?:read|hit)|cached|read[ _-]?cache", re.IGNORECASE)),
    ("cache_write", re.compile(r"cache[ _-]?(?:write|creation|storage)|write[ _-]?cache", re.IGNORECASE)),
    ("reasoning", re.compile(r"reasoning|thinking", re.IGNORECASE)),
    ("output", re.compile(r"output|completion|response|outp\b", re.IGNORECASE)),
    ("input", re.compile(r"input|prompt|inp\b|inpt", re.IGNORECASE)),
)
TOKEN_UNIT = re.compile(r"token", re.IGNORECASE)
THOUSANDS = re.compile(r"\b(?:1?k|1,?000|thousand)\b", re.IGNORECASE)
MILLIONS = re.compile(r"\b(?:1?m|1,?000,?000|million)\b", re.IGNORECASE)


def rows_of(data: object) -> Iterator[Row]:
    """The rows of a document, each bucket's times put into its results."""
    if isinstance(data, list):
        for item in data:
            yield from rows_of(item) if isinstance(item, list) else _row(item)
        return
    if not isinstance(data, Mapping):
        return
    if "resourceSpans" in data:
        yield from otlp_spans(data)
        return
    inner = next((data[name] for name in ("data", "results", "items", "rows", "observations") if name in data), None)
    if isinstance(inner, list):
        for item in inner:
            yield from _bucket(item)
        return
    yield data


def _row(item: object) -> Iterator[Row]:
    if isinstance(item, Mapping) and "resourceSpans" in item:
        yield from otlp_spans(item)
    elif isinstance(item, Mapping) and isinstance(item.get("results"), list):
        yield from _bucket(item)
    else:
        yield item if isinstance(item, Mapping) else {}


def _bucket(item: object) -> Iterator[Row]:
    if not isinstance(item, Mapping):
        yield {}
        return
    results = item.get("results")
    if not isinstance(results, list):
        yield item
        return
    times = {name: item[name] for name in ("start_time", "end_time", "starting_at", "ending_at") if name in item}
    for result in results:
        yield {**times, **result} if isinstance(result, Mapping) else {}


def otlp_spans(data: Row) -> Iterator[Row]:
    """Spans of OTLP's JSON, their attributes as an object, those of their resource among them."""
    for resource in _list(data.get("resourceSpans")):
        about = _attributes(_mapping(resource.get("resource")).get("attributes"))
        for scope in _list(resource.get("scopeSpans")):
            for span in _list(scope.get("spans")):
                yield {
                    "attributes": about | _attributes(span.get("attributes")),
                    "trace_id": span.get("traceId"),
                    "start_time": span.get("startTimeUnixNano"),
                    "end_time": span.get("endTimeUnixNano"),
                }


def with_plain_attributes(row: Row) -> Row:
    """A span whose attributes are OTLP's list of keys and values, with them as an object."""
    found = row.get("attributes")
    return {**row, "attributes": _attributes(found)} if isinstance(found, list) else row


def _attributes(value: object) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return dict(value)
    pairs = ((item.get("key"), _mapping(item.get("value"))) for item in _list(value))
    return {str(key): next(iter(value.values()), None) for key, value in pairs}


def _list(value: object) -> list[Row]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def _mapping(value: object) -> Row:
    return value if isinstance(value, Mapping) else {}


def is_focus(columns: object) -> bool:
    """Whether these are the columns of FOCUS cost and usage rows."""
    return isinstance(columns, tuple | list | set | frozenset) and set(columns).issuperset(FOCUS)


class FocusRows:
    """FOCUS has a row for each kind of token of a period: those of one period, model and tag are added up to one."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.held: dict[tuple[str, str, str, float], dict[str, float]] = {}

    def add(self, row: Row) -> bool:
        """Whether the row says tokens of a model."""
        meter = " ".join(str(row.get(name) or "") for name in ("SkuMeter", "ChargeDescription", "SkuId"))
        unit = f"{row.get('ConsumedUnit') or ''} {row.get('PricingUnit') or ''}"
        kind = next((name for name, pattern in TOKEN_KINDS if pattern.search(meter)), None)
        model = _focus_model(row)
        tokens = number_of(row.get("ConsumedQuantity"))
        if kind is None or not model or math.isnan(tokens) or not TOKEN_UNIT.search(unit + meter):
            return False
        tokens *= 1e6 if MILLIONS.search(unit) else 1e3 if THOUSANDS.search(unit) else 1.0
        start = moment_of(str(row.get("ChargePeriodStart") or ""))
        host = str(row.get("ServiceProviderName") or row.get("ProviderName") or "").casefold()
        sums = self.held.setdefault((model, _focus_tag(row), host, start), {"n": math.nan, "usd": 0.0, "start": start})
        sums[kind] = sums.get(kind, 0.0) + tokens
        sums["usd"] += number_of(row.get("BilledCost")) if not math.isnan(number_of(row.get("BilledCost"))) else 0.0
        return True

    def close(self) -> None:
        """The sums as rows; cached tokens and reasoning have meters of their own and are not inside the others."""
        for (model, tag, host, _), sums in self.held.items():
            cached = sums.get("cache_read", 0.0) + sums.get("cache_write", 0.0)
            sums["input"] = sums.get("input", 0.0) + cached
            sums["output"] = sums.get("output", 0.0) + sums.get("reasoning", 0.0)
            sums.setdefault("cache_read", 0.0)
            sums.setdefault("cache_write", 0.0)
            self.columns.add(Key(model, "", tag, host), "", sums)


def _focus_model(row: Row) -> str:
    details = row.get("SkuPriceDetails")
    if isinstance(details, str) and details.startswith("{"):
        import json

        try:
            details = json.loads(details)
        except ValueError:
            details = None
    inside = _mapping(details)
    named = [inside.get(name) for name in ("Model", "model", "x_Model")]
    return next((str(name) for name in (*named, row.get("x_Model"), row.get("ResourceName")) if name), "")


def _focus_tag(row: Row) -> str:
    return str(row.get("SubAccountName") or row.get("SubAccountId") or "")
