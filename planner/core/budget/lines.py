"""The months of a priced line in dollars: planned, by what they buy; actual; and the best figure known of each
month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from planner.core.budget.actuals import ONE, padded, scale_of
from planner.core.budget.inputs import Budget
from planner.core.budget.pricing.daily_costs import PricedLine
from planner.core.budget.results import ZERO, LineAnswer, LineMonth, Split, cut
from planner.core.models.catalogue import Catalogue, model_name


def line_answer(
    priced_line: PricedLine, budget: Budget, catalogue: Catalogue, *, scale: Decimal | None = None
) -> LineAnswer:
    """The line with its months; a line that cannot be priced has none. `scale` is passed for a changed line: actual
    bills are of the original line and give no scale for another."""
    line, offer = priced_line.line, priced_line.task.offer
    splits, runs = _planned(priced_line, budget.months)
    paid = padded(line.actuals, budget.months)
    if scale is None:
        scale = scale_of([split.usd for split in splits], paid) if budget.rescale else ONE
    thinker = priced_line.first.parts[0][1] if priced_line.first and not priced_line.refusal else None
    months = [_month(i, runs[i], splits[i], paid[i], scale) for i in range(budget.months)]
    return LineAnswer(
        index=priced_line.index,
        line=line,
        offers=tuple(leg.offer.id for leg in priced_line.legs) or (offer.id,),
        modes=tuple(leg.mode for leg in priced_line.legs) or (priced_line.task.mode,),
        model=model_name(offer, catalogue.profile_of(offer)),
        months=() if priced_line.refusal else tuple(months),
        scale=scale,
        refusal=replace(priced_line.refusal, read_as=priced_line.task.read_as) if priced_line.refusal else None,
        read_as=priced_line.task.read_as,
        own_runs=thinker.own_runs if thinker else 0,
        shifted_by_own=thinker.shifted_by_own if thinker else False,
    )


def _planned(priced_line: PricedLine, months: int) -> tuple[Sequence[Split], Sequence[Decimal]]:
    """The line's planned dollars and runs of each month."""
    splits, runs = [Split()] * months, [ZERO] * months
    for piece in priced_line.pieces:
        splits[piece.month] = splits[piece.month].plus(piece.price.split.times(piece.runs))
        runs[piece.month] += piece.runs
    return splits, runs


def _month(index: int, runs: Decimal, split: Split, paid: Decimal | None, scale: Decimal) -> LineMonth:
    usd = split.usd if scale == ONE else cut(split.usd * scale)
    return LineMonth(index, runs, split, paid, usd if paid is None else paid)
