"""How much work one request may ask for. Above these the answer is 413 or 422 at once, with the limit in words.

Each keeps a request under two seconds of processor and 200 MB on a machine of two cores; tests/attack measures it.
"""

from __future__ import annotations

from typing import NoReturn

from flask import abort

MOST_BUDGET_LINES = 100
MOST_FORM_FIELDS = 12_000
"""100 lines of a budget with every field of each filled come to some 8,000."""
MOST_MODELS_ON_PAGE = 60
MOST_SEARCH_LETTERS = 200
MOST_SEARCH_WORDS = 12


def too_much(sentence: str) -> NoReturn:
    """Ends the request with status 413 and `sentence`, which names the limit."""
    abort(413, description=sentence)


def search_words(text: str) -> str:
    """The text that is looked for: the first words, within MOST_SEARCH_LETTERS; what lies beyond is not searched."""
    return " ".join(text[:MOST_SEARCH_LETTERS].split()[:MOST_SEARCH_WORDS])
