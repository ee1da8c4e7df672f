"""The inputs of a saved plan in words."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from planner.core.models.catalogue import Catalogue
from planner.core.request import EstimateRequest
from planner.core.workload import Compaction, Month, People, Workload
from planner.web.saved.plans.inputs import on_paper, value_words, volume_of
from tests.web.saved.parts import compared, plain, save


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


def test_plans_side_by_side_call_fields_as_their_door_does(client: FlaskClient) -> None:
    """A chat has messages and no tool results; where one of the plans is no chat, the field has its general name."""
    chats = compared(client, "door=chat&models=gpt-5.4&result=50", "door=chat&models=gpt-5.4&result=90&steps=3")
    assert "Each later message 50 tokens 90 tokens" in plain(chats)
    assert "Messages per conversation 8 3" in plain(chats) and "Tool result" not in plain(chats)
    mixed = plain(compared(client, "door=chat&models=gpt-5.4", "door=agent&models=gpt-5.4"))
    assert "Tool result" in mixed and "Each later message" not in mixed
    assert "Needed by" not in mixed and "Calls at once" not in mixed


def test_batches_side_by_side_show_their_times(client: FlaskClient) -> None:
    batch = "door=batch&models=gpt-6-luna&runs=1000"
    both = plain(compared(client, f"{batch}&needed=06:00&at_once=60", f"{batch}&starts=22:30"))
    assert "Starts at 20:00 22:30" in both
    assert "Needed by 06:00 any time" in both
    assert "Calls at once 60 50" in both
    beside = plain(compared(client, f"{batch}&needed=06:00", "door=chat&models=gpt-5.4"))
    assert "Needed by 06:00 no batch" in beside
    alike = plain(compared(client, f"{batch}&needed=06:00", f"{batch}&needed=06:00&result=9"))
    differing = alike[alike.index("Inputs that differ") if "Inputs that differ" in alike else 0 : alike.index("same")]
    assert "Needed by" not in differing


def test_messages_of_a_saved_chat_are_no_calls(client: FlaskClient) -> None:
    page = plain(client.get(f"/saved/{save(client, 'door=chat&models=gpt-5.4&result=70')}").text)
    assert "8 messages, 70 tokens each later one" in page and "70-token results" not in page
