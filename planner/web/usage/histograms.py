"""How the figures of a log spread: small histograms, and the same as a table of quantiles."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.core.usage.calls import Calls, Floats
from planner.core.usage.report import Report
from planner.core.usage.summary import Spread, histogram, holds_sums, mean_alone, per_run, spread, steps_of
from planner.web import filters

HEIGHT = 70.0
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle: places and lengths in percent of the width and in pixels."""

    x: str
    width: str
    y: str
    height: str


@dataclass(frozen=True, slots=True)
class Histogram:
    """A small histogram with its mean."""

    title: str
    kind: str
    bars: tuple[Bar, ...]
    mean_x: str | None
    ends: tuple[str, str]
    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of every call or run: its values, how often each counts, and how it is written. `of_sums`: only its
    mean is known."""

    title: str
    kind: str
    values: Floats
    weights: Floats
    write: Callable[[float], str]
    of_sums: bool = False


def figures_of(calls: Calls) -> tuple[Figure, ...]:
    """The figures of calls or runs. Rows of a cost report are not calls and have no weight."""
    runs = per_run(calls)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(calls.input > 0, calls.cache_read / calls.input, np.nan)
        each = {name: getattr(calls, name) / calls.made for name in ("input", "visible", "reasoning", "seconds")}
    figures = (
        Figure("Input per call, tokens", "k-fresh", each["input"], calls.made, _tokens),
        Figure("Cache share of input", "k-read", np.asarray(share), calls.made, filters.percent),
        Figure("Visible per call, tokens", "k-visible", each["visible"], calls.made, _tokens),
        Figure("Reasoning per call, tokens", "k-reason", each["reasoning"], calls.made, _tokens),
        Figure("Steps per run", "", *(steps_of(calls, runs) or (runs.steps, runs.runs)), filters.short),
        Figure("Seconds per call", "", each["seconds"], calls.made, filters.duration),
    )
    return tuple(replace(one, of_sums=holds_sums(calls)) for one in figures)


def _tokens(value: float) -> str:
    return filters.whole(value)


def spread_rows(figures: Sequence[Figure]) -> tuple[tuple[Figure, Spread], ...]:
    """Every figure that the log says; of sums only the mean."""
    found = ((one, (mean_alone if one.of_sums else spread)(one.values, one.weights)) for one in figures)
    return tuple((one, drawn) for one, drawn in found if drawn)


def histograms(report: Report, figures: Sequence[Figure]) -> tuple[Histogram, ...]:
    """When the calls were made, then how each figure spreads."""
    return (*_times(report), *(found for one in figures if (found := _histogram(one))))


def _times(report: Report) -> Iterator[Histogram]:
    """Calls by hour and by day of the week, each only where the log has them."""
    if report.hours and sum(share > 0 for share in report.hours) > 1:
        busiest = report.hours.index(max(report.hours))
        yield _shares("Calls by hour of the day", report.hours, ("0 h", "24"), f"most at {busiest:02d}:00 UTC")
    if report.weekdays and sum(share > 0 for share in report.weekdays) > 1:
        per_day = _per_day(report)
        yield _shares("Calls per day, by day of the week", per_day, ("Mon", "Sun"), _busiest(per_day))


def _per_day(report: Report) -> list[float]:
    """Calls of a day on each day of the week, Monday first: a month has five of some and four of others."""
    shares = report.weekdays or ()
    if report.first is None or report.last is None:
        return list(shares)
    span = (report.last - report.first).days + 1
    seen = [len(range((day - report.first.weekday()) % 7, span, 7)) for day in range(7)]
    return [share / max(many, 1) for share, many in zip(shares, seen, strict=True)]


def _busiest(per_day: Sequence[float]) -> str:
    """The busiest day of the week, where it stands out by a tenth from the mean of the days with calls."""
    called = [calls for calls in per_day if calls > 0]
    if max(called) < 1.1 * sum(called) / len(called):
        return "about as many on each day"
    return f"most on {DAYS[per_day.index(max(per_day))]}s"


def _shares(title: str, shares: Sequence[float], ends: tuple[str, str], text: str) -> Histogram:
    most = max(shares)
    return Histogram(title, "", _bars([share / most for share in shares]), None, ends, text)


def _histogram(figure: Figure) -> Histogram | None:
    found = histogram(figure.values, figure.weights)
    figures = spread(figure.values, figure.weights)
    if found is None or figures is None or figures.p10 is None or figures.p90 is None or figure.of_sums:
        return None
    edges, shares = found
    top, most = edges[-1], max(shares) or 1.0
    text = f"mean {figure.write(figures.mean)}, 80% from {figure.write(figures.p10)} to {figure.write(figures.p90)}"
    ends = (figure.write(0.0), figure.write(top))
    mean = f"{min(100 * figures.mean / top, 100):.2f}%"
    return Histogram(figure.title, figure.kind, _bars([share / most for share in shares]), mean, ends, text)


def _bars(heights: Sequence[float]) -> tuple[Bar, ...]:
    width = 100 / len(heights)
    return tuple(
        Bar(f"{place * width:.2f}%", f"{width * 0.86:.2f}%", f"{HEIGHT * (1 - high):.1f}", f"{HEIGHT * high:.1f}")
        for place, high in enumerate(heights)
    )
