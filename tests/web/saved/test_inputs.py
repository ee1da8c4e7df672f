"""The inputs of a saved plan in words."""

from __future__ import annotations

from planner.core.models.catalogue import Catalogue
from planner.core.request import EstimateRequest
from planner.core.workload import Compaction, People, Workload
from planner.web.saved.plans.inputs import on_paper


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
