"""From a walked line to its months in dollars: planned by what they buy, paid, and the best there is of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from planner.core.budget.actuals import ONE, padded, scale_of
from planner.core.budget.inputs import Budget
from planner.core.budget.pricing.daily_costs import Walked
from planner.core.budget.results import ZERO, LineAnswer, LineMonth, Split
from planner.core.models.catalogue import Catalogue, model_name


def line_answer(walked: Walked, budget: Budget, catalogue: Catalogue, *, scale: Decimal | None = None) -> LineAnswer:
    """The line with its months; a line that cannot be priced has none.

    `scale` is given for a line that is changed: what was paid was paid for the line as it was, so that it says nothing
    about the plan of another.
    """
    line, offer = walked.line, walked.task.offer
    splits, runs = _planned(walked, budget.months)
    paid = padded(line.actuals, budget.months)
    if scale is None:
        scale = scale_of([split.usd for split in splits], paid) if budget.rescale else ONE
    thinker = walked.first.parts[0][1] if walked.first and not walked.refusal else None
    months = [_month(i, runs[i], splits[i], paid[i], scale) for i in range(budget.months)]
    return LineAnswer(
        index=walked.index,
        line=line,
        offers=tuple(leg.offer.id for leg in walked.legs) or (offer.id,),
        modes=tuple(leg.mode for leg in walked.legs) or (walked.task.mode,),
        model=model_name(offer, catalogue.profile_of(offer)),
        months=() if walked.refusal else tuple(months),
        scale=scale,
        refusal=replace(walked.refusal, read_as=walked.task.read_as) if walked.refusal else None,
        read_as=walked.task.read_as,
        own_runs=thinker.own_runs if thinker else 0,
        shifted_by_own=thinker.shifted_by_own if thinker else False,
    )


def _planned(walked: Walked, months: int) -> tuple[Sequence[Split], Sequence[Decimal]]:
    """The line's planned dollars and runs of each month."""
    splits, runs = [Split()] * months, [ZERO] * months
    for piece in walked.pieces:
        splits[piece.month] = splits[piece.month].plus(piece.price.split.times(piece.runs))
        runs[piece.month] += piece.runs
    return splits, runs


def _month(index: int, runs: Decimal, split: Split, paid: Decimal | None, scale: Decimal) -> LineMonth:
    return LineMonth(index, runs, split, paid, split.usd * scale if paid is None else paid)
