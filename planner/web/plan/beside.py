"""What stands beside the expected bill: what a solved task costs and from which worth of one thinking pays, and what
people were published to spend on such work."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from planner.core.people import PersonCost, PublishedAverage
from planner.core.results import Estimate, Pair
from planner.web import filters


@dataclass(frozen=True, slots=True)
class Beside:
    """Sentences after the bill; `url` is where the published average was read, empty where there is none."""

    solved: str
    averages: str
    url: str


def beside(pair: Pair, side: Estimate) -> Beside | None:
    """Of a model and the side of it that the headline speaks of; None where there is nothing to say."""
    person = side.cost.per_person
    published = person.published if person else None
    found = Beside(solved_words(pair, side), averages_words(person), published.url if published else "")
    return found if found.solved or found.averages else None


def solved_words(pair: Pair, side: Estimate) -> str:
    """Dollars of a solved task, and from which worth of one on thinking pays; empty without a chance of success."""
    solved = side.cost.solved
    if solved is None:
        return ""
    said = f"A solved task costs {filters.money(solved.usd)}: {filters.percent(solved.success.rate)} of runs succeed"
    said += "." if solved.success.stated else f" ({solved.success.source})."
    return f"{said} {worth_words(pair, once=solved.share == 1)}".rstrip()


def worth_words(pair: Pair, *, once: bool) -> str:
    """Thinking is worth it when a solved task is worth more than $1.20; empty where that is not known.

    `once`: tasks may be tried until they are solved, and then every one is: what is compared is one try.
    """
    sides = [s.cost.solved for s in (pair.on, pair.off) if isinstance(s, Estimate)]
    if len(sides) < 2 or None in sides:
        return ""
    tried = ", tried once" if once else ""
    if pair.worth_usd is None:
        return f"Thinking solves no more of these tasks{tried}, so it is not worth its price."
    if not pair.worth_usd:
        return f"Thinking solves more of these tasks{tried}, and costs no more."
    comma = "," if once else ""
    return f"Thinking is worth it when a solved task{tried}{comma} is worth more than {filters.money(pair.worth_usd)}."


def averages_words(person: PersonCost | None) -> str:
    """Published averages of a person's month, and the assumption that puts the estimate far outside."""
    if person is None or person.published is None or not person.usd_per_month:
        return ""
    one = person.published
    low, high = filters.money(one.low_usd_per_month), filters.money(one.high_usd_per_month)
    said = f"Published averages for {one.name}: {low} to {high} per developer and month ({one.checked:%b %Y})."
    if not person.reason:
        return said
    return f"{said} The estimate is {_outside(person.usd_per_month, one)}, because of {person.reason}."


def _outside(month: Decimal, published: PublishedAverage) -> str:
    """How far outside the published range, in times of its nearer end."""
    if month > published.high_usd_per_month:
        return f"{filters.ratio(month / published.high_usd_per_month)} times as much"
    return f"{filters.ratio(published.low_usd_per_month / month)} times less"
