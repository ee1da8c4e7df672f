"""Which rates moved, and by how much the month moved with each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from planner.core.models.catalogue import Catalogue
from planner.core.results import Line
from planner.core.scenario.reprice import MovedRate, Repriced
from planner.core.scenario.snapshot import Key
from planner.store.database.rows import Draft
from planner.store.snapshot import lines_of
from planner.web import filters
from planner.web.present.hosts import host_of_offer
from planner.web.saved.plans.reprice.answer import Today
from planner.web.saved.rates import SWATCHES, rate_words

KINDS = {
    "input": ("input_fresh",), "cache_read": ("cache_read",), "cache_write": ("cache_write",),
    "cache_write_1h": ("cache_write",), "output": ("visible", "reasoning"), "reasoning": ("reasoning",),
    "web_search_kcount": ("web_search",), "requests_kcount": ("requests",),
}  # fmt: skip
"""Lines of the sum that a rate prices."""
NOTHING = "no rate has moved"
MOST_STILL = 2
"""As many offers that stayed as they were have a row of their own."""


@dataclass(frozen=True, slots=True)
class MovedLine:
    """One rate: as saved, today, by how many percent, and what that does to the month."""

    words: str
    swatch: str
    then: str
    now: str
    change: str
    month: str
    since: str


@dataclass(frozen=True, slots=True)
class MovedOffer:
    """One offer with its moved rates and, where there are several, their sum; `nothing` says that none moved."""

    name: str
    host: str
    lines: tuple[MovedLine, ...]
    sum_words: str
    sum_change: str
    sum_month: str
    nothing: str


def moved_offers(today: Today, draft: Draft, rows: Sequence[Repriced], catalogue: Catalogue) -> tuple[MovedOffer, ...]:
    """The offers of the chart, then others of the plan that moved."""
    moved: dict[str, list[MovedRate]] = {row.then.offer_id: [] for row in rows if row.now}
    for rate in today.changes.moved:
        moved.setdefault(rate.offer_id, []).append(rate)
    return tuple(_offer(offer, rates, today, draft, rows, catalogue) for offer, rates in moved.items())


def split_unmoved(offers: tuple[MovedOffer, ...]) -> tuple[tuple[MovedOffer, ...], str]:
    """Where many offers stayed as they were, one sentence says so and the table is about the others."""
    still = [offer.name for offer in offers if offer.nothing == NOTHING and not offer.lines]
    if len(still) <= MOST_STILL:
        return offers, ""
    return tuple(offer for offer in offers if offer.name not in still), f"No rate of {', '.join(still)} has moved."


def _offer(
    offer: str, rates: list[MovedRate], today: Today, draft: Draft, rows: Sequence[Repriced], catalogue: Catalogue
) -> MovedOffer:
    row = next((r for r in (*rows, *today.changes.totals) if r.then.offer_id == offer), None)
    change = row.usd_change if row else None
    sums = _sums(today, draft, row.then.key) if row else None
    lines = tuple(_line(rate, _effect(rate, rates, change, sums)) for rate in rates)
    words = "Both" if len(lines) == 2 else f"All {filters.in_words(len(lines))}"
    return MovedOffer(
        name=row.then.model_name if row else rates[0].model_name,
        host=host_of_offer(offer, catalogue),
        lines=lines,
        sum_words=words if len(lines) > 1 else "",
        sum_change=signed_percent(row.percent if row else None),
        sum_month=signed(change),
        nothing=_nothing(change),
    )


def _nothing(change: Decimal | None) -> str:
    """An offer whose rates stayed may cost something else all the same."""
    if not change:
        return NOTHING
    return f"no rate has moved; its tokens are estimated otherwise now, ${signed(change)} per month"


def _line(rate: MovedRate, effect: Decimal | None) -> MovedLine:
    change = signed_percent(rate.percent)
    if rate.then is None or rate.now is None:
        change = "new" if rate.then is None else "ended"
    return MovedLine(
        words=rate_words(rate.name, rate.tier_start),
        swatch=SWATCHES.get(rate.name, "k-fee"),
        then=published(rate.then),
        now=published(rate.now),
        change=change,
        month=signed(effect),
        since=filters.day(rate.since) if rate.since else "",
    )


Sums = tuple[Mapping[tuple[str, int | None], Decimal], Mapping[tuple[str, int | None], Decimal]]


def _sums(today: Today, draft: Draft, key: Key) -> Sums | None:
    """Dollars per month by kind of token and tier, then and now."""
    then = next((total for total in today.old.totals if total.key == key), None)
    estimates = today.answer.estimates if today.answer else ()
    now = next((e for e in estimates if (e.offer.id, e.asked) == key), None)
    if then is None or now is None:
        return None
    return _by_kind(lines_of(draft, key), then.runs_per_month), _by_kind(now.cost.lines, then.runs_per_month)


def _by_kind(lines: Sequence[Line], runs: Decimal) -> dict[tuple[str, int | None], Decimal]:
    found: dict[tuple[str, int | None], Decimal] = {}
    for line in lines:
        place = line.kind, line.tier_start
        found[place] = found.get(place, Decimal(0)) + line.usd * runs
    return found


def _effect(rate: MovedRate, rates: Sequence[MovedRate], change: Decimal | None, sums: Sums | None) -> Decimal | None:
    """What one rate does to the month; a rate that moved alone did all of it."""
    if len(rates) == 1 or change is None or sums is None:
        return change
    kinds = KINDS.get(rate.name, ())
    if rate.name == "output" and any(r.name == "reasoning" for r in rates):
        kinds = ("visible",)
    if rate.name == "cache_write_1h" and any(r.name == "cache_write" for r in rates):
        kinds = ()
    then, now = sums
    return sum(
        (now.get((k, rate.tier_start), Decimal(0)) - then.get((k, rate.tier_start), Decimal(0)) for k in kinds),
        Decimal(0),
    )


def published(usd: Decimal | None) -> str:
    return "not published" if usd is None else filters.rate(usd)


def signed(usd: Decimal | None) -> str:
    """With its sign: +6,813 and −22,574; 0 where nothing follows; nothing where it is not known."""
    if usd is None:
        return ""
    text = filters.amount(usd)
    return f"+{text}" if usd > 0 and text != "0" else text


def signed_percent(percent: Decimal | None) -> str:
    """+67%, −66%, no change; nothing where there is no ratio."""
    if percent is None:
        return ""
    if percent == 0:
        return "no change"
    text = filters.decimals(percent, 0 if abs(percent) >= Decimal("9.5") else 1)
    text = text if text.strip("−0.") else "less than 0.1"
    return f"+{text}%" if percent > 0 and text[0].isdecimal() else f"{text}%"
