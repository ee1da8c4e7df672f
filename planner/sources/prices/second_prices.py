"""A second opinion on prices, from the model-prices package (models.dev): shown where it disagrees, never used.

It knows only the labs' own hosts and guesses at names it does not know; guesses and other hosts' prices are left out
here. Its data is pinned in the wheel and nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib.metadata import version
from typing import Protocol, cast

import model_prices

from planner.core.models.catalogue import Offer, SecondOpinion
from planner.core.workload import exact

HOSTS = {
    "anthropic": "anthropic",
    "arcee": "arcee",
    "aws": "amazon-bedrock",
    "cohere": "cohere",
    "cursor": "cursor",
    "deepseek": "deepseek",
    "google": "google",
    "meta": "meta",
    "minimax": "minimax",
    "mistral": "mistral",
    "moonshotai": "moonshotai",
    "openai": "openai",
    "perplexity": "perplexity",
    "x-ai": "xai",
    "zai": "zai",
}
"""Host of an offer -> provider of model-prices, where both sell the same thing."""

RATES = ("input", "output", "cache_read", "cache_write")


class Published(Protocol):
    """What is read of model_prices.Rates: USD per million tokens at the base tier."""

    provider: str
    model: str
    source: str
    input: float
    output: float
    cache_read: float | None
    cache_write: float | None
    removed_suffix: str


class Lookup(Protocol):
    """model_prices.rates, or a stand-in."""

    def __call__(self, model: str, *, at: datetime, provider: str) -> Published | None: ...


@dataclass(frozen=True, slots=True)
class SecondPrice:
    """Base rates in USD per million tokens as the second source has them; None where it has none."""

    input: Decimal
    output: Decimal
    cache_read: Decimal | None
    cache_write: Decimal | None
    source: str
    url: str
    as_of: date | None = None


def second_price(host: str, model_id: str, *, at: datetime, lookup: Lookup | None = None) -> SecondPrice | None:
    """What the second source says a model costs at a host at one moment, None where it says nothing of that pair."""
    provider = HOSTS.get(host)
    if provider is None:
        return None
    found = (lookup or cast(Lookup, model_prices.rates))(model_id, at=at, provider=provider)
    if found is None or found.provider != provider or found.removed_suffix:
        return None
    return SecondPrice(
        input=_decimal(found.input),
        output=_decimal(found.output),
        cache_read=None if found.cache_read is None else _decimal(found.cache_read),
        cache_write=None if found.cache_write is None else _decimal(found.cache_write),
        source=_source(),
        url=found.source,
        as_of=_data_as_of(),
    )


def second_opinion(offer: Offer, *, lookup: Lookup | None = None) -> SecondOpinion | None:
    """What the second source says of an offer on the day of its own data; None if it says nothing."""
    second = second_price(offer.host, offer.model_id, at=_data_moment(), lookup=lookup)
    if second is None:
        return None
    by_name = ((name, getattr(second, name)) for name in RATES)
    rates = tuple((name, rate) for name, rate in by_name if rate is not None)
    return SecondOpinion(second.source, second.url, second.as_of, rates)


def _decimal(rate: float) -> Decimal:
    """The decimal that was published; ten places take off what doubling a float by time of day leaves."""
    return exact(round(float(rate), 10))


@cache
def _source() -> str:
    """Looked up once: reading a package's metadata takes milliseconds, and hundreds of offers have a second price."""
    return f"model-prices {version('model-prices')} (models.dev)"


@cache
def _data_moment() -> datetime:
    return cast(Callable[[], datetime], model_prices.data_as_of)()


def _data_as_of() -> date:
    return _data_moment().date()
