"""Sentences: a capital in front, a full stop behind, names that do not break at a hyphen."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

HYPHENED = re.compile(r"\w+(?:-[\w.]*\w)+")


def sentence(text: str) -> str:
    """A capital at the front and a full stop at the end."""
    text = stop(text)
    return text[:1].upper() + text[1:]


def stop(text: str) -> str:
    """A full stop at the end, and the first letter as it is: names of sources stay names."""
    text = text.strip()
    return text if not text or text[-1] in ".!?" else text + "."


def unbroken(text: str) -> Markup:
    """HTML in which GPT-5.4 stays on one line."""
    return Markup(HYPHENED.sub(r'<span class="nowrap">\g<0></span>', str(escape(text))))  # noqa: S704 - escaped before
