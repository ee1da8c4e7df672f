"""Links to a scenario as its owner gives them away and takes them back."""

from __future__ import annotations

from flask import Blueprint, Response
from werkzeug.wrappers import Response as AnyResponse

from planner.web import responses
from planner.web.saved.kinds import PLAN
from planner.web.saved.share.share_links import close_link, give_link, links_page

bp = Blueprint("shares", __name__)
responses.guard(bp)


@bp.get("/saved/<sid>/share")
def ask(sid: str) -> Response:
    return links_page(PLAN, responses.my_plan(sid))


@bp.post("/saved/<sid>/share")
def give(sid: str) -> AnyResponse:
    """Makes a link and shows it, this once."""
    return give_link(PLAN, responses.my_plan(sid))


@bp.post("/saved/<sid>/share/<int:share>/revoke")
def revoke(sid: str, share: int) -> AnyResponse:
    return close_link(PLAN, sid, share)
