"""Errors of something typed, as a sentence beside its field.

A message that ends in a full stop is a whole sentence; an example may follow any other.
"""

from __future__ import annotations

import re

NUMBER = re.compile(r"must be (a(?: finite| whole)? number)\b.*")
IMPERATIVES = (
    ("must be one of ", "Choose one of "),
    ("must differ from the other lines' names", "Type a name that no other line has"),
    ("must not lie before the start", "Type a month or a day that is not before the start"),
    ("must be left out", "Leave this out"),
    ("must be given", "Fill this in"),
    ("must be ", "Type "),
    ("must have ", "Type "),
    ("must name ", "Name "),
    ("must lie between the years ", "Type a date between the years "),
)
"""How what the contract says of a field begins, and how it is said beside the field."""


def is_whole(message: str) -> bool:
    return message.endswith(".")


def with_example(problem: str | ValueError, example: str) -> str:
    """Type a number, such as 1,000."""
    message = str(problem)
    return message if is_whole(message) else f"{message}, such as {example}."


def beside_field(message: str, example: str = "") -> str:
    """Type at least 1, for "must be at least 1": what to type, without the field's name, which stands there. Only where
    a number is needed an example says more than the message."""
    if is_whole(message):
        return message
    if number := NUMBER.fullmatch(message):
        typed = f"Type {number[1].replace(' finite', '')}"
        return with_example(typed, example) if example else f"{typed}."
    for contract, imperative in IMPERATIVES:
        if message.startswith(contract):
            return f"{imperative}{message.removeprefix(contract)}."
    return f"{message[:1].upper()}{message[1:]}."


def away_from_field(label: str, sentence: str) -> str:
    """The same where the field does not stand: Steps: type at least 1."""
    return f"{label}: {sentence[:1].lower()}{sentence[1:]}" if label else sentence


def stopped(message: str) -> str:
    """With a full stop at its end."""
    return message if is_whole(message) else f"{message}."
