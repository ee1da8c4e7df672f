"""Requests in and out: JSON, forms, saved scenarios and the terminal all become an EstimateRequest here, and only here.

The adapter is strict: a JSON number must be a number (a boolean or text is not), unknown fields are refused by name,
infinities and NaN are refused. What a person typed goes through `typed_numbers` first. Every problem is reported at
once, by its dotted field, in a sentence that says what to type instead.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from planner.core.models.catalogue import Catalogue
from planner.core.models.offers.own_offer import OwnOffer
from planner.core.models.resolve import MOST_NAMES, resolve_all
from planner.core.request import EstimateRequest
from planner.core.tokens.calibration import OwnRuns
from planner.core.workload import BadInput, CacheSettings, Compaction, Overrides, People, Problem, Stage, Workload
from planner.schema.bounds import parse_price_date, wrong_values
from planner.schema.problems import in_stage, one_per_field, place, problem
from planner.schema.request_shape import OWN_FIELDS, QUESTION, TASK_CLASSES, QuestionRequest
from planner.schema.typed import typed_numbers

__all__ = [
    "TASK_CLASSES",
    "parse_json",
    "parse_known",
    "parse_price_date",
    "parse_request",
    "plain_values",
    "request_to_data",
    "typed_numbers",
]

DEFAULTS: dict[str, object] = {
    "thinking": ["pair"],
    "overrides": {},
    "price_date": None,
    "month": "calendar",
    "seed": 1,
    "calibration": [],
    "own_offers": [],
}
MOST_PROBLEMS = 50
LARGEST = 10**300
"""No field takes a number near this; beyond it a float is infinite."""


def parse_request(data: object) -> EstimateRequest:
    """The question in a request (a mapping as JSON gives it).

    Raises BadInput with one problem per bad field; a request that is not an object has one with field "".
    """
    if not isinstance(data, Mapping):
        raise BadInput([Problem("", "must be a JSON object")])
    if crowded := list(_crowded(data)):
        raise BadInput(crowded)
    try:
        request, problems = _validated(_tidied(data))
    except RecursionError:
        raise BadInput([Problem("", "is nested too deeply")]) from None
    # A list of which an entry is wrong was left out whole.
    reported = {field for problem in problems for field in (problem.field, problem.field.partition(".")[0])}
    problems += [problem for problem in wrong_values(request) if problem.field not in reported]
    if problems:
        raise BadInput(problems)
    return _question(request)


def _crowded(data: Mapping[str, Any]) -> Iterator[Problem]:
    """A problem for each field that names more offers than one request may; checked before anything is read."""
    for name in ("offers", "overrides"):
        named = data.get(name)
        if isinstance(named, list | tuple | Mapping) and len(named) > MOST_NAMES:
            yield Problem(name, f"takes at most {MOST_NAMES:,} names; these are {len(named):,}")


def parse_json(text: bytes | str) -> EstimateRequest:
    """The request in JSON text. Raises BadInput as parse_request does, and with field "" for what is not JSON."""
    return parse_request(json_data(text))


def json_data(text: bytes | str) -> object:
    """What JSON text holds. Raises BadInput with field "" for text that is not JSON."""
    try:
        return json.loads(text)
    except RecursionError:
        raise BadInput([Problem("", "is nested too deeply")]) from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise BadInput([Problem("", f"must be JSON; it stops being so at {where}")]) from None
    except ValueError:
        raise BadInput([Problem("", "must be JSON in UTF-8, with numbers of a sensible length")]) from None


def parse_known(text: bytes | str, catalogue: Catalogue, *, now: datetime) -> EstimateRequest:
    """The question in JSON text. Raises BadInput as parse_json does, with a problem for each of its offers that the
    catalogue cannot read, so that one answer names all there is to correct."""
    try:
        return parse_json(text)
    except BadInput as bad:
        raise BadInput([*bad.problems, *_unread_offers(text, catalogue, bad.problems, now)]) from None


def _unread_offers(
    text: bytes | str, catalogue: Catalogue, problems: Sequence[Problem], now: datetime
) -> list[Problem]:
    """A problem for each name of an offer that cannot be read; none where the names themselves are wrong."""
    if any(problem.field == "" or problem.field.startswith(("offers", "own_offers")) for problem in problems):
        return []
    data = json.loads(text)
    names = data.get("offers")
    if data.get("own_offers") or not isinstance(names, list):
        return []
    try:
        resolve_all(catalogue, names, now, field="offers")
    except BadInput as bad:
        return bad.problems
    return []


def _question(request: QuestionRequest) -> EstimateRequest:
    return EstimateRequest(
        workload=request.workload,
        offers=tuple(dict.fromkeys(request.offers)),
        thinking=tuple(dict.fromkeys(request.thinking)),
        overrides={offer: given.to_core() for offer, given in request.overrides.items()},
        price_date=parse_price_date(request.price_date),
        month=request.month,
        seed=request.seed,
        calibration=tuple(own.to_core() for own in request.calibration),
        own_offers=tuple(own.to_core() for own in request.own_offers),
    )


def _tidied(data: Mapping[str, Any]) -> dict[str, Any]:
    """The same request with a bare mode as a list, the month 30 as text and whole floats as whole numbers."""
    request = {str(key): plain_values(value) for key, value in data.items()}
    if isinstance(request.get("thinking"), str):
        request["thinking"] = [request["thinking"]]
    if request.get("month") == 30:
        request["month"] = "30"
    return request


def plain_values(value: object) -> object:
    """The same data as JSON has it: whole floats as whole numbers, decimals as text, names as text; what no field could
    hold as infinity. RecursionError where it is nested without end."""
    if isinstance(value, Mapping):
        return {str(key): plain_values(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain_values(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and abs(value) > LARGEST:
        return float("inf")
    return str(value) if isinstance(value, Decimal) else value


def _validated(request: dict[str, Any]) -> tuple[QuestionRequest, list[Problem]]:
    """The request without the parts that are wrong, and what is wrong with them; raises BadInput if none is right."""
    problems: list[Problem] = []
    while True:
        try:
            return QUESTION.validate_json(json.dumps([request]))[0], one_per_field(problems)
        except ValidationError as error:
            details = error.errors(include_url=False)
        # A field removed for being wrong is not missing: the first problem of each field stays.
        reported = {found.field for found in problems}
        problems += [found for found in map(problem, details[:MOST_PROBLEMS]) if found.field not in reported]
        if not sum([_remove(request, path) for path in dict.fromkeys(tuple(place(detail)) for detail in details)]):
            raise BadInput(one_per_field(problems))


def _remove(request: dict[str, Any], path: Sequence[str | int]) -> bool:
    """Removes what `path` leads to from `request`, a list as a whole; whether it was there.

    Of a stage only the field is removed, so that its other fields and the other stages are checked too; a stage without
    a name gets one for the same reason.
    """
    if in_stage(path) and len(path) == 4:
        stages = request.get("workload", {}).get("stages") or ()
        stage = stages[path[2]] if isinstance(path[2], int) and len(stages) > path[2] else None
        if isinstance(stage, dict) and path[3] == "name" and "name" not in stage:
            stage["name"] = f"part {path[2]}"
            return True
        if isinstance(stage, dict) and stage.pop(path[3], stage) is not stage:
            return True
    target = request
    for depth, part in enumerate(path, start=1):
        inner = target.get(str(part))
        if depth == len(path) or not isinstance(inner, dict):
            return target.pop(str(part), target) is not target
        target = inner
    return False


def request_to_data(question: EstimateRequest) -> dict[str, Any]:
    """The request that reads back as `question`, with defaults left out."""
    data = {
        "workload": _changes(question.workload, Workload()),
        "offers": list(question.offers),
        "thinking": list(question.thinking),
        "overrides": {offer: _override_data(given) for offer, given in question.overrides.items()},
        "price_date": _price_date_data(question.price_date),
        "month": question.month,
        "seed": question.seed,
        "calibration": [own_runs_data(own) for own in question.calibration],
        "own_offers": [own_offer_data(own) for own in question.own_offers],
    }
    return {key: value for key, value in data.items() if key not in DEFAULTS or value != DEFAULTS[key]}


def _changes(given: Workload | CacheSettings | Overrides | Stage, default: object) -> dict[str, Any]:
    """The fields of `given` that differ from `default`."""
    changes: dict[str, Any] = {}
    for name in (f.name for f in fields(given)):
        value, usual = getattr(given, name), getattr(default, name)
        if value != usual:
            changes[name] = _plain_change(value, usual)
    return changes


def workload_data(given: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of a workload as a request sends them."""
    return {name: _plain_change(value, CacheSettings()) for name, value in given.items()}


