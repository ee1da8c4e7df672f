"""What the holder of a link sees: the plan as it was saved, and nothing of whose it is."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, jsonify
from werkzeug.wrappers import Response as AnyResponse

from planner.store import shares
from planner.store.database.rows import Shared
from planner.store.files.exchange import Package, export_data, export_text, file_name
from planner.web import filters, responses
from planner.web.saved.files import as_file
from planner.web.saved.kinds import PLAN
from planner.web.saved.plans.saved_plan import SavedPlan, saved_plan
from planner.web.saved.share.share_links import guard_links, open_link
from planner.web.state import catalogue, now
from planner.web.workspace import ensure_workspace, store

bp = Blueprint("shared_links", __name__)
responses.guard(bp)
guard_links(bp)


@dataclass(frozen=True, slots=True)
class SharedPage:
    """The plan, and the address it was reached at."""

    name: str
    plan: SavedPlan
    description: str
    until: str
    follows_latest: bool
    address: str


@bp.get("/s/<token>")
@responses.reads_saved
def show(token: str) -> Response:
    shared = open_link(PLAN, token)
    if responses.wants_json():
        return jsonify(export_data(_package(shared)))
    plan = saved_plan(shared.revision, catalogue())
    description = f"{plan.sentence} Saved on {plan.day}, with the prices of that day."
    until = filters.day(shared.expires_at) if shared.expires_at else ""
    view = SharedPage(shared.name, plan, description, until, shared.follows_latest, f"/s/{token}")
    return responses.page("saved/share/page.html", view)


@bp.get("/s/<token>/plan.<ending>")
@responses.reads_saved
def take(token: str, ending: str) -> Response:
    shared = open_link(PLAN, token)
    if ending == "json":
        text = export_text(_package(shared))
        return responses.download(text, "application/json", file_name(shared.name, "json"))
    return as_file(shared.name, shared.revision, ending)


@bp.post("/s/<token>/duplicate")
def duplicate(token: str) -> AnyResponse:
    """Into the workspace of whoever holds the link; made for those who have none."""
    open_link(PLAN, token)
    made = shares.duplicate_link(store(), token, ensure_workspace(), now=now())
    return responses.done(f"/saved/{made.id}?said=duplicated", id=made.id)


def _package(shared: Shared) -> Package:
    return Package(shared.kind, shared.name, "", (), (shared.revision,))
