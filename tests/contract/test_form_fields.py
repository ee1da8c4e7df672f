"""Every field of the plan's form has a place on its page; a budget line's form has each or names it as left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from planner.web.budgets.form.fields import WORKLOAD
from planner.web.budgets.rail import NOT_ON_THE_FORM
from planner.web.forms.fields import SPECS

TEMPLATES = Path(__file__).parents[2] / "templates"


def names_in(text: str) -> set[str]:
    """Names in quotes or behind a dot, as templates write fields; a unit follows the field that it is of."""
    return set(re.findall(r"""["'.](\w+)""", text))


@pytest.mark.parametrize("name", sorted(name for name in SPECS if not name.endswith("_unit")))
def test_a_field_of_the_plan_has_a_place(name: str) -> None:
    assert name in names_in("".join(path.read_text(encoding="utf-8") for path in (TEMPLATES / "plan").rglob("*.html")))


def test_a_budget_line_has_every_field_or_names_it_as_left_out() -> None:
    shown = names_in((TEMPLATES / "budgets" / "_line.html").read_text(encoding="utf-8"))
    assert {name for name in WORKLOAD if not name.endswith("_unit")} - shown <= NOT_ON_THE_FORM
    assert set(WORKLOAD) >= NOT_ON_THE_FORM
