"""Figures with their source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fact(Generic[T]):
    """One figure with where it was read and when; `others` are figures of other sources, kept but not used."""

    value: T
    source: str
    checked: date
    url: str = ""
    note: str = ""
    others: tuple[Fact[T], ...] = ()

    @property
    def disputed(self) -> bool:
        return any(other.value != self.value for other in self.others)
