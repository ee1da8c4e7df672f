"""What all estimates of one request share: the workload, the moment, the prices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from planner.core.cost.pricing import card_for, in_one_region, usual_card
from planner.core.estimate.inputs import EstimateInputs
from planner.core.estimate.runs import Run
from planner.core.models.catalogue import Catalogue, Offer
from planner.core.models.modes import Mode
from planner.core.models.rates import RateCard
from planner.core.results import Cost
from planner.core.tokens.calibration import NOTHING_LEARNT, Learnt
from planner.core.workload import Month, Workload

Parts = Sequence[tuple[Decimal, Run]]
"""The runs that the average run is made of, with the share of each."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What all estimates of one request share. `usual`: a run costs the mean of a usual week's hours from `when` on,
    else what holds at `when` itself: an instant, or the mean of a day. A month always costs the mean of a usual week.
    """

    workload: Workload
    catalogue: Catalogue
    when: date | datetime
    month: Month
    seed: int = 1
    learnt: Learnt = NOTHING_LEARNT
    usual: bool = False

    @property
    def day(self) -> date:
        return self.when.date() if isinstance(self.when, datetime) else self.when


def published_card(terms: Terms, offer: Offer, tier: str, *, usual: bool | None = None) -> RateCard | None:
    """The rates of one run, or with `usual` those of a month; None where the tier has no published row."""
    usual = terms.usual if usual is None else usual
    card = usual_card(offer, terms.day, tier) if usual else card_for(offer, terms.when, tier)
    return in_one_region(card, offer, terms.workload.one_region)


@dataclass(frozen=True, slots=True)
class Prepared:
    """An estimate's exact half: the inputs, the kinds of run with their shares, and what they cost."""

    inputs: EstimateInputs
    mode: Mode
    parts: Parts
    cost: Cost
