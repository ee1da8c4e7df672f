"""From tokens to dollars: one line per kind of token and price tier, adding up to the run exactly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Context, Decimal, localcontext

from planner.core.cost.loop import Stretch
from planner.core.cost.pricing import MILLION
from planner.core.models.rates import Rate, RateCard
from planner.core.results import Cost, Line
from planner.core.workload import DAYS_OF_MONTH, Month

THOUSAND = Decimal(1000)
EXACT = Context(prec=60)
"""Digits enough for tokens x rate x share, so that the lines of a run add up to the last digit."""


def token_lines(
    stretches: Sequence[Stretch], card: RateCard, write_name: str | None, hour_share: Decimal = Decimal(0)
) -> list[Line]:
    """Lines of one run's tokens. All tokens of a stretch above a long-context threshold cost that tier's rates.
    `hour_share` of what is written costs the rate for an hour, as a line of its own."""
    return [line for stretch in stretches for line in _stretch_lines(stretch, card, write_name, hour_share)]


def _stretch_lines(stretch: Stretch, card: RateCard, write_name: str | None, hour_share: Decimal) -> Iterable[Line]:
    total = Decimal(stretch.tier_start + 1) if stretch.tier_start is not None else Decimal(0)
    hour = stretch.write * hour_share
    rates: tuple[tuple[str, Decimal, Rate | None], ...] = (
        ("input_fresh", stretch.fresh, card.input),
        ("cache_read", stretch.read, card.cache_read),
        ("cache_write", stretch.write - hour, getattr(card, write_name) if write_name else None),
        ("cache_write", hour, card.cache_write_1h),
        ("reasoning", stretch.reasoning, card.reasoning or card.output),
        ("visible", stretch.visible, card.output),
        ("summary", stretch.summary, card.output),
    )
    for kind, tokens, rate in rates:
        if tokens and rate is not None:
            yield make_line(kind, tokens, rate.at(total), stretch.tier_start, (stretch.first, stretch.last))


def make_line(
    kind: str,
    tokens: Decimal,
    usd_per_mtok: Decimal,
    tier_start: int | None = None,
    steps: tuple[int, int] | None = None,
) -> Line:
    """tokens x rate = dollars."""
    return Line(kind, tokens, usd_per_mtok, tokens * usd_per_mtok / MILLION, tier_start, steps)


def fee_lines(card: RateCard, *, web_searches: Decimal, calls: Decimal, context: str = "high") -> list[Line]:
    """Fees per thousand calls, as lines of their own; a search without a published fee gives no line.

    `context`: how much of the web a request reads, where its fee follows that.
    """
    requests = request_fee(card, context)
    fees = (("web_search", web_searches, card.web_search_kcount), ("requests", calls, requests))
    return [make_line(kind, count, rate.base * THOUSAND) for kind, count, rate in fees if rate is not None and count]


def request_fee(card: RateCard, context: str) -> Rate | None:
    """Dollars per thousand requests at a search context of low, medium or high."""
    own = {"low": card.requests_low_kcount, "medium": card.requests_medium_kcount}.get(context)
    return own or card.requests_kcount


def mixed(parts: Sequence[tuple[Decimal, Sequence[Line]]]) -> list[Line]:
    """Lines of an average run: each part's lines weighted by its share, equal kinds and rates put together."""
    merged: dict[tuple[str, int | None, Decimal], Line] = {}
    with localcontext(EXACT):
        for weight, lines in parts:
            for line in lines:
                key = (line.kind, line.tier_start, line.usd_per_mtok)
                before = merged[key].tokens if key in merged else Decimal(0)
                tokens = before + weight * line.tokens
                merged[key] = make_line(line.kind, tokens, line.usd_per_mtok, line.tier_start, line.steps)
    return list(merged.values())


def cost_of(lines: Sequence[Line], *, runs_per_day: Decimal, month: Month) -> Cost:
    """The run's cost and the month's, unrounded."""
    with localcontext(EXACT):
        usd = sum((line.usd for line in lines), Decimal(0))
    days, months = DAYS_OF_MONTH[month]
    return Cost(
        lines=tuple(lines),
        usd_per_run=usd,
        runs_per_month=runs_per_day * days / months,
        usd_per_month=usd * runs_per_day * days / months,
    )
