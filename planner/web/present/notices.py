"""Notices after a redirect, chosen by the `said` in its address; the address's own text is never shown."""

from __future__ import annotations

from collections.abc import Mapping

from planner.web import filters

MOST_DIGITS = 3


def notice_of(said: str, sentences: Mapping[str, str]) -> str:
    """One of `sentences`, or how many were imported where `said` is a number; empty for anything else."""
    if said.isascii() and said.isdecimal() and len(said) <= MOST_DIGITS:
        return f"{filters.count(int(said))} imported."
    return sentences.get(said, "")
