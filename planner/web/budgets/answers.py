"""The answer to a budget form: the forecast at once, drivers of cost and advice on request."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from flask import current_app

from planner.core.budget.advice.advice_types import Advice
from planner.core.budget.advice.capacity import capacities
from planner.core.budget.advice.changes import with_changes
from planner.core.budget.advice.host_limits import limits_by_offer
from planner.core.budget.forecast import forecast
from planner.core.budget.inputs import Budget
from planner.core.budget.odds.percentiles import cap_that_holds
from planner.core.budget.report import Report, catalogue_for, report
from planner.core.models.catalogue import Catalogue
from planner.core.workload import BadInput
from planner.schema.budget.answers import budget_answer
from planner.schema.budget.requests import parse_budget
from planner.schema.shapes.budget import BudgetAnswer
from planner.web.budgets.form.errors import problems_by_field
from planner.web.budgets.form.form import BudgetForm
from planner.web.budgets.form.readings import with_readings
from planner.web.budgets.form.to_request import budget_request
from planner.web.budgets.saved_lines import SavedPlans
from planner.web.budgets.sections.under_cap import held_savings, settings_of
from planner.web.guard.turns import take_turn
from planner.web.own_runs.of_request import own_runs_of_request, with_own_runs_of_budget
from planner.web.present.names import with_names
from planner.web.state import catalogue

Kept = OrderedDict[tuple[str, str], tuple[Catalogue, BudgetAnswer]]
KEY = "planner_budgets"
KEPT = 16
NOTHING = Advice((), (), (), ())


@dataclass(frozen=True, slots=True)
class Answered:
    """A form with what follows from it: the budget and its answer, or sentences by field."""

    form: BudgetForm
    budget: Budget | None = None
    answer: BudgetAnswer | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        return 422 if self.errors else 200


def answer(form: BudgetForm, *, whole: bool = False) -> Answered:
    """The forecast and the busiest hours; with `whole` also the sensitivity and the advice, which take longer."""
    if not form.lines:
        return Answered(form)
    try:
        plans = SavedPlans()
        budget = plans.with_batch_windows(parse_budget(budget_request(form, catalogue()), plans.resolve))
        budget = with_own_runs_of_budget(budget, form.learnt, own_runs_of_request())
        return Answered(form, budget, _known(budget, "whole" if whole else "quick"))
    except BadInput as bad:
        return Answered(
            form,
            errors=with_readings(form, problems_by_field(with_names(bad.problems, catalogue()), tuple(form.limits))),
        )


def _known(budget: Budget, how: str) -> BudgetAnswer:
    """Computed once for a budget and a catalogue: a save needs the answer that the page has just shown."""
    kept: Kept = current_app.extensions.setdefault(KEY, OrderedDict())
    key, here = (how, repr(budget)), catalogue()
    found = kept.get(key)
    if found is None or found[0] is not here:
        if how == "whole":
            take_turn()
        found = kept[key] = (here, budget_answer(WAYS[how](budget)))
        while len(kept) > KEPT:
            kept.popitem(last=False)
    return found[1]


@dataclass(frozen=True, slots=True)
class Together:
    """A budget with several changes at once: its answer, and the cap of a month that one case in ten passes, USD."""

    answer: BudgetAnswer
    cap_that_holds: float


def together(budget: Budget, answer: BudgetAnswer, keys: Collection[str]) -> Together | None:
    """The budget of `answer` with the changes of `keys` in one forecast; None where none of them is on its list."""
    changes = [settings_of(saving.change) for saving in held_savings(answer, keys)]
    if not changes:
        return None
    known = catalogue_for(budget, catalogue())
    changed = with_changes(forecast(budget, known), changes, known)
    return Together(budget_answer(Report(changed, (), NOTHING, ())), cap_that_holds(changed.total))


def _quick(budget: Budget) -> Report:
    known = catalogue_for(budget, catalogue())
    made = forecast(budget, known)
    return Report(made, (), NOTHING, capacities(made, limits_by_offer(made, known)))


def _whole(budget: Budget) -> Report:
    return report(budget, catalogue())


WAYS: dict[str, Callable[[Budget], Report]] = {"quick": _quick, "whole": _whole}
