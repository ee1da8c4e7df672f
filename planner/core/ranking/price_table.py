"""Every offer's rates at one moment and service tier as float64 arrays, the exact cards beside them.

The arrays rank and simulate; what is shown comes from the cards. NaN is a rate that is not published, never a 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from planner.core.cost.pricing import card_for, in_one_region, tier_starts, usual_card
from planner.core.models.catalogue import Offer
from planner.core.models.rates import Rate, RateCard

Floats = NDArray[np.float64]
Index = NDArray[np.intp]
Flags = NDArray[np.bool_]
Codes = NDArray[np.str_]

TOKEN_RATES = ("input", "output", "cache_read", "cache_write", "cache_write_1h", "reasoning")
FEES = ("web_search_kcount", "requests_kcount", "requests_low_kcount", "requests_medium_kcount")
NOT_OFFERED = RateCard()


@dataclass(frozen=True, slots=True)
class PriceTable:
    """Prices of n offers with at most t long-context thresholds each.

    `cards` (n): exact rates, None where the tier has no published row. `starts` (n, t): thresholds in tokens of one
    call's total input, ascending, padded with +inf. `rates`: name of a token rate -> (n, t + 1) USD per million
    tokens, column j above j thresholds. `fees`: name of a fee -> (n) USD per thousand. `charged`: the same rates and
    fees where a rate that is not published is that of the input or output it is billed as, a fee nothing; `billed`:
    rates where one that is not published is 0, but for reasoning and writes for an hour.
    """

    offer_ids: tuple[str, ...]
    cards: tuple[RateCard | None, ...]
    starts: Floats
    rates: Mapping[str, Floats]
    fees: Mapping[str, Floats]
    charged: Mapping[str, Floats]
    billed: Mapping[str, Floats]

    @property
    def offered(self) -> Flags:
        """Whether the tier has a published row, (n)."""
        return np.array([card is not None for card in self.cards], dtype=np.bool_)

    @property
    def priced(self) -> Flags:
        """Whether both an input and an output rate are published, (n)."""
        known: Flags = ~(np.isnan(self.rates["input"][:, 0]) | np.isnan(self.rates["output"][:, 0]))
        return known

    def has(self, name: str) -> Flags:
        """Whether the token rate `name` is published, (n)."""
        known: Flags = ~np.isnan(self.rates[name][:, 0])
        return known


def compile_table(
    offers: Sequence[Offer], when: date | datetime, tier: str = "standard", *, one_region: bool = False
) -> PriceTable:
    """The table of `offers`, in their order, at an instant (a datetime) or over the hours of a usual week (a date)."""
    found = (card_for(o, when, tier) if isinstance(when, datetime) else usual_card(o, when, tier) for o in offers)
    cards = [in_one_region(card, offer, one_region) for card, offer in zip(found, offers, strict=True)]
    known = [card or NOT_OFFERED for card in cards]
    thresholds = [tier_starts(card) for card in known]
    width = max(map(len, thresholds), default=0)
    rates = {
        name: _grid([_row(getattr(c, name), s, width) for c, s in zip(known, thresholds, strict=True)], width + 1)
        for name in TOKEN_RATES
    }
    fees = {name: _grid([_row(getattr(c, name), (), 0) for c in known], 1)[:, 0] for name in FEES}
    return PriceTable(
        offer_ids=tuple(offer.id for offer in offers),
        cards=tuple(cards),
        starts=np.asfortranarray(_grid([[*map(float, s), *[np.inf] * (width - len(s))] for s in thresholds], width)),
        rates=rates,
        fees=fees,
        charged=_charged(rates) | {name: np.nan_to_num(fee) for name, fee in fees.items()},
        billed=_billed(rates),
    )


def _charged(rates: Mapping[str, Floats]) -> dict[str, Floats]:
    read, write = (_else(rates[name], rates["input"]) for name in ("cache_read", "cache_write"))
    hour, reasoning = _else(rates["cache_write_1h"], write), _else(rates["reasoning"], rates["output"])
    stand_ins = {"cache_read": read, "cache_write": write, "cache_write_1h": hour, "reasoning": reasoning}
    return {**rates, **stand_ins}


def _billed(rates: Mapping[str, Floats]) -> dict[str, Floats]:
    known = {name: np.nan_to_num(rate) for name, rate in rates.items()}
    hour, reasoning = rates["cache_write_1h"], rates["reasoning"]
    stand_ins = {"cache_write_1h": _else(hour, known["cache_write"]), "reasoning": _else(reasoning, known["output"])}
    # Side by side for all offers, as they are multiplied.
    return {name: np.asfortranarray(rate) for name, rate in {**known, **stand_ins}.items()}


def _grid(rows: list[list[float]], width: int) -> Floats:
    return np.array(rows, dtype=np.float64).reshape(len(rows), width)


def _row(rate: Rate | None, starts: Sequence[int], width: int) -> list[float]:
    """One rate under each threshold count, the last repeated up to `width` thresholds."""
    if rate is None:
        return [np.nan] * (width + 1)
    known = [float(rate.base), *(float(rate.at(Decimal(start + 1))) for start in starts)]
    return known + known[-1:] * (width - len(starts))


@dataclass(frozen=True, slots=True)
class CallUsage:
    """Tokens of one call. fresh + cache_read + cache_write + cache_write_1h is its input, visible + reasoning its
    output; calls to web search are counted one by one."""

    fresh: float = 0.0
    cache_read: float = 0.0
    cache_write: float = 0.0
    cache_write_1h: float = 0.0
    visible: float = 0.0
    reasoning: float = 0.0
    web_searches: float = 0.0

    @property
    def total_input(self) -> float:
        return self.fresh + self.cache_read + self.cache_write + self.cache_write_1h


def call_usd(table: PriceTable, usage: CallUsage) -> Floats:
    """USD of one call at every offer, (n); NaN where no input or output rate is published.

    A cache rate that is not published charges the input rate, a reasoning rate the output rate.
    """
    above = [usage.total_input > starts for starts in table.starts.T]
    width = len(above) + 1
    # Where each offer's rates lie among those of all thresholds, in one row.
    places = sum(above, np.arange(0, len(table.starts) * width, width))

    def at(name: str) -> Floats:
        return table.charged[name].ravel()[places]

    tokens = usage.fresh * at("input") + usage.visible * at("output")
    for name in ("cache_read", "cache_write", "cache_write_1h", "reasoning"):
        if amount := getattr(usage, name):
            tokens = tokens + amount * at(name)
    priced: Floats = tokens / 1e6 + fees_usd(table, web_searches=usage.web_searches, calls=1)
    return priced


def _else(rate: Floats, fallback: Floats) -> Floats:
    return np.where(np.isnan(rate), fallback, rate)


def fees_usd(
    table: PriceTable,
    *,
    web_searches: float,
    calls: float | Floats,
    context: str = "high",
    places: Index | None = None,
) -> Floats:
    """USD of the fees per search and per call of the offers at `places`, None for all, (n); a fee that is not published
    adds nothing."""
    at = np.s_[:] if places is None else places
    requests = table.charged["requests_kcount"][at]
    if context != "high":
        own = table.fees[f"requests_{context}_kcount"][at]
        requests = np.where(np.isnan(own), requests, own)
    total: Floats = (web_searches * table.charged["web_search_kcount"][at] + calls * requests) / 1e3
    return total
