"""Method: how every figure is made, from what the product computes with; and measured runs compared with estimates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, cast

from flask import Blueprint, Response, current_app, render_template, request
from flask.blueprints import BlueprintSetupState
from werkzeug.exceptions import NotFound

from planner.core.models.catalogue import Catalogue
from planner.core.workload import BadInput
from planner.sources.plain_text import text_of
from planner.web.clock import now
from planner.web.method.glossary import WORDS
from planner.web.state import catalogue

if TYPE_CHECKING:
    from planner.web.method.page import MethodPage

# What makes the pages is imported when one is first asked for: a server starts sooner.
bp = Blueprint("method", __name__)
KEY = "planner.method"


@dataclass(frozen=True, slots=True)
class Kept:
    """A page with what it was made from."""

    day: date
    catalogue: Catalogue
    page: MethodPage


@bp.record_once
def _globals(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals["glossary"] = WORDS


@bp.get("/method")
def index() -> str:
    return render_template("method/page.html", page=_page())


@bp.get("/method/words")
def words() -> str:
    """The words of the pages."""
    return render_template("method/words.html", words=WORDS.values())


@bp.get("/method/tables")
def tables() -> str:
    """The fitted look-ups, too many for the page."""
    from planner.web.method.tables import fitted_page

    return render_template("method/tables.html", page=fitted_page())


@bp.get("/method/<name>.csv")
def table(name: str) -> Response:
    """One fitted table as the product reads it."""
    from planner.web.method.tables import as_csv, table_names

    if name not in table_names():
        raise NotFound(f"There is no fitted table {name}. They are listed under Method, Parameters.")
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(as_csv(name), mimetype="text/csv", headers=headers)


@bp.get("/method/validate")
def validation_form() -> str:
    """The empty page, with rows to start from."""
    from planner.web.method.validation_page import EXAMPLE, ValidatePage

    return render_template("method/validate.html", page=ValidatePage(EXAMPLE, "", None))


@bp.post("/method/validate")
def validate() -> Response:
    """What was pasted or sent as a file, scored; 422 with the reason beside it where it cannot be read."""
    from planner.web.method.validation_page import Result, ValidatePage, put, sentence

    text, problem = "", ""
    result: Result | None = None
    try:
        text = _sent_rows()
        result = put(text, catalogue(), on=now().date())
    except BadInput as bad:
        problem = sentence(bad.problems)
    body = render_template("method/validate.html", page=ValidatePage(text, problem, result))
    return Response(body, 422 if problem else 200, mimetype="text/html")


def _sent_rows() -> str:
    """What was sent as a file, else what was pasted. Raises BadInput for a file that is not text."""
    file = request.files.get("file")
    sent = file.read() if file and file.filename else b""
    return text_of(sent, "The file") if sent else request.form.get("rows", "")


def _page() -> MethodPage:
    """Today's page: its worked cases are estimates, so it is made once a day, and again when prices are renewed."""
    from planner.web.method.page import method_page

    kept = cast(list[Kept], current_app.extensions.setdefault(KEY, []))
    today, known = now().date(), catalogue()
    if not kept or kept[0].day != today or kept[0].catalogue is not known:
        kept[:] = [Kept(today, known, method_page(known, now=now()))]
    return kept[0].page
