"""The styles and scripts that all pages share and those of a page: a file each, kept for a year, without comments."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, abort, current_app, request, url_for

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
CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
CSS_STRING = re.compile(r"(\"[^\"]*\"|'[^']*')")
CSS_SPACES = re.compile(r"\s+")
# Not before a colon: `a :is(b)` is another selector than `a:is(b)`. Not around + and -: calc() needs their spaces.
CSS_AROUND, CSS_AFTER = re.compile(r" ?([{};,>]) ?"), re.compile(r": ")
JS_COMMENT_LINE = re.compile(r"^\s*//.*$", re.MULTILINE)
JS_INDENT = re.compile(r"\n\s*")


def init_app(app: Flask) -> None:
    app.jinja_env.globals["bundle_url"] = bundle_url
    app.add_url_rule("/static/bundles/<name>", ENDPOINT, bundle)


def bundle_url(name: str) -> str:
    """`/static/bundles/base.css?v=<hash>`. KeyError for a name that is none."""
    return url_for(ENDPOINT, name=name, v=digest_of(name))


def bundle(name: str) -> Response:
    """Kept by browsers for a year, but only under the hash of its bytes: an old or invented hash must not pin other
    bytes."""
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
    return shrunk_css(text) if path.suffix == ".css" else shrunk_js(text)


def shrunk_css(text: str) -> str:
    """The same rules in fewer letters; text in quotes is unchanged."""
    parts = CSS_STRING.split(CSS_COMMENT.sub("", text))
    return "".join(part if place % 2 else _rules(part) for place, part in enumerate(parts)).strip()


def _rules(text: str) -> str:
    short = CSS_AROUND.sub(r"\1", CSS_SPACES.sub(" ", text))
    return CSS_AFTER.sub(":", short).replace(";}", "}")


def shrunk_js(text: str) -> str:
    """The same lines without indents and without comment lines. Raises ValueError for a text in backquotes over several
    lines, whose indents are part of the text."""
    bare = JS_COMMENT_LINE.sub("", text)
    if any(line.count("`") % 2 for line in bare.splitlines()):
        raise ValueError("a text in backquotes goes over several lines")
    return JS_INDENT.sub("\n", bare).strip()
