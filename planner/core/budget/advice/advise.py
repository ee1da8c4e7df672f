"""What to do about a budget: what fits the cap, where lines could go, what would save; all lines together."""

from __future__ import annotations

from planner.core.budget.advice.advice_types import Advice
from planner.core.budget.advice.alternatives import options_for
from planner.core.budget.advice.savings import savings_among
from planner.core.budget.advice.under_cap import efforts_that_fit, runs_that_fit
from planner.core.budget.forecast import Forecast
from planner.core.models.catalogue import Catalogue


def advise(forecast: Forecast, catalogue: Catalogue) -> Advice:
    """Advice for every line that could be priced. Raises BadInput for a wished offer that is not known."""
    priced = [line.index for line in forecast.answer.lines if line.months]
    capped = priced if forecast.budget.cap_usd_per_month is not None else []
    options = {i: options_for(forecast, i, catalogue) for i in priced}
    savings = (saving for i in priced for saving in savings_among(forecast, i, options[i], catalogue))
    return Advice(
        runs=tuple(runs_that_fit(forecast, i, catalogue) for i in capped),
        efforts=tuple(fit for i in priced for fit in efforts_that_fit(forecast, i, catalogue)),
        candidates=tuple(option.candidate for i in priced for option in options[i]),
        savings=tuple(sorted(savings, key=lambda saving: -saving.usd)),
    )
