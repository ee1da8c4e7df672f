"""What the results on a page are still of while its form holds something that cannot be used."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from planner.core.models.catalogue import Catalogue
from planner.core.workload import BadInput
from planner.web.forms import SPECS, PlanForm, form_in_words
from planner.web.saved.snapshot import form_of, plan_question

RUNS = ("runs", "per", "people")


def still(address: str, wrong: Iterable[str], catalogue: Catalogue) -> str:
    """The sentence for a page at `address`, whose `wrong` fields cannot be used; empty where it shows no results."""
    form = form_of(query_of(address), catalogue)
    try:
        plan_question(form)
    except BadInput:
        return ""
    return f"Still for {_shown(form, list(wrong))}: mend the field marked." if form.models else ""


def query_of(address: str) -> str:
    """The query string of an address that a browser sent; empty where it sent something else."""
    try:
        return urlsplit(address).query
    except ValueError:
        return ""


def _shown(form: PlanForm, wrong: list[str]) -> str:
    """What the wrong field said before; the whole plan where that is not one short value."""
    runs, steps, _ = form_in_words(form.values)
    if set(wrong) <= set(RUNS):
        return runs
    if wrong == ["steps"]:
        return steps
    if len(wrong) == 1 and wrong[0] in SPECS and form.values[wrong[0]]:
        label = SPECS[wrong[0]].label
        return f"{label[:1].lower()}{label[1:]} {form.values[wrong[0]]}"
    return ", ".join(form_in_words(form.values))
