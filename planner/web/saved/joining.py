"""One workspace on several devices: the link that carries its key, and the question before it is used."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from planner.store import listing
from planner.store.database.errors import NotThere
from planner.store.database.rows import Workspace
from planner.store.workspaces import new_secret
from planner.web import errors, logs, responses, workspace
from planner.web.guard.compression import never_compress
from planner.web.plan.last_plan import forget
from planner.web.public_links import PublicLink, public_link
from planner.web.saved.share.share_links import HEADERS
from planner.web.workspace import current_key, current_workspace, store

bp = Blueprint("joining", __name__)
responses.guard(bp)
never_compress(bp)
NOWHERE = "This link leads to no workspace. Check that it was copied whole."


@dataclass(frozen=True, slots=True)
class WorkspacePage:
    """The join link of the visitor's workspace; `is_open` where all visitors share one."""

    title: str
    is_open: bool
    link: PublicLink | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class JoinPage:
    """What joining means: how many plans are in that workspace, and how many the visitor has already."""

    title: str
    address: str
    there: int
    here: int
    is_same: bool


@dataclass(frozen=True, slots=True)
class ChangePage:
    """The question before the key is changed to `key`."""

    title: str
    key: str


@bp.after_request
def _guard_secret(response: Response) -> Response:
    response.headers.update(HEADERS)
    return response


@bp.errorhandler(NotThere)
def _nowhere(_error: NotThere) -> Response:
    logs.refused("a key that no workspace has")
    return responses.trouble(404, "path", NOWHERE) if responses.wants_json() else errors.answer(NotFound(NOWHERE))


@bp.get("/workspace")
def show() -> Response:
    return _shown()


def _shown(*, problem: str = "", status: int = 200) -> Response:
    key = current_key() if current_workspace() else None
    link = public_link(f"/workspace/join/{key}") if key else None
    view = WorkspacePage("Your workspace", bool(current_app.config["OPEN"]), link, problem)
    return responses.page("saved/workspace.html", view, status)


@bp.post("/workspace/leave")
def leave() -> AnyResponse:
    """This browser forgets the workspace."""
    workspace.leave()
    return forget(responses.done("/workspace"))


@bp.get("/workspace/key")
def ask_for_key() -> Response:
    """Asks first, since every other device is signed out and the old link never works again."""
    workspace.own_workspace()
    return responses.page("saved/change_key.html", ChangePage("Change the link of your workspace", new_secret()))


@bp.post("/workspace/key")
def change_key() -> AnyResponse:
    """A new link; every other device is signed out."""
    workspace.change_key(request.form.get("key", ""))
    return responses.done("/workspace")


@bp.post("/workspace/delete")
def delete() -> AnyResponse:
    """Everything in the workspace, for good; 422 unless the box that says so is ticked."""
    if request.form.get("sure") != "yes":
        return _shown(problem="Tick the box first: this cannot be undone.", status=422)
    return forget(responses.done("/workspace", deleted=workspace.delete_workspace()))


@bp.get("/workspace/join/<key>")
def ask(key: str) -> Response:
    """Asks first: the plans this browser has would be out of sight."""
    found, own = workspace.workspace_of_key(key), current_workspace()
    here = _count(own) if own else 0
    same = own is not None and own.id == found.id
    view = JoinPage("Join a workspace", f"/workspace/join/{key}", _count(found), here, same)
    return responses.page("saved/join.html", view)


@bp.post("/workspace/join/<key>")
def join(key: str) -> AnyResponse:
    found = workspace.workspace_of_key(key)
    moved = workspace.move_plans_to(found) if request.form.get("bring") else 0
    workspace.join(key)
    return responses.done("/saved", moved=moved)


def _count(workspace: Workspace) -> int:
    return listing.search(store(), workspace, listing.Search()).total
