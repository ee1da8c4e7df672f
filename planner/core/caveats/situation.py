"""What caveats look at, and how their sentences write rates and days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from planner.core.estimate.inputs import EstimateInputs
from planner.core.estimate.runs import Run
from planner.core.models.catalogue import Catalogue
from planner.core.models.modes import Mode
from planner.core.models.offers.second_prices import Disagreement
from planner.core.results import Latency

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Situation:
    """What a rule may look at: the inputs, the mode, the run that thinks (or the only one), and the day."""

    inputs: EstimateInputs
    mode: Mode
    run: Run
    day: date
    catalogue: Catalogue
    latency: Latency | None
    disputes: tuple[Disagreement, ...] = ()


def dollars(rate: Decimal) -> str:
    """A rate as people write it: at least cents, no digit lost."""
    short = rate.quantize(CENT)
    return f"${short if short == rate else rate.normalize():f}"
