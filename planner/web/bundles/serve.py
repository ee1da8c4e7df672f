"""Each page asks for the styles and scripts that all pages share, and for its own: a file each, kept for a year."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, abort, current_app, request, url_for

from planner.web.bundles import shrink

BUNDLES = {
    "base.css": ("tokens.css", "base.css", "form.css", "table.css"),
    "plan.css": ("chart.css", "scatter.css", "print.css", "plan.css", "start.css"),
    "offers.css": ("chart.css", "scatter.css", "rank.css", "print.css"),
    "rest.css": ("chart.css", "scatter.css", "scenarios.css", "rank.css", "print.css"),
    "models.css": ("models.css",),
    "method.css": ("method.css",),
    "usage.css": ("models.css", "usage.css"),
    "cap.css": ("usage.css",),
    "budget.css": ("budget.css",),
    "finance.css": ("budget.css", "finance.css"),
    "base.js": ("start.js",),
    "live.js": ("htmx.min.js", "app.js", "failure.js", "search.js", "near.js", "svg.js"),
    "usage.js": ("usage.js",),
    "copy.js": ("copy.js",),
    "print.js": ("print.js",),
}
"""Files of `static` in the order in which they hold.

Pages have base.css and rest.css, and may have one of their own; the plan and the list of offers, which are opened
first, have their own in the place of rest.css. `live.js` comes with the first touch of a page.
"""
VENDOR = frozenset({"htmx.min.js"})
MIMETYPES = {"css": "text/css", "js": "text/javascript"}
YEAR_SECONDS = 365 * 24 * 60 * 60
DIGEST_LETTERS = 12
ENDPOINT = "bundle"


def init_app(app: Flask) -> None:
    app.jinja_env.globals["bundle_url"] = bundle_url
    app.add_url_rule("/static/bundles/<name>", ENDPOINT, bundle)


def bundle_url(name: str) -> str:
    """`/static/bundles/base.css?v=<hash>`. KeyError for a name that is none."""
    return url_for(ENDPOINT, name=name, v=digest_of(name))


def bundle(name: str) -> Response:
    """Kept for a year only under the hash of its bytes: an old or made-up one must not pin others."""
    if name not in BUNDLES:
        abort(404)
    response = Response(content_of(name), mimetype=MIMETYPES[name.rpartition(".")[2]])
    response.headers["Cache-Control"] = "no-cache"
    if request.args.get("v") == digest_of(name):
        response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    response.set_etag(digest_of(name))
    return response.make_conditional(request)  # type: ignore[return-value]


def content_of(name: str) -> bytes:
    """The bundle's bytes, the same object while no file of it has changed."""
    return _joined(_facts(name))[0]


def digest_of(name: str) -> str:
    return _joined(_facts(name))[1]


Facts = tuple[tuple[Path, int], ...]
"""Files with the nanosecond each was changed in."""


def _facts(name: str) -> Facts:
    folder, kind = Path(str(current_app.static_folder)), name.rpartition(".")[2]
    paths = [folder / ("vendor" if file in VENDOR else kind) / file for file in BUNDLES[name]]
    return tuple((path, path.stat().st_mtime_ns) for path in paths)


@lru_cache(maxsize=2 * len(BUNDLES))
def _joined(facts: Facts) -> tuple[bytes, str]:
    text = "\n".join(_read(path) for path, _ in facts)
    content = text.encode()
    return content, hashlib.sha256(content).hexdigest()[:DIGEST_LETTERS]


def _read(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    if path.name in VENDOR:
        return f"{text.strip()};"
    return shrink.css(text) if path.suffix == ".css" else shrink.js(text)
