"""Errors of something typed, as a sentence beside its field.

A message that ends in a full stop is a whole sentence; an example may follow any other.
"""

from __future__ import annotations


def is_whole(message: str) -> bool:
    return message.endswith(".")


def with_example(problem: str | ValueError, example: str) -> str:
    """Type a number, such as 1,000."""
    message = str(problem)
    return message if is_whole(message) else f"{message}, such as {example}."


def stopped(message: str) -> str:
    """With a full stop at its end."""
    return message if is_whole(message) else f"{message}."
