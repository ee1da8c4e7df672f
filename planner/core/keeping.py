"""Caches of computed answers, for speed alone: bounded in number and shared by threads."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """At most `most` answers by key; the least recently used is dropped first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._answers: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The answer kept under `key`, else what `make` returns, kept from now on. Two threads with the same key may
        both make it: neither waits for the other."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        made = make()
        self.keep(key, made)
        return made

    def keep(self, key: Hashable, answer: T) -> None:
        """Keeps `answer` under `key` from now on."""
        with self._lock:
            self._answers[key] = answer
            self._answers.move_to_end(key)
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)

    def find(self, key: Hashable) -> T | None:
        """The answer kept under `key`, None where there is none."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key)

    def drop(self, key: Hashable) -> None:
        """Forgets an answer."""
        with self._lock:
            self._answers.pop(key, None)

    def __len__(self) -> int:
        return len(self._answers)


class KeptBy(Generic[T]):
    """At most `most` answers about each of `owners` objects, the least recently used dropped first.

    Objects are compared by identity, since objects with arrays have no hash. They are kept alive meanwhile, so that no
    other object gets their identity.
    """

    def __init__(self, owners: int, most: int) -> None:
        self._most = most
        self._owners: Kept[tuple[object, Kept[T]]] = Kept(owners)

    def get(self, owner: object, key: Hashable, make: Callable[[], T]) -> T:
        """The answer kept about `owner` under `key`, else what `make` returns."""
        _, answers = self._owners.get(id(owner), lambda: (owner, Kept(self._most)))
        return answers.get(key, make)
