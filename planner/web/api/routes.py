"""The addresses of the JSON API; a request that cannot be used is answered in JSON too."""

from __future__ import annotations

from flask import Blueprint, Response

from planner.core.workload import BadInput
from planner.web.lazy_views import API, add_lazy

bp = add_lazy(Blueprint("api", __name__, url_prefix="/api/v1"), API)


@bp.errorhandler(BadInput)
def bad_input(error: BadInput) -> Response:
    """422 with a sentence for each field."""
    from planner.schema.answers import problems_to_data
    from planner.web.api.views import answer

    return answer(problems_to_data(error), 422)
