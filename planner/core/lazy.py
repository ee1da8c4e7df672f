"""Parts of an answer that few readers need, made at their first use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from planner.core.keeping import Kept

T = TypeVar("T")
MOST_HELD = 32
"""Large values held at once: a few hundred kB each, and a plan has 18 of them."""


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


Columns = tuple[NDArray[np.float64], ...]
"""Arrays with as many rows."""


class LazyRows:
    """Columns of figures that are made for all rows at once, or for the few that are asked for. Threads that ask at
    once may both make them."""

    __slots__ = ("_make", "_many", "_some", "_whole")

    def __init__(self, many: int, make: Callable[[NDArray[np.bool_]], Columns]) -> None:
        """`make` returns columns of `many` rows, right at those that are wanted."""
        self._make, self._many = make, many
        self._whole: Columns | None = None
        self._some: tuple[NDArray[np.bool_], Columns] | None = None

    @classmethod
    def of(cls, *columns: NDArray[np.float64]) -> LazyRows:
        """Columns that are there already."""
        return cls(len(columns[0]), lambda _: columns)

    def whole(self) -> Columns:
        """Every row; made in one go, so that rows alike are the same to the last digit."""
        if self._whole is None:
            self._whole, self._some = self._make(np.ones(self._many, dtype=np.bool_)), None
        return self._whole

    def at(self, rows: Sequence[int]) -> Columns:
        """Columns that are right at `rows`."""
        if self._whole is not None:
            return self._whole
        known, columns = self._some or (np.zeros(self._many, dtype=np.bool_), ())
        missing = [row for row in rows if not known[row]]
        if missing or not columns:
            wanted = np.zeros_like(known)
            wanted[missing] = True
            made = self._make(wanted)
            for column, before in zip(made, columns, strict=False):
                column[known] = before[known]
            columns = made
            # One assignment: another thread sees what was known before or what is known now.
            self._some = known | wanted, columns
        return columns


class Passing(Generic[T]):
    """A large value that is made when it is read, and kept only while it is among the last read."""

    __slots__ = ("_make",)

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make

    def get(self) -> T:
        found: T = _HELD.get(self, self._make)  # type: ignore[assignment]
        return found


_HELD: Kept[object] = Kept(MOST_HELD)
