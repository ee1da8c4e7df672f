"""What would change the bill of a saved plan, worked out from what was saved alone."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from planner.store.database.rows import Draft
from planner.web.charts.tornado import Swing
from planner.web.saved.plans.figures import Figures, SavedPair, month_usd, run_usd

FROM_CACHE = ("cache_read", "cache_write")
INPUT = "input"


def swings_of(draft: Draft, chosen: SavedPair, *, a_run: bool) -> list[Swing]:
    """Dollars by which the bill of the chosen model moves, the largest first."""
    side = chosen.main
    if side is None:
        return []
    usd = run_usd if a_run else month_usd
    bill = float(usd(side))
    found = list(_of_runs(bill)) if not a_run else []
    other = chosen.off if side is chosen.on else chosen.on
    if other and other["offer"] == side["offer"]:
        found.append(_apart("Thinking", "on" if side is chosen.off else "off", float(usd(other)) - bill))
    uncached = _without_cache(side, draft)
    if uncached is not None and uncached > run_usd(side):
        share = float(uncached / run_usd(side)) - 1
        found.append(_apart("Cache", "nothing found in it", bill * share))
    moving = [swing for swing in found if swing.low or swing.high]
    return sorted(moving, key=lambda swing: -max(abs(swing.low), abs(swing.high)))


def _of_runs(bill: float) -> Iterator[Swing]:
    yield Swing("Runs", "half or twice as many", -bill / 2, bill)


def _apart(name: str, ranges: str, usd: float) -> Swing:
    return Swing(name, ranges, min(usd, 0.0), max(usd, 0.0))


def _without_cache(side: Figures, draft: Draft) -> Decimal | None:
    """Dollars of a run that pays the full price for all that is sent; None where that price was not saved."""
    more = Decimal(0)
    for line in side["cost"]["lines"]:
        if line["name"] not in FROM_CACHE:
            continue
        full = _full_price(side, line, draft)
        if full is None:
            return None
        more += Decimal(str(line["tokens"])) * full / 1_000_000 - Decimal(line["usd"])
    return run_usd(side) + more


def _full_price(side: Figures, line: Any, draft: Draft) -> Decimal | None:  # noqa: ANN401 - a line as it was saved
    """Dollars per million tokens of the offer's plain input, in the price tier of the line."""
    known = {
        rate["tier_start"]: rate["usd"]
        for rate in draft.rates
        if (rate["offer"], rate["name"]) == (side["offer"], INPUT)
    }
    usd = known.get(line["tier_start"], known.get(None))
    return None if usd is None else Decimal(usd)
