"""POST /api/v1/budget."""

from __future__ import annotations

from flask import Response, abort, request

from planner.core.budget.report import strict_report
from planner.schema.budget.answers import budget_to_data
from planner.schema.budget.requests import parse_budget_json
from planner.schema.scalars import to_json
from planner.web.guard.turns import take_turn
from planner.web.state import catalogue


def budget() -> Response:
    """422 with a sentence per bad field, 415 for anything but JSON."""
    if not request.is_json:
        abort(415, "Send the request as JSON, with the header Content-Type: application/json.")
    take_turn()
    answer = budget_to_data(strict_report(parse_budget_json(request.get_data()), catalogue()))
    return Response(to_json(answer) + "\n", mimetype="application/json")
