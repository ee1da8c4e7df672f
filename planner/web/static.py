"""Static files under addresses that carry their content's hash, so that browsers may keep them for a year."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, current_app, request, url_for

YEAR_SECONDS = 365 * 24 * 60 * 60
DIGEST_LETTERS = 12


def init_app(app: Flask) -> None:
    app.jinja_env.globals["static_url"] = static_url
    app.after_request(cache_for_long)


def static_url(filename: str) -> str:
    """`/static/css/app.css?v=<hash>`; without the hash, and so without the cache, where the file is missing."""
    return url_for("static", filename=filename, v=_version(filename))


def cache_for_long(response: Response) -> Response:
    """Only under the hash of the bytes sent: an old or invented hash must not pin other bytes for a year."""
    if request.endpoint == "static" and response.status_code in {200, 304} and _is_current():
        response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    return response


def _is_current() -> bool:
    version = request.args.get("v")
    return version is not None and version == _version((request.view_args or {})["filename"])


def _version(filename: str) -> str | None:
    path = Path(str(current_app.static_folder), filename)
    if not path.is_file():
        return None
    facts = path.stat()
    return _digest(path, facts.st_mtime_ns, facts.st_size)


@lru_cache(maxsize=256)
def _digest(path: Path, modified_ns: int, size: int) -> str:
    """Time and size are here for the cache: an edited file is read again."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:DIGEST_LETTERS]
