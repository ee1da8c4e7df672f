"""How traffic changes a run's price: it raises the hit rate of the shared prefix, which only the first call reads.

Between a cold and a warm prefix, the tokens that the first call reads, sends afresh and writes change linearly. A run
is priced in full twice for each set of rates; the price at every other hit rate is a sum (the same Decimals, rounded in
the same way).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from planner.core.budget.pricing.run_prices import Rated, RunPrice
from planner.core.cost.caching import CachePlan, prefix_hit
from planner.core.cost.loop import Stretch, unrounded, whole_tokens
from planner.core.cost.pricing import MILLION, tier_starts
from planner.core.estimate.inputs import EstimateInputs
from planner.core.estimate.runs import Run
from planner.core.models.rates import Rate, RateCard
from planner.core.workload import exact

ZERO, ONE = Decimal(0), Decimal(1)
Tokens = tuple[Decimal, Decimal, Decimal]
"""Fresh, read and written tokens; or a rate for each, USD per million."""


@dataclass(frozen=True, slots=True)
class FirstCalls:
    """The stretch of a run's first call: its tokens with a cold prefix, what a hit adds, their rates, its weight in
    the average run (retries in); `hit` is the prefix hit rate it was first priced at."""

    weight: Decimal
    cold: Tokens
    warming: Tokens
    rates: Tokens
    hit: Decimal

    def usd(self, hit: Decimal) -> Decimal:
        """Dollars of what is sent, with the prefix warm at a rate of `hit`."""
        fresh, read, write = whole_tokens(*(a + hit * b for a, b in zip(self.cold, self.warming, strict=True)))
        return self.weight * (fresh * self.rates[0] + read * self.rates[1] + write * self.rates[2]) / MILLION


@dataclass(frozen=True, slots=True)
class Warming:
    """A run's price at one set of rates, for any traffic: `first` as it was computed, `known` by prefix hit rate.
    `begun` is empty and `inputs` None where traffic makes no difference."""

    first: RunPrice
    inputs: EstimateInputs | None
    begun: tuple[FirstCalls, ...]
    known: dict[Decimal, RunPrice] = field(default_factory=dict)


def warming_of(first: RunPrice) -> Warming:
    """The run of `first` ready to be priced at any hit rate of its prefix."""
    total = sum((rated.weight for rated in first.rated), ZERO)
    found = [(rated.inputs, calls) for rated in first.rated for calls in _begun(rated, total)]
    inputs = found[0][0] if found else None
    return Warming(first, inputs, tuple(calls for _, calls in found))


def price_at(warming: Warming, runs_per_day: float) -> RunPrice:
    """The run's price at the prefix hit rate that this traffic gives."""
    if warming.inputs is None:
        return warming.first
    hit = prefix_hit(warming.inputs.workload, warming.inputs.offer.cache, runs_per_day)
    if hit not in warming.known:
        warming.known[hit] = _warmed(warming, hit, runs_per_day)
    return warming.known[hit]


def _warmed(warming: Warming, hit: Decimal, runs_per_day: float) -> RunPrice:
    if all(calls.hit == hit for calls in warming.begun):
        return warming.first
    more = sum((calls.usd(hit) - calls.usd(calls.hit) for calls in warming.begun), ZERO)
    return RunPrice(warming.first.split.with_reading(more), warming.first.first, runs_per_day)


def _begun(rated: Rated, total: Decimal) -> Iterator[FirstCalls]:
    repeats = ONE + exact(rated.inputs.workload.retry_rate)
    for share, run in rated.parts:
        if _follows(rated.inputs, run):
            yield _first_calls(rated.inputs, run, rated.weight / total * share * repeats)


def _follows(inputs: EstimateInputs, run: Run) -> bool:
    """Whether the run's cost depends on traffic: it has a prefix, a cache, and no stated hit rate."""
    load = inputs.workload
    return bool(load.shared_prefix_tokens and load.cache.prefix_hit_rate is None and run.cache.ttl_seconds)


def _first_calls(inputs: EstimateInputs, run: Run, weight: Decimal) -> FirstCalls:
    starts = tier_starts(inputs.card)
    cold, warm = (unrounded(run.shape, replace(run.cache, prefix_hit=hit), starts)[0] for hit in (ZERO, ONE))
    at_cold, at_warm = _sent(cold), _sent(warm)
    added = (at_warm[0] - at_cold[0], at_warm[1] - at_cold[1], at_warm[2] - at_cold[2])
    rates = _rates(inputs.card, run.cache, cold.tier_start)
    return FirstCalls(weight, at_cold, added, rates, run.cache.prefix_hit)


def _sent(stretch: Stretch) -> Tokens:
    return stretch.fresh, stretch.read, stretch.write


def _rates(card: RateCard, cache: CachePlan, tier_start: int | None) -> Tokens:
    total = ZERO if tier_start is None else Decimal(tier_start + 1)

    def at(rate: Rate | None) -> Decimal:
        return ZERO if rate is None else rate.at(total)

    write, share = at(getattr(card, cache.writes) if cache.writes else None), cache.hour_share
    return at(card.input), at(card.cache_read), write * (1 - share) + at(card.cache_write_1h) * share
