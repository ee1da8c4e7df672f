"""What macros of templates say: as text, for files and for programs that read no HTML, and kept as they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from functools import lru_cache
from html import unescape

from flask import current_app

TAG = re.compile("<[^>]*>")


def text_of(template: str, macro: str, *args: object) -> str:
    """The macro's answer without its tags."""
    module = current_app.jinja_env.get_template(template).module
    return unescape(TAG.sub("", str(getattr(module, macro)(*args))))


@lru_cache(maxsize=256)
def drawn_once(macro: Callable[..., str], *args: Hashable) -> str:
    """What a macro makes of its arguments alone: an icon is the same on every page."""
    return macro(*args)
