"""The text of a PDF, read within bounds: a few kilobytes may unpack to pages that take minutes."""

from __future__ import annotations

import io
from typing import Any

from planner.core.prompts.prompt import Prompt, plain
from planner.core.workload import BadInput, Problem

MOST_PAGES = 5_000
MOST_PARTS, MOST_STEPS = 1_500_000, 1_000_000
"""Parts that the contents of all pages are written in, and steps in drawing them; a full page has some thousands. Each
part takes about three microseconds to read."""
PARTS = (b" ", b"\n", b"\r", b"\t", b"(", b"[", b"<", b"/")
"""Letters that a part begins with or follows."""
TOO_MUCH = "is a PDF with more on its pages than can be looked through here: count its text instead"


class Steps:
    """Counts the steps of drawing and ends it; it holds state, as a bound must."""

    def __init__(self) -> None:
        self.taken = 0

    def __call__(self, *_step: object) -> None:
        self.taken += 1
        if self.taken > MOST_STEPS:
            raise BadInput([Problem("file", TOO_MUCH)])


def read_pdf(content: bytes) -> Prompt:
    """The text of all pages. Raises BadInput with a sentence for what cannot be read or is too much."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        pages = PdfReader(io.BytesIO(content)).pages
        if len(pages) > MOST_PAGES:
            raise BadInput([Problem("file", f"has more than {MOST_PAGES:,} pages")])
        return plain(_text_of(pages), pdf_pages=len(pages))
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError, OSError) as error:
        if isinstance(error, BadInput):
            raise
        raise BadInput([Problem("file", "is a PDF that cannot be read")]) from None


def _text_of(pages: Any) -> str:  # noqa: ANN401 - pypdf's own list
    texts, left, steps = [], MOST_PARTS, Steps()
    for page in pages:
        contents = page.get_contents()
        drawn = contents.get_data() if contents is not None else b""
        left -= sum(drawn.count(part) for part in PARTS)
        if left < 0:
            raise BadInput([Problem("file", TOO_MUCH)])
        texts.append(page.extract_text(visitor_operand_before=steps))
    return "\n".join(texts)
