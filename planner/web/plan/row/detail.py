"""The opened row: what thinking adds, the sum line by line, the time, the context, and what it all rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from planner.core.request import EstimateRequest
from planner.core.results import Difference, Estimate, Pair
from planner.web import filters
from planner.web.charts.context import ContextChart, context_chart
from planner.web.charts.spending import SpendingChart
from planner.web.plan.beside import solved_words
from planner.web.plan.row.cache_text import CacheWords
from planner.web.plan.row.sources import Ground, grounds
from planner.web.plan.row.step_costs import Depth, sides_of
from planner.web.plan.row.sums import PartSum, Sum, part_sums, sum_of
from planner.web.plan.row.times import TimeTable, time_table
from planner.web.present.context_fit import full_words
from planner.web.present.pieces import Piece


@dataclass(frozen=True, slots=True)
class Opened:
    """Everything below an opened row."""

    lead: tuple[Piece, ...]
    sum: Sum
    parts: tuple[PartSum, ...]
    other_sum: Sum | None
    time: TimeTable | None
    context: ContextChart | None
    other_word: str
    other_context: str
    spending: SpendingChart | None
    cache: CacheWords | None
    grounds: tuple[Ground, ...]


def open_row(
    pair: Pair, question: EstimateRequest, depth: Depth | None = None, *, day: date, mode: str = "on"
) -> Opened | None:
    """What opens under `pair` in a plan priced on `day` that leads with `mode`; None where neither side has a figure.
    `depth` is what was asked of the core again."""
    main, other = sides_of(pair, mode)
    if main is None:
        return None
    return Opened(
        lead=(*_unfit(main), *lead(pair), *_solved(pair, main), *_summaries(main), *_switching(main), *_person(main)),
        sum=sum_of(main, question),
        parts=part_sums(main, question),
        other_sum=sum_of(other, question) if other else None,
        time=time_table(main, question.workload),
        context=_context(main, other),
        other_word="with" if main is pair.off else "without",
        other_context=f"thinking {'on' if main is pair.off else 'off'}, {filters.tokens(other.context[-1].total)}"
        if other and other.context
        else "",
        spending=depth.spending if depth else None,
        cache=depth.cache if depth else None,
        grounds=tuple(grounds(main, question, day)),
    )


def _context(main: Estimate, other: Estimate | None) -> ContextChart | None:
    """None of a run of several parts: their contexts are not one row."""
    if main.stages:
        return None
    return context_chart(main.context, other.context if other else (), main.context_window)


# ---------- the sentence


def _unfit(main: Estimate) -> tuple[Piece, ...]:
    """That it cannot be done, before what it would cost."""
    full = full_words(main)
    return (Piece(f"It does not fit: its context is {full}, and what follows is as if it did. "),) if full else ()


def lead(pair: Pair) -> tuple[Piece, ...]:
    """What thinking adds to a run and where that money goes; the partner's other prices are told apart."""
    parts, on = pair.difference, pair.on
    if parts is None or not isinstance(on, Estimate) or not isinstance(pair.off, Estimate):
        return (Piece(_alone(pair)),)
    runs = on.cost.runs_per_month
    if not runs:
        return _two_prices(on, pair.off)
    per_run = _scaled(parts, runs)
    pieces = _thinking_part(per_run, _again(on, pair.off, per_run.thinking_usd))
    pieces += _answer_part(per_run)
    if pair.off.offer.id != on.offer.id:
        pieces += _price_part(per_run, pair.off.model_name)
    return tuple(pieces)


def _solved(pair: Pair, main: Estimate) -> tuple[Piece, ...]:
    text = solved_words(pair, main)
    return (Piece(f" {text}"),) if text else ()


def _person(main: Estimate) -> tuple[Piece, ...]:
    """A person's month and active day; published averages stand at the top of the page."""
    person = main.cost.per_person
    if person is None:
        return ()
    month, active = filters.money(person.usd_per_month), filters.money(person.usd_per_active_day)
    return (Piece(f" Per person {month} per month, {active} on an active day."),)


def _summaries(main: Estimate) -> tuple[Piece, ...]:
    """What summaries cost, and what the run would cost if its context simply grew."""
    made = main.summaries
    if made is None:
        return ()
    often = "Summarising once" if made.count == 1 else f"Summarising {made.count:,} times"
    text = f" {often}, first before step {made.first_step:,}, costs {filters.money(made.usd)} of a typical run"
    without = filters.money(made.usd_per_run_without)
    return (Piece(f"{text}. It keeps later steps short: without it such a run would cost {without}, if it fitted."),)


