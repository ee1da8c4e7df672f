"""How much work one request may ask for.

Above these limits the answer is 413 or 422 at once, with the limit in words. Each keeps a request under two seconds of
processor and 200 MB on a machine with two cores; tests/attack measures it.
"""

from __future__ import annotations

from typing import NoReturn

from flask import Flask, abort, request

from planner.core.workload import BadInput, Problem

MOST_BUDGET_LINES = 100
MOST_FORM_FIELDS = 12_000
"""A budget of 100 lines with every field filled has some 8,000 fields."""
MOST_MODELS_ON_PAGE = 60
MOST_ADDRESS_BYTES = 20_000
"""A page repeats its address in many links. An address with 60 models and every field of a plan has some 8,000
bytes."""
MOST_COUNTED_LETTERS = 200_000
"""300,000 letters of digits between blanks took 1.7 to 2.3 s of processor."""


def init_app(app: Flask) -> None:
    app.before_request(refuse_long_addresses)


def refuse_long_addresses() -> None:
    if len(request.query_string) > MOST_ADDRESS_BYTES:
        too_much(f"An address holds at most {MOST_ADDRESS_BYTES:,} letters of fields; this one has more.")


def countable(letters: int) -> None:
    """BadInput for a text whose tokens take too long to count."""
    if letters > MOST_COUNTED_LETTERS:
        text = f"must have at most {MOST_COUNTED_LETTERS:,} letters here; planner count in the terminal counts more"
        raise BadInput([Problem("text", text)])


def too_much(sentence: str) -> NoReturn:
    """Ends the request with status 413 and `sentence`, which names the limit."""
    abort(413, description=sentence)
