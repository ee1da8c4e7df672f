"""Old addresses: /scenarios is now /saved and /rank is now /offers, for good.

Browsers are redirected with 301. Scripts that read or write JSON under the old address are answered there as before,
since few of them follow a redirect and none repeats a POST.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, redirect, request
from werkzeug.wrappers import Response

MOVED = {"/scenarios": "/saved", "/rank": "/offers"}
FLAG = "planner.old_address"
Environ = dict[str, Any]
Answer = Callable[[Environ, Any], Iterable[bytes]]


def init_app(app: Flask) -> None:
    app.wsgi_app = _as_new(app.wsgi_app)  # type: ignore[method-assign, assignment]
    app.before_request_funcs.setdefault(None, []).insert(0, _send_on)


def new_path(path: str) -> str | None:
    """The path under its new name; None where it has no old one."""
    for old, new in MOVED.items():
        rest = path.removeprefix(old)
        if path.startswith(old) and rest[:1] in ("", "/", "."):
            return new + rest
    return None


def _as_new(answer: Answer) -> Answer:
    """The application, called under the new address."""

    def asked(environ: Environ, start_response: Any) -> Iterable[bytes]:  # noqa: ANN401 - as WSGI has it
        path = new_path(environ.get("PATH_INFO", ""))
        if path is not None:
            environ = {**environ, "PATH_INFO": path, FLAG: True}
        return answer(environ, start_response)

    return asked


def _send_on() -> Response | None:
    """301 for a page, to its new address with the whole query."""
    is_page = request.method in ("GET", "HEAD") and "HX-Request" not in request.headers
    if not is_page or not request.environ.get(FLAG) or not _takes_pages():
        return None
    query = request.query_string.decode()
    return redirect(f"{request.script_root}{request.path}{f'?{query}' if query else ''}", 301)


def _takes_pages() -> bool:
    """Whether the request is for a page. Rankings have no JSON under the old address; saved things are also read by
    scripts."""
    return request.path.startswith("/offers") or "text/html" in request.headers.get("Accept", "")
