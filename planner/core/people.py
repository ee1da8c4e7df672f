"""Runs that people start: how many a day, and what a person's month comes to beside published averages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from planner.core.workload import DAYS_OF_MONTH, Month, People, Workload, exact

CALENDAR_DAYS = DAYS_OF_MONTH["calendar"][0] / DAYS_OF_MONTH["calendar"][1]
FAR = 3
"""Above this factor an estimate counts as far from what is published, and the assumption behind it is named."""


@dataclass(frozen=True, slots=True)
class PublishedAverage:
    """What people were published to spend: USD per person and month from `low` to `high`, per active day on average and
    for nine in ten of them. `task_classes`: the kinds of work that it is compared with; `lab`: whose models it was
    spent on."""

    name: str
    task_classes: tuple[str, ...]
    low_usd_per_month: Decimal
    high_usd_per_month: Decimal
    usd_per_active_day: Decimal
    most_usd_per_active_day: Decimal
    source: str
    url: str
    checked: date
    lab: str = ""


@dataclass(frozen=True, slots=True)
class PersonCost:
    """USD of one person's month and active day. `published`: the average to compare with, None where there is none;
    `reason`: where it is more than three times outside, the assumption to look at, in words."""

    usd_per_month: Decimal
    usd_per_active_day: Decimal
    published: PublishedAverage | None = None
    reason: str = ""


def runs_per_day(people: People, month: Month = "calendar") -> Decimal:
    """Runs of all people on a day of such a month, days off included. A month has the runs of their working days,
    however its days are counted."""
    active = exact(people.count) * exact(people.active_share) * exact(people.runs_per_day)
    if people.days_per_month is None:
        return active
    days, months = DAYS_OF_MONTH[month]
    return active * exact(people.days_per_month) * months / days


def with_people(load: Workload, month: Month = "calendar") -> Workload:
    """The workload with its runs per day, where they follow from people."""
    return load if load.people is None else replace(load, runs_per_day=float(runs_per_day(load.people, month)))


def person_cost(
    load: Workload, usd_per_run: Decimal, usd_per_month: Decimal, averages: tuple[PublishedAverage, ...]
) -> PersonCost | None:
    """None where the runs do not come from people."""
    if load.people is None or not load.people.count:
        return None
    month, day = usd_per_month / exact(load.people.count), usd_per_run * exact(load.people.runs_per_day)
    published = next((one for one in averages if load.task_class in one.task_classes), None)
    reason = _reason(load, load.people, usd_per_run, month, published) if published and month else ""
    return PersonCost(month, day, published, reason)


def _reason(load: Workload, people: People, usd_per_run: Decimal, month: Decimal, published: PublishedAverage) -> str:
    """The assumption that puts the estimate far outside the published range, in words."""
    if published.low_usd_per_month / FAR <= month <= published.high_usd_per_month * FAR:
        return ""
    steps = "1 step" if load.steps == 1 else f"{load.steps:,} steps"
    is_more = month > published.high_usd_per_month
    day = usd_per_run * exact(people.runs_per_day)
    usual = published.usd_per_active_day
    if usual / FAR <= day <= usual * FAR:
        worked = CALENDAR_DAYS if people.days_per_month is None else exact(people.days_per_month)
        days = worked * exact(people.active_share)
        return f"the days worked: {float(days):g} active days per person and month"
    if is_more and usd_per_run > published.most_usd_per_active_day:
        return f"the length of a run, {steps}, which takes more than nine in ten people spend in a day"
    if is_more or usd_per_run * FAR > usual:
        return f"how often it runs: {float(people.runs_per_day):g} per day per active person"
    return f"the length of a run, {steps}, and the price of the model"
