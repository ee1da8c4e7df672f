"""The state of an unsaved budget as text that fits into the address, unless the budget is very large.

Each change is answered at its own address, so that reload, back and a bookmark find the budget as it was typed. Beyond
MOST_LETTERS the address does not change, and the page says to save the budget before leaving it.
"""

from __future__ import annotations

import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

from werkzeug.datastructures import MultiDict

from planner.web.guard.limits import MOST_FORM_FIELDS

MOST_LETTERS = 6000
"""Proxies commonly take 8,000 letters of a request's first line."""
MOST_BYTES = 500_000
Pairs = Sequence[tuple[str, str]]


def pack(pairs: Pairs) -> str:
    """Letters that any address takes."""
    return _packed(tuple(pairs))


@lru_cache(maxsize=8)
def _packed(pairs: tuple[tuple[str, str], ...]) -> str:
    # A page and its address say the same state.
    return urlsafe_b64encode(zlib.compress(urlencode(pairs).encode(), 9)).decode().rstrip("=")


def unpack(text: str) -> MultiDict[str, str]:
    """The packed text; empty for damaged text and for text that would unpack to too much."""
    try:
        raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        opened = zlib.decompressobj()
        plain = opened.decompress(raw, MOST_BYTES)
        if opened.unconsumed_tail or not opened.eof:
            return MultiDict()
        return MultiDict(parse_qsl(plain.decode(), keep_blank_values=True, max_num_fields=MOST_FORM_FIELDS))
    except (ValueError, zlib.error):
        return MultiDict()


def fits(packed: str) -> bool:
    """Whether the state may stand in an address."""
    return len(packed) <= MOST_LETTERS
