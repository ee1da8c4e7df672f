"""A saved revision that has not the shape it should have: what a view of it raises, and what a list says of it."""

from __future__ import annotations

from planner.store.database.rows import Draft, Revision

UNREADABLE = (ArithmeticError, AttributeError, IndexError, KeyError, TypeError, ValueError)
UNREADABLE_ROW = "cannot be read by this version"


def draft_of(revision: Revision | None) -> Draft:
    """What a revision holds; ValueError where the row itself could not be read."""
    if revision is None:
        raise ValueError("the row cannot be read")
    return revision.draft
