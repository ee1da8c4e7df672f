"""The opened row: what thinking adds, the sum line by line, the time, the context, and what it all rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from planner.core.band import Tail
from planner.core.catalogue import HostCache
from planner.core.question import Question
from planner.core.results import Cost, Difference, Estimate, Evidence, Line, Pair
from planner.core.workload import Workload
from planner.web import filters
from planner.web.charts.context import ContextChart, context_chart
from planner.web.finding import Piece, price_name
from planner.web.views.evidence import Mark, mark_of

EIGHT = Decimal("0.00000001")
CENT = Decimal("0.01")
KINDS = {
    "input_fresh": ("Fresh input", "k-fresh"),
    "cache_read": ("Cache read", "k-read"),
    "cache_write": ("Cache write", "k-write"),
    "reasoning": ("Reasoning", "k-reason"),
    "visible": ("Visible", "k-visible"),
    "web_search": ("Web searches", "k-fee"),
    "requests": ("Requests", "k-fee"),
}
TIMES = {"wait": "Wait for the host", "read": "Read the prompt", "think": "Think", "answer": "Answer", "tool": "Tool"}


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


@dataclass(frozen=True, slots=True)
class TimeLine:
    name: str
    note: str
    call: str
    run: str


@dataclass(frozen=True, slots=True)
class TimeTable:
    """Where the seconds of an average run go."""

    lines: tuple[TimeLine, ...]
    call: str
    run: str
    note: str


@dataclass(frozen=True, slots=True)
class Ground:
    """One thing the figures rest on: what, how close, in words, and where to read it."""

    name: str
    mark: Mark | None
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Opened:
    """Everything below an opened row."""

    lead: tuple[Piece, ...]
    sum: Sum
    other_sum: Sum | None
    time: TimeTable | None
    context: ContextChart | None
    off_context: str
    grounds: tuple[Ground, ...]


def open_row(pair: Pair, question: Question) -> Opened | None:
    """What opens under `pair`; None where neither side has a figure."""
    main = pair.on if isinstance(pair.on, Estimate) else pair.off
    if not isinstance(main, Estimate):
        return None
    other = pair.off if main is pair.on and isinstance(pair.off, Estimate) else None
    return Opened(
        lead=lead(pair),
        sum=sum_of(main, question),
        other_sum=sum_of(other, question) if other else None,
        time=time_table(main, question.workload),
        context=context_chart(main.context, other.context if other else (), main.context_window),
        off_context=f"thinking off, {filters.tokens(other.context[-1].total)}" if other and other.context else "",
        grounds=tuple(grounds(main, question)),
    )


# ---------- the sentence


def lead(pair: Pair) -> tuple[Piece, ...]:
    """What thinking adds to a run and where that money goes; the partner's other prices are told apart."""
    parts, on = pair.difference, pair.on
    if parts is None or not isinstance(on, Estimate) or not isinstance(pair.off, Estimate):
        return (Piece(_alone(pair)),)
    runs = on.cost.runs_per_month
    if not runs:
        return (Piece("With no runs a month there is nothing to compare."),)
    per_run = _scaled(parts, runs)
    pieces = _thinking_part(per_run)
    pieces += _answer_part(per_run)
    if pair.off.offer.id != on.offer.id:
        pieces += _price_part(per_run, pair.off.model_name)
    return tuple(pieces)


def _alone(pair: Pair) -> str:
    reason = pair.on if not isinstance(pair.on, Estimate) else pair.off
    return "" if isinstance(reason, Estimate) else filters.sentence(reason.text)


def _scaled(parts: Difference, runs: Decimal) -> Difference:
    return Difference(
        total_usd=parts.total_usd / runs,
        thinking_usd=parts.thinking_usd / runs,
        rereading_usd=parts.rereading_usd / runs,
        answer_usd=parts.answer_usd / runs,
        cache_usd=parts.cache_usd / runs,
        price_usd=parts.price_usd / runs,
    )


def _thinking_part(d: Difference) -> list[Piece]:
    added = d.thinking_usd + d.rereading_usd
    start = [Piece("Thinking adds "), Piece(filters.money(added), "strong"), Piece(" to a run")]
    if not added:
        return [Piece("Thinking adds nothing to a run.")]
    if not d.rereading_usd:
        return [*start, Piece(", all of it for the thinking itself: no later step sends those thoughts again.")]
    itself, again = Piece(filters.money(d.thinking_usd), "strong"), filters.money(d.rereading_usd)
    if d.thinking_usd < d.rereading_usd:
        return [
            *start, Piece(", and only "), itself,
            Piece(f" of it is the thinking. The other {again} is reading those thoughts again at every later step."),
        ]  # fmt: skip
    return [
        *start,
        Piece(": "),
        itself,
        Piece(f" is the thinking itself, {again} reading those thoughts again at every later step."),
    ]


