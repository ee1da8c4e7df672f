"""When a batch ends, and whether that is too late."""

from __future__ import annotations

from math import ceil, floor, gcd, log10

from planner.core.results import Estimate
from planner.web import filters
from planner.web.forms import PlanForm, read_number
from planner.web.forms.door_fields import minutes_of
from planner.web.plan.measures.measure import Measure, Quantity
from planner.web.plan.measures.seconds import run_seconds


def ends_of(form: PlanForm) -> Measure:
    """Hours after the start at which the last item is done, so many calls being made at once."""
    start = minutes_of(form.values["starts"]) or 0
    needed = minutes_of(form.values["needed"]) or 0
    items, at_once = _number(form.values["runs"]), _number(form.values["at_once"]) or 1.0

    def hours(side: Estimate) -> Quantity | None:
        one = run_seconds(side)
        if one is None or not items:
            return None
        many = items / at_once / 3600
        # All items share the doubt about tokens and about the host's speed; the luck of single calls evens out.
        band = side.mean_seconds.get()
        if band is None or band.p90 <= band.p10:
            return Quantity(one.value * many)
        low = min(band.p10, one.value) * many
        early = floor(start + low * 60) // _step(low, needed) * _step(low, needed)
        return Quantity(one.value * many, max(early - start, 0) / 60, max(band.p90, one.value) * many)

    def span(value: float) -> str:
        return end_words(start, needed, value)

    return Measure(
        head=f"Ends at, from {clock(start)}",
        column="Ends at",
        per="",
        of=hours,
        figure=span,
        axis=lambda value: ends_at(start, value),
        say=span,
        short=span,
        linear=True,
    )


def _number(text: str) -> float:
    try:
        return float(read_number(text))
    except ValueError:
        return 0.0


def clock(minutes: float) -> str:
    """20:00, of minutes after midnight."""
    whole = round(minutes) % (24 * 60)
    return f"{whole // 60:02}:{whole % 60:02}"


A_DAY = 24.0
"""Hours after which a batch at a batch price may end."""
ROUND = (60, 30, 15, 10, 5)
FINE = 20
"""An end is rounded to a step of minutes, at most a twentieth of the duration, since speeds are known no better."""


def _step(hours: float, needed: int) -> int:
    """Minutes to which an end so long after the start is rounded; small enough to compare it with the needed time."""
    step = next((step for step in ROUND if step * FINE <= hours * 60), 1)
    return gcd(step, needed)


def end_words(start: int, needed: int, hours: float) -> str:
    """06:00 +1: the end of a batch so many hours after `start`, to a step by which `needed` can be told too; both in
    minutes after midnight."""
    return ends_at(start, hours, _step(hours, needed))


def ends_at(start: int, hours: float, step: int = 1) -> str:
    """23:12, or 03:30 +1 for the next day. With a step the end of that step, so that a batch shown as in time is in
    time."""
    end = start + hours * 60
    if step > 1:
        end = ceil(round(end, 3) / step) * step
    days = int(round(end) // (24 * 60))
    return f"{clock(end)} +{days}" if days else clock(end)


def calls_at_once(many: float) -> str:
    """56 calls at once."""
    return f"{filters.count(many)} {filters.noun(many, 'call')} at once"


def hours_left(form: PlanForm) -> float | None:
    """Hours from the start of a batch to when it is needed; the same time of day is the next day's. None where no time
    is needed."""
    start, needed = minutes_of(form.values["starts"]), minutes_of(form.values["needed"])
    if start is None or needed is None:
        return None
    return hours_between(start, needed)


def hours_between(start: int, needed: int) -> float:
    """Hours from one time of day to the next occurrence of the other, in minutes after midnight; equal times are a day
    apart."""
    return ((needed - start) % (24 * 60) or 24 * 60) / 60


def calls_in_time(form: PlanForm, hours: float) -> int:
    """The calls at once with which a batch ends in time, in two digits, or the typed number where that is enough; 0
    where no time is needed."""
    left = hours_left(form)
    if not left:
        return 0
    if hours <= left:
        return ceil(_number(form.values["at_once"]) or 1)
    calls = hours / left * _number(form.values["at_once"])
    step: int = 10 ** max(0, int(log10(calls)) - 1)
    return ceil(calls / step) * step


def is_late(form: PlanForm, hours: float | None) -> bool:
    """Whether a batch ends after it is needed."""
    left = hours_left(form)
    return left is not None and (A_DAY if hours is None else hours) > left
