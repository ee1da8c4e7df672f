"""What was paid against what was forecast, and what follows for the months to come.

A line's ratio is the sum of its actual months over the forecast of the same months. With n such months the rest of the
line is multiplied by 1 + w (ratio - 1), w = n/(n + 1): one month counts half, three count three quarters. This is the
normal update in which one month says as much as the estimate did; the variance of the shared error becomes (1 - w) of
what it was (odds/percentiles.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from planner.core.budget.results import ZERO

ONE = Decimal(1)


def weight_of(months: int) -> Decimal:
    """w = n/(n + 1): how far `months` of actuals move the forecast."""
    return Decimal(months) / Decimal(months + 1)


def scale_of(planned_usd: Sequence[Decimal], actual_usd: Sequence[Decimal | None]) -> Decimal:
    """What the line's other months are multiplied by; 1 without actuals, or where nothing was forecast for them."""
    pairs = [(p, a) for p, a in zip(planned_usd, actual_usd, strict=True) if a is not None and p]
    planned = sum((p for p, _ in pairs), ZERO)
    if not planned:
        return ONE
    ratio = sum((a for _, a in pairs), ZERO) / planned
    return ONE + weight_of(len(pairs)) * (ratio - ONE)


def padded(actuals: Sequence[Decimal | None], months: int) -> tuple[Decimal | None, ...]:
    """Actuals of every month of the budget, None for those not given."""
    return (*actuals[:months], *([None] * (months - len(actuals))))
