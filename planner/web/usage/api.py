"""POST /api/v1/count: JSON, or a file in a form."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, request

from planner.core.models.resolve import candidates
from planner.core.usage.count_request import DEFAULT_MODELS, CountRequest, count_all, count_request
from planner.core.workload import BadInput, Problem
from planner.schema.answers import to_json
from planner.schema.usage import counts_to_data
from planner.sources.usage.prompt_file import prompt_in
from planner.sources.usage.tokenizers import Counters, vocabularies
from planner.web.state import catalogue


def add_to(bp: Blueprint) -> None:
    """The routes, on the blueprint of the API."""
    bp.post("/count")(count)


def count() -> Response:
    """Tokens of a text, chat or tools per model; 422 with a sentence per bad field."""
    asked = _asked()
    known = catalogue()
    counts = count_all(asked, vocabularies(), Counters(), knows=lambda name: bool(candidates(known, name)))
    return _answer(counts_to_data(asked.prompt, counts))


def _asked() -> CountRequest:
    upload = request.files.get("file")
    if upload is not None:
        models = tuple(name.strip() for name in request.form.get("models", "").split(",") if name.strip())
        prompt = prompt_in(upload.read(), column=request.form.get("column", ""))
        return CountRequest(prompt, models or DEFAULT_MODELS)
    try:
        return count_request(json.loads(request.get_data()))
    except (ValueError, RecursionError) as error:
        if isinstance(error, BadInput):
            raise
        raise BadInput([Problem("", "must be JSON: text, messages or tools, and models")]) from None


def _answer(data: dict[str, Any], status: int = 200) -> Response:
    return Response(to_json(data) + "\n", status=status, mimetype="application/json")
