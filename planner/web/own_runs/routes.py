"""The addresses of own runs, and what every page that they could move is marked with."""

from __future__ import annotations

from flask import Blueprint, Response, g

from planner.web import responses
from planner.web.lazy_views import OWN_RUNS, add_lazy

bp = add_lazy(Blueprint("own_runs", __name__), OWN_RUNS)
responses.guard(bp)


@bp.after_app_request
def _private(response: Response) -> Response:
    """Marks every page that own runs could move as one reader's."""
    if g.get("own_runs"):
        responses.of_one_reader(response)
    return response
