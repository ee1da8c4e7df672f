"""Share links, for plans and budgets alike: made, revoked, and opened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from planner.store import revisions, shares
from planner.store.database.errors import NotThere
from planner.store.database.rows import Scenario, Shared
from planner.web import errors, logs, responses
from planner.web.clock import now
from planner.web.guard.compression import never_compress
from planner.web.public_links import PublicLink, public_link
from planner.web.saved.kinds import Kind
from planner.web.saved.share.page import SharePage
from planner.web.workspace import store

DAYS = {"7": 7, "30": 30, "90": 90}
NOWHERE = "This link leads nowhere. It may not be whole, it may have expired, or whoever made it has closed it."
HEADERS = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    # The address is the secret: not even our own pages get it as referrer.
    "Referrer-Policy": "strict-origin",
}


def links_page(kind: Kind, kept: Scenario, *, link: PublicLink | None = None, problem: str = "") -> Response:
    """The links to `kept` with the form for another; 422 with a sentence where one could not be made."""
    if problem and responses.wants_json():
        return responses.trouble(422, "expires", problem)
    workspace = responses.mine()
    numbers = revisions.numbers(store(), workspace, kept.id)
    given = shares.of_scenario(store(), workspace, kept.id)
    is_revoked = request.args.get("notice", "") == "revoked"
    reachable = public_link("/").reachable
    view = SharePage(kind, kept, numbers, given, link, reachable, problem, request.form, now(), is_revoked)
    return responses.page("saved/share.html", view, 422 if problem else 200)


def create_link(kind: Kind, kept: Scenario) -> AnyResponse:
    """Makes a link and shows it, this once: only its hash is kept."""
    try:
        number, expires = wanted_revision(request.form.get("revision", "")), wanted_end(request.form)
        _, token = shares.create(store(), responses.mine(), kept.id, now=now(), revision=number, expires_at=expires)
    except ValueError as error:
        return links_page(kind, kept, problem=str(error))
    link = public_link(f"{kind.link}/{token}")
    if responses.wants_json():
        return responses.done("", url=link.url, reachable=link.reachable)
    response = links_page(kind, kept, link=link)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def revoke_link(kind: Kind, sid: str, share: int) -> AnyResponse:
    """Whoever opens it from now on learns nothing."""
    shares.revoke(store(), responses.mine(), share, now=now())
    return responses.done(f"{kind.base}/{sid}/share?notice=revoked", id=share)


def wanted_revision(text: str) -> int | None:
    """None follows the latest. ValueError with a sentence for what is no number."""
    if text in ("", "latest"):
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ValueError("Choose a revision, or the latest.")
    return int(text)


def wanted_end(sent: Mapping[str, str]) -> datetime | None:
    """So many days from now, or the end of a day (UTC); None for a link that stays. ValueError with a sentence."""
    choice, day = sent.get("until", ""), sent.get("expires", "").strip()
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


def open_link(kind: Kind, token: str) -> Shared:
    """What the link shows; NotThere where it leads nowhere, or to something of another kind."""
    shared = shares.open_link(store(), token, now=now())
    if shared.kind != kind.name:
        raise NotThere(NOWHERE)
    return shared


def guard_links(bp: Blueprint) -> None:
    """Answers of `bp` have secret addresses: no cache keeps them, and links that lead nowhere are not distinguished."""
    never_compress(bp)
    bp.after_request(_guard_secret)
    bp.register_error_handler(NotThere, _nowhere)


def _guard_secret(response: Response) -> Response:
    response.headers.update(HEADERS)
    return response


def _nowhere(_error: NotThere) -> Response:
    """The same answer for a link that never existed, was revoked or has expired."""
    logs.refused("a link that leads nowhere")
    return responses.trouble(404, "path", NOWHERE) if responses.wants_json() else errors.answer(NotFound(NOWHERE))
