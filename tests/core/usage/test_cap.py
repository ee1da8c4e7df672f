"""The cap of a month from its days so far."""

from __future__ import annotations

from datetime import date

import pytest

from planner.core.usage.cap import cap_forecast

MONTH = {date(2026, 11, day): 10.0 for day in range(1, 11)}


@pytest.mark.parametrize(
    ("cap", "passed", "chance"),
    [(300.01, None, 0.0), (300.0, None, 0.0), (299.0, date(2026, 11, 30), 1.0), (95.0, date(2026, 11, 10), 1.0)],
)
def test_even_days(cap: float, passed: date | None, chance: float) -> None:
    """Ten days of $10 make $300 in November."""
    found = cap_forecast(MONTH, cap)
    assert found is not None
    assert (found.spent_usd, found.expected_usd, found.passed_on, found.chance) == (100, 300, passed, chance)


def test_uneven_days_leave_a_chance() -> None:
    """5 and 15 in turn: the same mean, and an even chance at what is expected."""
    uneven = {day: 5.0 if day.day % 2 else 15.0 for day in MONTH}
    at, above = cap_forecast(uneven, 300.0), cap_forecast(uneven, 340.0)
    assert at is not None and above is not None
    assert at.chance == pytest.approx(0.5) and 0 < above.chance < 0.5


def test_a_day_without_calls_cost_nothing() -> None:
    found = cap_forecast({date(2026, 11, 2): 30.0, date(2026, 11, 3): 0.0}, 1000.0)
    assert found is not None and found.expected_usd == 300


def test_too_few_days_say_nothing_and_a_cap_must_be_one() -> None:
    assert cap_forecast({}, 10.0) is None and cap_forecast({date(2026, 11, 2): 5.0}, 10.0) is None
    with pytest.raises(ValueError, match="greater than 0"):
        cap_forecast(MONTH, 0.0)
