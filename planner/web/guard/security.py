"""What guards every request: headers that forbid foreign code, and refusal of writes sent by other sites."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Request, Response, abort, request

from planner.web import logs

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
PRIVATE_FIELDS = frozenset({"scenario", "budget", "plan"})
"""Fields of an address that open something saved, so that the page holds a private name."""
READS = frozenset({"GET", "HEAD", "OPTIONS"})


def init_app(app: Flask) -> None:
    app.before_request(refuse_foreign_writes)
    app.after_request(add_headers)


def refuse_foreign_writes() -> None:
    """403 for a write that a page of another site makes the browser send."""
    if request.method not in READS and is_foreign(request):
        logs.refused("a write sent by another site")
        abort(403)


def is_foreign(incoming: Request) -> bool:
    """By Sec-Fetch-Site, which pages cannot forge; by Origin in older browsers; with neither it is no browser."""
    site = incoming.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = incoming.headers.get("Origin")
    return origin is not None and _host_of(origin) != incoming.host


def _host_of(origin: str) -> str | None:
    """The host alone: behind a proxy that ends TLS the request itself looks like plain http. None for no address."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None


def add_headers(response: Response) -> Response:
    """A view may set a stricter one itself."""
    if PRIVATE_FIELDS & request.args.keys():
        response.headers["Cache-Control"] = "private, no-store"
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
