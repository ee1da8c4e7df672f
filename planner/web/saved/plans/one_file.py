"""A saved plan as one HTML file: opens from disk, without requests to a server and without scripts."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template

from planner.core.models.catalogue import Catalogue
from planner.store.database.rows import Revision
from planner.web.saved.finance.styles import styles
from planner.web.saved.plans.saved_plan import SavedPlan, saved_plan

SHEETS = ("tokens", "base", "form", "chart", "table", "scenarios", "print")


@dataclass(frozen=True, slots=True)
class OneFile:
    """The plan and the styles that go with it."""

    name: str
    plan: SavedPlan
    styles: str


def one_file(name: str, revision: Revision, catalogue: Catalogue) -> str:
    return render_template("saved/plans/file.html", page=OneFile(name, saved_plan(revision, catalogue), styles(SHEETS)))
