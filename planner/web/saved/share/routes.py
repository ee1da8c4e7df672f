"""Links to what is saved: created and revoked by its owner, and what their holders see."""

from __future__ import annotations

from flask import Response, jsonify
from werkzeug.wrappers import Response as AnyResponse

from planner.store import shares
from planner.store.files.exchange import Package, export_data
from planner.web import responses
from planner.web.clock import now
from planner.web.saved.files import as_file
from planner.web.saved.kinds import Kind
from planner.web.saved.rules import my
from planner.web.saved.share.share_links import create_link, links_page, open_link, revoke_link
from planner.web.workspace import ensure_workspace, store


def ask(kind: Kind, sid: str) -> Response:
    return links_page(kind, my(kind, sid))


def give(kind: Kind, sid: str) -> AnyResponse:
    """Makes a link and shows it, this once."""
    return create_link(kind, my(kind, sid))


def revoke(kind: Kind, sid: str, share: int) -> AnyResponse:
    return revoke_link(kind, sid, share)


@responses.reads_saved
def show(kind: Kind, token: str) -> Response:
    """What was shared, as it was saved."""
    shared = open_link(kind, token)
    if responses.wants_json():
        return jsonify(export_data(Package(shared.kind, shared.name, "", (), (shared.revision,))))
    return kind.shared_page(shared, f"{kind.link}/{token}")


@responses.reads_saved
def take(kind: Kind, token: str, ending: str) -> Response:
    shared = open_link(kind, token)
    return as_file(kind, shared.name, shared.revision, ending)


def duplicate(kind: Kind, token: str) -> AnyResponse:
    """Into the workspace of the holder of the link; made where there is none."""
    open_link(kind, token)
    made = shares.duplicate_link(store(), token, ensure_workspace(), now=now())
    return responses.done(f"{kind.base}/{made.id}?notice=duplicated", id=made.id)
