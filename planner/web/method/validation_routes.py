"""Measured runs put to the product from the browser, as `planner validate` does in the terminal."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from planner.core.workload import BadInput
from planner.sources.plain_text import text_of
from planner.web.clock import now
from planner.web.state import catalogue

# What makes the page is imported when it is first asked for: a server starts sooner.
bp = Blueprint("validation", __name__)


@bp.get("/method/validate")
def form() -> str:
    """The empty page, with rows to start from."""
    from planner.web.method.validation_page import EXAMPLE, ValidatePage

    return render_template("method/validate.html", page=ValidatePage(EXAMPLE, "", None))


@bp.post("/method/validate")
def answer() -> Response:
    """What was pasted or sent as a file, scored; 422 with the reason beside it where it cannot be read."""
    from planner.web.method.validation_page import Result, ValidatePage, put, sentence

    text, problem = "", ""
    result: Result | None = None
    try:
        text = _text()
        result = put(text, catalogue(), on=now().date())
    except BadInput as bad:
        problem = sentence(bad.problems)
    body = render_template("method/validate.html", page=ValidatePage(text, problem, result))
    return Response(body, 422 if problem else 200, mimetype="text/html")


def _text() -> str:
    """What was sent as a file, else what was pasted. Raises BadInput for a file that is not text."""
    file = request.files.get("file")
    sent = file.read() if file and file.filename else b""
    return text_of(sent, "The file") if sent else request.form.get("rows", "")
