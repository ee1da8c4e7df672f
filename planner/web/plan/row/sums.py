"""The printed sum of one estimate: tokens x rate = dollars, line by line, adding up exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from planner.core.request import EstimateRequest
from planner.core.results import Cost, Estimate, Line, StageAnswer
from planner.core.uncertainty.band import Band
from planner.web import filters

EXPECTED = "expected"
EIGHT = Decimal("0.00000001")
KINDS = {
    "input_fresh": ("Fresh input", "k-fresh"),
    "cache_read": ("Cache read", "k-read"),
    "cache_write": ("Cache write", "k-write"),
    "reasoning": ("Reasoning", "k-reason"),
    "visible": ("Visible", "k-visible"),
    "summary": ("Summaries", "k-visible"),
    "web_search": ("Web searches", "k-fee"),
    "requests": ("Requests", "k-fee"),
    "image_input": ("Images sent", "k-fresh"),
    "pdf_pages": ("PDF pages sent", "k-fresh"),
    "audio_input": ("Sound sent", "k-fresh"),
    "image_output": ("Images written", "k-visible"),
    "audio_output": ("Speech written", "k-visible"),
    "citation": ("Citations", "k-fee"),
}


@dataclass(frozen=True, slots=True)
class SumLine:
    """One line of the sum as it is printed."""

    name: str
    note: str
    swatch: str
    tokens: str
    rate: str
    usd: str


@dataclass(frozen=True, slots=True)
class Sum:
    """Lines that add up to the run exactly, and the run times the runs of a month."""

    title: str
    lines: tuple[SumLine, ...]
    run_usd: str
    run_note: str
    runs: str
    runs_note: str
    month_usd: str
    month_note: str


def sum_of(estimate: Estimate, question: EstimateRequest) -> Sum:
    """The printed sum of one estimate."""
    cost = estimate.cost
    lines = _whole_of_parts(estimate) or _lines_of(estimate, question)
    mode = "without thinking" if estimate.thinking == "off" else _thinking_words(estimate)
    return Sum(
        title=f"One run, {mode}",
        lines=lines,
        run_usd=filters.usd8(cost.usd_per_run),
        run_note=_run_note(estimate),
        runs=filters.count(cost.runs_per_month),
        runs_note=_runs_note(question, cost),
        month_usd=filters.cents(cost.usd_per_month),
        month_note=_month_note(estimate),
    )


@dataclass(frozen=True, slots=True)
class PartSum:
    """A part of the run: its name, what it runs on, and its sum as it enters the average run."""

    name: str
    says: str
    sum: Sum


def part_sums(estimate: Estimate, question: EstimateRequest) -> tuple[PartSum, ...]:
    """The sum of each part of a run of several models; none where it is in one piece."""
    return tuple(PartSum(part.name, _part_says(part), _part_sum(part, question)) for part in estimate.stages)


def _part_sum(part: StageAnswer, question: EstimateRequest) -> Sum:
    dollars = rounded_to_total([line.usd for line in part.cost.lines], EIGHT)
    lines = tuple(
        SumLine(_kind(line)[0], "", _kind(line)[1], tokens=_amount(line), rate=_rate(line), usd=filters.usd8(usd))
        for line, usd in zip(part.cost.lines, dollars, strict=True)
    )
    return Sum(
        title="In the average run",
        lines=lines,
        run_usd=filters.usd8(part.cost.usd_per_run),
        run_note=EXPECTED,
        runs=filters.count(part.cost.runs_per_month),
        runs_note=_runs_note(question, part.cost),
        month_usd=filters.cents(part.cost.usd_per_month),
        month_note=EXPECTED,
    )


def _part_says(part: StageAnswer) -> str:
    """Gemini 3.5 Flash-Lite, low, 4 times 12 steps, in 30% of runs."""
    steps = "1 step" if part.steps == 1 else f"{part.steps:,} steps"
    often = f"{part.times:,} times {steps}" if part.times > 1 else steps
    seldom = f", in {filters.percent(part.share)} of runs" if part.share < 1 else ""
    return f"{part.model}, thinking {part.thinking}, {often}{seldom}"


def _whole_of_parts(estimate: Estimate) -> tuple[SumLine, ...]:
    """A line for each part: all its tokens and its dollars."""
    dollars = rounded_to_total([part.cost.usd_per_run for part in estimate.stages], EIGHT)
    return tuple(
        SumLine(part.name, _part_says(part), "", filters.count(_all_tokens(part)), "", filters.usd8(usd))
        for part, usd in zip(estimate.stages, dollars, strict=True)
    )


def _all_tokens(part: StageAnswer) -> Decimal:
    return part.tokens.input + part.tokens.reasoning + part.tokens.visible


def _said(words: str, band: Band | None, usd: Decimal) -> str:
    """A band with what it is a band of; nothing where all was given exactly."""
    return f"{words} {filters.dollar_band(band, usd)}" if band and band.p10 != band.p90 else ""


def _lines_of(estimate: Estimate, question: EstimateRequest) -> tuple[SumLine, ...]:
    dollars = rounded_to_total([line.usd for line in estimate.cost.lines], EIGHT)
    total = estimate.tokens.input
    return tuple(
        SumLine(*_named(line, estimate, question, total), tokens=_amount(line), rate=_rate(line), usd=filters.usd8(usd))
        for line, usd in zip(estimate.cost.lines, dollars, strict=True)
    )


def _run_note(estimate: Estimate) -> str:
    """What the sum is, then the median run and the band of runs; nothing where all was given."""
    band, spread = _said("80% of runs", estimate.cost.run_band, estimate.cost.usd_per_run), estimate.run_spread
    if not band or spread is None:
        return band
    return f"{EXPECTED}; median {filters.money(filters.significant(spread.usd[49], 3))}, {band}"


def _month_note(estimate: Estimate) -> str:
    """The band of months beside the expected bill; nothing where all was given."""
    band = _said("80% range", estimate.cost.month_band, estimate.cost.usd_per_month)
    return f"{EXPECTED}, {band}" if band else ""


def _thinking_words(estimate: Estimate) -> str:
    return "thinking on" if estimate.thinking == "on" else f"thinking at {estimate.thinking} effort"


def rounded_to_total(values: Sequence[Decimal], step: Decimal) -> list[Decimal]:
    """Each value rounded to `step` so that together they make the rounded total: no sum on the page is off by one."""
    places = -step.adjusted()
    down = [filters.to_places(v, places, ROUND_FLOOR) for v in values]
    missing = filters.to_places(sum(values, Decimal(0)), places) - sum(down, Decimal(0))
    by_rest = sorted(range(len(values)), key=lambda i: down[i] - values[i])
    for i in by_rest[: int(missing / step)]:
        down[i] += step
    return down


def _kind(line: Line) -> tuple[str, str]:
    """What a line is called, and its swatch."""
    return KINDS.get(line.kind, (line.kind, "k-fee"))


def _where(line: Line, *, varies: bool) -> str:
    """The steps of a rate's calls; where steps vary, only the first: a long run has thousands."""
    if not line.steps or line.steps[1] <= line.steps[0]:
        return ""
    first, last = line.steps
    return f"from step {first:,} on, " if varies else f"steps {first:,}–{last:,}, "


