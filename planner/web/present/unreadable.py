"""A saved revision whose data does not have the expected shape: what its views raise, and what lists show."""

from __future__ import annotations

from planner.store.database.rows import Draft, Revision

UNREADABLE = (ArithmeticError, AttributeError, IndexError, KeyError, TypeError, ValueError)
UNREADABLE_ROW = "cannot be read by this version"


def draft_of(revision: Revision | None) -> Draft:
    """The content of a revision; ValueError where the row itself could not be read."""
    if revision is None:
        raise ValueError("the row cannot be read")
    return revision.draft