def _switching(main: Estimate) -> tuple[Piece, ...]:
    """What going on with another model's context costs: its cache does not hold it."""
    lost = sum((part.lost_cache_usd for part in main.stages), Decimal(0))
    text = f" Of a run, {filters.money(lost)} is for context that another model's cache holds and must be sent again."
    return (Piece(text.replace("'", "’")),) if lost else ()


def _two_prices(on: Estimate, off: Estimate) -> tuple[Piece, ...]:
    """A run with and without: what the difference is made of is known only of a month with runs."""
    there = "" if off.offer.id == on.offer.id else f" on {off.model_name}"
    return (
        Piece("A run costs "),
        Piece(filters.money(on.cost.usd_per_run), "strong"),
        Piece(f", without thinking{there} {filters.money(off.cost.usd_per_run)}."),
    )


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


def _again(on: Estimate, off: Estimate, thinking_usd: Decimal) -> str:
    """What becomes of the reasoning at later steps; a longer context can cost another rate, the thinking's own too."""
    text = "reading that reasoning again at every later step"
    dearer = _reasoning_usd(on) - _reasoning_usd(off) - thinking_usd
    if dearer * 100 > thinking_usd:
        return f"{text}, and the long-context rate that begins sooner, {filters.money(dearer)} of it on the thinking"
    brings = _cliffs(on) - _cliffs(off)
    return f"{text}, and the long-context rate that they bring on" if brings else text


def _reasoning_usd(estimate: Estimate) -> Decimal:
    return sum((line.usd for line in estimate.cost.lines if line.kind == "reasoning"), Decimal(0))


def _cliffs(estimate: Estimate) -> set[str]:
    return {caveat.code for caveat in estimate.caveats} & {"price_cliff"}


def _thinking_part(d: Difference, doing: str) -> list[Piece]:
    added = d.thinking_usd + d.rereading_usd
    start = [Piece("Thinking adds "), Piece(filters.money(added), "strong"), Piece(" to a run")]
    if not added:
        return [Piece("Thinking adds nothing to a run.")]
    if d.rereading_usd < 0:
        return _summarised_sooner(d)
    if not d.rereading_usd:
        return [*start, Piece(", all of it for the thinking itself: no later step sends that reasoning again.")]
    itself, again = Piece(filters.money(d.thinking_usd), "strong"), filters.money(d.rereading_usd)
    if d.thinking_usd < d.rereading_usd:
        return [
            *start, Piece(", and only "), itself,
            Piece(f" of it is the thinking. The other {again} is {doing}."),
        ]  # fmt: skip
    return [
        *start,
        Piece(": "),
        itself,
        Piece(f" is the thinking itself, {again} {doing}."),
    ]


def _summarised_sooner(d: Difference) -> list[Piece]:
    """Thinking fills the context sooner, so that it is summarised sooner and later steps send less."""
    added = d.thinking_usd + d.rereading_usd
    return [
        Piece("Thinking takes " if added < 0 else "Thinking adds "),
        Piece(filters.money(abs(added)), "strong"),
        Piece(" off a run: it costs " if added < 0 else " to a run: it costs "),
        Piece(filters.money(d.thinking_usd), "strong"),
        Piece(f", but the context is summarised sooner, which saves {filters.money(-d.rereading_usd)} of later steps."),
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
    word, name = "Cheaper" if prices < 0 else "Dearer", _price_name(d)
    total = "more" if d.total_usd > 0 else "less"
    effect = ("save" if prices < 0 else "cost") + ("s" if name == "caching" else "")
    return [
        Piece(
            f" {word} {name} than {partner}’s {effect} {filters.money(abs(prices))}, so in all a run costs "
            f"{filters.money(abs(d.total_usd))} {total} than {partner} without thinking."
        )
    ]


def _price_name(parts: Difference) -> str:
    """Which of the partner's prices differ enough to be named."""
    token, cache = abs(parts.price_usd), abs(parts.cache_usd)
    if cache >= 4 * token:
        return "caching"
    return "tokens" if token >= 4 * cache else "tokens and caching"
