"""Sentences in pieces, of which some are set in bold."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence: plain, strong (a number that matters) or pick (the one thing to change in place)."""

    text: str
    kind: str = ""
