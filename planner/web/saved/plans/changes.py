"""What would change the bill of a saved plan, calculated only from what was saved."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from planner.core.scenario.snapshot import Total
from planner.store.database.rows import Draft
from planner.store.snapshot import lines_of
from planner.web.charts.tornado import Effect
from planner.web.saved.plans.figures import SavedPair

FROM_CACHE = ("cache_read", "cache_write")
INPUT = "input"


def effects_of(draft: Draft, chosen: SavedPair, thing: str, *, a_run: bool) -> list[Effect]:
    """Dollars by which the bill of the chosen model moves, the largest first; `thing`: what the plan calls a run."""
    side = chosen.main
    if side is None:
        return []
    bill = _usd(side, a_run=a_run)
    found = list(_of_runs(bill, thing)) if not a_run else []
    other = chosen.off if side is chosen.on else chosen.on
    if other and other.offer_id == side.offer_id:
        found.append(_apart("Thinking", "on" if side is chosen.off else "off", _usd(other, a_run=a_run) - bill))
    uncached = _without_cache(side, draft)
    if uncached is not None and uncached > side.usd_per_run:
        share = float(uncached / side.usd_per_run) - 1
        found.append(_apart("Cache", "nothing found in it", bill * share))
    moving = [effect for effect in found if effect.low or effect.high]
    return sorted(moving, key=lambda effect: -max(abs(effect.low), abs(effect.high)))


def _usd(side: Total, *, a_run: bool) -> float:
    return float(side.usd_per_run if a_run else side.usd_per_month)


def _of_runs(bill: float, thing: str) -> Iterator[Effect]:
    yield Effect(f"{thing}s".capitalize(), "half or twice as many", -bill / 2, bill)


def _apart(name: str, ranges: str, usd: float) -> Effect:
    return Effect(name, ranges, min(usd, 0.0), max(usd, 0.0))


def _without_cache(side: Total, draft: Draft) -> Decimal | None:
    """Dollars of a run that pays the full price for all that is sent; None where that price was not saved."""
    more = Decimal(0)
    for line in lines_of(draft, side.key):
        if line.kind not in FROM_CACHE:
            continue
        full = _full_price(side.offer_id, line.tier_start, draft)
        if full is None:
            return None
        more += line.tokens * full / 1_000_000 - line.usd
    return side.usd_per_run + more


def _full_price(offer: str, tier_start: int | None, draft: Draft) -> Decimal | None:
    """Dollars per million tokens of the offer's plain input, in the price tier of a line."""
    known = {rate["tier_start"]: rate["usd"] for rate in draft.rates if (rate["offer"], rate["name"]) == (offer, INPUT)}
    usd = known.get(tier_start, known.get(None))
    return None if usd is None else Decimal(usd)
