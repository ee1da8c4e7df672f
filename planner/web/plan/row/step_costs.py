"""Further calculations for an opened row: dollars step by step, the cache, and the steps where something changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from planner.core.cost.cache_report import CacheReport, cache_report, prepared_again
from planner.core.cost.step_costs import cumulative_usd
from planner.core.estimate.comparison import overrides_for
from planner.core.estimate.terms import Terms
from planner.core.request import EstimateRequest
from planner.core.results import Estimate, Pair
from planner.web.charts.spending import SpendingChart, Turn, spending_chart

TURNS = {"context_overflow": "the window is full", "price_cliff": "long-context rate"}


@dataclass(frozen=True, slots=True)
class Depth:
    """The spending by step and what the cache does; either may be missing. `call_seconds`: of an average call without
    its tools."""

    spending: SpendingChart | None
    story: CacheReport | None
    call_seconds: float


def sides_of(pair: Pair, mode: str) -> tuple[Estimate | None, Estimate | None]:
    """The side that a row opens on, and the other one where it has a figure: not thinking in a plan that leads with
    that, unless another model stands for it."""
    on, off = (side if isinstance(side, Estimate) else None for side in (pair.on, pair.off))
    own = off is not None and pair.offer is not None and off.offer.id == pair.offer.id
    if mode == "off" and own:
        return off, on
    return (on, off) if on else (off, None)


def depth_of(terms: Terms, question: EstimateRequest, pair: Pair, mode: str = "on") -> Depth | None:
    """For the side that the row opens on, beside the other; None where neither has a figure, and of a run of several
    parts, whose steps are not one row."""
    main, other = sides_of(pair, mode)
    if main is None or main.stages:
        return None
    overrides = overrides_for(question, terms.catalogue, main.offer)
    prepared = prepared_again(terms, main, overrides)
    if prepared is None:
        return None
    story = cache_report(terms, prepared, overrides)
    steps = [point.step for point in main.context]
    beside = _spent(terms, question, other, steps)
    spending = spending_chart(steps, cumulative_usd(prepared, steps), beside, list(_turns(main, story)))
    return Depth(spending, story, _call_seconds(main, story))


def _call_seconds(side: Estimate, story: CacheReport | None) -> float:
    """Those of its table of times; where no seconds are promised, those that the cache was worked out with."""
    parts = [part.seconds_per_call for part in side.time_parts if part.kind != "tool"]
    return sum(parts) if parts or not story else story.call_seconds


def _spent(terms: Terms, question: EstimateRequest, side: Estimate | None, steps: list[int]) -> tuple[float, ...]:
    if side is None:
        return ()
    prepared = prepared_again(terms, side, overrides_for(question, terms.catalogue, side.offer))
    return cumulative_usd(prepared, steps) if prepared else ()


def _turns(side: Estimate, story: CacheReport | None) -> Iterator[Turn]:
    """The steps that caveats name, and the first step that is long enough to be cached."""
    for caveat in side.caveats:
        if caveat.step and caveat.code in TURNS:
            yield Turn(caveat.step, TURNS[caveat.code])
    if story and story.first_cached and story.first_cached > 1:
        yield Turn(story.first_cached, "long enough to be cached")