def _named(line: Line, estimate: Estimate, question: EstimateRequest, total: Decimal) -> tuple[str, str, str]:
    name, swatch = _kind(line)
    note = _line_note(line, estimate, question, total)
    if line.tier_start is not None:
        where = _where(line, varies=question.workload.steps_spread > 0)
        note = f"{where}calls above {line.tier_start:,} tokens"
    return name, note, swatch


def _line_note(line: Line, estimate: Estimate, question: EstimateRequest, total: Decimal) -> str:
    tokens, retried = estimate.tokens, bool(question.workload.retry_rate)
    ends = ", retries included" if retried else ""
    if line.kind == "input_fresh":
        return ("what the cache missed" if tokens.cache_read else "all of the input") + ends
    if line.kind in ("cache_read", "cache_write") and total:
        share = filters.percent(line.tokens / total)
        return f"{share} of the input" if line.kind == "cache_read" else f"{share} of the input, kept for later calls"
    if line.kind == "reasoning":
        kept = ", kept in the context" if estimate.rereading.get().again_usd else ""
        each = tokens.reasoning_per_call
        return f"{filters.three(each) if each < 1 else filters.whole(each)} a call{kept}"
    if line.kind == "summary":
        return "what takes the place of a full context"
    if line.kind == "visible":
        return f"{filters.whole(tokens.visible_per_call)} a call"
    return "a fee for each"


def _amount(line: Line) -> str:
    return filters.count(line.tokens)


def _rate(line: Line) -> str:
    return filters.rate(line.usd_per_mtok)


def _runs_note(question: EstimateRequest, cost: Cost) -> str:
    days = {"calendar": "365 ÷ 12", "30": "30", "working": "22"}[question.month]
    day = "working day" if question.month == "working" else "day"
    return f"{filters.count(question.workload.runs_per_day)} per {day} × {days}"