def own_runs_data(own: OwnRuns) -> dict[str, Any]:
    """An entry of own runs with what was not measured left out."""
    data = {name: getattr(own, name) for name in OWN_FIELDS}
    return {name: value for name, value in data.items() if value not in (None, {})}


def own_offer_data(own: OwnOffer) -> dict[str, Any]:
    """An own offer as it is sent, with defaults left out."""
    data: dict[str, Any] = {"id": own.id, "like": own.like, "kind": own.kind}
    data |= {name: text for name in ("name", "note") if (text := getattr(own, name))}
    if own.usd_per_mtok:
        data["usd_per_mtok"] = {name: format(usd, "f") for name, usd in own.usd_per_mtok}
    if own.fee:
        data["fee"] = format(own.fee, "f")
    if own.gpus:
        decimals = ("usd_per_hour", "tokens_per_second", "utilisation")
        data["gpus"] = {name: format(getattr(own.gpus, name), "f") for name in decimals} | {"gpus": own.gpus.gpus}
    return data | ({"date": own.date.isoformat()} if own.date else {})


def _plain_change(value: object, usual: object) -> object:
    if isinstance(value, CacheSettings) and isinstance(usual, CacheSettings):
        return _changes(value, usual)
    if isinstance(value, tuple) and any(isinstance(part, Stage) for part in value):
        return [_changes(stage, Stage("")) for stage in value]
    return asdict(value) if isinstance(value, Compaction | CacheSettings | People) else value


def _override_data(given: Overrides) -> dict[str, Any]:
    data = _changes(given, Overrides())
    if given.usd_per_mtok:
        data["usd_per_mtok"] = {name: format(usd, "f") for name, usd in given.usd_per_mtok}
    return data | ({"discount": format(given.discount, "f")} if given.discount else {})


def _price_date_data(moment: date | datetime | None) -> str | None:
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return moment.isoformat() if moment else None
