"""Runs that people start, and what a person's month is held against."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from planner.core.estimate.comparison import compare
from planner.core.models.catalogue import Catalogue
from planner.core.people import person_cost, runs_per_day, with_people
from planner.core.workload import Month, People, Workload
from planner.schema.catalogue import preset_workload
from planner.schema.requests import parse_request
from planner.sources.facts.published_costs import load_published_costs

TEAM = People(count=40, active_share=0.7, days_per_month=22, runs_per_day=1)
AVERAGES = load_published_costs()


def load(people: People | None = TEAM, **changes: object) -> Workload:
    return Workload(task_class="coding_agent", steps=251, people=people, **changes)  # type: ignore[arg-type]


def test_runs_of_a_team() -> None:
    """40 x 0.7 x 22 x 12 / 365 = 20.25 per day; without days off 28."""
    assert float(runs_per_day(TEAM)) == pytest.approx(20.2521, abs=1e-4)
    assert runs_per_day(replace(TEAM, days_per_month=None)) == 28
    assert with_people(load()).runs_per_day == pytest.approx(20.2521, abs=1e-4)
    assert with_people(load(None)).runs_per_day == 1000


@pytest.mark.parametrize(("month", "days"), [("calendar", Decimal(365) / 12), ("30", 30), ("working", 22)])
def test_a_month_has_the_runs_of_the_days_worked_however_it_is_counted(month: Month, days: Decimal) -> None:
    """40 x 0.7 x 22 = 616; of people who work every day it has 28 on each of its days."""
    assert float(runs_per_day(TEAM, month) * days) == pytest.approx(616)
    assert runs_per_day(replace(TEAM, days_per_month=None), month) == 28


def test_a_person_beside_what_is_published() -> None:
    found = person_cost(load(), Decimal(13), Decimal(13 * 616), AVERAGES)
    assert found is not None and found.published is not None
    assert (found.usd_per_month, found.usd_per_active_day, found.reason) == (Decimal("200.2"), 13, "")
    assert found.published.source.startswith("Claude Code documentation")
    assert person_cost(load(None), Decimal(13), Decimal(1), AVERAGES) is None
    assert person_cost(replace(load(), task_class="maths"), Decimal(13), Decimal(1), AVERAGES).published is None  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("usd_per_run", "people", "month", "reason"),
    [
        (13, TEAM, 750 * 40, ""),
        (40, TEAM, 751 * 40, "the length of a run"),
        (20, replace(TEAM, runs_per_day=5), 1500 * 40, "how often it runs"),
        (13, replace(TEAM, days_per_month=1), 9 * 40, "the days worked"),
        (1, TEAM, 10 * 40, "the length of a run"),
    ],
)
def test_the_assumption_that_puts_it_far_outside_is_named(
    usd_per_run: int, people: People, month: int, reason: str
) -> None:
    found = person_cost(load(people), Decimal(usd_per_run), Decimal(month), AVERAGES)
    assert found is not None and found.reason.startswith(reason) and bool(found.reason) == bool(reason)


def test_the_coding_preset_gives_a_team_a_figure_near_what_is_published(catalogue: Catalogue) -> None:
    """40 developers on Claude Sonnet 4.5: within three times of $150 to $250 a developer and month."""
    workload = preset_workload(catalogue.presets["coding_session"].assumptions)
    request = parse_request({"workload": workload, "offers": ["anthropic/claude-sonnet-4-5"], "thinking": ["high"]})
    (answer,) = compare(request, catalogue, now=datetime(2026, 11, 27, tzinfo=UTC)).estimates
    person = answer.cost.per_person
    assert person is not None and person.reason == ""
    assert 50 < person.usd_per_month < 750
