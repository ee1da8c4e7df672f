"""Links to a scenario as its owner gives them away and takes them back."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from planner.store import revisions, shares
from planner.web import answers
from planner.web.state import now
from planner.web.views.share_page import share_page
from planner.web.workspace import PublicLink, public_link, store

bp = Blueprint("shares", __name__)
answers.guard(bp)
DAYS = {"7": 7, "30": 30, "90": 90}


@bp.get("/scenarios/<sid>/share")
def ask(sid: str) -> Response:
    return _page(sid)


@bp.post("/scenarios/<sid>/share")
def give(sid: str) -> AnyResponse:
    """Makes a link and shows it, this once: only its hash is kept."""
    workspace = answers.mine()
    answers.my_plan(sid)
    try:
        number, expires = _revision(request.form.get("revision", "")), _expiry(request.form)
        _, token = shares.create(store(), workspace, sid, now=now(), revision=number, expires_at=expires)
    except ValueError as error:
        return _page(sid, problem=str(error))
    link = public_link(f"/s/{token}")
    if answers.wants_json():
        return answers.done("", url=link.url, reachable=link.reachable)
    response = _page(sid, link=link)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.post("/scenarios/<sid>/share/<int:share>/revoke")
def revoke(sid: str, share: int) -> AnyResponse:
    shares.revoke(store(), answers.mine(), share, now=now())
    return answers.done(f"/scenarios/{sid}/share?said=revoked", id=share)


def _revision(text: str) -> int | None:
    """None follows the latest."""
    if text in ("", "latest"):
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ValueError("Choose a revision, or the latest.")
    return int(text)


def _expiry(said: dict[str, str]) -> datetime | None:
    """So many days from now, or the end of a day (UTC); None for a link that stays."""
    choice, day = said.get("until", ""), said.get("expires", "").strip()
    if choice in DAYS:
        return now() + timedelta(days=DAYS[choice])
    if choice not in ("", "never", "day"):
        raise ValueError("Choose how long the link works.")
    if choice != "day":
        return None
    try:
        return datetime.combine(datetime.fromisoformat(day).date(), time(23, 59, 59), UTC)
    except ValueError:
        raise ValueError("Type the last day as 2026-12-31.") from None


def _page(sid: str, *, link: PublicLink | None = None, problem: str = "") -> Response:
    if problem and answers.wants_json():
        return answers.trouble(422, "expires", problem)
    workspace = answers.mine()
    scenario = answers.my_plan(sid)
    numbers = [revision.number for revision in revisions.history(store(), workspace, sid)]
    given = shares.of_scenario(store(), workspace, sid)
    base = public_link("/")
    view = share_page(
        scenario, numbers, given, link=link, base=base, problem=problem, form=request.form, now=now(),
        said=request.args.get("said", ""),
    )  # fmt: skip
    return answers.page("shares/share.html", view, 422 if problem else 200)
