"""Numbers as people type them after an option: 36,000 · 36k · $36,000."""

from __future__ import annotations

from argparse import ArgumentTypeError

from planner.core.number_text import read_amount


def dollars(text: str) -> float:
    """Raises ArgumentTypeError with a sentence for what is no number, or may be two."""
    try:
        return float(read_amount(text.replace("$", "")))
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None


def whole(text: str) -> int:
    """As `dollars`, for a whole number."""
    number = dollars(text)
    if number != int(number):
        raise ArgumentTypeError("Type a whole number")
    return int(number)
