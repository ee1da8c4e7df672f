"""Caveats: each a code, a sentence with the figure in it, and a paragraph of the method page of the same name."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from planner.core.caveats.caching import cache_expiry_caveats, cache_minimum_caveats, caching_costs_caveats
from planner.core.caveats.lifecycle import lifecycle_caveats
from planner.core.caveats.price_change import price_change_caveats
from planner.core.caveats.prices import (
    disputed_price_caveats,
    missing_prices_caveats,
    one_region_caveats,
    other_host_caveats,
    price_cliff_caveats,
    request_fee_caveats,
    stale_price_caveats,
    units_caveats,
)
from planner.core.caveats.run_limits import (
    compaction_caveats,
    context_caveats,
    cut_off_caveats,
    inputs_caveats,
    no_answer_caveats,
    slow_tail_caveats,
)
from planner.core.caveats.situation import Situation
from planner.core.caveats.thinking import (
    prior_only_caveats,
    thinking_budget_caveats,
    thinking_caveats,
    tokeniser_caveats,
)
from planner.core.results import Caveat


def caveats_of(situation: Situation) -> tuple[Caveat, ...]:
    """Every caveat that applies, the gravest kinds first."""
    return tuple(caveat for rule in RULES for caveat in rule(situation))


RULES: tuple[Callable[[Situation], Iterator[Caveat]], ...] = (
    lifecycle_caveats,
    no_answer_caveats,
    context_caveats,
    compaction_caveats,
    cut_off_caveats,
    price_cliff_caveats,
    slow_tail_caveats,
    inputs_caveats,
    missing_prices_caveats,
    other_host_caveats,
    price_change_caveats,
    stale_price_caveats,
    disputed_price_caveats,
    one_region_caveats,
    request_fee_caveats,
    caching_costs_caveats,
    cache_expiry_caveats,
    cache_minimum_caveats,
    thinking_caveats,
    thinking_budget_caveats,
    tokeniser_caveats,
    prior_only_caveats,
    units_caveats,
)
