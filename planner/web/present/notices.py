"""Notices after a redirect, chosen by `notice` in its address; the address's own text is never shown."""

from __future__ import annotations

from collections.abc import Mapping

from planner.web import filters

MOST_DIGITS = 3


def notice_of(name: str, sentences: Mapping[str, str]) -> str:
    """One of `sentences`, or how many were imported where `name` is a number; empty for anything else."""
    if name.isascii() and name.isdecimal() and len(name) <= MOST_DIGITS:
        return f"{filters.count(int(name))} imported."
    return sentences.get(name, "")
