"""The changes that are ticked at first: as few as lower the odds of passing the cap enough."""

from __future__ import annotations

from planner.core.budget.inputs import Budget
from planner.core.models.catalogue import Catalogue
from planner.schema.shapes.budget import BudgetAnswer, Saving
from planner.web.budgets.answers import together
from planner.web.budgets.doubts import doubts, first_day
from planner.web.budgets.sections.under_cap import ENOUGH, key_of

MOST = 3
"""Changes that are tried together: each takes another forecast."""
UNMEASURED = 10.0
"""Points of score taken as lost where nobody measured the score before or after: a judgement."""
MOST_LOST = 20.0
"""Points of score: a change that is known to lose more is proposed only where nothing else is enough. A judgement."""


def proposed(budget: Budget, answer: BudgetAnswer, catalogue: Catalogue) -> tuple[str, ...]:
    """Keys of one saving that is enough by itself: first one that leaves the answers as they are, then less effort,
    then another model; of several that are enough, the one that loses the fewest points of score, then the one that
    saves least. Without one, the fewest of the largest savings that are enough together. None where the cap holds, or
    where nothing is enough.

    Fewer runs are never proposed, since that is not a saving on the same work, nor are offers with doubts. A much lower
    score is proposed only where nothing else is enough.
    """
    chance = answer.finding.chance_any_month
    if chance is None or chance <= ENOUGH:
        return ()
    day = first_day(answer.months[0].month)
    sure = [
        saving for saving in answer.advice.savings if saving.kind != "runs" and not any(doubts(saving, catalogue, day))
    ]
    keeping = [saving for saving in sure if _lost(saving) <= MOST_LOST]
    return enough_of(keeping, budget, answer, catalogue) or enough_of(sure, budget, answer, catalogue)


def enough_of(savings: list[Saving], budget: Budget, answer: BudgetAnswer, catalogue: Catalogue) -> tuple[str, ...]:
    """Keys of the one of these savings, or of the few, that are enough; none where not all of them are."""
    alone = [saving for saving in savings if (left := saving.chance_any_month) is not None and left <= ENOUGH]
    if alone:
        least = min(alone, key=lambda saving: (_moves(saving, answer, catalogue), _lost(saving), saving.usd))
        return (key_of(least.change),)
    keys: tuple[str, ...] = ()
    for saving in _largest(savings):
        keys += (key_of(saving.change),)
        then = together(budget, answer, keys) if len(keys) > 1 else None
        left = then.answer.finding.chance_any_month if then else None
        if left is not None and left <= ENOUGH:
            return keys
    return ()


def _moves(saving: Saving, answer: BudgetAnswer, catalogue: Catalogue) -> int:
    """How much a saving changes the answers: 0 not at all (the same model at another host), 1 the effort, 2 the
    model."""
    if saving.kind != "model":
        return 1 if saving.kind == "effort" else 0
    then = catalogue.offers.get(saving.change.offer or "")
    before = [catalogue.offers[name] for name in answer.lines[saving.change.line].offers if name in catalogue.offers]
    model = catalogue.profile_of(then) if then else None
    return 0 if model and any(catalogue.profile_of(offer) is model for offer in before) else 2


def _lost(saving: Saving) -> float:
    """Points of score that a saving loses, 0 where the score rises."""
    if saving.score_before is None or saving.score_after is None:
        return UNMEASURED
    return max(saving.score_before - saving.score_after, 0.0)


def _largest(savings: list[Saving]) -> list[Saving]:
    """The largest saving of each of the lines that save most. Only one a line, since savings on one line do not add
    up."""
    found: dict[int, Saving] = {}
    for saving in sorted(savings, key=lambda saving: -saving.usd):
        found.setdefault(saving.change.line, saving)
    return list(found.values())[:MOST]
