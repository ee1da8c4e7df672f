"""The ladder in words: what more effort buys, and what a model without efforts has."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from planner.core.results import Estimate, Pair
from planner.web import filters
from planner.web.plan.measures.seconds import run_seconds
from planner.web.present.amounts import per_what

MOST = 0.5
"""From this share of the whole gain on, an effort is said to buy most of it."""


@dataclass(frozen=True, slots=True)
class Steps:
    """Estimates by effort, the least first, and their scores in percent; None where none is published. `thing`: what a
    run is called here; `once`: whether all runs are done once and not every month."""

    rungs: tuple[Estimate, ...]
    scores: tuple[float | None, ...]
    thing: str = "run"
    once: bool = False


def finding(steps: Steps) -> str:
    """The title: what buys most of the score, else what the most thinking costs against the least."""
    if any(rung.thinking != "off" and rung.reasoning_evidence.basis == "given" for rung in steps.rungs):
        return "you stated how much it thinks, so every effort costs the same"
    known = [(i, score) for i, score in enumerate(steps.scores) if score is not None]
    if len(known) < 2:
        return _span(steps)
    first, base = known[0]
    best = max(score for _, score in known)
    if best <= base or first != 0:
        return _span(steps)
    place, score = next((i, s) for i, s in known if s - base >= MOST * (best - base))
    return _bought(steps, place, score, base, best)


def _bought(steps: Steps, place: int, score: float, base: float, best: float) -> str:
    name = steps.rungs[place].thinking
    extra = _price(steps, place) - _price(steps, 0)
    if extra <= 0:
        return f"{name} effort buys {filters.decimals(score - base, 0)} points and costs no more"
    cost = f"{filters.money(_rounded(extra))} {_unit(steps)}"
    if score == best:
        return f"{name} effort buys {filters.decimals(score - base, 0)} points of the score for {cost}"
    return f"{name} effort buys most of the score for {cost}"


def _span(steps: Steps) -> str:
    low, high = steps.rungs[0], steps.rungs[-1]
    if not low.cost.usd_per_run:
        return f"{low.thinking} costs nothing, {high.thinking} {filters.money(high.cost.usd_per_run)} per {steps.thing}"
    dearer = filters.ratio(high.cost.usd_per_run / low.cost.usd_per_run)
    text = f"{high.thinking} costs {dearer} times what {low.thinking} does"
    short, long = run_seconds(low), run_seconds(high)
    if short is None or long is None or not short.value:
        return text
    return f"{text} and takes {filters.ratio(long.value / short.value)} times as long"


def _price(steps: Steps, place: int) -> Decimal:
    cost = steps.rungs[place].cost
    return cost.usd_per_month if cost.runs_per_month else cost.usd_per_run


def _unit(steps: Steps) -> str:
    return per_what(bool(steps.rungs[0].cost.runs_per_month), steps.once, steps.thing)


def _rounded(usd: Decimal) -> Decimal:
    """Two digits: a difference of estimates bears no more."""
    return filters.significant(usd, 2)


def words(pair: Pair) -> str:
    """What a model without efforts has."""
    profile = next((s.profile for s in (pair.on, pair.off) if isinstance(s, Estimate)), None)
    if profile is None:
        return "which efforts it offers is not known here"
    modes = profile.modes.value
    if modes == ("off",):
        return "it does not think, so there is no effort to choose"
    if "off" not in modes:
        return f"always thinks, with no effort to choose{'; ' + pair.off_note if pair.off_model else ''}"
    return "thinking is on or off, with no effort between"
