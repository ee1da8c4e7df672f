"""What the results on a page are of, while its form has something that cannot be used."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from planner.core.models.catalogue import Catalogue
from planner.core.workload import BadInput
from planner.web import filters
from planner.web.forms import DOORS, SPECS, Door, PlanForm, in_one_line, label_of, volume_in_words
from planner.web.forms.numbers import read
from planner.web.plan.answer import question_of
from planner.web.saved.plans.snapshot import form_of

RUNS = ("runs", "per", "people")


def stale_of(address: str, wrong: Iterable[str], catalogue: Catalogue, door: Door) -> str:
    """What the figures of a page at `address` are of, while its `wrong` fields cannot be used; empty where it shows
    none. `door`: the one that its form belongs to, for the start page, whose address names none."""
    form = form_of(query_of(address) or f"door={door.id}", catalogue)
    try:
        question_of(form, catalogue)
    except BadInput:
        return ""
    return _shown(form, list(wrong)) if form.models else ""


def query_of(address: str) -> str:
    """The plan in an address that a browser sent, its door among the parameters; empty where it sent something else."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    door = parts.path.rpartition("/")[2]
    if parts.path.startswith("/plan/") and door in DOORS:
        return f"door={door}&{parts.query}"
    return parts.query


def _shown(form: PlanForm, wrong: list[str]) -> str:
    """The last usable value of the wrong field; the whole plan where that is not one short value."""
    if set(wrong) <= set(RUNS):
        return volume_in_words(form)
    if wrong == ["steps"]:
        steps = read("steps", form.values["steps"])
        return "one call" if steps == 1 else f"{filters.count(steps)} steps"
    if len(wrong) == 1 and wrong[0] in SPECS and form.values[wrong[0]]:
        return f"“{label_of(form, wrong[0])}” {form.values[wrong[0]]}"
    return in_one_line(form)
