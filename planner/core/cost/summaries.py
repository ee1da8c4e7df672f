"""What the summaries of a compacting run cost, and what they save (docs/methodology.md, Compaction)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from planner.core.cost.caching import CachePlan
from planner.core.cost.loop import Leg, legs_of, walk
from planner.core.cost.pricing import MILLION, tier_starts
from planner.core.cost.quote import token_lines
from planner.core.cost.run_shape import RunShape
from planner.core.models.rates import Rate, RateCard
from planner.core.results import Summaries

ZERO = Decimal(0)


def summaries_of(shape: RunShape, cache: CachePlan, card: RateCard) -> Summaries | None:
    """Cost and savings of the summaries, retries and fees left out; None where the run makes no summary."""
    if not shape.compactions:
        return None
    plain = token_lines(walk(replace(shape, limit=None), cache, tier_starts(card)), card, cache.writes)
    return Summaries(
        count=shape.compactions,
        first_step=shape.opening_steps + 1,
        tokens=shape.summary,
        usd=sum((leg.times * _summary_usd(leg, card) for leg in legs_of(shape, cache) if leg.summarised), ZERO),
        usd_per_run_without=sum((line.usd for line in plain), ZERO),
    )


def _summary_usd(leg: Leg, card: RateCard) -> Decimal:
    """The last call of a leg: the whole context in, the summary out."""
    shape, cache = leg.shape, leg.cache
    sent, before = shape.context(shape.steps), shape.context(shape.steps - 1)
    read = cache.loop_hit * before if before >= cache.minimum_tokens else ZERO
    written = sent - read if cache.writes and sent >= cache.minimum_tokens else ZERO
    write: Rate | None = getattr(card, cache.writes) if cache.writes else None
    billed = ((sent - read - written, card.input), (read, card.cache_read), (written, write))
    usd = sum((tokens * rate.at(sent) for tokens, rate in billed if rate), ZERO)
    return (usd + (shape.summary * card.output.at(sent) if card.output else ZERO)) / MILLION
