"""When a saved batch starts, when it is needed, and whether a model ends it in time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from typing import Any

from planner.core.number_text import read_number
from planner.core.scenario.snapshot import Total
from planner.store.database.rows import Draft
from planner.web import filters
from planner.web.forms import PlanForm
from planner.web.forms.door_fields import minutes_of
from planner.web.plan.measures.batch_end import A_DAY, calls_at_once, clock, end_words, hours_between

BATCH = "batch"
"""The snapshot's own field: the times of a batch, which no request of the API holds."""
LAST_MINUTE = 24 * 60 - 1
MOST_NUMBER = 1e15
MOST_HOURS = 1e9
"""A longer batch is shown as one of these hours, since an imported file may hold any number."""


@dataclass(frozen=True, slots=True)
class SavedBatch:
    """`starts`, `needed`: minutes after midnight, None where no end is asked for; `items`, so many calls `at_once`."""

    starts: int
    needed: int | None
    items: float
    at_once: float

    @property
    def start(self) -> str:
        """20:00."""
        return clock(self.starts)

    @property
    def at_once_words(self) -> str:
        """56 calls at once."""
        return calls_at_once(self.at_once)

    @property
    def deadline(self) -> str:
        """06:00; empty without one."""
        return "" if self.needed is None else clock(self.needed)

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        return (
            ("Starts at", self.start),
            ("Needed by", self.deadline or "any time"),
            ("Calls at once", filters.count(self.at_once)),
        )

    def hours(self, seconds: float | None) -> float | None:
        """From the start to the last item, each taking `seconds` on average; None at a batch price, which has no
        published end."""
        return None if seconds is None else min(seconds * self.items / self.at_once / 3600, MOST_HOURS)

    def is_late(self, seconds: float | None) -> bool:
        """Whether it ends after it is needed; at a batch price that it may."""
        if self.needed is None:
            return False
        hours = self.hours(seconds)
        return (A_DAY if hours is None else hours) > hours_between(self.starts, self.needed)

    def end_of(self, side: Total) -> str:
        """When it is expected to end: 06:00 +1; empty at a batch price."""
        hours = self.hours(side.mean_seconds)
        return "" if hours is None else end_words(self.starts, self.needed or 0, hours)

    def may_be_late(self, side: Total) -> bool:
        """Whether it ends later than needed more often than once in ten."""
        if self.needed is None or not side.late_end:
            return False
        time, _, days = side.late_end.partition(" +")
        end = int(time[:2]) * 60 + int(time[3:]) + int(days or 0) * 24 * 60
        return (end - self.starts) / 60 > hours_between(self.starts, self.needed)


def batch_data(form: PlanForm) -> dict[str, Any]:
    """The form's times of a batch as the snapshot keeps them; nothing of another kind of work."""
    starts = minutes_of(form.values["starts"])
    if form.door.id != "batch" or starts is None:
        return {}
    numbers = {name: str(_number(form.values[field])) for name, field in (("items", "runs"), ("at_once", "at_once"))}
    return {BATCH: {"starts": starts, "needed": minutes_of(form.values["needed"]), **numbers}}


def batch_of(draft: Draft) -> SavedBatch | None:
    """The times as they were saved; None where there are none, or a file holds some that cannot be read."""
    data = draft.snapshot.get(BATCH)
    if not isinstance(data, Mapping):
        return None
    starts, needed = data.get("starts"), data.get("needed")
    items, at_once = (_kept_number(data.get(name)) for name in ("items", "at_once"))
    if not _is_minute(starts) or not (needed is None or _is_minute(needed)) or items is None or (at_once or 0) < 1:
        return None
    return SavedBatch(starts, needed, items, at_once)  # type: ignore[arg-type]


def _number(text: str) -> Decimal:
    try:
        return read_number(text)
    except ValueError:
        return Decimal(1)


def _is_minute(value: object) -> bool:
    return type(value) is int and 0 <= value <= LAST_MINUTE


def _kept_number(text: object) -> float | None:
    try:
        number = float(text) if isinstance(text, str) else -1.0
    except ValueError:
        return None
    return number if isfinite(number) and 0 <= number <= MOST_NUMBER else None
