"""How pages about saved things answer: as a page or as data, in no shared cache, and in words when they cannot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import quote

from flask import Blueprint, Response, current_app, jsonify, redirect, render_template, request
from werkzeug.exceptions import Conflict as Conflicting
from werkzeug.exceptions import HTTPException, NotFound, ServiceUnavailable, UnprocessableEntity
from werkzeug.wrappers import Response as AnyResponse

from planner.core.workload import BadInput
from planner.store.database.errors import Conflict, Full, NotThere, StoreUnavailable
from planner.store.database.rows import Workspace
from planner.web import errors
from planner.web.present.unreadable import UNREADABLE
from planner.web.saved.not_saved import not_saved
from planner.web.workspace import current_workspace, keep_signed_in

JSON = "application/json"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def guard(bp: Blueprint) -> None:
    """What every blueprint about saved plans has in common."""
    bp.register_error_handler(NotThere, _not_there)
    bp.register_error_handler(StoreUnavailable, _not_saved)
    bp.register_error_handler(Conflict, _conflict)
    bp.register_error_handler(Full, _full)
    bp.after_request(_keep_private)


def mine(kind: str = "plan") -> Workspace:
    """The visitor's workspace; NotThere without one, as for another visitor's things."""
    found = current_workspace()
    if found is None:
        raise NotThere(f"There is no such {kind} in this workspace.")
    return found


NOT_READABLE = (
    "This revision cannot be read by this version of Token planner. Nothing else is affected: "
    "export it as JSON, restore another revision, or delete it."
)
View = TypeVar("View", bound=Callable[..., object])


def reads_saved(view: View) -> View:
    """A view of one saved object: where its revision cannot be read, a page that says so with status 422.

    Errors with sentences of their own pass through.
    """

    @wraps(view)
    def guarded(*args: object, **kwargs: object) -> object:
        try:
            return view(*args, **kwargs)
        except (HTTPException, BadInput, Conflict, LookupError, *UNREADABLE) as error:
            if isinstance(error, HTTPException | BadInput | Conflict | NotThere):
                raise
            current_app.logger.exception("a saved revision could not be read")
            unreadable = UnprocessableEntity(NOT_READABLE)
            return trouble(422, "revision", NOT_READABLE) if wants_json() else errors.answer(unreadable)

    return guarded  # type: ignore[return-value]


def wants_json() -> bool:
    """Whether a program asks, by the address's ending or by what it accepts."""
    accepted = request.accept_mimetypes
    return request.path.endswith(".json") or accepted.quality(JSON) > accepted.quality("text/html")


def page(template: str, view: object, status: int = 200) -> Response:
    return Response(render_template(template, page=view), status, mimetype="text/html")


def done(address: str, **data: Any) -> AnyResponse:  # noqa: ANN401 - any JSON
    """After a write: a redirect to `address`, or for programs the result."""
    return jsonify(data) if wants_json() else redirect(address, 303)


def sent_file() -> str | bytes:
    """The file that was chosen, else its text typed into `text`. ValueError with a sentence where there is neither."""
    upload = request.files.get("file")
    data: str | bytes = upload.read() if upload and upload.filename else request.form.get("text", "")
    if not data.strip():
        raise ValueError("Choose a file that an export wrote, or paste what is in it.")
    return data


def imported(address: str, take: Callable[[], int], refused: Callable[..., Response]) -> AnyResponse:
    """All of a sent file, of which `take` gives the number of entries; or nothing and the reason with status 422."""
    try:
        count = take()
    except ValueError as error:
        sentence = first_problem(error)
        if wants_json():
            return trouble(422, "file", sentence)
        return refused(problem=sentence, text=request.form.get("text", ""), status=422)
    return done(f"{address}?notice={count}", imported=count)


def first_error(errors: Mapping[str, str], problem: str) -> Response:
    """422 as data: the first field that is wrong, or `problem` of the whole."""
    return trouble(422, *next(iter(errors.items()), ("", problem)))


def trouble(status: int, field: str, text: str) -> Response:
    """A problem as data."""
    response = jsonify(errors=[{"field": field, "message": text}])
    response.status_code = status
    return response


def first_problem(error: ValueError) -> str:
    """What a page says of input that cannot be used."""
    if isinstance(error, BadInput) and error.problems:
        return f"{error.problems[0].field}: {error.problems[0].message}"
    return str(error)


def download(text: str | bytes, kind: str, name: str) -> Response:
    """A file to keep; a name in another script goes by RFC 5987, beside one that every browser takes."""
    plain = name if name.isascii() else "download." + name.rpartition(".")[2]
    whole = "" if name.isascii() else f"; filename*=UTF-8''{quote(name)}"
    return Response(text, mimetype=kind, headers={"Content-Disposition": f'attachment; filename="{plain}"{whole}'})


def of_one_reader(response: Response) -> None:
    """An answer with something of a workspace must not be in a shared cache."""
    response.headers.setdefault("Cache-Control", "private, no-cache")
    response.vary.add("Cookie")


def _keep_private(response: Response) -> Response:
    if request.method == "GET" and response.status_code == 200:
        _roll_cookie(response)
    response.headers.setdefault("Cache-Control", "private, no-cache")
    response.vary.update(("Cookie", "Accept"))
    return response


def _roll_cookie(response: Response) -> None:
    try:
        keep_signed_in(response)
    except StoreUnavailable:
        current_app.logger.info("the workspace cookie was not renewed: the database cannot be used")


def _not_there(error: NotThere) -> Response:
    return trouble(404, "path", str(error)) if wants_json() else errors.answer(NotFound(str(error)))


def _conflict(error: Conflict) -> Response:
    """For writes without typed text; saving shows both sides instead."""
    text = f"Revision {error.newest.number} was saved in between, and nothing was changed. Open it again."
    return trouble(409, "revision", text) if wants_json() else errors.answer(Conflicting(text))


def _not_saved(error: StoreUnavailable) -> Response:
    """Reads say what is wrong; writes also keep what was typed, with a way to send it again and to download it."""
    current_app.logger.error("the database cannot be used", exc_info=error)
    response = _kept_typing("database", ServiceUnavailable(str(error)))
    response.headers["Retry-After"] = "5"
    return response


def _full(error: Full) -> Response:
    return _kept_typing("workspace", UnprocessableEntity(str(error)))


def _kept_typing(field: str, error: HTTPException) -> Response:
    """The answer to a write that was not kept, with what was typed still in it."""
    status, text = error.code or 500, error.description or ""
    if wants_json():
        return trouble(status, field, text)
    if request.method == "POST" and request.form:
        return page("saved/not_saved.html", not_saved(text), status)
    return errors.answer(error)
