"""Compression of answers as brotli or gzip where the browser takes it; files of the application are compressed once.

Never for pages that hold a secret: whoever can choose text of such a page and sees the length of its answer could guess
the secret letter by letter (BREACH). docs/security.md, "Promised".
"""

from __future__ import annotations

import gzip
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, g, request
from werkzeug.wsgi import FileWrapper

from planner.web.bundles import serve

TEXTS = ("text/", "application/json", "application/javascript", "image/svg+xml")
LEAST_BYTES = 1024
"""Shorter answers fit into one packet either way."""
QUICK_LEVELS, LEVELS, BEST_LEVELS = {"br": 4, "gzip": 5}, {"br": 6, "gzip": 5}, {"br": 11, "gzip": 9}
"""For parts of a page, which answer a keystroke; for pages; for files, packed once. docs/performance.md has times."""
MOST_FILES = 64


def init_app(app: Flask) -> None:
    app.after_request(compress)


def never_compress(bp: Blueprint) -> None:
    """For pages that hold the key of a workspace or the token of a link."""
    bp.before_request(_mark)


def _mark() -> None:
    g.holds_secret = True


def compress(response: Response) -> Response:
    """The answer compressed, with Vary and its own entity tag; unchanged where that is not possible or saves
    nothing."""
    if not is_text(response) or "holds_secret" in g:
        return response
    response.vary.add("Accept-Encoding")
    encoding = best_encoding()
    if encoding is None or response.status_code in (204, 206, 304) or "Content-Encoding" in response.headers:
        return response
    packed = _of_the_application(encoding) if response.status_code == 200 else None
    packed = packed or _body(response, encoding)
    if packed is None:
        return response
    if isinstance(response.response, FileWrapper):
        response.response.close()
    response.direct_passthrough = False
    response.set_data(packed)
    response.headers["Content-Encoding"] = encoding
    etag, _ = response.get_etag()
    if etag:
        # The bytes differ from those of the plain answer, what they say does not.
        response.set_etag(etag, weak=True)
    return response


def is_text(response: Response) -> bool:
    """Whether its kind gets shorter by packing."""
    return (response.mimetype or "").startswith(TEXTS)


def best_encoding() -> str | None:
    """The one the browser likes best, brotli where it likes both; None where it takes neither."""
    taken = request.accept_encodings
    names = ("br", "gzip") if _has_brotli() else ("gzip",)
    best = max(names, key=taken.quality)
    return best if taken.quality(best) > 0 else None


def _body(response: Response, encoding: str) -> bytes | None:
    if response.is_streamed or response.direct_passthrough:
        return None
    plain = response.get_data()
    levels = QUICK_LEVELS if "HX-Request" in request.headers else LEVELS
    return pack(plain, encoding, levels[encoding]) if len(plain) >= LEAST_BYTES else None


def _of_the_application(encoding: str) -> bytes | None:
    """A file or bundle of the application that has just been found, packed as far as it goes."""
    named = request.view_args or {}
    if request.endpoint == serve.ENDPOINT:
        return packed_once(serve.content_of(named["name"]), encoding)
    if request.endpoint != "static":
        return None
    path = Path(str(current_app.static_folder), named["filename"])
    facts = path.stat()
    return _packed(path, facts.st_mtime_ns, facts.st_size, encoding) if facts.st_size >= LEAST_BYTES else None


@lru_cache(maxsize=MOST_FILES)
def packed_once(content: bytes, encoding: str) -> bytes:
    """Packed as far as it goes, for what is sent again and again."""
    return pack(content, encoding, BEST_LEVELS[encoding])


def pack_bundles() -> None:
    """Packs the bundles of every page before their first request."""
    for name in serve.BUNDLES:
        for encoding in LEVELS if _has_brotli() else ("gzip",):
            packed_once(serve.content_of(name), encoding)


@lru_cache(maxsize=MOST_FILES)
def _packed(path: Path, modified_ns: int, size: int, encoding: str) -> bytes:
    """Time and size are here for the cache: an edited file is read again."""
    return pack(path.read_bytes(), encoding, BEST_LEVELS[encoding])


def pack(plain: bytes, encoding: str, level: int) -> bytes:
    """`plain` in `encoding`, br or gzip."""
    if encoding == "br":
        return bytes(import_module("brotli").compress(plain, quality=level))
    return gzip.compress(plain, level, mtime=0)


@lru_cache(maxsize=1)
def _has_brotli() -> bool:
    """There is no build of it for every Python."""
    return find_spec("brotli") is not None
