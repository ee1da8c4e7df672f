"""Price tables kept between requests: prices change on published days only, so a table serves until the next of
them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from planner.core.models.catalogue import Offer
from planner.core.models.rates import Window
from planner.core.ranking.price_table import PriceTable, compile_table

KEPT_TABLES = 16

Stretch = int


@dataclass(frozen=True, slots=True)
class PriceBook:
    """The tables of one set of offers. The state it holds is a cache only: a table takes tens of milliseconds."""

    offers: tuple[Offer, ...]
    days: tuple[date, ...]
    _kept: dict[tuple[Stretch, str, bool], PriceTable] = field(default_factory=dict, repr=False, compare=False)

    def stretch(self, day: date) -> Stretch:
        """How many days with a price change lie on or before `day`: days with the same number have the same prices."""
        return bisect_right(self.days, day)

    def table(self, day: date, tier: str = "standard", *, one_region: bool = False) -> PriceTable:
        """The table of a usual week from `day` on, compiled once per stretch."""
        key = (self.stretch(day), tier, one_region)
        if key not in self._kept:
            table = compile_table(self.offers, day, tier, one_region=one_region)
            while len(self._kept) >= KEPT_TABLES:
                self._kept.pop(next(iter(self._kept)), None)
            self._kept[key] = table
        return self._kept[key]


def open_book(offers: Iterable[Offer]) -> PriceBook:
    """The book of `offers`, in order of id; tables are compiled at first use."""
    ordered = tuple(sorted(offers, key=lambda offer: offer.id))
    return PriceBook(ordered, change_days(ordered))


def change_days(offers: Sequence[Offer]) -> tuple[date, ...]:
    """Every UTC day on which some price begins to hold, ascending."""
    return tuple(sorted({w.starts for w in _windows(offers) if w.starts is not None}))


def _windows(offers: Sequence[Offer]) -> Iterator[Window]:
    for offer in offers:
        for window in (*(card.window for card in offer.cards), *(row.window for row in offer.variants)):
            if window is not None:
                yield window
