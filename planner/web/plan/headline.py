"""The model of the headline: the cheapest and the quickest that can do the work, or the model the reader chose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from planner.core.request import EstimateRequest
from planner.core.results import Estimate, Pair
from planner.web.forms import PlanForm
from planner.web.plan.measures import dollars, times
from planner.web.plan.measures.batch_end import is_late
from planner.web.plan.measures.measure import Measure
from planner.web.plan.rows import side_in
from planner.web.present.context_fit import fits


@dataclass(frozen=True, slots=True)
class HeadlineModel:
    """A model with the side that the headline is about and the other one, where it has a figure of its own."""

    pair: Pair
    side: Estimate
    other: Estimate | None

    @property
    def stand_in(self) -> str:
        """The other model whose figures the side shows, where this one cannot be used without thinking; else empty."""
        own = self.pair.offer is not None and self.side.offer.id == self.pair.offer.id
        return "" if own else self.side.model_name

    @property
    def has_no_cache_price(self) -> bool:
        """Whether all input is paid in full because no price for cached input is published."""
        return self.side.card.cache_read is None and any(c.code == "price_missing" for c in self.side.caveats)

    @property
    def name(self) -> str:
        """The name of the model whose figures are given."""
        return self.stand_in or self.pair.name


@dataclass(frozen=True, slots=True)
class Headline:
    """`first` is the chosen model, else the cheapest; `quickest` None where no time is known or a model was chosen.

    Of figures that read the same the cheapest is the quickest; `tied`: how many others are as quick. `chosen`: the
    reader picked it. `able`: how many of the models can do the work in the mode asked for.
    """

    first: HeadlineModel | None
    quickest: HeadlineModel | None
    chosen: bool
    able: int
    tied: int = 0


def headline_of(pairs: Sequence[Pair], form: PlanForm, money: Measure, time: Measure | None) -> Headline:
    """The models of the headline. One that cannot do the work does not lead, unless chosen."""
    able = able_in(pairs, form, time)
    chosen = next((p for p in pairs if p.asked == form.focus), None)
    if chosen and (one := _headline_model(chosen, form.mode)):
        return Headline(one, None, True, len(able))
    known = [found for pair in able if (found := _headline_model(pair, form.mode))]
    if not known:
        return Headline(None, None, False, 0)
    cheapest = min(known, key=lambda one: _figure(money.of, one.side))
    timed = [one for one in known if time and time.of(one.side)]
    if time is None or not timed:
        return Headline(cheapest, None, False, len(able))
    least = _written(time, min(timed, key=lambda one: _figure(time.of, one.side)))
    tied = [one for one in timed if _written(time, one) == least]
    quickest = min(tied, key=lambda one: _figure(money.of, one.side))
    return Headline(cheapest, quickest, False, len(able), len(tied) - 1)


def lead_of(pairs: Sequence[Pair], form: PlanForm, question: EstimateRequest) -> Pair:
    """The pair that the plan's page leads with: that of its headline, else the one that its sections are about."""
    headline = headline_of(pairs, form, dollars.money(form, question, pairs), times.time(form, pairs))
    return headline.first.pair if headline.first else focus_of(pairs, form.focus, form.mode)


def focus_of(pairs: Sequence[Pair], wanted: str, mode: str = "on") -> Pair:
    """The pair that the sections below are about: the chosen one, else the cheapest that can do the work, else the
    first."""
    chosen = next((p for p in pairs if p.asked == wanted), None)
    if chosen:
        return chosen
    found = [(side.cost.usd_per_run, i) for i, p in enumerate(pairs) if (side := side_in(p, mode)) and fits(side)]
    return pairs[min(found)[1]] if found else pairs[0]


def able_in(pairs: Sequence[Pair], form: PlanForm, time: Measure | None) -> list[Pair]:
    """The models that can do the work in the chosen mode; where none has that mode, in whatever mode they have."""
    inside = [p for p in pairs if (side := side_in(p, form.mode)) and fits(side) and not _late(side, form, time)]
    own = [p for p in inside if is_own_mode(p, form.mode)]
    return own or inside


def is_own_mode(pair: Pair, mode: str) -> bool:
    """Whether the figures are of the model itself, not of another model used instead."""
    side = pair.off if mode == "off" else pair.on
    return isinstance(side, Estimate) and pair.offer is not None and side.offer.id == pair.offer.id


def _late(side: Estimate, form: PlanForm, time: Measure | None) -> bool:
    if form.door.id != "batch":
        return False
    ends = time.of(side) if time else None
    return is_late(form, ends.value if ends else None)


def _headline_model(pair: Pair, mode: str) -> HeadlineModel | None:
    side = side_in(pair, mode)
    if side is None:
        return None
    other = pair.on if side is pair.off else pair.off
    return HeadlineModel(pair, side, other if isinstance(other, Estimate) else None)


def _written(time: Measure, one: HeadlineModel) -> str:
    found = time.of(one.side)
    return time.say(found.value) if found else ""


def _figure(of: Callable[..., object], side: Estimate) -> float:
    found = of(side)
    return getattr(found, "value", float("inf"))
