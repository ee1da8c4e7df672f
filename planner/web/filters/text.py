"""Sentences: a capital in front, a full stop behind, names and figures that stay on one line."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

WHOLE = re.compile(r"\w+(?:-[\w.]*\w)+|\d[\d.,]* (?:s|min|h|cents)\b")
"""A name with a hyphen, a number with its unit."""


def sentence(text: str) -> str:
    """A capital at the front and a full stop at the end."""
    text = stop(text)
    return text[:1].upper() + text[1:]


def stop(text: str) -> str:
    """A full stop at the end, and the first letter as it is: names of sources stay names."""
    text = text.strip()
    return text if not text or text[-1] in ".!?" else text + "."


def unbroken(text: str) -> Markup:
    """HTML in which GPT-5.4 stays on one line, and so does 1.8 s."""
    return Markup(WHOLE.sub(r'<span class="nowrap">\g<0></span>', str(escape(text))))  # noqa: S704 - escaped before
