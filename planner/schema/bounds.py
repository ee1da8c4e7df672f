"""Well-formed requests that still cannot be used: numbers out of bounds, unknown names, empty lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal

from planner.core.models.offers.own_offers import MOST_OWN_OFFERS, complaint_of
from planner.core.models.profile.scores import BENCH_NAMES
from planner.core.workload import LIMITS, Limit, Problem, Workload, out_of_bounds
from planner.schema.request_shape import (
    TASK_CLASSES,
    OverridesRequest,
    OwnOfferRequest,
    OwnRunsRequest,
    QuestionRequest,
)

SEED = Limit(0, 2**53)
PRICE = Limit(0, 999_999)
PRICE_PLACES = 12
OVERRIDE_LIMITS = {
    "ttft_seconds": Limit(0, 86_400),
    "tokens_per_second": Limit(0.001, 1_000_000),
    "discount": Limit(0, 1),
    "reasoning_tokens_per_call": LIMITS["reasoning_tokens_per_call"],
}
OWN_LIMITS = {
    "runs": Limit(1, 1_000_000_000),
    "reasoning_tokens": Limit(0, 1_000_000_000),
    "visible_tokens": Limit(0, 1_000_000_000),
    "steps": Limit(1, 1000),
    "seconds": Limit(0.001, 10_000_000),
}
SPREAD = Limit(0, 5)
MOST_OWN = 1_000
MOST_ESTIMATES = 500
"""Offers x thinking modes of one request; so many take two seconds of processor on a small machine."""
MOST_OVERRIDES = 200
YEARS = range(2000, 2101)


def wrong_values(request: QuestionRequest) -> Iterator[Problem]:
    """What is well formed and still cannot be used."""
    yield from out_of_bounds(request.workload)
    yield from wrong_names(request.workload)
    if not request.offers:
        yield Problem("offers", "must name at least one offer")
    if not request.thinking:
        yield Problem("thinking", "must name at least one mode, such as off or high")
    count = len(set(request.offers)) * len(set(request.thinking))
    if count > MOST_ESTIMATES:
        yield Problem("offers", f"must make at most {MOST_ESTIMATES} estimates with the modes, not {count:,}")
    if len(request.overrides) > MOST_OVERRIDES:
        yield Problem("overrides", f"must hold figures of at most {MOST_OVERRIDES} offers")
        return
    for offer, given in request.overrides.items():
        yield from wrong_overrides(f"overrides.{offer}", given)
    yield from wrong_own_runs(request.calibration)
    yield from wrong_own_offers(request.own_offers)
    if complaint := SEED.complaint(request.seed):
        yield Problem("seed", complaint)
    try:
        parse_price_date(request.price_date)
    except ValueError as error:
        yield Problem("price_date", str(error))


def wrong_own_runs(entries: Sequence[OwnRunsRequest]) -> Iterator[Problem]:
    """Entries of own runs that cannot be used, each field by the entry's place."""
    if len(entries) > MOST_OWN:
        yield Problem("calibration", f"must hold at most {MOST_OWN:,} entries")
        return
    for place, own in enumerate(entries):
        name = f"calibration.{place}"
        if own.task_class not in TASK_CLASSES:
            yield Problem(f"{name}.task_class", "must be one of " + ", ".join(TASK_CLASSES))
        for part, limit in OWN_LIMITS.items():
            value = getattr(own, part)
            if value is not None and (complaint := limit.complaint(float(value))):
                yield Problem(f"{name}.{part}", complaint)
        for part, spread in own.sd_ln.items():
            if complaint := SPREAD.complaint(spread):
                yield Problem(f"{name}.sd_ln.{part}", complaint)


def wrong_names(workload: Workload) -> Iterator[Problem]:
    """Kinds of work of the run and its stages, and benchmarks, that are not known."""
    if workload.task_class not in TASK_CLASSES:
        yield Problem("workload.task_class", "must be one of " + ", ".join(TASK_CLASSES))
    for place, stage in enumerate(workload.stages):
        if stage.task_class is not None and stage.task_class not in TASK_CLASSES:
            yield Problem(f"workload.stages.{place}.task_class", "must be one of " + ", ".join(TASK_CLASSES))
    if workload.success_benchmark is not None and workload.success_benchmark not in BENCH_NAMES:
        yield Problem("workload.success_benchmark", "must be one of " + ", ".join(BENCH_NAMES))


def wrong_own_offers(offers: Sequence[OwnOfferRequest]) -> Iterator[Problem]:
    """Own offers that cannot be made, each field by the offer's place."""
    if len(offers) > MOST_OWN_OFFERS:
        yield Problem("own_offers", f"must hold at most {MOST_OWN_OFFERS} offers")
        return
    for place, own in enumerate(offers):
        try:
            complaint = complaint_of(own.to_core())
        except ValueError:
            complaint = ("date", "must be a day such as 2026-11-27")
        if complaint:
            yield Problem(f"own_offers.{place}.{complaint[0]}", complaint[1])


def wrong_overrides(name: str, given: OverridesRequest) -> Iterator[Problem]:
    """Own figures that are out of bounds, fields named under `name`."""
    for part, limit in OVERRIDE_LIMITS.items():
        value = getattr(given, part)
        complaint = value is not None and limit.complaint(float(value))
        if complaint:
            yield Problem(f"{name}.{part}", complaint)
    for rate, usd in given.usd_per_mtok.items():
        if complaint := PRICE.complaint(float(usd)) or _too_fine(usd):
            yield Problem(f"{name}.usd_per_mtok.{rate}", complaint)
    if complaint := _too_fine(given.discount):
        yield Problem(f"{name}.discount", complaint)


def _too_fine(number: Decimal) -> str | None:
    exponent = number.as_tuple().exponent
    too_fine = isinstance(exponent, int) and exponent < -PRICE_PLACES
    return f"must have at most {PRICE_PLACES} decimals" if too_fine else None


def parse_price_date(text: str | None) -> date | datetime | None:
    """An ISO date as a day, an ISO date and time as an instant in UTC (which a time without a zone already is).

    Raises ValueError with the sentence for anything else, and for years that no price is known of.
    """
    if text is None:
        return None
    moment = _moment(text.strip())
    if moment.year not in YEARS:
        raise ValueError(f"must lie between the years {YEARS[0]} and {YEARS[-1]}")
    if not isinstance(moment, datetime):
        return moment
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _moment(text: str) -> date | datetime:
    for kind in (date, datetime):
        with suppress(ValueError):
            return kind.fromisoformat(text)
    raise ValueError("must be a date such as 2026-11-23, or with a time 2026-11-23T08:00Z")
