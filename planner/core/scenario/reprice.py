"""Then and now: a saved answer beside the same question at today's prices, and what moved in between."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from planner.core.models.catalogue import Catalogue, Offer
from planner.core.models.lifecycle.served import departure, is_live, retired_on
from planner.core.request import EstimateRequest
from planner.core.scenario.snapshot import KeptRate, Saved, Total

HUNDRED = Decimal(100)
GONE = frozenset({"model_deprecated", "model_retired", "model_left_host"})
"""Codes of caveats for an offer that is no longer served."""
NOT_LISTED = "No price is listed for it any more."


@dataclass(frozen=True, slots=True)
class Repriced:
    """One offer in one mode: as saved, and today. `now` is None where it is no longer served, and `why_not` says why.

    `usd_change` is a month's; `percent` is None where nothing was paid before.
    """

    then: Total
    now: Total | None
    why_not: str
    usd_change: Decimal | None
    percent: Decimal | None
    seconds_change: float | None


AGEING = 0.02
"""The share by which the seconds of a run may move because its speed was measured longer ago."""


@dataclass(frozen=True, slots=True)
class MovedRate:
    """A rate that differs today: USD per million tokens, or per thousand calls for names that end in `_kcount`.

    None is not published. `since` is the day the present price list of the offer took effect, if it did so meanwhile.
    """

    offer_id: str
    model_name: str
    name: str
    tier_start: int | None
    then: Decimal | None
    now: Decimal | None
    percent: Decimal | None
    since: date | None


@dataclass(frozen=True, slots=True)
class Retirement:
    """An offer that was served when the plan was saved and is not now; `on` None where the day is not known."""

    offer_id: str
    model_name: str
    host_name: str
    on: date | None
    everywhere: bool
    successor: str | None
    successor_name: str | None


@dataclass(frozen=True, slots=True)
class ThenAndNow:
    """Everything that happened to a saved plan; each list in the order of the plan."""

    then: datetime
    now: datetime
    totals: tuple[Repriced, ...]
    moved: tuple[MovedRate, ...]
    retired: tuple[Retirement, ...]

    @property
    def unchanged(self) -> bool:
        """No total, no rate and no model is different. Seconds that moved by less than AGEING have not: a speed that
        was measured longer ago is doubted more, and nothing else changed."""
        same = all(row.now is not None and not row.usd_change and not _slower(row) for row in self.totals)
        return same and not self.moved and not self.retired


def _slower(row: Repriced) -> bool:
    """Whether a run takes noticeably longer or shorter than it did."""
    then = row.then.run_seconds
    return bool(row.seconds_change) and (not then or abs(row.seconds_change or 0) > AGEING * then)


def todays_question(question: EstimateRequest, old: Saved, catalogue: Catalogue) -> EstimateRequest | None:
    """The saved question for today: the very offers and modes it was answered with, however they were called.

    None when not one of its offers is known any more. A seed and figures of one's own stay as they were.
    """
    offers = tuple(offer for offer in old.names if offer in catalogue.offers)
    return replace(question, offers=offers, thinking=old.asked, price_date=None) if offers else None


def then_and_now(old: Saved, new: Saved | None, catalogue: Catalogue, *, now: datetime) -> ThenAndNow:
    """`old` as it was saved against `new`, the answer to `todays_question` (None where that is None)."""
    new = new or Saved(now, (), (), ())
    return ThenAndNow(
        then=old.moment,
        now=new.moment,
        totals=tuple(_repriced(total, new) for total in old.totals),
        moved=tuple(moved_rates(old, new, catalogue)),
        retired=tuple(retirements(old, catalogue, now=new.moment)),
    )


def _repriced(then: Total, new: Saved) -> Repriced:
    now = next((total for total in new.totals if total.key == then.key), None)
    if now is None:
        refusal = next((refused.text for refused in new.refused if refused.key == then.key), NOT_LISTED)
        return Repriced(then, None, refusal, None, None, None)
    return Repriced(
        then=then,
        now=now,
        why_not="",
        usd_change=now.usd_per_month - then.usd_per_month,
        percent=percent_change(then.usd_per_month, now.usd_per_month),
        seconds_change=difference(then.run_seconds, now.run_seconds),
    )


def percent_change(then: Decimal | None, now: Decimal | None) -> Decimal | None:
    """By how many percent `now` is more than `then`; None where either is unknown or `then` is nothing."""
    if then is None or now is None or (then == 0 and now != 0):
        return None
    return (now - then) / then * HUNDRED if then else Decimal(0)


def difference(then: float | None, now: float | None) -> float | None:
    """`now` less `then`; None where either is unknown."""
    return None if then is None or now is None else now - then


def moved_rates(old: Saved, new: Saved, catalogue: Catalogue) -> Iterator[MovedRate]:
    """Rates that differ, of offers priced both times; a tier that came or went counts as not published before or after.

    A rate that came to be published is one that moved; so is one that stopped.
    """
    then, now = _by_name(old), _by_name(new)
    priced = {key[0] for key in then} & {key[0] for key in now}
    for key in dict.fromkeys((*then, *now)):
        before, after = then.get(key), now.get(key)
        known = after or before
        usd = (before.usd if before else None, after.usd if after else None)
        if key[0] in priced and known and usd[0] != usd[1]:
            since = _since(catalogue.offers.get(key[0]), old.moment, new.moment)
            yield MovedRate(key[0], known.model_name, key[1], key[2], *usd, percent_change(*usd), since)


def _by_name(saved: Saved) -> Mapping[tuple[str, str, int | None], KeptRate]:
    return {(rate.offer_id, rate.name, rate.tier_start): rate for rate in saved.rates}


def _since(offer: Offer | None, then: datetime, now: datetime) -> date | None:
    starts = [card.window.starts for card in offer.cards if card.window] if offer else []
    return max((day for day in starts if day and then.date() <= day <= now.date()), default=None)


def change_days(old: Saved, catalogue: Catalogue, *, now: datetime) -> tuple[date, ...]:
    """The days (UTC) after the save and up to now on which a new price list of any offer of the plan took effect.

    Priced at the midnight of each, `todays_question` gives the steps between then and now.
    """
    offers = [catalogue.offers[name] for name in old.names if name in catalogue.offers]
    starts = {card.window.starts for offer in offers for card in offer.cards if card.window}
    return tuple(sorted(day for day in starts if day and old.moment.date() < day <= now.date()))


def retirements(old: Saved, catalogue: Catalogue, *, now: datetime) -> Iterator[Retirement]:
    """Offers of the plan that are no longer served, but for those that were not served when it was saved."""
    gone_then = {total.offer_id for total in old.totals if GONE & total.codes}
    for offer_id, name in old.names.items():
        offer = catalogue.offers.get(offer_id)
        if offer is None:
            yield Retirement(offer_id, name, offer_id.partition("/")[0], None, False, None, None)
        elif offer_id not in gone_then and not is_live(offer, catalogue.profile_of(offer), now.date()):
            yield _retirement(offer, name, catalogue, now.date())


def _retirement(offer: Offer, name: str, catalogue: Catalogue, day: date) -> Retirement:
    profile = catalogue.profile_of(offer)
    everywhere, left = retired_on(profile, day), departure(offer, profile, day)
    days = [d for d in (everywhere, left.on if left else None) if d]
    life = profile.lifecycle if profile else None
    return Retirement(
        offer_id=offer.id,
        model_name=name,
        host_name=offer.host_name,
        on=min(days, default=None),
        everywhere=everywhere is not None,
        successor=life.successor if life else None,
        successor_name=life.successor_name if life else None,
    )
