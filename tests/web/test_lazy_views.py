"""Views that are imported lazily: each is there, and none is loaded before it is asked for."""

from __future__ import annotations

import subprocess
import sys
from inspect import signature

import pytest

from planner.web.lazy_views import API, BUDGETS, OFFERS, SAVED_PLANS, USAGE, find
from planner.web.saved.kinds import PLACES, Kind

RULES = {**OFFERS, **USAGE, **BUDGETS, **SAVED_PLANS, **{f"API {rule}": where for rule, where in API.items()}}
LATE = ("web.usage.views", "web.budgets.page", "web.offers.page", "web.saved.plans.reprice.page", "core.budget.report")


@pytest.mark.parametrize(("rule", "where"), RULES.items())
def test_every_late_view_takes_the_parts_of_its_address(rule: str, where: str) -> None:
    parts = [part.partition(">")[0].rpartition(":")[2] for part in rule.split("<")[1:]]
    assert list(signature(find(where)).parameters) == parts


@pytest.mark.parametrize("place", PLACES)
def test_a_kind_stands_where_its_place_says(place: object) -> None:
    kind = place.kind  # type: ignore[attr-defined]
    assert isinstance(kind, Kind)
    assert kind.place is place


def test_a_server_starts_without_them() -> None:
    code = "import sys; from planner.web import create_app; create_app(); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    loaded = set(done.splitlines()[-1].split())
    assert not {f"planner.{name}" for name in LATE} & loaded
