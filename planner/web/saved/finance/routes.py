"""The finance view of saved plans and budgets: for the owner, for holders of a link, and as one file."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, render_template, request

from planner.store import revisions
from planner.store.database.rows import Revision
from planner.store.files.exchange import file_name
from planner.web import responses
from planner.web.saved.finance.sheet import Sheet
from planner.web.saved.finance.styles import styles
from planner.web.saved.kinds import Kind
from planner.web.saved.rules import my, whole_number
from planner.web.saved.share.share_links import open_link
from planner.web.workspace import store

SHEETS = ("tokens", "base", "chart", "table", "budget", "finance")
NOTICES = {"saved": "Saved", "revised": "Saved"}


@dataclass(frozen=True, slots=True)
class FinancePage:
    """The sheet and the bar above it; `base` is the address of its object, or of a link."""

    sheet: Sheet
    base: str
    number: int
    notice: str
    is_owner: bool
    before: int
    compare: str = ""


@responses.reads_saved
def show(kind: Kind, sid: str, number: int | None = None) -> Response:
    """The revision named, or the latest."""
    name, revision = _found(kind, sid, number)
    notice = NOTICES.get(request.args.get("notice", ""), "")
    sheet, base = kind.sheet(name, revision), f"{kind.base}/{sid}"
    view = FinancePage(
        sheet,
        base,
        revision.number,
        notice,
        is_owner=True,
        before=revision.number - 1,
        compare=f"{kind.base}/compare?s={sid}@{revision.number}",
    )
    return responses.page("saved/finance.html", view)


@responses.reads_saved
def file(kind: Kind, sid: str) -> Response:
    """The sheet as one file without requests to a server, styles inside."""
    name, revision = _found(kind, sid, whole_number(request.args.get("revision", "")))
    text = render_template("saved/finance_file.html", sheet=kind.sheet(name, revision), styles=styles(SHEETS))
    return responses.download(text, "text/html", file_name(name, "html", nameless=kind.name))


@responses.reads_saved
def shared(kind: Kind, token: str) -> Response:
    """For holders of the link: the same sheet, without anything about its owner."""
    found = open_link(kind, token)
    sheet = kind.sheet(found.name, found.revision)
    view = FinancePage(sheet, f"{kind.link}/{token}", found.revision.number, "", is_owner=False, before=0)
    return responses.page("saved/finance.html", view)


def _found(kind: Kind, sid: str, number: int | None) -> tuple[str, Revision]:
    kept = my(kind, sid)
    return kept.name, revisions.get(store(), responses.mine(), sid, number or kept.latest)
