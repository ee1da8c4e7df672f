"""What a saved plan keeps of its answer: totals per offer and mode, and every rate they were made with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from planner.core.cost.pricing import RATE_NAMES
from planner.core.cost.units import UNIT_RATES
from planner.core.models.catalogue import Offer
from planner.core.models.rates import Rate
from planner.core.request import EstimateRequest
from planner.core.results import Caveat, Comparison, Estimate, Tokens
from planner.core.uncertainty.band import Band
from planner.core.workload import NO_OVERRIDES, Overrides

Key = tuple[str, str]
"""An offer id and the requested mode."""

YOURS = "as you stated it"


@dataclass(frozen=True, slots=True)
class KeptRate:
    """One rate: USD per million tokens; for names that end in `_kcount`, per thousand calls.

    `usd` None is not published. `tier_start` is the long-context threshold in tokens above which the rate applies.
    """

    offer_id: str
    model_name: str
    name: str
    usd: Decimal | None
    tier_start: int | None = None
    source: str = ""
    checked: date | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Total:
    """One offer in one mode: USD of a run and of a month with their 80 % ranges, mean tokens of a run, and seconds of a
    whole run: median, 95 in 100 under, None for a batch. `mean_seconds`: the average that a saved plan keeps beside its
    estimate; None for a batch, in plans of versions that kept the median alone, and of an estimate just made.
    `late_end`: the time of day by which a batch ends 9 times in 10, as a saved plan keeps it: 08:00 +1; else empty."""

    offer_id: str
    model_name: str
    asked: str
    thinking: str
    usd_per_run: Decimal
    usd_per_month: Decimal
    runs_per_month: Decimal
    tokens: Tokens
    run_band: Band | None = None
    month_band: Band | None = None
    run_seconds: float | None = None
    run_seconds_p95: float | None = None
    mean_seconds: float | None = None
    late_end: str = ""
    caveats: tuple[Caveat, ...] = ()

    @property
    def key(self) -> Key:
        return self.offer_id, self.asked

    @property
    def codes(self) -> frozenset[str]:
        """Those of its caveats."""
        return frozenset(caveat.code for caveat in self.caveats)


@dataclass(frozen=True, slots=True)
class Refused:
    """What could not be estimated, and why."""

    offer_id: str
    model_name: str
    asked: str
    text: str

    @property
    def key(self) -> Key:
        return self.offer_id, self.asked


@dataclass(frozen=True, slots=True)
class Saved:
    """A whole answer with the moment its prices hold for."""

    moment: datetime
    totals: tuple[Total, ...]
    refused: tuple[Refused, ...]
    rates: tuple[KeptRate, ...]

    @property
    def names(self) -> dict[str, str]:
        """The model's name of every offer answered or refused."""
        answers: tuple[Total | Refused, ...] = self.totals + self.refused
        return {answer.offer_id: answer.model_name for answer in answers}

    @property
    def asked(self) -> tuple[str, ...]:
        """Every requested mode of any offer, once."""
        answers: tuple[Total | Refused, ...] = self.totals + self.refused
        return tuple(dict.fromkeys(answer.asked for answer in answers))


def saved(question: EstimateRequest, comparison: Comparison) -> Saved:
    """What to keep of `comparison`, the answer to `question`."""
    return Saved(
        moment=comparison.price_date,
        totals=tuple(total_of(estimate) for estimate in comparison.estimates),
        refused=tuple(Refused(r.offer_id, r.model_name, r.thinking, r.text) for r in comparison.refused),
        rates=rates_used(question, comparison),
    )


def total_of(estimate: Estimate) -> Total:
    """The totals of an estimate just made; `total_of_data` of store reads those of a saved one."""
    run = estimate.latency.run if estimate.latency else None
    return Total(
        offer_id=estimate.offer.id,
        model_name=estimate.model_name,
        asked=estimate.asked,
        thinking=estimate.thinking,
        usd_per_run=estimate.cost.usd_per_run,
        usd_per_month=estimate.cost.usd_per_month,
        runs_per_month=estimate.cost.runs_per_month,
        tokens=estimate.tokens,
        run_band=estimate.cost.run_band,
        month_band=estimate.cost.month_band,
        run_seconds=run.p50 if run else None,
        run_seconds_p95=run.p95 if run else None,
        caveats=estimate.caveats,
    )


def rates_used(question: EstimateRequest, comparison: Comparison) -> tuple[KeptRate, ...]:
    """The whole rate card of every offer estimated, of runs in stages of every stage's; rates that are not published
    included, tier by tier."""
    alone = [stage.alone for estimate in comparison.estimates for stage in estimate.stages]
    whole = [estimate for estimate in comparison.estimates if not estimate.stages]
    offers = {estimate.offer.id: estimate for estimate in (*whole, *alone)}
    return tuple(rate for estimate in offers.values() for rate in _card(question, estimate))


def _card(question: EstimateRequest, estimate: Estimate) -> Iterator[KeptRate]:
    offer = estimate.offer
    own = question.overrides.get(offer.id, NO_OVERRIDES)
    for name in (name for name in RATE_NAMES if name not in UNIT_RATES or getattr(estimate.card, name)):
        source = _source(offer, name, own)
        for start, usd in _steps(getattr(estimate.card, name)):
            yield KeptRate(offer.id, estimate.model_name, name, usd, start, *source)


def _steps(rate: Rate | None) -> Iterator[tuple[int | None, Decimal | None]]:
    yield None, rate.base if rate else None
    if rate:
        yield from rate.tiers


def _source(offer: Offer, name: str, own: Overrides) -> tuple[str, date | None, str]:
    less = f", less your discount of {(own.discount * 100).normalize():f}%" if own.discount else ""
    if name in dict(own.usd_per_mtok):
        return YOURS + less, None, ""
    return offer.source + less, offer.checked, offer.source_url
