"""The model beside the others of the card, worked for the same plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from planner.core.cost.pricing import card_for
from planner.core.models.catalogue import Profile
from planner.core.models.offers.limits import window_of
from planner.core.models.rates import RateCard
from planner.core.results import Estimate, Pair, Refusal
from planner.web import filters
from planner.web.models.status import NOT_PUBLISHED, status_of
from planner.web.plan.rows import TimeUnit, main_side, ordered
from planner.web.present.amounts import band_of, usd_of
from planner.web.present.context_fit import misfit

TAU = "tau2-Bench"


@dataclass(frozen=True, slots=True)
class Relative:
    """One model; `words` say why there are no figures."""

    id: str
    name: str
    is_me: bool
    mode: str
    month: str
    band: str
    time: str
    words: str
    misfit: str
    tau: str
    context: str
    input: str
    output: str
    status: str


def relatives(pairs: Sequence[Pair], me: Profile, unit: TimeUnit, *, when: date | datetime) -> tuple[Relative, ...]:
    """Every model of the card and this one, cheapest first."""
    return tuple(_relative(pair, me, unit, when) for pair in ordered(pairs, "month"))


def _relative(pair: Pair, me: Profile, unit: TimeUnit, when: date | datetime) -> Relative:
    side = main_side(pair)
    offer = pair.offer
    profile = side.profile if side else None
    card = (card_for(offer, when) if offer else None) or RateCard()
    day = when.date() if isinstance(when, datetime) else when
    window = window_of(offer, profile) if offer else None
    return Relative(
        id=pair.asked,
        name=pair.name,
        is_me=pair.asked == me.id,
        mode=side.thinking if side else "",
        month=_dollars(side),
        band=filters.band(band_of(side), usd_of(side)) if side else "",
        time=unit.write(side.latency.run.p50) if side and side.latency else "",
        words=pair.on.text if side is None and isinstance(pair.on, Refusal) else "",
        misfit=misfit(side) if side else "",
        tau=tau_of(profile),
        context=filters.tokens(window) if window else NOT_PUBLISHED,
        input=filters.rate(card.input.base) if card.input else NOT_PUBLISHED,
        output=filters.rate(card.output.base) if card.output else NOT_PUBLISHED,
        status=_short_status(profile, day) if profile else "",
    )


def _dollars(side: Estimate | None) -> str:
    if side is None:
        return ""
    return filters.amount(side.cost.usd_per_month if side.cost.runs_per_month else side.cost.usd_per_run)


def tau_of(profile: Profile | None) -> str:
    """The best measured score on the agents' benchmark, in percent."""
    scores = [b.score for b in profile.benchmarks if b.name == TAU] if profile else []
    return f"{max(scores):.0f}" if scores else NOT_PUBLISHED


def _short_status(profile: Profile, day: date) -> str:
    """The status without the day a maker's own API stopped: the model's page says it."""
    status = status_of(profile, day)
    return "other hosts only" if status.startswith("left") else status
