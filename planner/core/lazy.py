"""Parts of an answer that few readers ask for, worked out when somebody does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Lazy(Generic[T]):
    """A value that is made when it is first asked for, and kept. Threads that ask at once may both make it."""

    __slots__ = ("_made",)

    def __init__(self, make: Callable[[], T]) -> None:
        self._made: tuple[T] | Callable[[], T] = make

    @classmethod
    def of(cls, value: T) -> Lazy[T]:
        """A value that is there already."""
        return cls(lambda: value)

    def get(self) -> T:
        made = self._made
        if not isinstance(made, tuple):
            # One assignment: another thread sees the maker or the value.
            self._made = made = (made(),)
        return made[0]
