"""Prices of offers: rates with their tiers, cards of them, and when a card applies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Rate:
    """USD per million tokens (or per thousand calls), re-priced for the whole call above each tier's start.

    A tier applies when the call's total input is greater than its start.
    """

    base: Decimal
    tiers: tuple[tuple[int, Decimal], ...] = ()

    def at(self, total_input_tokens: Decimal) -> Decimal:
        chosen = self.base
        for start, price in self.tiers:
            if total_input_tokens > start:
                chosen = price
        return chosen


@dataclass(frozen=True, slots=True)
class RateCard:
    """The rates of one offer at one moment. None means that no rate is published, which is not a rate of 0.

    `requests_kcount` is the fee of a request that reads much of the web, where the fee follows that. `audio_hours` and
    `audio_in_hours` are dollars an hour, `characters` per million; planner/core/cost/units.py plans what is not text.
    """

    input: Rate | None = None
    output: Rate | None = None
    cache_read: Rate | None = None
    cache_write: Rate | None = None
    cache_write_1h: Rate | None = None
    reasoning: Rate | None = None
    web_search_kcount: Rate | None = None
    requests_kcount: Rate | None = None
    requests_low_kcount: Rate | None = None
    requests_medium_kcount: Rate | None = None
    image_in: Rate | None = None
    audio_in: Rate | None = None
    audio_in_hours: Rate | None = None
    video_in: Rate | None = None
    document_kpages: Rate | None = None
    image_out: Rate | None = None
    audio_out: Rate | None = None
    video_out: Rate | None = None
    citation: Rate | None = None
    characters: Rate | None = None
    audio_hours: Rate | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """When a price applies: from a date on (UTC), or between two times of day (UTC, end excluded, may wrap).

    A time of day may hold on some weekdays only (0 is Monday), not on `except_days`, and from `since` on.
    """

    start_date: date | None = None
    start_time: time | None = None
    end_time: time | None = None
    weekdays: frozenset[int] | None = None
    except_days: frozenset[date] = frozenset()
    since: date | None = None

    @property
    def starts(self) -> date | None:
        """The first day on which it holds, None where it always did."""
        return self.start_date or self.since


@dataclass(frozen=True, slots=True)
class DatedCard:
    """A rate card with the window in which it applies; None is always."""

    card: RateCard
    window: Window | None = None


@dataclass(frozen=True, slots=True)
class VariantCard:
    """A published service-tier row: the rates that differ from the standard card, keyed as the price source keys it."""

    when: tuple[tuple[str, str], ...]
    card: RateCard
    window: Window | None = None
