"""What a run of a line costs: computed once for each rate card and warmth of cache, then multiplied by days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from math import exp

from planner.core.budget.calendar import Cards
from planner.core.budget.results import ZERO, Split
from planner.core.budget.tilt import Tilt
from planner.core.caching import plan_cache
from planner.core.catalogue import Offer, RateCard
from planner.core.estimate import Parts, Prepared, Terms, price
from planner.core.pricing import with_overrides
from planner.core.results import Line
from planner.core.runs import Run, Setting, run_of, shape_of
from planner.core.simulation import doubts
from planner.core.uncertainty import CERTAIN, Z80, Doubt
from planner.core.workload import Overrides, Workload

BUCKETS = {"reasoning": "thinking", "visible": "answering", "web_search": "fees", "requests": "fees"}
PLUS_MINUS = 0.2
"""How far a figure the user stated is moved either way in a what-if."""


@dataclass(frozen=True, slots=True)
class Rated:
    """A run at one rate card, and the weight of that card within the hours of use."""

    weight: Decimal
    setting: Setting
    parts: Parts


@dataclass(frozen=True, slots=True)
class RunPrice:
    """Dollars of the average run, retries and fees in, by what they buy; and what they were computed from."""

    split: Split
    rated: tuple[Rated, ...]


class NoPriceError(ValueError):
    """No rate is published for a day that a line needs."""


def price_run(prepared: Prepared, cards: Cards, terms: Terms, overrides: Overrides, tilt: Tilt) -> RunPrice:
    """The run of `prepared` at other rates, with the traffic that `terms` states.

    Raises NoPriceError where a card lacks an input or an output rate.
    """
    total = sum((seconds for seconds, _ in cards), ZERO)
    rated = tuple(_rated(prepared, seconds, with_overrides(card, overrides), terms, tilt) for seconds, card in cards)
    splits = [(r.weight, _split(price(terms, r.setting, r.parts).lines)) for r in rated]
    if len(splits) == 1:
        return RunPrice(splits[0][1], rated)
    whole = Split()
    for weight, split in splits:
        whole = whole.plus(split.times(weight))
    return RunPrice(Split(*(usd / total for usd in _columns(whole))), rated)


def _columns(split: Split) -> tuple[Decimal, ...]:
    return split.reading_usd, split.thinking_usd, split.answering_usd, split.fees_usd


def _rated(prepared: Prepared, weight: Decimal, card: RateCard, terms: Terms, tilt: Tilt) -> Rated:
    if card.input is None or card.output is None:
        raise NoPriceError("No token price is published for it.")
    offer = tilt.offer(prepared.setting.offer)
    setting = replace(prepared.setting, card=card, workload=terms.workload, offer=offer)
    return Rated(weight, setting, [(share, _rerun(setting, run, tilt)) for share, run in prepared.parts])


def _rerun(setting: Setting, run: Run, tilt: Tilt) -> Run:
    """The same run at the setting's rates, its tokens moved as the tilt says."""
    if tilt.moves_tokens:
        thought, said = doubts(setting, run)
        reasoning = float(run.shape.reasoning) * moved(thought, tilt.reasoning)
        shape = shape_of(setting, reasoning, float(run.shape.visible) * moved(said, tilt.answer))
    else:
        shape = run.shape
    return run_of(setting, run.mode, run.reasoning_fit, run.visible_fit, shape)


def moved(doubt: Doubt, side: int) -> float:
    """The factor to the end of the 80 % range on `side` (-1, 0, 1) for an estimate, to +-20 % for a stated figure."""
    return 1 + side * PLUS_MINUS if doubt == CERTAIN else exp(side * Z80 * doubt.shared)


def _split(lines: Iterable[Line]) -> Split:
    sums = dict.fromkeys(("reading", "thinking", "answering", "fees"), ZERO)
    for line in lines:
        sums[BUCKETS.get(line.kind, "reading")] += line.usd
    return Split(sums["reading"], sums["thinking"], sums["answering"], sums["fees"])


def owes_to_traffic(workload: Workload) -> bool:
    """Whether more runs make a run cheaper: where a prefix is shared and its hit rate is not stated."""
    cache = workload.cache
    return bool(workload.shared_prefix_tokens) and cache.prefix_hit_rate is None and cache.mode != "off"


def warmth(workload: Workload, offer: Offer, cards: Cards) -> tuple[Decimal, ...]:
    """The share of a shared prefix that is read from cache, at each card: all that a run's cost owes to traffic."""
    if not owes_to_traffic(workload):
        return ()
    plans = (plan_cache(workload, offer.cache, card, call_seconds=0.0, call_spread=0.0) for _, card in cards)
    return tuple(plan.prefix_hit for plan in plans)