def _answer_part(d: Difference) -> list[Piece]:
    if abs(d.answer_usd) * 50 < abs(d.thinking_usd + d.rereading_usd) or not d.answer_usd:
        return []
    word = "Longer answers cost" if d.answer_usd > 0 else "Shorter answers save"
    return [Piece(f" {word} {filters.money(abs(d.answer_usd))}.")]


def _price_part(d: Difference, partner: str) -> list[Piece]:
    prices = d.price_usd + d.cache_usd
    if not prices:
        return [Piece(f" Its prices are {partner}’s.")]
    word, name = "Cheaper" if prices < 0 else "Dearer", price_name(d)
    total = "more" if d.total_usd > 0 else "less"
    effect = ("save" if prices < 0 else "cost") + ("s" if name == "caching" else "")
    return [
        Piece(
            f" {word} {name} than {partner}’s {effect} {filters.money(abs(prices))}, so in all a run costs "
            f"{filters.money(abs(d.total_usd))} {total} than {partner} without thinking."
        )
    ]


# ---------- the sum


def sum_of(estimate: Estimate, question: Question) -> Sum:
    """The printed sum of one estimate."""
    cost = estimate.cost
    dollars = rounded_to_total([line.usd for line in cost.lines], EIGHT)
    total = estimate.tokens.input
    lines = tuple(
        SumLine(*_named(line, estimate, question, total), tokens=_amount(line), rate=_rate(line), usd=filters.usd8(usd))
        for line, usd in zip(cost.lines, dollars, strict=True)
    )
    mode = "without thinking" if estimate.thinking == "off" else _thinking_words(estimate)
    return Sum(
        title=f"One run, {mode}",
        lines=lines,
        run_usd=filters.usd8(cost.usd_per_run),
        run_note=f"80% of runs {filters.dollar_band(cost.run_band)}" if cost.run_band else "",
        runs=filters.count(cost.runs_per_month),
        runs_note=_runs_note(question, cost),
        month_usd=filters.cents(cost.usd_per_month),
        month_note=f"80% of months {filters.dollar_band(cost.month_band)}" if cost.month_band else "",
    )


def _thinking_words(estimate: Estimate) -> str:
    return "thinking on" if estimate.thinking == "on" else f"thinking at {estimate.thinking} effort"


def rounded_to_total(values: Sequence[Decimal], step: Decimal) -> list[Decimal]:
    """Each value rounded to `step` so that together they make the rounded total: no sum on the page is off by one."""
    down = [v.quantize(step, ROUND_FLOOR) for v in values]
    missing = (sum(values, Decimal(0))).quantize(step, ROUND_HALF_UP) - sum(down, Decimal(0))
    by_rest = sorted(range(len(values)), key=lambda i: down[i] - values[i])
    for i in by_rest[: int(missing / step)]:
        down[i] += step
    return down


def _named(line: Line, estimate: Estimate, question: Question, total: Decimal) -> tuple[str, str, str]:
    name, swatch = KINDS.get(line.kind, (line.kind, "k-fee"))
    note = _line_note(line, estimate, question, total)
    if line.tier_start is not None:
        where = f"steps {line.steps[0]:,}–{line.steps[1]:,}, " if line.steps and line.steps[1] > line.steps[0] else ""
        note = f"{where}calls above {line.tier_start:,} tokens"
    return name, note, swatch


def _line_note(line: Line, estimate: Estimate, question: Question, total: Decimal) -> str:
    tokens, retried = estimate.tokens, bool(question.workload.retry_rate)
    ends = ", retries included" if retried else ""
    if line.kind == "input_fresh":
        return ("what the cache missed" if tokens.cache_read else "all of the input") + ends
    if line.kind in ("cache_read", "cache_write") and total:
        share = filters.percent(line.tokens / total)
        return f"{share} of the input" if line.kind == "cache_read" else f"{share} of the input, kept for later calls"
    if line.kind == "reasoning":
        kept = ", kept in the context" if estimate.reread_reasoning_usd else ""
        each = tokens.reasoning_per_call
        return f"{filters.three(each) if each < 1 else filters.whole(each)} a call{kept}"
    if line.kind == "visible":
        return f"{filters.whole(tokens.visible_per_call)} a call"
    return "a fee for each"


def _amount(line: Line) -> str:
    return filters.count(line.tokens)


def _rate(line: Line) -> str:
    return filters.rate(line.usd_per_mtok)


def _runs_note(question: Question, cost: Cost) -> str:
    days = {"calendar": "365 ÷ 12", "30": "30", "working": "22"}[question.month]
    return f"{filters.count(question.workload.runs_per_day)} a day × {days}"


# ---------- the time


