"""The changes that are ticked before the reader ticks any: as few as bring the odds of passing the cap down."""

from __future__ import annotations

from planner.core.budget.inputs import Budget
from planner.schema.shapes.budget import BudgetAnswer, Saving
from planner.web.budgets.answers import together
from planner.web.budgets.sections.under_cap import key_of

ENOUGH = 0.10
"""A chance of passing the cap in some month that nothing has to be done about."""
MOST = 3
"""Changes that are tried together: each takes another forecast."""


def proposed(budget: Budget, answer: BudgetAnswer) -> tuple[str, ...]:
    """Keys of the smallest saving that is enough by itself, else of the largest ones that are enough together. None
    where the cap holds, or nothing of this is enough. Fewer runs are never proposed: they are no saving of the same
    work."""
    chance = answer.finding.chance_any_month
    if chance is None or chance <= ENOUGH:
        return ()
    savings = [saving for saving in answer.advice.savings if saving.kind != "runs"]
    alone = [saving for saving in savings if (left := saving.chance_any_month) is not None and left <= ENOUGH]
    if alone:
        return (key_of(min(alone, key=lambda saving: saving.usd).change),)
    keys: tuple[str, ...] = ()
    for saving in _largest(savings):
        keys += (key_of(saving.change),)
        then = together(budget, answer, keys) if len(keys) > 1 else None
        left = then.answer.finding.chance_any_month if then else None
        if left is not None and left <= ENOUGH:
            return keys
    return ()


def _largest(savings: list[Saving]) -> list[Saving]:
    """The largest saving of each of the lines that save most: changes of one line save less together than apart."""
    found: dict[int, Saving] = {}
    for saving in sorted(savings, key=lambda saving: -saving.usd):
        found.setdefault(saving.change.line, saving)
    return list(found.values())[:MOST]
