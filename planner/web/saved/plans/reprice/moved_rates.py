"""Which rates moved, and by how much the month moved with each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from planner.core.cost.units import SENT
from planner.core.models.catalogue import Catalogue
from planner.core.results import Line
from planner.core.scenario.reprice import MovedRate, Repriced
from planner.core.scenario.snapshot import Key
from planner.store.database.rows import Draft
from planner.store.snapshot import lines_of
from planner.web.present.hosts import host_of_offer
from planner.web.saved.plans.reprice.answer import Today

KINDS = {
    "input": ("input_fresh", *SENT), "cache_read": ("cache_read",),
    "cache_write": ("cache_write",),
    "cache_write_1h": ("cache_write",), "output": ("visible", "reasoning"), "reasoning": ("reasoning",),
    "web_search_kcount": ("web_search",), "requests_kcount": ("requests",),
}  # fmt: skip
"""Lines of the sum that a rate prices."""
MOST_STILL = 2
"""Up to this many unchanged offers have a row each."""


@dataclass(frozen=True, slots=True)
class MovedOffer:
    """One offer with its moved rates, each with its dollars of the month's change, and that change in all; None where
    it is not known. Without a moved rate an offer may cost something else all the same."""

    name: str
    host: str
    lines: tuple[tuple[MovedRate, Decimal | None], ...]
    percent: Decimal | None
    usd: Decimal | None

    @property
    def is_still(self) -> bool:
        return not self.lines and not self.usd


def moved_offers(today: Today, draft: Draft, rows: Sequence[Repriced], catalogue: Catalogue) -> tuple[MovedOffer, ...]:
    """The offers of the chart, then others of the plan that moved."""
    moved: dict[str, list[MovedRate]] = {row.then.offer_id: [] for row in rows if row.now}
    for rate in today.changes.moved:
        moved.setdefault(rate.offer_id, []).append(rate)
    return tuple(_offer(offer, rates, today, draft, rows, catalogue) for offer, rates in moved.items())


def split_unmoved(offers: tuple[MovedOffer, ...]) -> tuple[tuple[MovedOffer, ...], tuple[str, ...]]:
    """Where many offers are unchanged, the table leaves them out and they are only named."""
    still = tuple(offer.name for offer in offers if offer.is_still)
    if len(still) <= MOST_STILL:
        return offers, ()
    return tuple(offer for offer in offers if not offer.is_still), still


def _offer(
    offer: str, rates: list[MovedRate], today: Today, draft: Draft, rows: Sequence[Repriced], catalogue: Catalogue
) -> MovedOffer:
    row = next((r for r in (*rows, *today.changes.totals) if r.then.offer_id == offer), None)
    change = row.usd_change if row else None
    sums = _sums(today, draft, row.then.key) if row else None
    return MovedOffer(
        name=row.then.model_name if row else rates[0].model_name,
        host=host_of_offer(offer, catalogue),
        lines=tuple((rate, _effect(rate, rates, change, sums)) for rate in rates),
        percent=row.percent if row else None,
        usd=change,
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
    """What one rate changes in the month; a rate that changed alone has all of the change."""
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
