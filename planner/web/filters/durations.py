"""Seconds, days and the day a source was checked."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from planner.web.filters.numbers import Value, as_decimal, decimals, known, significant, trim

MONTH_DAYS = {"calendar": "365 ÷ 12", "30": "30", "working": "22"}
"""Days of each kind of month, as pages write them."""


def month_days(month: str) -> str:
    """365 ÷ 12."""
    return MONTH_DAYS[month]


def month_length(month: str) -> str:
    """365 ÷ 12 days; 22 working days."""
    return f"{MONTH_DAYS[month]} {'working days' if month == 'working' else 'days'}"


@known
def duration(seconds: Value) -> str:
    """0.8 s, 4 s, 1 min 20 s, 30 min, 1 h 13 min, 2 h 5 min, 3 d 4 h."""
    number = as_decimal(seconds)
    if number < Decimal("9.95"):
        return f"{trim(significant(number, 2) if number < 1 else number.quantize(Decimal('0.1'), ROUND_HALF_UP))} s"
    total = int(number.to_integral_value(ROUND_HALF_UP))
    if total < 60:
        return f"{total} s"
    if total < 600:
        return _two(total, 60, "min", "s")
    minutes = int((number / 60).to_integral_value(ROUND_HALF_UP))
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return _two(minutes, 60, "h", "min")
    return _two(round(Decimal(minutes) / 60), 24, "d", "h")


UNITS = (("s", 1), ("min", 60), ("h", 3600))
MOST_OF_A_UNIT = 1000
"""Of minutes or seconds, in a comparison with fewer of them."""


def durations(one: Value, other: Value) -> tuple[str, str]:
    """Two times of one comparison in one unit, where that is readable: 130 s and 4.2 s, not 2 min 10 s."""
    texts = duration(one), duration(other)
    first, second = (text.split(" ")[1] for text in texts)
    if first == second:
        return texts
    seconds = [as_decimal(value) for value in (one, other)]
    unit, size = next(pair for pair in UNITS if pair[0] in (first, second))
    if max(seconds) / size >= MOST_OF_A_UNIT:
        return texts

    def written(text: str, value: Decimal) -> str:
        return text if text.split(" ")[1:] == [unit] else f"{decimals(value / size, 0)} {unit}"

    return written(texts[0], seconds[0]), written(texts[1], seconds[1])


def _two(amount_: int, size: int, large: str, small: str) -> str:
    left, right = divmod(amount_, size)
    return f"{left} {large} {right} {small}" if right else f"{left} {large}"


@known
def clock(seconds: Value) -> str:
    """Seconds as a stopwatch: 0:07, 6:58, 1:02:03; under ten seconds with a decimal: 4.2 s."""
    number = as_decimal(seconds)
    if number < 10:
        return f"{decimals(number, 2)} s"
    total = int(number.to_integral_value(ROUND_HALF_UP))
    hours, rest = divmod(total, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours:,}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def day(value: date | datetime | str) -> str:
    """23 Nov 2026; also of a day as answers write it, 2026-11-23."""
    value = date.fromisoformat(value) if isinstance(value, str) else value
    return f"{value.day} {value:%b %Y}"


def month(label: str) -> str:
    """Dec 2026 of 2026-12."""
    return f"{date.fromisoformat(f'{label}-01'):%b %Y}"


def month_long(label: str) -> str:
    """December 2026 of 2026-12."""
    return f"{date.fromisoformat(f'{label}-01'):%B %Y}"


def month_name(label: str) -> str:
    """December of 2026-12."""
    return month_long(label)[:-5]


def dated(source: str, checked: date | None) -> str:
    """A source with its day, unless it already names one."""
    if checked is None or str(checked.year) in source:
        return source
    return f"{source}, {day(checked)}"


def ago(then: datetime, now: datetime) -> str:
    """just now, 5 minutes ago, 3 hours ago, 2 days ago, 13 weeks ago, 14 months ago."""
    seconds = max((now - then).total_seconds(), 0)
    for size, word in ((30 * 86400, "month"), (7 * 86400, "week"), (86400, "day"), (3600, "hour"), (60, "minute")):
        count = int(seconds // size)
        if count >= (12 if word == "month" else 2 if word == "week" else 1):
            return f"{count:,} {word}{'' if count == 1 else 's'} ago"
    return "just now"


def wait_change(before: float | None, after: float | None) -> str:
    """Seconds of a run before and after a change, None for a batch: a run takes 40 min instead of 30 min."""
    if after is None:
        return "a run is done within a day" + ("" if before is None else f" instead of {duration(before)}")
    now, was = (duration(after), "within a day") if before is None else durations(after, before)
    return f"a run takes {now}, as now" if now == was else f"a run takes {now} instead of {was}"
