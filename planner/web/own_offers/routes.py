"""The addresses of own offers, and what every page with own offers in it is marked with."""

from __future__ import annotations

from flask import Blueprint, Response, g

from planner.web import responses
from planner.web.lazy_views import OWN_OFFERS, add_lazy

bp = add_lazy(Blueprint("own_offers", __name__), OWN_OFFERS)
responses.guard(bp)


@bp.after_app_request
def _private(response: Response) -> Response:
    """Marks every page that shows own offers as one reader's."""
    if "catalogue" in g and g.catalogue.own_offers:
        responses.of_one_reader(response)
    return response
