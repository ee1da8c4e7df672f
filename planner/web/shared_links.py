"""What the holder of a link sees: the plan as it was saved, and nothing of whose it is."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, jsonify
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from planner.store import shares
from planner.store.errors import NotThere
from planner.store.exchange import Package, export_data, export_text, file_name
from planner.store.rows import Shared
from planner.web import answers, errors, filters
from planner.web.scenario_files import as_file
from planner.web.state import catalogue, now
from planner.web.views.saved_plan import SavedPlan, saved_plan
from planner.web.workspace import ensure_workspace, store

bp = Blueprint("shared_links", __name__)
answers.guard(bp)
NOWHERE = "This link leads nowhere. It may not be whole, it may have expired, or whoever made it has closed it."
HEADERS = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    # The address is the secret: not even our own pages are told where the reader came from.
    "Referrer-Policy": "strict-origin",
}


@dataclass(frozen=True, slots=True)
class SharedPage:
    """The plan, and the address it was reached at."""

    name: str
    plan: SavedPlan
    description: str
    until: str
    follows_latest: bool
    address: str


@bp.after_request
def _guard_secret(response: Response) -> Response:
    response.headers.update(HEADERS)
    return response


@bp.errorhandler(NotThere)
def _nowhere(_error: NotThere) -> Response:
    """The same for a link that never was, that was closed and that expired."""
    return answers.trouble(404, "path", NOWHERE) if answers.wants_json() else errors.answer(NotFound(NOWHERE))


@bp.get("/s/<token>")
def show(token: str) -> Response:
    shared = _open(token)
    if answers.wants_json():
        return jsonify(export_data(_package(shared)))
    plan = saved_plan(shared.revision, catalogue())
    description = f"{plan.sentence} Saved on {plan.day}, with the prices of that day."
    until = filters.day(shared.expires_at) if shared.expires_at else ""
    view = SharedPage(shared.name, plan, description, until, shared.follows_latest, f"/s/{token}")
    return answers.page("shares/page.html", view)


@bp.get("/s/<token>/plan.<ending>")
def take(token: str, ending: str) -> Response:
    shared = _open(token)
    if ending == "json":
        text = export_text(_package(shared))
        return answers.download(text, "application/json", file_name(shared.name, "json"))
    return as_file(shared.name, shared.revision, ending)


@bp.post("/s/<token>/duplicate")
def duplicate(token: str) -> AnyResponse:
    """Into the workspace of whoever holds the link; made for those who have none."""
    _open(token)
    made = shares.duplicate_link(store(), token, ensure_workspace(), now=now())
    return answers.done(f"/scenarios/{made.id}?said=duplicated", id=made.id)


def _open(token: str) -> Shared:
    shared = shares.open_link(store(), token, now=now())
    if shared.kind != "plan":
        raise NotThere(NOWHERE)
    return shared


def _package(shared: Shared) -> Package:
    return Package(shared.kind, shared.name, "", (), (shared.revision,))
