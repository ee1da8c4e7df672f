"""Views that are imported lazily: each is there, and none is loaded before it is asked for."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from inspect import signature

import pytest

from planner.web import create_app
from planner.web.lazy_views import EVERY, KEPT, LINKS, SHARED, call, find
from planner.web.saved.kinds import PLACES, Kind

OF_KINDS = (KEPT, LINKS, SHARED)
RULES = [(rule, where, rules in OF_KINDS) for rules in EVERY for rule, where in rules.items()]
LATE = (
    "core.budget.inputs",
    "core.budget.report",
    "core.ranking.market",
    "schema.openapi",
    "web.api.views",
    "web.budgets.page",
    "web.offers.page",
    "web.own_offers.views",
    "web.own_runs.views",
    "web.saved.lists",
    "web.saved.plans.reprice.page",
    "web.usage.views",
)


@pytest.mark.parametrize(("rule", "where", "of_kind"), RULES)
def test_every_late_view_takes_the_parts_of_its_address(rule: str, where: str, of_kind: bool) -> None:
    parts = [part.partition(">")[0].rpartition(":")[2] for part in rule.split("<")[1:]]
    taken = signature(find(where)).parameters.values()
    needed = [one.name for one in taken if one.default is one.empty]
    assert needed[: int(of_kind)] == ["kind"] * of_kind
    assert set(needed[int(of_kind) :]) <= set(parts) <= {one.name for one in taken}


def test_what_templates_get_late_is_there() -> None:
    env = create_app({"DATABASE": ":memory:"}).jinja_env
    all_of_them = (*env.globals.values(), *env.filters.values())
    late = [one.args[0] for one in all_of_them if isinstance(one, partial) and one.func is call]
    assert len(late) >= 7
    assert all(callable(find(where)) for where in late)


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
