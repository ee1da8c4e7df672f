"""How the pages write numbers, dollars, times and sentences: pure functions, registered as template filters.

Three digits in a middle value, two in a band, true minus, en dash without spaces, each unit only once.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from planner.core.number_text import noun
from planner.web.filters.dollars import (
    EIGHT,
    adding_up,
    amount,
    as_shown,
    band,
    between,
    brief,
    cents,
    column,
    dollar_band,
    ends,
    money,
    money_brief,
    money_short,
    money_three,
    rate,
    signed,
    signed_percent,
    spread,
    usd8,
)
from planner.web.filters.durations import (
    MONTH_DAYS,
    ago,
    clock,
    dated,
    day,
    duration,
    month,
    month_days,
    month_length,
    month_long,
    month_name,
    wait_change,
)
from planner.web.filters.numbers import (
    DASH,
    MINUS,
    TIMES,
    Value,
    as_decimal,
    chance,
    chance_words,
    count,
    decimals,
    in_words,
    kilo_tokens,
    percent,
    places_of,
    range_around,
    ratio,
    short,
    significant,
    three,
    three_or_whole,
    times,
    to_places,
    tokens,
    trim,
    two,
    two_around,
    whole,
    whole_or_less,
)
from planner.web.filters.text import article, listed, read_with_comma, sentence, stop, unbroken

__all__ = [
    "DASH",
    "EIGHT",
    "FILTERS",
    "MINUS",
    "MONTH_DAYS",
    "TIMES",
    "Value",
    "adding_up",
    "ago",
    "amount",
    "article",
    "as_decimal",
    "as_shown",
    "band",
    "between",
    "brief",
    "cents",
    "chance",
    "chance_words",
    "clock",
    "column",
    "count",
    "dated",
    "day",
    "decimals",
    "dollar_band",
    "duration",
    "ends",
    "in_words",
    "init_app",
    "kilo_tokens",
    "listed",
    "money",
    "money_brief",
    "money_short",
    "money_three",
    "month",
    "month_days",
    "month_length",
    "month_long",
    "month_name",
    "noun",
    "percent",
    "places_of",
    "range_around",
    "rate",
    "ratio",
    "read_with_comma",
    "sentence",
    "short",
    "signed",
    "signed_percent",
    "significant",
    "spread",
    "stop",
    "three",
    "three_or_whole",
    "times",
    "to_places",
    "tokens",
    "trim",
    "two",
    "two_around",
    "unbroken",
    "usd8",
    "wait_change",
    "whole",
    "whole_or_less",
]

FILTERS: dict[str, Callable[..., object]] = {
    f.__name__: f
    for f in (
        decimals, amount, column, ends, money, money_brief, money_short, two, usd8, cents, rate, count, whole,
        tokens, kilo_tokens, three, duration, clock, times, ratio, percent, band, between, day, dated, ago, in_words,
        noun, read_with_comma, sentence, stop, unbroken, significant, dollar_band, spread, adding_up, short, signed,
        signed_percent, month, month_days, month_long, month_name, chance, chance_words, article, listed,
        three_or_whole, wait_change,
    )
}  # fmt: skip


def init_app(app: Flask) -> None:
    """Give templates every filter under its own name."""
    app.jinja_env.filters.update(FILTERS)
