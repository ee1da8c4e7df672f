"""Caveats: each a code, a sentence with the figure in it, and a paragraph of the method page of the same name."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from planner.core.flags.caching import cache_expiry_flags, cache_minimum_flags, caching_costs_flags
from planner.core.flags.lifecycle import lifecycle_flags
from planner.core.flags.price_change import price_change_flags
from planner.core.flags.prices import (
    disputed_price_flags,
    missing_prices_flags,
    one_region_flags,
    other_host_flags,
    price_cliff_flags,
    request_fee_flags,
    stale_price_flags,
    units_flags,
)
from planner.core.flags.run_limits import compaction_flags, context_flags, cut_off_flags, inputs_flags, slow_tail_flags
from planner.core.flags.situation import Situation
from planner.core.flags.thinking import prior_only_flags, thinking_budget_flags, thinking_flags, tokeniser_flags
from planner.core.results import Flag


def flags_of(situation: Situation) -> tuple[Flag, ...]:
    """Every caveat that applies, the gravest kinds first."""
    return tuple(flag for rule in RULES for flag in rule(situation))


RULES: tuple[Callable[[Situation], Iterator[Flag]], ...] = (
    lifecycle_flags,
    context_flags,
    compaction_flags,
    cut_off_flags,
    price_cliff_flags,
    slow_tail_flags,
    inputs_flags,
    missing_prices_flags,
    other_host_flags,
    price_change_flags,
    stale_price_flags,
    disputed_price_flags,
    one_region_flags,
    request_fee_flags,
    caching_costs_flags,
    cache_expiry_flags,
    cache_minimum_flags,
    thinking_flags,
    thinking_budget_flags,
    tokeniser_flags,
    prior_only_flags,
    units_flags,
)
