"""Worked cases, computed by the functions the product answers with, so that they cannot drift from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from planner.core.caching import break_even_hit_rate, warm_chance
from planner.core.catalogue import Catalogue, RateCard
from planner.core.comparison import compare
from planner.core.loop import Stretch
from planner.core.pricing import card_at, card_for
from planner.core.quote import token_lines
from planner.core.results import Estimate, Line
from planner.core.tokens import LADDER, ladder_multiplier
from planner.core.uncertainty import Doubt, band_of_mean, band_of_run, sd_of_mean, sd_of_run
from planner.core.workload import BadInput
from planner.parsing import parse_question
from planner.web import filters

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Worked:
    """A case: what is given, heads and rows of its table (the first cell of a row is its head), and what it shows."""

    id: str
    title: str
    given: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


LINE_HEADS = ("Kind of token", "Tokens", "$/M", "Dollars")
KINDS = {"input_fresh": "fresh input", "cache_read": "read from cache", "cache_write": "written to cache"}


def worked_cases(catalogue: Catalogue, now: datetime) -> dict[str, Worked]:
    """Every case by its id; one whose offer is no longer in the price list is left out."""
    found = (
        _loop(catalogue, now), _cache(catalogue, now), _tiers(catalogue, now), _usage(catalogue, now),
        _seconds(catalogue, now), _warm(), _break_even(catalogue, now), _bands(), _ladder(catalogue),
        _day_mean(catalogue), _dated(catalogue),
    )  # fmt: skip
    return {case.id: case for case in found if case}


def ask(catalogue: Catalogue, now: datetime, offer: str, workload: Mapping[str, Any], **more: Any) -> Estimate | None:  # noqa: ANN401
    """The product's own answer to a request; None where it gives none."""
    request = {"offers": [offer], "thinking": ["off"], "price_date": now.date().isoformat(), "workload": workload, **more}
    try:
        answer = compare(parse_question(request), catalogue, now=now)
    except BadInput:
        return None
    return answer.estimates[0] if answer.estimates else None


def _card(catalogue: Catalogue, offer: str, now: datetime) -> RateCard | None:
    found = catalogue.offers.get(offer)
    return card_for(found, now) if found else None


def _line_rows(lines: Sequence[Line]) -> tuple[tuple[str, ...], ...]:
    rows = [
        (KINDS.get(x.kind, x.kind), filters.count(x.tokens), filters.rate(x.usd_per_mtok), filters.usd8(x.usd)) for x in lines
    ]
    total = sum((line.usd for line in lines), ZERO)
    return (*rows, ("in all", "", "", f"{total.normalize():f}"))


# ---------- dollars


def _loop(catalogue: Catalogue, now: datetime) -> Worked | None:
    load = {"task_class": "coding_agent", "input_tokens": 4000, "visible_tokens_per_call": 500, "tool_result_tokens": 1500,
            "steps": 10}  # fmt: skip
    offer = "anthropic/claude-opus-4-5"
    cached = ask(catalogue, now, offer, {**load, "cache": {"loop_hit_rate": 1}})
    plain = ask(catalogue, now, offer, {**load, "cache": {"mode": "off"}})
    first = ask(catalogue, now, offer, {**load, "steps": 1, "cache": {"mode": "off"}})
    if not (cached and plain and first):
        return None
    naive, real = 10 * first.cost.usd_per_run, plain.cost.usd_per_run
    return Worked(
        "loop", "Ten steps of an agent on Claude Opus 4.5",
        "Starts with 4,000 tokens; each step says 500 and its tool returns 1,500; no thinking; every token already sent "
        "is read from cache.",
        LINE_HEADS, _line_rows(cached.cost.lines),
        f"Without a cache the same run costs ${real.normalize():f}. Ten times its first call would be "
        f"${naive.normalize():f}: wrong by {filters.ratio(real / naive)} times, as the context grows.",
    )  # fmt: skip


