"""Links to a budget: given away and taken back by its owner, and what their holders see."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from werkzeug.wrappers import Response as AnyResponse

from planner.store import shares
from planner.store.files.exchange import Package, export_data
from planner.web import filters, responses
from planner.web.saved.budgets.files import as_file
from planner.web.saved.budgets.own import my_budget
from planner.web.saved.budgets.saved_page import saved_budget
from planner.web.saved.kinds import BUDGET
from planner.web.saved.share.share_links import close_link, give_link, guard_links, links_page, open_link
from planner.web.state import catalogue, now
from planner.web.workspace import ensure_workspace, store

bp = Blueprint("budget_links", __name__)
responses.guard(bp)
shared_bp = Blueprint("shared_budgets", __name__)
responses.guard(shared_bp)
guard_links(shared_bp)


@bp.get("/budgets/<sid>/share")
def ask(sid: str) -> Response:
    return links_page(BUDGET, my_budget(sid))


@bp.post("/budgets/<sid>/share")
def give(sid: str) -> AnyResponse:
    """Makes a link and shows it, this once."""
    return give_link(BUDGET, my_budget(sid))


@bp.post("/budgets/<sid>/share/<int:share>/revoke")
def revoke(sid: str, share: int) -> AnyResponse:
    return close_link(BUDGET, sid, share)


@shared_bp.get("/b/<token>")
@responses.reads_saved
def show(token: str) -> Response:
    """The budget as it was saved."""
    shared = open_link(BUDGET, token)
    if responses.wants_json():
        return jsonify(export_data(Package(shared.kind, shared.name, "", (), (shared.revision,))))
    until = f"; the link works until {filters.day(shared.expires_at)}" if shared.expires_at else ""
    head = f"shared with you as saved on {filters.day(shared.revision.created)}{until}"
    view = saved_budget(shared.name, shared.revision, catalogue(), head=head, base=f"/b/{token}", token=token)
    return responses.page("budgets/saved.html", view)


@shared_bp.get("/b/<token>/budget.<ending>")
@responses.reads_saved
def take(token: str, ending: str) -> Response:
    shared = open_link(BUDGET, token)
    return as_file(shared.name, shared.revision, ending)


@shared_bp.post("/b/<token>/duplicate")
def duplicate(token: str) -> AnyResponse:
    """Into the workspace of whoever holds the link; made for those who have none."""
    open_link(BUDGET, token)
    made = shares.duplicate_link(store(), token, ensure_workspace(), now=now())
    return responses.done(f"/budgets/{made.id}?said=duplicated", id=made.id)
