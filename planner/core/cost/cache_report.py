"""What the cache does to one estimate's run: how warm it is, what it needs, what it saves and when it pays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from planner.core.cost.caching import CachePlan, break_even_hit_rate, prefix_warm
from planner.core.cost.run_shape import first_step_from
from planner.core.estimate.one_offer import prepare
from planner.core.estimate.terms import Prepared, Terms
from planner.core.models.catalogue import HostCache
from planner.core.results import Estimate, Refusal
from planner.core.workload import NO_OVERRIDES, CacheSettings, Overrides, Workload

ZERO, ONE = Decimal(0), Decimal(1)


@dataclass(frozen=True, slots=True)
class CacheReport:
    """Shares 0-1, seconds, tokens, dollars of a run.

    `warm`: chance that the shared prompt is in the cache when a run begins, before the host's own misses; `hit`: of
    what is kept for later, the share that is read again; `write_factor`: what writing costs in units of the input rate;
    `break_even`: the hit from which caching pays, None where writing costs no more than input; `first_cached`: the
    step whose prompt is the first long enough, None where none is.
    """

    plan: CachePlan
    host: HostCache | None
    warm: float
    seconds_between_runs: float
    call_seconds: float
    hit: Decimal | None
    write_factor: Decimal
    break_even: Decimal | None
    first_cached: int | None
    usd_per_run: Decimal
    cold_usd_per_run: Decimal


def prepared_again(terms: Terms, estimate: Estimate, overrides: Overrides = NO_OVERRIDES) -> Prepared | None:
    """The exact half of an estimate, prepared again."""
    found = prepare(terms, estimate.offer, estimate.thinking, overrides=overrides)
    return None if isinstance(found, Refusal) else found


def cache_report(terms: Terms, prepared: Prepared, overrides: Overrides = NO_OVERRIDES) -> CacheReport | None:
    """The report; None where nothing can be read from cache: it is off, or no rate for it is published."""
    load, inputs, run = terms.workload, prepared.inputs, prepared.parts[0][1]
    if load.cache.mode == "off" or inputs.card.cache_read is None:
        return None
    plan = run.cache
    written = sum((s.write for s in run.stretches), ZERO)
    kept = run.cached + written
    return CacheReport(
        plan=plan,
        host=inputs.offer.cache,
        warm=prefix_warm(load, load.runs_per_day, plan.ttl_seconds),
        seconds_between_runs=1 / _runs_per_second(load) if load.runs_per_day else 0.0,
        call_seconds=run.call.quiet + run.call.output_seconds,
        hit=run.cached / kept if kept and plan.writes else None,
        write_factor=_write_factor(prepared, plan, run.shape.start),
        break_even=break_even_hit_rate(inputs.card, plan.writes, run.shape.start) if plan.writes else None,
        first_cached=first_step_from(run.shape, plan.minimum_tokens),
        usd_per_run=prepared.cost.usd_per_run,
        cold_usd_per_run=_cold(terms, prepared, overrides),
    )


def _runs_per_second(load: Workload) -> float:
    return load.runs_per_day / (load.hours_per_day * 3600)


def _write_factor(prepared: Prepared, plan: CachePlan, start: Decimal) -> Decimal:
    card = prepared.inputs.card
    write = getattr(card, plan.writes) if plan.writes else None
    if write is None or card.input is None or not card.input.at(start):
        return ONE
    return Decimal(write.at(start) / card.input.at(start))


def _cold(terms: Terms, prepared: Prepared, overrides: Overrides) -> Decimal:
    """The same run with the cache off: nothing is read from it or written to it."""
    load = replace(terms.workload, cache=CacheSettings("off"))
    cold = prepare(replace(terms, workload=load), prepared.inputs.offer, prepared.mode.mode, overrides=overrides)
    return prepared.cost.usd_per_run if isinstance(cold, Refusal) else cold.cost.usd_per_run
