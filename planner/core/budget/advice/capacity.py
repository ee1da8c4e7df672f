"""What breaks: requests and tokens per minute and concurrency in the busiest hour, against limits typed by the user.

Runs spread evenly over the line's active hours, times its `peak`; those of a saved batch over the time until it is
needed. The loads of two lines with stated hours of use add up only in hours that both have; a line without stated hours
may run at any hour. Concurrency follows Little's law: runs a second x mean seconds with the model, tools left out.
Batch has limits of its own and is left out. How hosts count tokens: Moonshot the prompt and the longest answer allowed,
Anthropic everything except cache reads, the others all input and output.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from planner.core.budget.advice.advice_types import Capacity, Demand
from planner.core.budget.calendar import runs_of_a_batch
from planner.core.budget.forecast import Forecast
from planner.core.budget.inputs import BudgetLine, HostLimit
from planner.core.budget.pricing.daily_costs import PricedLine
from planner.core.budget.pricing.run_prices import Rated
from planner.core.budget.tasks import workload_of
from planner.core.estimate.runs import Run
from planner.core.keeping import KeptBy
from planner.core.latency.timing import is_batch, time_parts
from planner.core.models.catalogue import Offer

PROMPT_AND_LIMIT = "the prompt and the longest answer allowed"
NO_CACHE_READS = "input that is not read from cache, and output"
EVERYTHING = "all input and output"
COUNTING = {"moonshotai": PROMPT_AND_LIMIT, "anthropic": NO_CACHE_READS}
LIMITS = ("requests_per_minute", "tokens_per_minute", "concurrency")
HOURS = range(24)


@dataclass(frozen=True, slots=True)
class Load:
    """Load of one line on one offer in one month, in its busiest hour; `hours` are the UTC hours it may fall in."""

    month: int
    hours: frozenset[int]
    requests_per_minute: float
    tokens_per_minute: float
    concurrency: float


def capacities(forecast: Forecast, limits: Mapping[str, HostLimit] | None = None) -> tuple[Capacity, ...]:
    """One answer for each offer that the lines use, in their order; `limits` by offer, else those stated for its id."""
    loads: dict[str, list[tuple[str, Load]]] = {}
    offers: dict[str, Offer] = {}
    for priced_line in forecast.priced_lines:
        for offer, load in loads_of(priced_line):
            offers[offer.id] = offer
            loads.setdefault(offer.id, []).append((priced_line.line.name, load))
    if limits is None:
        limits = {limit.offer: limit for limit in forecast.budget.limits}
    labels = [month.label for month in forecast.answer.months]
    return tuple(_capacity(offers[key], found, limits.get(key), labels) for key, found in loads.items())


_LOADS: KeptBy[list[tuple[Offer, Load]]] = KeptBy(128, 1)


def loads_of(priced_line: PricedLine) -> list[tuple[Offer, Load]]:
    """The line's load on each offer it goes through, month by month; kept with the priced line."""
    return _LOADS.get(priced_line, "loads", lambda: _loads_of(priced_line))


def _loads_of(priced_line: PricedLine) -> list[tuple[Offer, Load]]:
    last: dict[tuple[str, int], Rated] = {}
    for piece in priced_line.pieces:
        rated = piece.price.rated[0]
        if not is_batch(rated.inputs) and piece.runs:
            last[rated.inputs.offer.id, piece.month] = rated
    return [(rated.inputs.offer, _load(priced_line, rated, month)) for (_, month), rated in last.items()]


def _load(priced_line: PricedLine, rated: Rated, month: int) -> Load:
    line, load = priced_line.line, workload_of(priced_line.line)
    repeats = 1 + float(load.retry_rate)
    runs, hours = priced_line.task.runs[month], float(load.hours_per_day)
    if line.window and not line.hours:
        runs, hours = runs_of_a_batch(line, runs), line.window.hours
    per_minute = float(runs) * repeats * line.peak / (hours * 60)
    return Load(
        month=month,
        hours=_hours_of(line),
        requests_per_minute=per_minute * load.steps,
        tokens_per_minute=per_minute * counted_tokens(rated),
        concurrency=per_minute / 60 * model_seconds(rated),
    )


def _hours_of(line: BudgetLine) -> frozenset[int]:
    """The UTC hours in which it runs."""
    if line.hours:
        return frozenset((line.hours.start + h) % 24 for h in range(line.hours.hours))
    if line.window:
        return frozenset((line.window.start + h) % 24 for h in range(ceil(line.window.hours)))
    return frozenset(HOURS)


def counting_of(offer: Offer) -> str:
    """What the offer's host counts against its token limit, in words."""
    return COUNTING.get(offer.host, EVERYTHING)


def counted_tokens(rated: Rated) -> float:
    """Tokens of a mean run that count against the host's limit; the longest answer is the estimate's where none is
    published."""
    return sum(float(share) * _counted(rated, run) for share, run in rated.parts)


def _counted(rated: Rated, run: Run) -> float:
    inputs, rule = rated.inputs, counting_of(rated.inputs.offer)
    read = float(run.cached)
    output = float(sum((s.reasoning + s.visible + s.summary for s in run.stretches), Decimal(0)))
    if rule == PROMPT_AND_LIMIT:
        return float(run.fresh) + read + (output if inputs.cap is None else inputs.cap * float(run.calls))
    return float(run.fresh) + output + (0.0 if rule == NO_CACHE_READS else read)


def model_seconds(rated: Rated) -> float:
    """Mean seconds of a run in which a call is open."""
    parts = time_parts(rated.inputs, [(float(share), run) for share, run in rated.parts])
    return sum(part.seconds_per_run for part in parts if part.kind != "tool")


def _capacity(
    offer: Offer, loads: Sequence[tuple[str, Load]], limit: HostLimit | None, labels: Sequence[str]
) -> Capacity:
    months = tuple(
        _busiest(label, [load for _, load in loads if load.month == month]) for month, label in enumerate(labels)
    )
    typed = {name: getattr(limit, name) for name in LIMITS} if limit else {}
    limits = {name: value for name, value in typed.items() if value is not None}
    passes = {name: _first_above(months, name, value) for name, value in limits.items()}
    lines = tuple(dict.fromkeys(name for name, _ in loads))
    return Capacity(offer.id, lines, counting_of(offer), months, limits, passes)


def _busiest(month: str, loads: Iterable[Load]) -> Demand:
    """The greatest sums over the hours of the day; a line without stated hours counts in every hour."""
    loads = list(loads)
    # Lines without stated hours run in all of them, so any one hour represents the day.
    hours = (0,) if all(len(load.hours) == len(HOURS) for load in loads) else HOURS
    running = [[load for load in loads if hour in load.hours] for hour in hours]
    sums = {name: max(sum(getattr(load, name) for load in together) for together in running) for name in LIMITS}
    return Demand(month, **sums)


def _first_above(months: Sequence[Demand], name: str, limit: float) -> str | None:
    return next((d.month for d in months if getattr(d, name) > limit), None)
