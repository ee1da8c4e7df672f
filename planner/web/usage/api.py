"""POST /api/v1/count and POST /api/v1/usage: JSON, a file in a form, or a log as the body itself."""

from __future__ import annotations

import json
from collections.abc import Mapping

from flask import Response, abort, request

from planner.core.models.resolve import Named, resolve
from planner.core.prompts.count_request import DEFAULT_MODELS, CountRequest, count_all, count_request
from planner.core.usage.elsewhere import on_models
from planner.core.usage.moves import best_moves
from planner.core.usage.report import report_of
from planner.core.workload import BadInput, Problem
from planner.schema.scalars import to_json
from planner.schema.usage import counts_to_data, report_to_data
from planner.sources.prompts.prompt_file import prompt_in
from planner.sources.prompts.tokenizers import Counters, vocabularies
from planner.web.clock import now
from planner.web.guard.limits import countable
from planner.web.state import catalogue
from planner.web.usage.uploads import chosen_class, one_log, uploaded


def count() -> Response:
    """Tokens of a text, chat or tools per model; 422 with a sentence per bad field, 415 for what is neither JSON nor a
    form."""
    if not (request.is_json or request.mimetype == "multipart/form-data"):
        abort(415, "Send JSON with the header Content-Type: application/json, or a form with a file.")
    asked = _asked()
    countable(asked.prompt.characters)
    counts = count_all(asked, vocabularies(), Counters(), knows=_knows)
    return _answer(counts_to_data(asked.prompt, counts))


def _knows(name: str) -> bool:
    return isinstance(resolve(catalogue(), name, now()), Named)


def usage() -> Response:
    """The report on a log. The file is held in a temporary folder while it is read; its texts are not read."""
    with uploaded(request) as logs:
        if not logs:
            raise BadInput([Problem("file", "must be sent: a log in the field file, or as the body itself")])
        report = report_of(
            one_log(logs, request), catalogue(), now=now(), task_class=chosen_class(request, catalogue())
        )
    models = catalogue().opening_set.models
    moves = best_moves(report, catalogue(), models, now=now())
    return _answer(report_to_data(report, moves, on_models(report, catalogue(), models, now=now())))


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


def _answer(data: Mapping[str, object], status: int = 200) -> Response:
    return Response(to_json(data) + "\n", status=status, mimetype="application/json")
