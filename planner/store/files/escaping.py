"""Escaping of text that others typed, in files: a spreadsheet cell runs nothing, a line of Markdown draws nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A cell that begins with one of these is run by spreadsheets."""
INNER_FORMULA = re.compile(r"(?<=[;\t])(?=\s*[=+\-@＝＋－＠])")
"""Where the rest of a cell is a cell of its own for a spreadsheet that separates by semicolons or tabs."""
NUMBER = re.compile(r"-?\d+(\.\d+)?(e-?\d+)?")
MARKUP = re.compile(r"([\\|`*_\[\]<>!#~&])")


def escaped_cell(cell: str) -> str:
    """A cell no spreadsheet takes for a formula: an apostrophe before what begins like one, also behind a separator
    of columns within the cell; numbers stay numbers."""
    if NUMBER.fullmatch(cell):
        return cell
    if cell.lstrip(" ").startswith(FORMULA):
        return f"'{cell}"
    return INNER_FORMULA.sub("'", cell)


def markdown(text: str) -> str:
    """Words for a heading, a sentence or a cell of Markdown, on one line: no picture, link, tag or emphasis."""
    return MARKUP.sub(r"\\\1", " ".join(text.split()))


def bar(cells: Iterable[str]) -> str:
    """A row of a Markdown table; tables are pasted into spreadsheets too."""
    return f"| {' | '.join(markdown(escaped_cell(cell)) for cell in cells)} |"


def rule(words: int, numbers: int) -> str:
    """The line under the head of a Markdown table: `words` columns set left, then `numbers` set right."""
    return f"| {' | '.join(['---'] * words + ['---:'] * numbers)} |"
