"""A little of the fuzz of every route; `make attack` does more of it."""

from __future__ import annotations

from flask.testing import FlaskClient

from planner.core.models.catalogue import Catalogue
from tests.attack.fuzz import try_all
from tests.web.budgets.parts import SCRIPT


def test_a_sample_of_fuzzed_requests_breaks_no_route(catalogue: Catalogue) -> None:
    routes, count, wrong = try_all(catalogue, seconds=60, seed=3, most=120)
    assert routes > 100 and count > 50 and wrong == []


def test_changes_under_a_cap_that_is_gone_are_an_empty_section(client: FlaskClient) -> None:
    answer = client.post("/budgets/under-cap", data={"name": "Nothing in it"}, headers=SCRIPT)
    assert answer.status_code == 200 and answer.text == ""
