"""The finance view of what is saved: for its owner, for whoever holds a link, and as one file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Response, current_app, render_template, request

from planner.core.models.catalogue import Catalogue
from planner.store import revisions, scenarios
from planner.store.database.rows import Revision
from planner.store.files.exchange import file_name
from planner.web import responses
from planner.web.saved.budgets.finance import budget_sheet
from planner.web.saved.finance.sheet import WORDS, Sheet
from planner.web.saved.kinds import BUDGET, PLAN, Kind
from planner.web.saved.plans.finance import plan_sheet
from planner.web.saved.share.share_links import guard_links, open_link
from planner.web.state import catalogue
from planner.web.workspace import store

bp = Blueprint("finance", __name__)
responses.guard(bp)
shared_bp = Blueprint("shared_finance", __name__)
responses.guard(shared_bp)
guard_links(shared_bp)
MADE: dict[str, Callable[[str, Revision, Catalogue], Sheet]] = {"plan": plan_sheet, "budget": budget_sheet}
KINDS = {kind.base.strip("/"): kind for kind in (PLAN, BUDGET)}
SHARED = {kind.link.strip("/"): kind for kind in (PLAN, BUDGET)}
SHEETS = ("tokens", "base", "chart", "table", "budget", "finance")
SAID = {"saved": "Saved", "revised": "Saved"}


@dataclass(frozen=True, slots=True)
class FinancePage:
    """The sheet and the bar above it; `base` is where its object stands, `token` that of a link it was reached by."""

    sheet: Sheet
    base: str
    number: int
    said: str
    is_owner: bool
    before: int
    words: tuple[tuple[str, str], ...] = WORDS


@bp.get("/<any(saved, budgets):several>/<sid>/sheet")
@bp.get("/<any(saved, budgets):several>/<sid>/sheet/<int:number>")
@responses.reads_saved
def show(several: str, sid: str, number: int | None = None) -> Response:
    """The revision named, or the latest."""
    kind, revision, name = _found(several, sid, number)
    said = SAID.get(request.args.get("said", ""), "")
    base = f"{kind.base}/{sid}"
    sheet = MADE[kind.name](name, revision, catalogue())
    view = FinancePage(sheet, base, revision.number, said, is_owner=True, before=revision.number - 1)
    return responses.page("saved/finance.html", view)


@bp.get("/<any(saved, budgets):several>/<sid>/sheet.html")
@responses.reads_saved
def file(several: str, sid: str) -> Response:
    """The same as one file that asks no server for anything."""
    kind, revision, name = _found(several, sid, request.args.get("revision", type=int))
    return as_file(kind, name, revision)


@shared_bp.get("/<any(s, b):link>/<token>/sheet")
@responses.reads_saved
def shared(link: str, token: str) -> Response:
    """For whoever holds the link: the same sheet, and nothing of whose it is."""
    kind = SHARED[link]
    found = open_link(kind, token)
    sheet = MADE[kind.name](found.name, found.revision, catalogue())
    view = FinancePage(sheet, f"/{link}/{token}", found.revision.number, "", is_owner=False, before=0)
    return responses.page("saved/finance.html", view)


def as_file(kind: Kind, name: str, revision: Revision) -> Response:
    """A page of its own, styles inside."""
    folder = Path(str(current_app.static_folder), "css")
    styles = "\n".join((folder / f"{sheet}.css").read_text(encoding="utf-8") for sheet in SHEETS)
    sheet = MADE[kind.name](name, revision, catalogue())
    text = render_template("saved/finance_file.html", sheet=sheet, words=WORDS, styles=styles)
    return responses.download(text, "text/html", file_name(name, "html", nameless=kind.name))


def _found(several: str, sid: str, number: int | None) -> tuple[Kind, Revision, str]:
    kind = KINDS[several]
    kept = scenarios.get(store(), responses.mine(), sid, kind=kind.name)
    return kind, revisions.get(store(), responses.mine(), sid, number or kept.latest), kept.name
