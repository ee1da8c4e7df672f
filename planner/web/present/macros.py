"""What macros of templates say, as text: for files, and for programs that read no HTML."""

from __future__ import annotations

import re
from html import unescape

from flask import current_app

TAG = re.compile("<[^>]*>")


def text_of(template: str, macro: str, *args: object) -> str:
    """The macro's answer without its tags."""
    module = current_app.jinja_env.get_template(template).module
    return unescape(TAG.sub("", str(getattr(module, macro)(*args))))
