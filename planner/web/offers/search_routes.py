"""The type-ahead: names to choose from while a model is being typed."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from planner.web.offers.search import find_hits, nearest_hits
from planner.web.state import market, now

bp = Blueprint("search", __name__)


@bp.get("/search")
def hits() -> AnyResponse:
    """A list box for a page that is already there; anyone else is sent to the search over every offer."""
    query = request.args.get("q", "")
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(url_for("models.index", q=query, _anchor="offers"), 303)
    day = now().date()
    found = find_hits(market(), query, day)
    nearest = () if found else nearest_hits(market(), query, day)
    html = render_template("offers/_hits.html", hits=found, nearest=nearest, query=query)
    response = Response(html, mimetype="text/html")
    response.headers["Vary"] = "HX-Request"
    return response
