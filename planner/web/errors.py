"""The answers to requests that cannot be served, for readers and programs."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

from flask import Flask, Response, current_app, jsonify, render_template, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, SecurityError, TooManyRequests

from planner.web import logs


@dataclass(frozen=True, slots=True)
class Trouble:
    """A title, a sentence that says what to do instead, and the part of the request it is about."""

    status: int
    title: str
    text: str
    field: str


TROUBLES = {
    trouble.status: trouble
    for trouble in (
        Trouble(400, "That request cannot be read", "Check the address, or start again from the plan.", "request"),
        Trouble(403, "That came from another site", "Open the page here and send the form again.", "origin"),
        Trouble(404, "There is no such page", "Check the address, or start from the plan.", "path"),
        Trouble(405, "That page cannot be used this way", "Open it from its own form or link.", "method"),
        Trouble(409, "Somebody was faster", "Open it again and look at what was saved meanwhile.", "revision"),
        Trouble(422, "This cannot be read", "Check it, or start again from the plan.", "request"),
        Trouble(413, "That is too large", "At most 1 MB can be sent at once: send less, or in parts.", "body"),
        Trouble(429, "Too many requests", "Wait a moment, then try again.", "request"),
        Trouble(503, "The saved plans cannot be reached", "Try again in a moment.", "database"),
        Trouble(500, "Something broke on our side", "It has been written to the log. Try again in a moment.", "server"),
    )
}
UNKNOWN_HOST = Trouble(
    400,
    "This server does not answer to that name",
    "Use the address it printed at its start, or list the name in PLANNER_TRUSTED_HOSTS.",
    "host",
)


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, answer)

    def log_exception(exc_info: Any) -> None:  # noqa: ANN401 - as Flask has it
        """The endpoint, not the address: that may hold the token of a link or the key of a workspace."""
        app.logger.error("Exception on %s [%s]", request.endpoint, request.method, exc_info=exc_info)

    app.log_exception = log_exception  # type: ignore[method-assign]


def answer(error: HTTPException) -> Response:
    """JSON for programs under /api/, a page for everyone else; headers such as Allow are kept."""
    trouble = trouble_of(error)
    if isinstance(error, TooManyRequests):
        logs.refused(f"too many requests: {trouble.text}")
    elif isinstance(error, MethodNotAllowed):
        logs.refused("a method that is not allowed")
    response = as_json(trouble) if request.path.startswith("/api/") else as_page(trouble)
    response.status_code = trouble.status
    for name, value in error.get_headers():
        if name.lower() != "content-type":
            response.headers[name] = value
    return response


def trouble_of(error: HTTPException) -> Trouble:
    """Our own sentence, unless the view that gave up wrote a better one."""
    if isinstance(error, SecurityError):
        return UNKNOWN_HOST
    status = error.code or 500
    usual = TROUBLES.get(status) or Trouble(status, error.name, error.description or error.name, "request")
    written = error.description if error.description != type(error).description else None
    if written is None:
        return usual
    return Trouble(status, usual.title, written, usual.field)


def as_json(trouble: Trouble) -> Response:
    return jsonify(errors=[{"field": trouble.field, "message": f"{trouble.title}. {trouble.text}"}])


def as_page(trouble: Trouble) -> Response:
    """The error as a page of the site; plain for an unknown host, and where the page template itself failed."""
    if trouble is UNKNOWN_HOST:  # Flask builds no addresses for it, so the layout has nothing to link to.
        return Response(bare_page(trouble), mimetype="text/html")
    try:
        return Response(render_template("errors/page.html", trouble=trouble), mimetype="text/html")
    except Exception:
        current_app.logger.exception("the error page could not be rendered")
        return Response(bare_page(trouble), mimetype="text/html")


def bare_page(trouble: Trouble) -> str:
    title, text = escape(trouble.title), escape(trouble.text)
    return f'<!doctype html><html lang="en"><title>{title}</title><h1>{title}</h1><p>{text}</p></html>\n'
