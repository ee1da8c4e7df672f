"""Answers on the wire as gzip, where the browser takes it; files of the application are packed once.

Never on pages that hold a secret: whoever may choose text of such a page and sees the length of its answer could guess
the secret letter by letter (BREACH). docs/security.md, "Promised".
"""

from __future__ import annotations

import gzip
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, g, request
from werkzeug.wsgi import FileWrapper

TEXTS = ("text/", "application/json", "application/javascript", "image/svg+xml")
LEAST_BYTES = 1024
"""Shorter answers fit into one packet either way."""
LEVEL, BEST_LEVEL = 5, 9
MOST_FILES = 64


def init_app(app: Flask) -> None:
    app.after_request(compress)


def never_compress(bp: Blueprint) -> None:
    """For pages that hold the key of a workspace or the token of a link."""
    bp.before_request(_mark)


def _mark() -> None:
    g.holds_secret = True


def compress(response: Response) -> Response:
    """The answer packed, with Vary and an entity tag of its own; as it is where that cannot be or does not pay."""
    if not is_text(response) or "holds_secret" in g:
        return response
    response.vary.add("Accept-Encoding")
    if not takes_gzip() or response.status_code in (204, 206, 304) or "Content-Encoding" in response.headers:
        return response
    packed = _file() if request.endpoint == "static" and response.status_code == 200 else _body(response)
    if packed is None:
        return response
    if isinstance(response.response, FileWrapper):
        response.response.close()
    response.direct_passthrough = False
    response.set_data(packed)
    response.headers["Content-Encoding"] = "gzip"
    etag, _ = response.get_etag()
    if etag:
        # The bytes differ from those of the plain answer, what they say does not.
        response.set_etag(etag, weak=True)
    return response


def is_text(response: Response) -> bool:
    """Whether its kind gets shorter by packing."""
    return (response.mimetype or "").startswith(TEXTS)


def takes_gzip() -> bool:
    """Whether the browser says that it takes gzip."""
    return request.accept_encodings.quality("gzip") > 0


def _body(response: Response) -> bytes | None:
    if response.is_streamed or response.direct_passthrough:
        return None
    plain = response.get_data()
    return gzip.compress(plain, LEVEL, mtime=0) if len(plain) >= LEAST_BYTES else None


def _file() -> bytes | None:
    """A file of the application that has just been found, packed as far as it goes."""
    path = Path(str(current_app.static_folder), (request.view_args or {})["filename"])
    facts = path.stat()
    return _packed(path, facts.st_mtime_ns, facts.st_size) if facts.st_size >= LEAST_BYTES else None


@lru_cache(maxsize=MOST_FILES)
def _packed(path: Path, modified_ns: int, size: int) -> bytes:
    """Time and size are here for the cache: an edited file is read again."""
    return gzip.compress(path.read_bytes(), BEST_LEVEL, mtime=0)
