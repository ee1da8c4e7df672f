"""Results computed from a saved draft alone, kept for as long as the store returns the same object."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from planner.core.keeping import KeptBy
from planner.store.database.rows import Draft
from planner.store.revisions import MOST_KEPT

T = TypeVar("T")


def of_draft(make: Callable[[Draft], T]) -> Callable[[Draft], T]:
    """`make`, whose answers are kept by the very draft; what it raises is not."""
    kept: KeptBy[T] = KeptBy(MOST_KEPT, 1)

    @wraps(make)
    def found(draft: Draft) -> T:
        return kept.get(draft, "", lambda: make(draft))

    return found