def _cache(catalogue: Catalogue, now: datetime) -> Worked | None:
    card = _card(catalogue, "anthropic/claude-sonnet-4-5", now)
    if card is None:
        return None
    call = Stretch(1, 1, None, Decimal(1000), Decimal(8000), Decimal(1000), ZERO, Decimal(1000))
    return Worked(
        "cache", "One call on Claude Sonnet 4.5", "10,000 tokens in, of which 8,000 are read and 1,000 written; 1,000 out.",
        LINE_HEADS, _line_rows(token_lines([call], card, "cache_write")),
    )  # fmt: skip


TIER_CALLS = (
    ("openai/gpt-5.4", "GPT-5.4", 272_000, 10_000),
    ("openai/gpt-5.4", "GPT-5.4", 272_001, 10_000),
    ("x-ai/grok-4.3", "Grok 4.3", 199_999, 0),
    ("x-ai/grok-4.3", "Grok 4.3", 200_000, 0),
    ("anthropic/claude-sonnet-4-5", "Claude Sonnet 4.5", 200_000, 0),
    ("anthropic/claude-sonnet-4-5", "Claude Sonnet 4.5", 200_001, 0),
)


def _tiers(catalogue: Catalogue, now: datetime) -> Worked | None:
    rows = []
    for offer, name, sent, said in TIER_CALLS:
        load = {"input_tokens": sent, "visible_tokens_per_call": said, "cache": {"mode": "off"}}
        answer = ask(catalogue, now, offer, load)
        if answer:
            rows.append((name, f"{sent:,}", f"{said:,}", f"{answer.cost.usd_per_run.normalize():f}"))
    heads = ("Model", "Tokens in", "Tokens out", "Dollars")
    return Worked("tiers", "One token over the line", "A single call, no cache.", heads, tuple(rows)) if rows else None


def _usage(catalogue: Catalogue, now: datetime) -> Worked | None:
    card = _card(catalogue, "x-ai/grok-4.3", now)
    if card is None:
        return None
    call = Stretch(1, 1, None, Decimal(10_120 - 128), Decimal(128), ZERO, Decimal(2809), Decimal(1499))
    return Worked(
        "usage", "A bill read from xAI’s usage", "prompt 10,120 (128 of them cached), completion 1,499, reasoning 2,809 on top.",
        LINE_HEADS, _line_rows(token_lines([call], card, None)),
        "xAI and Gemini report thinking beside the completion; OpenAI and Anthropic report it inside.",
    )  # fmt: skip


