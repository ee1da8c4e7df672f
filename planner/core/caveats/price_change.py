"""A price that is to change within the month that an estimate is about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from planner.core.caveats.prices import TIER_WORDS
from planner.core.caveats.situation import Situation, dollars
from planner.core.cost.pricing import in_one_region, usual_card, windows_of
from planner.core.models.lifecycle.reports import day_text
from planner.core.models.rates import RateCard
from planner.core.results import Caveat

AHEAD_DAYS = 30
AT_FIRST_PRICE = "A month here is at the first price; a budget prices each day at its own."
"""The end of the sentence on the change; pages that have other words for it leave it out."""


def price_change_caveats(s: Situation) -> Iterator[Caveat]:
    """The first announced change of a rate that is used in the 30 days from the price day on; both rates are named."""
    for day in _coming(s):
        before, after = _card(s, s.day), _card(s, day)
        changed = [] if before is None or after is None else list(_changes(s, before, after))
        if changed:
            text = f"Its price changes on {day_text(day)}: {', '.join(changed)} per million."
            yield Caveat("price_changes", f"{text} {AT_FIRST_PRICE}")
            return


def _coming(s: Situation) -> list[date]:
    last = s.day + timedelta(days=AHEAD_DAYS)
    starts = {window.starts for window in windows_of(s.inputs.offer)}
    return sorted(day for day in starts if day and s.day < day <= last)


def _card(s: Situation, day: date) -> RateCard | None:
    load, offer = s.inputs.workload, s.inputs.offer
    return in_one_region(usual_card(offer, day, load.service_tier), offer, load.one_region)


def _changes(s: Situation, before: RateCard, after: RateCard) -> Iterator[str]:
    for name, word in TIER_WORDS.items():
        was, then = getattr(before, name), getattr(after, name)
        if name not in s.inputs.own_rates and was and then and was.base != then.base:
            yield f"{word} from {dollars(was.base)} to {dollars(then.base)}"
