"""From a budget to what is saved of it, and back: the request, the whole answer, every rate, its scenarios."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from planner import __version__
from planner.core.budget.inputs import Budget, BudgetLine
from planner.core.budget.report import catalogue_for
from planner.core.budget.tasks import workload_of
from planner.core.estimate.comparison import instant_of
from planner.core.estimate.one_offer import estimate
from planner.core.estimate.terms import Terms
from planner.core.models.catalogue import Catalogue
from planner.core.request import EstimateRequest
from planner.core.results import Comparison, Estimate
from planner.core.scenario.snapshot import KeptRate, rates_used
from planner.schema.as_data import to_data
from planner.schema.budget.data import budget_request_data
from planner.schema.budget.requests import parse_saved_budget
from planner.schema.requests import parse_request, request_to_data
from planner.schema.shapes.budget import BudgetAnswer
from planner.store.database.rows import Draft
from planner.store.snapshot import rate_to_data
from planner.web.budgets.saved_lines import SavedPlans

SOURCES = "sources"
"""A field of the snapshot beside the answer: by reference, the request of each scenario when the budget was saved."""


def budget_draft(budget: Budget, answer: BudgetAnswer, catalogue: Catalogue, *, now: datetime, note: str = "") -> Draft:
    """What to save; `answer` is the whole answer to `budget`."""
    return Draft(
        request=budget_request_data(budget),
        snapshot={**to_data(answer), SOURCES: {line.scenario: _asked(line) for line in budget.lines if line.scenario}},
        rates=tuple(rate_to_data(rate) for rate in _rates(budget, answer, catalogue_for(budget, catalogue))),
        price_moment=now,
        app_version=__version__,
        prices_version=catalogue.prices_version,
        note=note,
    )


def _asked(line: BudgetLine) -> dict[str, Any]:
    return request_to_data(EstimateRequest(line.workload, (line.offer,)))


def _rates(budget: Budget, answer: BudgetAnswer, catalogue: Catalogue) -> Iterator[KeptRate]:
    """The rates of every offer of the lines, on its first day; each offer once."""
    found: dict[tuple[str, str, int | None], KeptRate] = {}
    for line, priced in zip(budget.lines, answer.lines, strict=True):
        for offer_id, mode in zip(priced.offers, priced.thinking, strict=False):
            for rate in _line_rates(budget, line, offer_id, mode, catalogue):
                found.setdefault((rate.offer_id, rate.name, rate.tier_start), rate)
    return iter(found.values())


def _line_rates(
    budget: Budget, line: BudgetLine, offer_id: str, mode: str, catalogue: Catalogue
) -> tuple[KeptRate, ...]:
    day = max(line.start or budget.start, budget.start)
    terms = Terms(workload_of(line), catalogue, day, "calendar", budget.seed)
    answer = estimate(terms, catalogue.offers[offer_id], mode, overrides=line.overrides)
    if not isinstance(answer, Estimate):
        return ()
    question = EstimateRequest(line.workload, (offer_id,), (mode,), {offer_id: line.overrides}, day)
    return rates_used(question, Comparison(instant_of(day), budget.seed, (answer,), ()))


def budget_of(draft: Draft) -> Budget:
    """The budget of the saved request. Raises BadInput where this version no longer accepts it. A scenario that is not
    in this workspace any more is replaced by its request when the budget was saved."""
    kept, plans = draft.snapshot.get(SOURCES) or {}, SavedPlans()
    asked = {**draft.request, "lines": [_with_source(line, kept, plans) for line in draft.request["lines"]]}
    return plans.with_batch_windows(parse_saved_budget(asked, plans.resolve))


def _with_source(line: Mapping[str, Any], kept: Mapping[str, Any], plans: SavedPlans) -> Mapping[str, Any]:
    reference = line.get("scenario")
    if reference is None or reference not in kept:
        return line
    try:
        plans.resolve(reference)
    except ValueError:
        alone = {name: value for name, value in line.items() if name != "scenario"}
        return {**alone, "workload": request_to_data(parse_request(kept[reference]))["workload"]}
    return line
