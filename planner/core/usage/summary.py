"""Summary of a log: calls and runs per model, effort and task, and the spread of tokens and seconds."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from planner.core.usage.calls import Calls, Floats, exact_sum, of_keys, only

LEVELS = (0.1, 0.5, 0.9)
LONGEST_GAP_SECONDS = 300.0
"""A pause within a run up to this is taken as a tool at work; a longer one as a user away."""
HOUR, DAY = 3600.0, 86_400.0
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Spread:
    """How a figure is spread: 10 %, half, 90 % of its values lie below, and their mean. The three are None where only
    the mean is known: the rows add up several calls."""

    p10: float | None
    p50: float | None
    p90: float | None
    mean: float


@dataclass(frozen=True, slots=True)
class Group:
    """The calls of one model, thinking mode and task. Tokens and seconds are per call, steps per run. None: not said,
    as are all of these where a row adds up an unknown number of calls.

    `place`: which keys of the calls belong to it.
    """

    model: str
    thinking: str | None
    task: str | None
    calls: int | None
    runs: int | None
    steps: Spread | None
    input: Spread | None
    cache_read_share: float | None
    reasoning: Spread | None
    visible: Spread | None
    seconds: Spread | None
    usd_billed: Decimal | None
    place: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PerRun:
    """Sums over each run's calls, one value a run; NaN where a call does not say. `first_input`: of its first call.

    `runs`: how many runs a value is of, 1 but for a row that adds up N calls without a session: these are N runs of one
    step, of which only the mean is known.
    """

    runs: Floats
    steps: Floats
    input: Floats
    first_input: Floats
    first_read: Floats
    read: Floats
    reasoning: Floats
    visible: Floats
    seconds: Floats
    gaps: Floats


def groups_of(calls: Calls) -> list[Group]:
    """Groups, the one with most calls first."""
    found: dict[tuple[str, str, str], list[int]] = {}
    for place, key in enumerate(calls.keys):
        found.setdefault((key.model, key.effort, key.task), []).append(place)
    groups = []
    for (model, effort, task), places in found.items():
        part = of_keys(calls, places)
        if len(part.key):
            groups.append(_group(model, effort, task, part, tuple(places)))
    return sorted(groups, key=lambda group: (-(group.calls or 0), group.model, group.thinking or "", group.task or ""))


def _group(model: str, effort: str, task: str, calls: Calls, places: tuple[int, ...]) -> Group:
    calls, usd = with_calls(calls), calls.usd
    runs = per_run(calls)
    steps = steps_of(calls, runs)
    # A row of an unknown number of calls weighs nothing, but others of its group must not be taken for all of it.
    weights = np.full_like(calls.n, np.nan) if calls.is_uncounted else calls.made
    tell = mean_alone if holds_sums(calls) else spread
    return Group(
        model=model,
        thinking=effort or thinking_of(calls),
        task=task or None,
        calls=whole(weights.sum()),
        runs=whole(run_count(calls)),
        steps=spread(*steps) if steps is not None else None,
        input=tell(calls.input / weights, weights),
        cache_read_share=_share(calls.cache_read, calls.input),
        reasoning=tell(calls.reasoning / weights, weights),
        visible=tell(calls.visible / weights, weights),
        seconds=tell(calls.seconds / weights, weights),
        usd_billed=exact_sum(usd),
        place=places,
    )


def whole(number: float) -> int | None:
    """A count; None where it is not known."""
    return None if np.isnan(number) else int(number)


def with_calls(calls: Calls) -> Calls:
    """Without the rows of cost reports, which are dollars alone."""
    return only(calls, calls.n != 0)


def thinking_of(calls: Calls) -> str | None:
    """Off where reasoning is recorded as nothing, default where there is some, None where it is not recorded."""
    known = calls.reasoning[~np.isnan(calls.reasoning)]
    if not len(known):
        return None
    return "default" if known.sum() > 0 else "off"


def run_count(calls: Calls) -> float:
    """Runs: sessions where the log has them, else each call is one; NaN where it does not record how many."""
    alone = calls.run == 0
    return float(len(np.unique(calls.run[~alone])) + calls.n[alone].sum())


def steps_of(calls: Calls, runs: PerRun) -> tuple[Floats, Floats] | None:
    """Calls of each run and how many runs each value is of; None where calls cannot be assigned to runs."""
    if len(calls.steps) and not np.isnan(calls.steps).any():
        return calls.steps, calls.n
    return (runs.steps, runs.runs) if _tells_runs(calls) else None


def _tells_runs(calls: Calls) -> bool:
    return bool(np.any(calls.run != 0)) or bool(np.all(calls.n == 1))


def spread(values: Floats, weights: Floats) -> Spread | None:
    """Quantiles and mean of recorded values; a row that sums many calls counts as often as it has calls."""
    known = ~np.isnan(values) & (weights > 0)
    if not known.any():
        return None
    values, weights = values[known], weights[known]
    if np.all(weights == 1):
        points = np.quantile(values, LEVELS)
    else:
        points = np.quantile(values, LEVELS, weights=weights, method="inverted_cdf")
    mean = float(np.average(values, weights=weights))
    return Spread(float(points[0]), float(points[1]), float(points[2]), mean)


def interpolated(one: Spread, values: Floats, weights: Floats) -> Spread:
    """The spread of sorted values that each represent several, with quantiles between the two that are nearest, as for
    single values."""
    upto = np.cumsum(weights)
    points = []
    for level in LEVELS:
        turn = level * (upto[-1] - 1)
        below, above = (values[np.searchsorted(upto, at, side="right")] for at in (np.floor(turn), np.ceil(turn)))
        points.append(float(below + (above - below) * (turn % 1)))
    return Spread(points[0], points[1], points[2], one.mean)


def mean_alone(values: Floats, weights: Floats) -> Spread | None:
    """The mean alone: a row that adds up calls does not show how they differ."""
    whole_spread = spread(values, weights)
    return Spread(None, None, None, whole_spread.mean) if whole_spread else None


def holds_sums(calls: Calls) -> bool:
    """Whether any row adds up several calls."""
    return calls.is_uncounted or bool(np.any(calls.made > 1))


def _share(part: Floats, whole: Floats) -> float | None:
    known = ~np.isnan(part) & ~np.isnan(whole)
    total = whole[known].sum()
    return float(part[known].sum() / total) if total > 0 else None


def per_run(calls: Calls) -> PerRun:
    """Every run's sums, its calls in the order of their start. A call without a run is a run of one step, and a row of
    N such calls is N of them at their mean."""
    run = calls.run.copy()
    alone = run == 0
    # Any numbers that no hash has will do: a run each.
    run[alone] = np.arange(1, alone.sum() + 1, dtype=np.uint64)
    order = _by_run(run, np.nan_to_num(calls.start))
    run = run[order]
    count = np.where(alone, calls.n, 1.0)
    first = np.flatnonzero(np.r_[True, run[1:] != run[:-1]][: len(run)])

    def sums(values: Floats) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):  # rows of cost reports are of no calls
            each = (values / count)[order]
        return np.asarray(np.add.reduceat(each, first)) if len(first) else np.empty(0)

    with np.errstate(divide="ignore", invalid="ignore"):
        sent, read = (values / count for values in (calls.input, calls.cache_read))
    gaps = _gaps(calls, order, first)
    busy = sums(calls.seconds)
    total_gaps = np.add.reduceat(gaps, first) if len(first) else np.empty(0)
    return PerRun(
        runs=count[order][first],
        steps=sums(calls.n),
        input=sums(calls.input),
        first_input=sent[order][first],
        first_read=read[order][first],
        read=sums(calls.cache_read),
        reasoning=sums(calls.reasoning),
        visible=sums(calls.visible),
        seconds=busy + total_gaps,
        gaps=total_gaps,
    )


def _by_run(run: NDArray[np.uint64], start: Floats) -> NDArray[np.intp]:
    """The order that brings each run's calls together, by their start; a log in order of time needs its runs alone."""
    if np.all(start[1:] >= start[:-1]):
        return np.argsort(run, kind="stable")
    return np.lexsort((start, run))


