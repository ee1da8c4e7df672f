"""Links to a budget: given away and taken back by its owner, and what their holders see."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from planner.store import revisions, shares
from planner.store.errors import NotThere
from planner.store.exchange import Package, export_data
from planner.store.rows import Shared
from planner.web import answers, errors, filters
from planner.web.budget_files import as_file
from planner.web.budget_mine import my_budget
from planner.web.shared_links import HEADERS, NOWHERE
from planner.web.shares import _expiry, _revision
from planner.web.state import catalogue, now
from planner.web.views.budget_saved import saved_budget
from planner.web.views.share_page import share_page
from planner.web.workspace import PublicLink, ensure_workspace, public_link, store

bp = Blueprint("budget_links", __name__)
answers.guard(bp)
shared_bp = Blueprint("shared_budgets", __name__)
answers.guard(shared_bp)


@bp.get("/budgets/<sid>/share")
def ask(sid: str) -> Response:
    return _page(sid)


@bp.post("/budgets/<sid>/share")
def give(sid: str) -> AnyResponse:
    """Makes a link and shows it, this once: only its hash is kept."""
    my_budget(sid)
    try:
        number, expires = _revision(request.form.get("revision", "")), _expiry(request.form)
        _, token = shares.create(store(), answers.mine(), sid, now=now(), revision=number, expires_at=expires)
    except ValueError as error:
        return _page(sid, problem=str(error))
    link = public_link(f"/b/{token}")
    if answers.wants_json():
        return answers.done("", url=link.url, reachable=link.reachable)
    response = _page(sid, link=link)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.post("/budgets/<sid>/share/<int:share>/revoke")
def revoke(sid: str, share: int) -> AnyResponse:
    shares.revoke(store(), answers.mine(), share, now=now())
    return answers.done(f"/budgets/{sid}/share?said=revoked", id=share)


def _page(sid: str, *, link: PublicLink | None = None, problem: str = "") -> Response:
    if problem and answers.wants_json():
        return answers.trouble(422, "expires", problem)
    budget, workspace = my_budget(sid), answers.mine()
    numbers = [revision.number for revision in revisions.history(store(), workspace, sid)]
    given = shares.of_scenario(store(), workspace, sid)
    view = share_page(
        budget, numbers, given, link=link, base=public_link("/"), problem=problem, form=request.form, now=now(),
        said=request.args.get("said", ""),
    )  # fmt: skip
    return answers.page("budgets/share.html", view, 422 if problem else 200)


@shared_bp.after_request
def _guard_secret(response: Response) -> Response:
    response.headers.update(HEADERS)
    return response


@shared_bp.errorhandler(NotThere)
def _nowhere(_error: NotThere) -> Response:
    """The same for a link that never was, that was closed and that expired."""
    return answers.trouble(404, "path", NOWHERE) if answers.wants_json() else errors.answer(NotFound(NOWHERE))


@shared_bp.get("/b/<token>")
def show(token: str) -> Response:
    """The budget as it was saved."""
    shared = _open(token)
    if answers.wants_json():
        return jsonify(export_data(Package(shared.kind, shared.name, "", (), (shared.revision,))))
    until = f"; the link works until {filters.day(shared.expires_at)}" if shared.expires_at else ""
    head = f"shared with you as saved on {filters.day(shared.revision.created)}{until}"
    view = saved_budget(shared.name, shared.revision, catalogue(), head=head, base=f"/b/{token}", token=token)
    return answers.page("budgets/saved.html", view)


@shared_bp.get("/b/<token>/budget.<ending>")
def take(token: str, ending: str) -> Response:
    shared = _open(token)
    return as_file(shared.name, shared.revision, ending)


@shared_bp.post("/b/<token>/duplicate")
def duplicate(token: str) -> AnyResponse:
    """Into the workspace of whoever holds the link; made for those who have none."""
    _open(token)
    made = shares.duplicate_link(store(), token, ensure_workspace(), now=now())
    return answers.done(f"/budgets/{made.id}?said=duplicated", id=made.id)


def _open(token: str) -> Shared:
    shared = shares.open_link(store(), token, now=now())
    if shared.kind != "budget":
        raise NotThere(NOWHERE)
    return shared
