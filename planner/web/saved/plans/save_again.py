"""The page for a plan that could not be saved as it was sent: everything typed is in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from planner.core.models.catalogue import Catalogue
from planner.web.saved.plans.snapshot import form_of


@dataclass(frozen=True, slots=True)
class SaveAgain:
    """`plan_problems` are about the plan and can only be corrected on its page; the others can be corrected here."""

    title: str
    plan: str
    name: str
    note: str
    name_problem: str
    note_problem: str
    plan_problems: tuple[str, ...]
    back: str


def save_again(form: Mapping[str, str], problems: Mapping[str, str], catalogue: Catalogue, *, status: int) -> SaveAgain:
    plan = form.get("plan", "")
    return SaveAgain(
        title="Not saved yet" if status == 422 else "The plan is not there any more",
        plan=plan,
        name=form.get("name") or form_of(plan, catalogue).preset.name,
        note=form.get("note", ""),
        name_problem=problems.get("name", ""),
        note_problem=problems.get("note", ""),
        plan_problems=tuple(text for field, text in problems.items() if field not in ("name", "note")),
        back=f"/plan?{plan}",
    )