def _day_mean(catalogue: Catalogue) -> Worked | None:
    """An offer whose price changes within the day: the mean is by hours."""
    offer = next((o for o in catalogue.offers.values() if any(c.window and c.window.start_time for c in o.cards)), None)
    if offer is None:
        return None
    day = date(2026, 11, 23)
    mean, midnight = card_for(offer, day), card_at(offer, datetime(day.year, day.month, day.day, tzinfo=UTC))
    noon = card_at(offer, datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
    rows = [
        (words, filters.rate(card.input.base), filters.rate(card.output.base))
        for words, card in (("at midnight", midnight), ("at noon", noon), ("mean of the day", mean))
        if card and card.input and card.output
    ]
    return Worked("day-mean", f"{offer.name} at {offer.host_name}, 23 Nov 2026 (UTC)", "Its price depends on the hour.",
                  ("When", "Input, $/M", "Output, $/M"), tuple(rows))  # fmt: skip


def _dated(catalogue: Catalogue) -> Worked | None:
    offer = catalogue.offers.get("google/gemini-3.7-flash")
    if offer is None:
        return None
    rows = []
    for day in (date(2026, 12, 31), date(2027, 1, 1)):
        card = card_for(offer, day)
        if card and card.input and card.output:
            rows.append((filters.day(day), filters.rate(card.input.base), filters.rate(card.output.base)))
    return Worked("dated", "Gemini 3.7 Flash over New Year", "An announced change is priced from its day on.",
                  ("Day", "Input, $/M", "Output, $/M"), tuple(rows))  # fmt: skip


# ---------- caches, seconds, doubt


def _warm() -> Worked:
    rows = [
        (f"{runs:,}", *(filters.percent(round(warm_chance(runs / 86_400, ttl), 3)) for ttl in (300.0, 1800.0, 3600.0)))
        for runs in (10, 100, 1000, 10_000)
    ]
    heads = ("Runs a day, day and night", "kept 5 min", "kept 30 min", "kept 1 h")
    return Worked("warm", "How often a shared prompt is still warm", "Runs arrive at random.", heads, tuple(rows))


def _break_even(catalogue: Catalogue, now: datetime) -> Worked | None:
    card = _card(catalogue, "anthropic/claude-opus-4-5", now)
    if card is None:
        return None
    shares = (break_even_hit_rate(card, name, ZERO) for name in ("cache_write", "cache_write_1h"))
    rows = [(words, filters.percent(share)) for words, share in zip(("5 minutes", "1 hour"), shares, strict=True) if share]
    return Worked("break-even", "When caching pays on Claude Opus 4.5", "Its own rates for writing and reading.",
                  ("Cache kept", "Pays from a hit rate of"), tuple(rows))  # fmt: skip


def _seconds(catalogue: Catalogue, now: datetime) -> Worked | None:
    rows = []
    for ttft, speed, thought in ((0.8, 60, 0), (0.8, 60, 2000), (0.65, 296.47, 2000)):
        load = {"visible_tokens_per_call": 500, "reasoning_tokens_per_call": thought, "cache": {"mode": "off"}}
        own = {"openai/gpt-5.4": {"ttft_seconds": ttft, "tokens_per_second": speed}}
        answer = ask(catalogue, now, "openai/gpt-5.4", load, thinking=["high" if thought else "off"], overrides=own)
        if answer and answer.latency:
            first, end = (f"{tail.p50:.3f}" for tail in (answer.latency.first_answer, answer.latency.e2e))
            rows.append((f"{ttft} s", f"{speed}", f"{thought:,}", first, end))
    heads = ("First token", "Tokens/s", "Thinking", "First answer token, s", "All of it, s")
    return Worked("seconds", "An answer of 500 tokens", "First token and speed stated, so without spread.", heads, tuple(rows))


def _bands() -> Worked:
    mean, doubt = 1000.0, Doubt(parameter=0.37, workload=0.4, item=0.9, repeat=0.3)
    run = band_of_run(mean, doubt)
    rows = [("one run", f"{sd_of_run(doubt):.2f}", *(filters.whole(v) for v in (run.p10, run.p50, run.p90)))]
    for runs in (1, 30, 1500):
        band = band_of_mean(mean, runs, doubt)
        ends = (filters.whole(v) for v in (band.p10, band.p50, band.p90))
        rows.append((f"the mean of {runs:,}", f"{sd_of_mean(doubt, runs):.2f}", *ends))
    given = "Fitted mean 1,000 tokens; s_param 0.37, s_workload 0.4, s_item 0.9, s_rep 0.3."
    heads = ("Band of", "sd of ln", "1 in 10 below", "middle", "1 in 10 above")
    return Worked("bands", "One run and the mean of many", given, heads, tuple(rows),
                  "More runs narrow the band only down to what we do not know about the model and your work.")  # fmt: skip


def _ladder(catalogue: Catalogue) -> Worked:
    estimator = catalogue.estimator
    anchors = tuple(dict.fromkeys(anchor for anchor, _ in estimator.effort_multiplier))
    rows = [(effort, *(f"{ladder_multiplier(estimator, anchor, effort):.2f}" for anchor in anchors)) for effort in LADDER]
    return Worked("ladder", "Thinking against effort high", "As it is used, so never falling.", ("Effort", *anchors), tuple(rows))
