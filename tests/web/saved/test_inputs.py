"""The inputs of a saved plan in words."""

from __future__ import annotations

import pytest

from planner.core.models.catalogue import Catalogue
from planner.core.request import EstimateRequest
from planner.core.workload import Compaction, Month, People, Workload
from planner.web.saved.plans.inputs import on_paper, value_words, volume_of


def test_shares_are_percents_and_people_have_their_labels(catalogue: Catalogue) -> None:
    load = Workload(
        pause_share=0.05,
        success_rate=0.6,
        success_rate_off=0.45,
        retry_rate=0.02,
        compaction=Compaction(at_share=0.8, to_tokens=20_000),
        people=People(count=40, runs_per_day=1, active_share=0.7, days_per_month=22),
    )
    lines = dict(on_paper(EstimateRequest(workload=load, offers=("gpt-5.4",)), catalogue, "high"))
    wanted = {
        "Steps after a long pause": "5%",
        "Runs that succeed": "60%",
        "The same without thinking": "45%",
        "Share of runs repeated": "2%",
        "Summarise at, of the window": "80%",
        "Share of people active on a day": "70%",
        "People": "40",
        "Runs per person": "1 per day",
        "Working days per month": "22",
    }
    assert {label: lines.get(label) for label in wanted} == wanted


@pytest.mark.parametrize(
    ("people", "said"),
    [
        (None, "50 per day"),
        (People(40, 0.7, 22, 1), "616 per month: 40 people, 70% active, each once a day on 22 days a month"),
        (People(1, 1, None, 4), "122 per month: 1 person, each 4 times a day"),
    ],
)
def test_the_volume_says_who_starts_the_runs(people: People | None, said: str) -> None:
    assert volume_of(Workload(runs_per_day=50, people=people)) == said


@pytest.mark.parametrize(("month", "said"), [("calendar", "1,200 per day"), ("working", "1,200 per working day")])
def test_runs_of_a_working_month_are_those_of_a_working_day(month: Month, said: str, catalogue: Catalogue) -> None:
    names = ("workload.runs_per_day", "workload.people.runs_per_day")
    assert {value_words(name, 1200, catalogue, month=month) for name in names} == {said}
