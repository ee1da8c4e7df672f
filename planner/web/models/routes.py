"""Models: the profiled ones, a search over every offer, and a page for each profile."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from planner.web.clock import now
from planner.web.forms import read_form
from planner.web.present.names import profile_meant
from planner.web.state import catalogue

# What makes the pages is imported when one is first asked for: a server starts sooner.
bp = Blueprint("models", __name__)


@bp.get("/models")
def index() -> str:
    """The profiled models, and the offers that `q` finds, a page of them at a time."""
    from planner.web.models.list_page import list_page

    page = list_page(catalogue(), now=now(), query=request.args.get("q", ""), number=request.args.get("page", ""))
    return render_template("models/page.html", page=page)


@bp.get("/models/<path:name>")
def model(name: str) -> AnyResponse:
    """One profile, worked for the plan in the address; other spellings of its name lead here."""
    profile = catalogue().profiles.get(name)
    if profile is None:
        return _elsewhere(name)
    from planner.web.models.page import model_page

    page = model_page(profile, read_form(request.args, catalogue()), catalogue(), now=now())
    return Response(
        render_template("models/model.html", page=page), 422 if page.troubles else 200, mimetype="text/html"
    )


def _elsewhere(name: str) -> AnyResponse:
    """Redirects another spelling of a profile to it, and an offer to its profile or to a search for it."""
    offer = catalogue().offers.get(name)
    profile = catalogue().profile_of(offer) if offer else profile_meant(name, catalogue())
    if profile:
        return redirect(url_for("models.model", name=profile.id))
    if offer:
        return redirect(url_for("models.index", q=name))
    raise NotFound(f"No model is called “{name}” here. Search for it under Models.")
