"""What follows from a saved draft alone, worked out once for as long as the store gives the same one again."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from planner.core.keeping import Kept
from planner.store.database.rows import Draft

T = TypeVar("T")
MOST = 64
"""As many as the store keeps (`planner.store.revisions.KEPT`)."""


def of_draft(make: Callable[[Draft], T]) -> Callable[[Draft], T]:
    """`make`, whose answers are kept by the very draft; what it raises is not."""
    kept: Kept[tuple[Draft, T]] = Kept(MOST)

    @wraps(make)
    def found(draft: Draft) -> T:
        # The draft itself is kept too: its place in memory is another's once it is gone.
        return kept.get(id(draft), lambda: (draft, make(draft)))[1]

    return found
