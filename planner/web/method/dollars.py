"""Worked cases in dollars: a run of steps, caches, long contexts, a bill, prices that change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from planner.core.cost.loop import Stretch
from planner.core.cost.pricing import card_at, card_for
from planner.core.cost.quote import token_lines
from planner.core.models.catalogue import Catalogue
from planner.core.results import Line
from planner.web import filters
from planner.web.method.cases import ZERO, Worked, ask, offer_card

LINE_HEADS = ("Kind of token", "Tokens", "$/M", "Dollars")
KINDS = {"input_fresh": "fresh input", "cache_read": "read from cache", "cache_write": "written to cache"}


def line_rows(lines: Sequence[Line]) -> tuple[tuple[str, ...], ...]:
    rows = [
        (KINDS.get(x.kind, x.kind), filters.count(x.tokens), filters.rate(x.usd_per_mtok), filters.usd8(x.usd))
        for x in lines
    ]
    total = sum((line.usd for line in lines), ZERO)
    return (*rows, ("in all", "", "", f"{total.normalize():f}"))


def loop(catalogue: Catalogue, now: datetime) -> Worked | None:
    load = {
        "task_class": "coding_agent",
        "input_tokens": 4000,
        "visible_tokens_per_call": 500,
        "tool_result_tokens": 1500,
        "steps": 10,
    }
    offer = "anthropic/claude-opus-4-5"
    cached = ask(catalogue, now, offer, {**load, "cache": {"loop_hit_rate": 1}})
    plain = ask(catalogue, now, offer, {**load, "cache": {"mode": "off"}})
    first = ask(catalogue, now, offer, {**load, "steps": 1, "cache": {"mode": "off"}})
    if not (cached and plain and first):
        return None
    naive, real = 10 * first.cost.usd_per_run, plain.cost.usd_per_run
    return Worked(
        "loop",
        "Ten steps of an agent on Claude Opus 4.5",
        "Starts with 4,000 tokens; each step says 500 and its tool returns 1,500; no thinking; every token already "
        "sent is read from cache.",
        LINE_HEADS,
        line_rows(cached.cost.lines),
        f"Without a cache the same run costs ${real.normalize():f}. Ten times its first call would be "
        f"${naive.normalize():f}: wrong by {filters.ratio(real / naive)} times, as the context grows.",
    )


def cache(catalogue: Catalogue, now: datetime) -> Worked | None:
    card = offer_card(catalogue, "anthropic/claude-sonnet-4-5", now)
    if card is None:
        return None
    call = Stretch(1, 1, None, Decimal(1000), Decimal(8000), Decimal(1000), ZERO, Decimal(1000))
    return Worked(
        "cache",
        "One call on Claude Sonnet 4.5",
        "10,000 tokens in, of which 8,000 are read and 1,000 written; 1,000 out.",
        LINE_HEADS,
        line_rows(token_lines([call], card, "cache_write")),
    )


TIER_CALLS = (
    ("openai/gpt-5.4", "GPT-5.4", 272_000, 10_000),
    ("openai/gpt-5.4", "GPT-5.4", 272_001, 10_000),
    ("x-ai/grok-4.3", "Grok 4.3", 199_999, 0),
    ("x-ai/grok-4.3", "Grok 4.3", 200_000, 0),
    ("anthropic/claude-sonnet-4-5", "Claude Sonnet 4.5", 200_000, 0),
    ("anthropic/claude-sonnet-4-5", "Claude Sonnet 4.5", 200_001, 0),
)


def tiers(catalogue: Catalogue, now: datetime) -> Worked | None:
    rows = []
    for offer, name, sent, answered in TIER_CALLS:
        load = {"input_tokens": sent, "visible_tokens_per_call": answered, "cache": {"mode": "off"}}
        answer = ask(catalogue, now, offer, load)
        if answer:
            rows.append((name, f"{sent:,}", f"{answered:,}", f"{answer.cost.usd_per_run.normalize():f}"))
    heads = ("Model", "Tokens in", "Tokens out", "Dollars")
    return Worked("tiers", "One token over the line", "A single call, no cache.", heads, tuple(rows)) if rows else None


def usage(catalogue: Catalogue, now: datetime) -> Worked | None:
    card = offer_card(catalogue, "x-ai/grok-4.3", now)
    if card is None:
        return None
    call = Stretch(1, 1, None, Decimal(10_120 - 128), Decimal(128), ZERO, Decimal(2809), Decimal(1499))
    return Worked(
        "usage",
        "A bill read from xAI’s usage",
        "prompt 10,120 (128 of them cached), completion 1,499, reasoning 2,809 on top.",
        LINE_HEADS,
        line_rows(token_lines([call], card, None)),
        "xAI and Gemini report thinking beside the completion; OpenAI and Anthropic report it inside.",
    )


def day_mean(catalogue: Catalogue) -> Worked | None:
    """An offer whose price changes within the day: the mean is by hours."""
    offer = next((o for o in catalogue.offers.values() if any(c.window and c.window.start_time for c in o.cards)), None)
    if offer is None:
        return None
    day = date(2026, 11, 23)
    mean, midnight = card_for(offer, day), card_at(offer, datetime(day.year, day.month, day.day, tzinfo=UTC))
    noon = card_at(offer, datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
    rows = [
        (words, short(card.input.base), short(card.output.base))
        for words, card in (("at midnight", midnight), ("at noon", noon), ("mean of the day", mean))
        if card and card.input and card.output
    ]
    return Worked(
        "day-mean",
        f"{offer.name} at {offer.host_name}, 23 Nov 2026 (UTC)",
        "Its price depends on the hour.",
        ("When", "Input, $/M", "Output, $/M"),
        tuple(rows),
    )


def short(usd: Decimal) -> str:
    return filters.rate(usd.quantize(Decimal("0.0001")))


def dated(catalogue: Catalogue) -> Worked | None:
    offer = catalogue.offers.get("google/gemini-3.7-flash")
    if offer is None:
        return None
    rows = []
    for day in (date(2026, 12, 31), date(2027, 1, 1)):
        card = card_for(offer, day)
        if card and card.input and card.output:
            rows.append((filters.day(day), filters.rate(card.input.base), filters.rate(card.output.base)))
    return Worked(
        "dated",
        "Gemini 3.7 Flash over New Year",
        "An announced change is priced from its day on.",
        ("Day", "Input, $/M", "Output, $/M"),
        tuple(rows),
    )


def reliability(catalogue: Catalogue, now: datetime) -> Worked | None:
    """What the share of earlier tokens read from cache makes of a long run."""
    load = {
        "task_class": "research_agent",
        "runs_per_day": 50,
        "steps": 300,
        "shared_prefix_tokens": 6000,
        "input_tokens": 500,
        "visible_tokens_per_call": 166,
        "tool_result_tokens": 400,
    }
    rows = []
    for hit in (0.77, 0.9, 0.97):
        workload = {**load, "cache": {"loop_hit_rate": hit}}
        answer = ask(catalogue, now, "anthropic/claude-opus-4-5", workload)
        if answer:
            rows.append((filters.percent(hit), filters.amount(answer.cost.usd_per_month)))
    heads = ("Earlier tokens read from cache", "Dollars per month")
    given = "The research agent on Claude Opus 4.5 without thinking, 50 runs of 300 steps a day."
    return Worked("reliability", "What reliability decides", given, heads, tuple(rows)) if rows else None