def _gaps(calls: Calls, order: NDArray[np.intp], first: NDArray[np.intp]) -> Floats:
    """Seconds between the end of a call and the start of its run's next, 0 where not recorded or too long for a
    tool."""
    start = calls.start[order]
    end = start + np.nan_to_num(calls.seconds[order])
    gaps = np.zeros(len(order))
    gaps[:-1] = start[1:] - end[:-1]
    last = np.r_[first[1:] - 1, len(order) - 1] if len(first) else first
    gaps[last] = 0.0
    gaps[~(gaps > 0) | (gaps > LONGEST_GAP_SECONDS)] = 0.0
    return gaps


def hours_of(calls: Calls) -> list[float] | None:
    """The share of calls that start in each hour of the day, UTC; None without times or without a number of calls."""
    return _shares((calls.start % DAY) // HOUR, calls, 24)


def weekdays_of(calls: Calls) -> list[float] | None:
    """The share of calls on each day of the week, Monday first."""
    return _shares((calls.start // DAY + 3) % 7, calls, 7)


def _shares(values: Floats, calls: Calls, bins: int) -> list[float] | None:
    known = ~np.isnan(calls.start)
    total = calls.n[known].sum()
    if not total > 0:
        return None
    counted = np.bincount(values[known].astype(np.intp), weights=calls.n[known], minlength=bins)
    return [float(share) for share in counted / total]


def days_spanned(calls: Calls) -> int | None:
    """Days from the first call to the last, both counted; None without times."""
    starts = calls.start[~np.isnan(calls.start)]
    return int(starts.max() // DAY - starts.min() // DAY) + 1 if len(starts) else None


def histogram(values: Floats, weights: Floats, bins: int = 20) -> tuple[list[float], list[float]] | None:
    """Edges and shares of a figure up to its 98th percentile, larger values in the last bin; None where not
    recorded."""
    known = ~np.isnan(values) & (weights > 0)
    if not known.any():
        return None
    values, weights = values[known], weights[known]
    top = float(np.quantile(values, 0.98)) or float(values.max()) or 1.0
    shares, edges = np.histogram(np.minimum(values, top), bins=bins, range=(0.0, top), weights=weights)
    return [float(edge) for edge in edges], [float(share) for share in shares / weights.sum()]
