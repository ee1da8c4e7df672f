"""Price tables kept between questions: prices stand still between their published changes, so a table serves for
every moment up to the next one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from planner.core.models.catalogue import Offer, Window
from planner.core.ranking.price_table import PriceTable, compile_table

KEPT_TABLES = 16

Stretch = tuple[int, int]
"""Between which changes a moment lies: how many change days have begun, how many change times of its day (-1: all)."""


@dataclass(frozen=True, slots=True)
class PriceBook:
    """The tables of one set of offers. It holds state for speed alone: a table takes tens of milliseconds."""

    offers: tuple[Offer, ...]
    days: tuple[date, ...]
    times: tuple[time, ...]
    _kept: dict[tuple[Stretch, str], PriceTable] = field(default_factory=dict, repr=False, compare=False)

    def stretch(self, when: date | datetime) -> Stretch:
        """Moments with the same stretch have the same prices; a datetime must be aware."""
        if not isinstance(when, datetime):
            return bisect_right(self.days, when), -1
        moment = when.astimezone(UTC)
        return bisect_right(self.days, moment.date()), bisect_right(self.times, moment.time())

    def table(self, when: date | datetime, tier: str = "standard") -> PriceTable:
        """The table at an instant (an aware datetime) or over a UTC day (a date), compiled once per stretch."""
        key = (self.stretch(when), tier)
        if key not in self._kept:
            table = compile_table(self.offers, when, tier)
            while len(self._kept) >= KEPT_TABLES:
                self._kept.pop(next(iter(self._kept)), None)
            self._kept[key] = table
        return self._kept[key]


def open_book(offers: Iterable[Offer]) -> PriceBook:
    """The book of `offers`, in order of id; nothing is compiled yet."""
    ordered = tuple(sorted(offers, key=lambda offer: offer.id))
    return PriceBook(ordered, change_days(ordered), change_times(ordered))


def change_days(offers: Sequence[Offer]) -> tuple[date, ...]:
    """Every UTC day on which some price begins to hold, ascending."""
    return tuple(sorted({w.start_date for w in _windows(offers) if w.start_date is not None}))


def change_times(offers: Sequence[Offer]) -> tuple[time, ...]:
    """Every UTC time of day at which some price begins or ends, ascending."""
    return tuple(sorted({t for w in _windows(offers) for t in (w.start_time, w.end_time) if t is not None}))


def _windows(offers: Sequence[Offer]) -> Iterator[Window]:
    for offer in offers:
        for window in (*(card.window for card in offer.cards), *(row.window for row in offer.variants)):
            if window is not None:
                yield window
