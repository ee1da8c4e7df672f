"""The complete report on a budget: what the API answers and a page with all its sections shows."""

from __future__ import annotations

from dataclasses import dataclass

from planner.core.budget.advice.advice_types import Advice, Capacity, Swing
from planner.core.budget.advice.advise import advise
from planner.core.budget.advice.capacity import capacities
from planner.core.budget.advice.host_limits import check_limits, limits_by_offer
from planner.core.budget.forecast import Forecast, forecast
from planner.core.budget.inputs import Budget
from planner.core.budget.odds.sensitivity import sensitivity
from planner.core.models.catalogue import Catalogue
from planner.core.models.offers.own_offers import with_own_offers


@dataclass(frozen=True, slots=True)
class Report:
    """The forecast, what drives it, what to do and what breaks."""

    forecast: Forecast
    sensitivity: tuple[Swing, ...]
    advice: Advice
    capacity: tuple[Capacity, ...]


def catalogue_for(budget: Budget, catalogue: Catalogue) -> Catalogue:
    """The catalogue with the budget's own offers in it. Raises BadInput for those that cannot be made."""
    return with_own_offers(catalogue, budget.own_offers, budget.start)


def report(budget: Budget, catalogue: Catalogue) -> Report:
    """All parts of the answer. Raises BadInput naming each line or wished offer that is not known."""
    catalogue = catalogue_for(budget, catalogue)
    made = forecast(budget, catalogue)
    asked = capacities(made, limits_by_offer(made, catalogue))
    swings = sensitivity(made.budget, catalogue, lines=made.answer.lines)
    return Report(made, swings, advise(made, catalogue), asked)


def strict_report(budget: Budget, catalogue: Catalogue) -> Report:
    """As report, for requests that state everything at once: also raises BadInput for a limit whose offer no line
    uses."""
    catalogue = catalogue_for(budget, catalogue)
    found = report(budget, catalogue)
    check_limits(found.forecast, catalogue)
    return found
