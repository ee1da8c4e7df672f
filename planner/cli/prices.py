"""`planner prices`: how old the list is, a newer one, what changes between two days, and where two sources differ."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from planner.cli.tables import rate_text, table
from planner.core.cost.price_changes import ends_between, rate_changes
from planner.core.cost.pricing import card_for
from planner.core.models.catalogue import Catalogue, Offer
from planner.core.models.offers.second_prices import disagreements
from planner.core.models.rates import RateCard
from planner.core.workload import BadInput, Problem
from planner.schema.scalars import money, to_json
from planner.sources.facts.offers.catalogues import load_catalogues
from planner.sources.prices.refresh import Fetch, LivePrices, price_age

Verbs = argparse._SubParsersAction
Data = dict[str, Any]


def add_prices(verbs: Verbs[argparse.ArgumentParser]) -> None:
    """The verb with its actions and options."""
    about = (
        "How old the prices are (status), whether a newer list is published (update), what changes from one day to "
        "another (diff), and where a second source has other prices (check)."
    )
    verb = verbs.add_parser("prices", help="age, changes and cross-check of the prices", description=about)
    verb.add_argument("what", metavar="WHAT", choices=tuple(WHAT), help="status, update, diff or check")
    verb.add_argument("dates", metavar="DATE", nargs="*", help="two days for diff, such as 2026-11-23 2027-01-01")
    verb.add_argument("--json", action="store_true", help="print JSON")


def prices_verb(args: argparse.Namespace, catalogue: Catalogue, now: datetime) -> str:
    """The answer as text, or as JSON. Raises BadInput for unreadable days and a list that cannot be fetched."""
    find, show = WHAT[args.what]
    found = find(args.dates, catalogue, now)
    return to_json(found, indent=1) if args.json else show(found)


def status(dates: list[str], catalogue: Catalogue, now: datetime) -> Data:
    """The list and its age, how many of its prices have a date of their own, and the catalogues beside it."""
    age, offers = price_age(catalogue, now), catalogue.offers.values()
    second = [offer for offer in offers if offer.second_opinion]
    return {
        "list": age.source,
        "list_date": age.checked.isoformat() if age.checked else None,
        "days": age.days,
        "offers": len(offers),
        "dated": sum(offer.checked is not None for offer in offers),
        "with_second_source": len(second),
        "catalogues": [{"name": one.title, "dated": one.dated.isoformat()} for one in load_catalogues().values()],
    }


def status_text(data: Data) -> str:
    days = "" if data["days"] is None else f", {data['days']:,} days ago"
    lines = [
        f"{data['list']}, list of {data['list_date'] or 'no known day'}{days}.",
        f"{data['offers']:,} offers, {data['dated']:,} with a date of their own; a second source lists "
        f"{data['with_second_source']:,}.",
    ]
    return "\n".join([*lines, *(f"{one['name']}, of {one['dated']}." for one in data["catalogues"])])


def update(dates: list[str], catalogue: Catalogue, now: datetime, *, fetch: Fetch | None = None) -> Data:
    """The published list, held against the one in use. BadInput where it cannot be fetched, or is older or broken."""
    prices = LivePrices(catalogue, clock=lambda: now, fetch=fetch)
    try:
        prices.fetch()
    except Exception as error:
        raise BadInput([Problem("update:", (prices.age().problem or str(error)).removesuffix("."))]) from None
    day = now.astimezone(UTC).date()
    old, new = catalogue.offers, prices.catalogue.offers
    return {
        "list_date": _iso(prices.catalogue.prices_checked),
        "in_use": _iso(catalogue.prices_checked),
        "new": sorted(new.keys() - old.keys()),
        "gone": sorted(old.keys() - new.keys()),
        "changed": sum(_rates(old, key, day) != _rates(new, key, day) for key in old.keys() & new.keys()),
    }


def _rates(offers: Mapping[str, Offer], key: str, day: date) -> RateCard | None:
    return card_for(offers[key], day)


def update_text(data: Data) -> str:
    return (
        f"The published list is of {data['list_date']}, the one in use of {data['in_use']}: "
        f"{len(data['new']):,} new offers, {len(data['gone']):,} gone, {data['changed']:,} with other rates today.\n"
        "A server takes it over with PLANNER_REFRESH_PRICES=1; the terminal with a newer genai-prices package."
    )


def diff(dates: list[str], catalogue: Catalogue, now: datetime) -> Data:
    """Rates that differ between two days, and offers that end between them."""
    if len(dates) != 2:
        raise BadInput([Problem("DATE", "give two days, such as 2026-11-23 2027-01-01")])
    before, after = (_day(text) for text in dates)
    changes = [(c.offer, c.name, _money(c.before), _money(c.after)) for c in rate_changes(catalogue, before, after)]
    ends = [(end.offer, end.on.isoformat(), end.successor) for end in ends_between(catalogue, before, after)]
    return {
        "changes": [dict(zip(("offer", "rate", "before", "after"), row, strict=True)) for row in changes],
        "ends": [dict(zip(("offer", "on", "successor"), row, strict=True)) for row in ends],
    }


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput([Problem("DATE", f"must be a day such as 2026-11-23, not {text!r}")]) from None


def diff_text(data: Data) -> str:
    rows = [(row["offer"], row["rate"], _rate(row["before"]), _rate(row["after"])) for row in data["changes"]]
    parts = [table(("offer", "rate", "before", "after"), rows, left=2) if rows else "No rate changes."]
    ends = [(row["offer"], row["on"], row["successor"] or "-") for row in data["ends"]]
    parts += ["", table(("offer", "ends on", "successor"), ends, left=3)] if ends else []
    return "\n".join(parts)


def check(dates: list[str], catalogue: Catalogue, now: datetime) -> Data:
    """Where the second source has another standard rate of the same day."""
    second = [offer for offer in catalogue.offers.values() if offer.second_opinion]
    found = [(offer, one) for offer in second for one in disagreements(offer, now)]
    return {
        "compared": len(second),
        "differ": len({offer.id for offer, _ in found}),
        "rates": [
            {"offer": offer.id, "rate": one.name, "ours": money(one.ours), "theirs": money(one.theirs)}
            for offer, one in found
        ],
    }


def check_text(data: Data) -> str:
    head = f"{data['compared']:,} offers have a second source; {data['differ']:,} differ."
    rows = [(row["offer"], row["rate"], _rate(row["ours"]), _rate(row["theirs"])) for row in data["rates"]]
    return f"{head}\n\n{table(('offer', 'rate', 'here', 'there'), rows, left=2)}" if rows else head


def _rate(text: str | None) -> str:
    return rate_text(text)


def _money(usd: Decimal | None) -> str | None:
    return None if usd is None else money(usd)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


WHAT: dict[str, tuple[Callable[[list[str], Catalogue, datetime], Data], Callable[[Data], str]]] = {
    "status": (status, status_text),
    "update": (update, update_text),
    "diff": (diff, diff_text),
    "check": (check, check_text),
}
