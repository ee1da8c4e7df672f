"""Sentences: a capital in front, a full stop behind, names and figures that stay on one line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup, escape

from planner.core.number_text import decimal_comma

WHOLE = re.compile(r"\w+(?:-[\w.]*\w)+|\d[\d.,]* (?:s|min|h|cents)\b")
"""A name with a hyphen, a number with its unit."""
NUMBER, SPOKEN_WITH_A_VOWEL = re.compile(r"\d+"), {8, 11, 18, *range(80, 90)}


def sentence(text: str) -> str:
    """A capital at the front and a full stop at the end."""
    text = stop(text)
    return text[:1].upper() + text[1:]


def stop(text: str) -> str:
    """A full stop at the end, and the first letter as it is: names of sources stay names."""
    text = text.strip()
    return text if not text or text[-1] in ".!?" else text + "."


def article(words: str) -> str:
    """What stands before them: an, of 80% and of answer; a, of 70% and of task."""
    number = NUMBER.match(words)
    return "an" if (int(number[0]) in SPOKEN_WITH_A_VOWEL if number else words[0] in "aeiou") else "a"


def listed(names: Sequence[str]) -> str:
    """One, two and three."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def read_with_comma(text: str) -> str:
    """How a number was read that was typed with a comma before its decimals: "Read as 12.5."; else empty."""
    number = decimal_comma(text) if "," in text else ""
    return f"Read as {number}." if number else ""


def unbroken(text: str) -> Markup:
    """HTML in which GPT-5.4 stays on one line, and so does 1.8 s."""
    return Markup(WHOLE.sub(r'<span class="nowrap">\g<0></span>', str(escape(text))))  # noqa: S704 - escaped before
