"""What happened to a saved plan, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from planner.core.models.catalogue import Catalogue
from planner.core.scenario.reprice import Repriced, Retirement, ThenAndNow
from planner.web import filters
from planner.web.present.context_fit import FULL
from planner.web.present.hosts import host_of_offer
from planner.web.present.pieces import Piece
from planner.web.saved.plans.figures import named_with_host, price
from planner.web.saved.plans.reprice.answer import Today

TIMES = ("", "", " twice", " three times", " four times")


def finding(chosen: Repriced | None, today: Today, catalogue: Catalogue) -> tuple[Piece, ...]:
    """The plan as saved against today, and why."""
    if chosen is None:
        return (Piece("No model of this plan could be priced when it was saved."),)
    then, now = chosen.then, chosen.now
    pieces = [
        Piece("The plan you saved at "),
        Piece(price(then.usd_per_month, then.usd_per_run, once=today.once), "strong"),
    ]
    if now is None:
        why = filters.stop(today.trouble or chosen.why_not)
        return (*pieces, Piece(f" cannot be priced today: {then.model_name} is refused. {filters.sentence(why)}"))
    if now.usd_per_run == then.usd_per_run:
        whose = f", {at_host(chosen, catalogue)}."
        return (*pieces, Piece(" costs the "), Piece("same today", "strong"), Piece(whose))
    text = filters.money(now.usd_per_month or now.usd_per_run)
    return (
        *pieces,
        Piece(" would cost "),
        Piece(text, "strong"),
        Piece(f" today, {because(chosen, today, catalogue)}."),
    )


def at_host(row: Repriced, catalogue: Catalogue) -> str:
    """Kimi K2.5 at OpenRouter: a plan keeps its host, and another may be cheaper by now."""
    return named_with_host(row.then.model_name, row.then.offer_id, catalogue)


def because(chosen: Repriced, today: Today, catalogue: Catalogue) -> str:
    """Its host, by name, moved its prices, or we estimate otherwise now."""
    name, host = chosen.then.model_name, host_of_offer(chosen.then.offer_id, catalogue)
    moved = [m for m in today.changes.moved if m.offer_id == chosen.then.offer_id]
    if not moved:
        return f"because its tokens for {at_host(chosen, catalogue)} are estimated otherwise now"
    ways = {("raised" if m.now > m.then else "cut") for m in moved if m.now is not None and m.then is not None}
    verb = ways.pop() if len(ways) == 1 and all(m.percent is not None for m in moved) else "changed"
    many = len(changes(chosen.then.offer_id, today, catalogue))
    times = TIMES[many] if many < len(TIMES) else f" {many} times"
    return f"because {host} has {verb} the prices of {name}{times}"


def changes(offer_id: str, today: Today, catalogue: Catalogue) -> list[date]:
    """The days since the save on which the offer got a new price list."""
    offer = catalogue.offers.get(offer_id)
    starts = {card.window.starts for card in offer.cards if card.window} if offer else set()
    return sorted(day for day in starts if day and today.changes.then.date() < day <= today.changes.now.date())


def follow(rows: Sequence[Repriced], chosen: Repriced | None, *, once: bool = False) -> Iterator[str]:
    """Which model is the cheapest now, and whether runs take longer."""
    known = [(row, row.now) for row in rows if row.now]
    if chosen and FULL in (chosen.now or chosen.then).codes:
        yield f"{chosen.then.model_name} cannot finish such a run: its context is full before the end."
    if len(known) > 1 and chosen:
        row, now = min(known, key=lambda found: (FULL in found[1].codes, found[1].usd_per_run))
        was = min(rows, key=lambda found: (FULL in found.then.codes, found.then.usd_per_run))
        still = "still" if was is row else "now"
        cost = price(now.usd_per_month, now.usd_per_run, once=once)
        if FULL not in now.codes:
            yield f"Of your {filters.in_words(len(rows))}, {row.then.model_name} is {still} the cheapest, at {cost}."
    slower = [row for row in rows if row.seconds_change]
    if known and not slower:
        yield "No run time has changed."
    elif slower:
        verb = "time has" if len(slower) == 1 else "times have"
        yield f"{filters.in_words(len(slower)).capitalize()} run {verb} changed."


def chart_title(rows: Sequence[Repriced]) -> str:
    """How many offers cost something else now."""
    moved = [row for row in rows if row.now is None or row.usd_change]
    many = "offer" if len(rows) == 1 else "offers"
    of = f"your {filters.in_words(len(rows))} {many}" if len(rows) > 1 else "your one offer"
    if not moved:
        return f"None of {of} costs anything else now" if len(rows) > 1 else "Its price has not moved"
    has = "has" if len(moved) == 1 else "have"
    count = filters.in_words(len(moved)).capitalize() if len(moved) < len(rows) else "All"
    return f"{count} of {of} {has} moved" if len(rows) > 1 else "Its price has moved"


def retirement(gone: Retirement, answer: ThenAndNow, *, once: bool = False) -> str:
    """What a retired offer cost when it was saved, when it ended and what came after it."""
    row = next((r for r in answer.totals if r.then.offer_id == gone.offer_id), None)
    was = f", {price(row.then.usd_per_month, row.then.usd_per_run, once=once)} when you saved," if row else ""
    ended = f"ended on {filters.day(gone.on)}" if gone.on else "is not listed any more"
    after = f" Successor: {gone.successor_name or gone.successor}." if gone.successor_name or gone.successor else ""
    where = "everywhere" if gone.everywhere else f"on {gone.host_name}"
    return f"{gone.model_name} {where}{was} {ended}.{after}"
