"""What to do about a budget: what fits the cap, where lines could go, what would save.

Each change is a forecast of its own, so a large budget gets advice on the lines where most of its dollars are.
"""

from __future__ import annotations

from planner.core.budget.advice.advice_types import Advice
from planner.core.budget.advice.alternatives import hosts_of, options_for
from planner.core.budget.advice.savings import batch_not_offered, savings_for
from planner.core.budget.advice.under_cap import efforts_that_fit, runs_that_fit, staged_runs_that_fit
from planner.core.budget.forecast import Forecast
from planner.core.budget.inputs import LARGE
from planner.core.models.catalogue import Catalogue

MOST_LINES = 8
"""Lines that are advised on: the dearest of the budget; half as many in a large one."""
MOST_OPTIONS = 48
"""Other offers that are forecast, over all advised lines together; half as many in a large budget."""


def advise(forecast: Forecast, catalogue: Catalogue) -> Advice:
    """Advice for the dearest lines, in their order. Raises BadInput for a wished offer that is not known."""
    priced = advised_lines(forecast)
    capped = priced if forecast.budget.cap_usd_per_month is not None else []
    most = max(_share(MOST_OPTIONS, forecast) // max(len(priced), 1), 3)
    hosts = hosts_of(forecast, catalogue)
    options = {i: options_for(forecast, i, catalogue, most=most, hosts=hosts) for i in priced}
    runs = {i: runs_that_fit(forecast, i, catalogue) for i in capped}
    savings = (saving for i in priced for saving in savings_for(forecast, i, options[i], catalogue, runs.get(i)))
    refused = (batch_not_offered(forecast, i, catalogue) for i in priced)
    of_stages = staged_places(forecast) if forecast.budget.cap_usd_per_month is not None else []
    return Advice(
        runs=(*runs.values(), *(staged_runs_that_fit(forecast, place) for place in of_stages)),
        efforts=tuple(fit for i in priced for fit in efforts_that_fit(forecast, i, catalogue)),
        candidates=tuple(option.candidate for i in priced for option in options[i]),
        savings=tuple(sorted(savings, key=lambda saving: -saving.usd)),
        not_offered=tuple(found for found in refused if found is not None),
    )


def staged_places(forecast: Forecast) -> list[int]:
    """Places of lines whose run has stages and could be priced."""
    found = (line.line.of for line in forecast.answer.lines if line.months and line.line.of is not None)
    return list(dict.fromkeys(found))


def advised_lines(forecast: Forecast) -> list[int]:
    """Places of the MOST_LINES dearest lines that could be priced; fewer where many offers are wished for. Stages are
    left out: another model for one of them is tried in its plan, where the other stages follow."""
    wished = forecast.budget.wish.offers
    most = _share(MOST_LINES, forecast)
    most = min(most, max(MOST_OPTIONS // len(wished), 1)) if wished else most
    priced = [line for line in forecast.answer.lines if line.months and line.line.of is None]
    dearest = sorted(priced, key=lambda line: (-line.usd, line.index))[:most]
    return sorted(line.index for line in dearest)


def _share(most: int, forecast: Forecast) -> int:
    """`most`, or half of it in a budget of more than LARGE lines, which takes long enough to forecast."""
    return most if len(forecast.answer.lines) <= LARGE else most // 2
