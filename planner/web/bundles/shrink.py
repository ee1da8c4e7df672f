"""Styles and scripts without what only people read: comments, indents and blank lines."""

from __future__ import annotations

import re

CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
CSS_STRING = re.compile(r"(\"[^\"]*\"|'[^']*')")
CSS_SPACES = re.compile(r"\s+")
# Not before a colon: `a :is(b)` is another selector than `a:is(b)`. Not around + and -: calc() needs their spaces.
CSS_AROUND, CSS_AFTER = re.compile(r" ?([{};,>]) ?"), re.compile(r": ")
JS_COMMENT_LINE = re.compile(r"^\s*//.*$", re.MULTILINE)
JS_INDENT = re.compile(r"\n\s*")


def css(text: str) -> str:
    """The same rules in fewer letters; what stands in quotes is kept to the letter."""
    parts = CSS_STRING.split(CSS_COMMENT.sub("", text))
    return "".join(part if place % 2 else _rules(part) for place, part in enumerate(parts)).strip()


def _rules(text: str) -> str:
    short = CSS_AROUND.sub(r"\1", CSS_SPACES.sub(" ", text))
    return CSS_AFTER.sub(":", short).replace(";}", "}")


def js(text: str) -> str:
    """The same lines without indents and without those that are comments.

    Raises ValueError for a text in backquotes over several lines, whose indents would be its own.
    """
    bare = JS_COMMENT_LINE.sub("", text)
    if any(line.count("`") % 2 for line in bare.splitlines()):
        raise ValueError("a text in backquotes goes over several lines")
    return JS_INDENT.sub("\n", bare).strip()
