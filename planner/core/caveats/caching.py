"""Caveats of prompt caches: too short, expired, or dearer than none."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from planner.core.caveats.situation import Situation
from planner.core.cost.caching import break_even_hit_rate
from planner.core.results import Caveat

EXPIRY_WORTH_SAYING = 0.05


def cache_minimum_caveats(s: Situation) -> Iterator[Caveat]:
    load, cache = s.inputs.workload, s.inputs.offer.cache
    if load.cache.mode == "off" or cache is None or s.inputs.card.cache_read is None:
        return
    shared = load.shared_prefix_tokens
    if load.cache.prefix_hit_rate is None and 0 < shared < cache.minimum_tokens:
        text = f"The shared prompt of {shared:,} tokens is below the cache minimum of {cache.minimum_tokens:,}."
        yield Caveat("below_cache_minimum", text)


def cache_expiry_caveats(s: Situation) -> Iterator[Caveat]:
    plan = s.run.cache
    if s.run.shape.steps < 2 or plan.ttl_seconds <= 0 or s.inputs.workload.cache.loop_hit_rate is not None:
        return
    if plan.expiry_chance >= EXPIRY_WORTH_SAYING:
        minutes = plan.ttl_seconds / 60
        text = f"{plan.expiry_chance:.0%} of steps are likely to outlast the cache's {minutes:g} minutes."
        yield Caveat("cache_may_expire", text)


def caching_costs_caveats(s: Situation) -> Iterator[Caveat]:
    """Below the break-even hit rate the write premium costs more than the reads save."""
    plan = s.run.cache
    if plan.writes is None:
        return
    needed = break_even_hit_rate(s.inputs.card, plan.writes, s.run.shape.start)
    reused = s.run.cached + sum((x.write for x in s.run.stretches), Decimal(0))
    if needed is None or not reused:
        return
    hit = s.run.cached / reused
    if hit < needed:
        pays = (
            f"it pays from {needed:.0%}" if needed.is_finite() else "reading costs as much as input, so it never pays"
        )
        text = f"Caching costs money here: {hit:.0%} of what is cached is read again, {pays}."
        yield Caveat("caching_costs_money", text)
