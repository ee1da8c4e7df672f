"""Parts of an answer that few readers need, made at their first use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar, overload

from planner.core.keeping import Kept

T = TypeVar("T")
MOST_HELD = 32
"""Large values that are held at once: a few hundred kB each, and a plan has 18 of them."""


class Lazy(Generic[T]):
    """A value that is made at its first use and kept. Two threads may both make it."""

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

    def __eq__(self, other: object) -> bool:
        return self.get() == other.get() if isinstance(other, Lazy) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.get())


class LazyFloats(Sequence[float]):
    """Figures that are made when the first of them is read, and kept."""

    __slots__ = ("_made",)

    def __init__(self, make: Callable[[], tuple[float, ...]]) -> None:
        self._made = Lazy(make)

    @overload
    def __getitem__(self, place: int) -> float: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[float, ...]: ...
    def __getitem__(self, place: int | slice) -> float | tuple[float, ...]:
        return self._made.get()[place]

    def __len__(self) -> int:
        return len(self._made.get())

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, LazyFloats | tuple) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._made.get())


class Passing(Generic[T]):
    """A large value that is made when it is read, and kept only while it is among the last read."""

    __slots__ = ("_make",)

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make

    def get(self) -> T:
        found: T = _HELD.get(self, self._make)  # type: ignore[assignment]
        return found


_HELD: Kept[object] = Kept(MOST_HELD)