def time_table(estimate: Estimate, workload: Workload) -> TimeTable | None:
    """Mean seconds by what they go to; None where no seconds are promised (batch)."""
    parts = [p for p in estimate.time_parts if p.seconds_per_run or p.kind != "tool"]
    if not parts or estimate.latency is None:
        return None
    notes = _time_notes(estimate, workload)
    lines = tuple(
        TimeLine(
            TIMES.get(p.kind, p.kind),
            notes.get(p.kind, ""),
            filters.decimals(p.seconds_per_call, 2),
            filters.clock(p.seconds_per_run),
        )
        for p in parts
    )
    call, run = sum(p.seconds_per_call for p in parts), sum(p.seconds_per_run for p in parts)
    return TimeTable(lines, filters.decimals(call, 2), filters.clock(run), _time_note(estimate.latency.run, run))


def _time_notes(estimate: Estimate, workload: Workload) -> dict[str, str]:
    tokens = estimate.tokens
    sent = tokens.input / workload.steps / (1 + Decimal(str(workload.retry_rate)))
    return {
        "read": f"{filters.tokens(sent)} tokens",
        "think": f"{filters.whole(tokens.reasoning_per_call)} tokens" if tokens.reasoning_per_call else "",
        "answer": f"{filters.whole(tokens.visible_per_call)} tokens",
        "tool": "as you typed",
    }


def _time_note(run: Tail, mean: float) -> str:
    half, tail = run.p50, run.p95
    said = f"Half of runs end under {filters.duration(half)}"
    if tail is not None and tail > half:
        said += f", 95% under {filters.duration(tail)}"
    if mean > half * 1.02:
        return f"{said}. The average sits above the half because a few runs think much longer."
    return f"{said}."


# ---------- what this rests on


def grounds(estimate: Estimate, question: Question) -> list[Ground]:
    """Price, cache, tokens, speed and kept thoughts, each with its source and date."""
    offer = estimate.offer
    found = [_prices(estimate, question)]
    if offer.cache and offer.cache.source:
        found.append(Ground("Cache", None, _cache_words(offer.cache), _link(offer.cache.source)))
    if estimate.thinking != "off":
        found.append(_ground("Reasoning", estimate.reasoning_evidence))
    found.append(_ground("Answer", estimate.visible_evidence))
    if estimate.speed_evidence:
        found.append(_ground("Speed", estimate.speed_evidence))
    kept = _kept(estimate, question)
    return found + ([kept] if kept else [])


def _prices(estimate: Estimate, question: Question) -> Ground:
    """Whose rates they are, who lists them, and when they were checked: said too where nobody says."""
    evidence, offer = estimate.price_evidence, estimate.offer
    age = f"checked {filters.day(evidence.checked)}" if evidence.checked else "which gives no date of a check"
    text = f"{offer.host_name}’s rates by {evidence.source or 'its price list'}, {age}."
    return Ground("Prices", None, text + _own_rates(estimate, question), evidence.url)


def _ground(name: str, evidence: Evidence, extra: str = "") -> Ground:
    mark = mark_of(evidence.basis)
    if evidence.basis == "given":
        return Ground(name, None, filters.sentence(evidence.source or "as you stated it"), "")
    said = filters.sentence(mark.words) + " " if mark else ""
    text = f"{said}{_dated(evidence)}"
    return Ground(name, mark, filters.stop(text) + extra, evidence.url)


def _dated(evidence: Evidence) -> str:
    return filters.dated(evidence.source, evidence.checked)


def _own_rates(estimate: Estimate, question: Question) -> str:
    own = question.overrides.get(estimate.offer.id)
    if own is None or not (own.usd_per_mtok or own.discount):
        return ""
    return " Your own rates are used where you gave them."


def _cache_words(cache: HostCache) -> str:
    ends = f"kept for {filters.duration(cache.ttl_seconds)}" if cache.ttl_seconds else "no stated time"
    least = f"from {cache.minimum_tokens:,} tokens" if cache.minimum_tokens else "any length"
    share = f"{filters.percent(cache.reliability)} of what could be read is taken to be."
    source = "" if cache.source.startswith("http") else f" {filters.sentence(cache.source)}"
    when = f" Checked {filters.day(cache.checked)}." if cache.checked else ""
    return f"{cache.kind.capitalize()}, {least}, {ends}; {share}{source}{when}"


def _kept(estimate: Estimate, question: Question) -> Ground | None:
    if estimate.thinking == "off" or question.workload.steps < 2:
        return None
    keep = question.workload.keep_reasoning
    if keep != "default":
        words = {"none": "Never", "within_run": "Within a run", "all": "Always"}[keep]
        return Ground("Kept thoughts", None, f"{words}, as you chose.", "")
    if estimate.profile is None:
        return Ground("Kept thoughts", None, "Within a run: taken to be so, as no source says.", "")
    tool = question.workload.step_kind == "tool"
    fact = estimate.profile.keeps_within_run if tool else estimate.profile.keeps_across_turns
    within = "within a run" if tool else "across turns"
    said = f"Kept {within}" if fact.value else f"Not kept {within}"
    note = f" {fact.note}" if fact.note else ""
    return Ground("Kept thoughts", None, f"{said}.{note} {filters.sentence(fact.source)}", fact.url)


def _link(source: str) -> str:
    return source if source.startswith("https://") else ""
