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
    """Columns of figures of `many` rows, made for those that are asked for, each once. Threads that ask at once may
    both make them."""

    __slots__ = ("_known", "_make", "many")

    def __init__(self, many: int, make: Callable[[NDArray[np.intp]], Columns]) -> None:
        """`make` returns the columns of these rows; a row's figures may not depend on which others are made with it."""
        self._make, self.many = make, many
        self._known: tuple[NDArray[np.bool_], Columns] | None = None

    @classmethod
    def of(cls, *columns: NDArray[np.float64]) -> LazyRows:
        """Columns that are there already."""
        found = cls(len(columns[0]), lambda _: columns)
        found._known = np.ones(len(columns[0]), dtype=np.bool_), columns
        return found

    def whole(self) -> Columns:
        """Every row."""
        return self.at(np.arange(self.many))

    def at(self, rows: Sequence[int] | NDArray[np.intp]) -> Columns:
        """Columns that are right at `rows`."""
        wanted = np.zeros(self.many, dtype=np.bool_)
        wanted[np.asarray(rows, dtype=np.intp)] = True
        known, columns = self._known or (np.zeros_like(wanted), ())
        missing = np.flatnonzero(wanted & ~known)
        if columns and not len(missing):
            return columns
        made = self._make(missing)
        found = tuple(map(np.copy, columns)) or tuple(np.full(self.many, np.nan) for _ in made)
        for column, more in zip(found, made, strict=True):
            column[missing] = more
        # One assignment: another thread sees what was known before or what is known now.
        self._known = known | wanted, found
        return found

    def one(self, row: int) -> tuple[float, ...]:
        """The figures of one row."""
        known = self._known
        columns = known[1] if known and known[0][row] else self.at([row])
        return tuple(column.item(row) for column in columns)


class Passing(Generic[T]):
    """A large value that is made when it is read, and kept only while it is among the last read."""

    __slots__ = ("_make",)

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make

    def get(self) -> T:
        found: T = _HELD.get(self, self._make)  # type: ignore[assignment]
        return found


_HELD: Kept[object] = Kept(MOST_HELD)
