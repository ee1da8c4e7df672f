"""The page of own runs: each with its model, kind of work, figures, and where and when it was measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner.core.models.catalogue import Catalogue
from planner.core.tokens.saved_runs import MOST_SAVED, SavedRuns
from planner.store.own_runs import StoredRuns
from planner.web.forms.small_form import SmallForm
from planner.web.own_runs.form import MODES
from planner.web.present.names import known_models, model_called

WORDS = {"default": "as the host does by default"}


@dataclass(frozen=True, slots=True)
class RunsLine:
    """One entry in the list with the names of its model and kind of work; one that is not usable moves nothing."""

    stored: StoredRuns
    model: str
    work: str
    is_usable: bool


@dataclass(frozen=True, slots=True)
class OwnRunsPage:
    """`form` is the one to fill in, where one is. `plan`: the query of a plan with the figures of a log of which runs
    were just kept."""

    title: str
    lines: tuple[RunsLine, ...] = ()
    runs: int = 0
    form: SmallForm | None = None
    modes: tuple[tuple[str, str], ...] = tuple((mode, WORDS.get(mode, mode)) for mode in MODES)
    works: tuple[tuple[str, str], ...] = ()
    known: tuple[tuple[str, str], ...] = ()
    problem: str = ""
    notice: str = ""
    text: str = ""
    plan: str = ""
    most: int = MOST_SAVED


def list_page(
    stored: Sequence[StoredRuns], readable: Sequence[SavedRuns], catalogue: Catalogue, **more: str
) -> OwnRunsPage:
    """All of them, the latest first; `readable`: those whose model is known."""
    lines = tuple(_line(one, one.kept in readable, catalogue) for one in stored)
    runs = sum(one.kept.own.runs for one in stored)
    return OwnRunsPage("Your own runs", lines, runs, **more)  # type: ignore[arg-type]


def form_page(form: SmallForm, catalogue: Catalogue, *, problem: str = "") -> OwnRunsPage:
    works = tuple((one.id, one.name) for one in catalogue.task_classes.values())
    return OwnRunsPage(
        "Runs of your own, typed in", form=form, works=works, known=known_models(catalogue), problem=problem
    )


def _line(stored: StoredRuns, is_usable: bool, catalogue: Catalogue) -> RunsLine:
    own = stored.kept.own
    work = catalogue.task_classes.get(own.task_class)
    return RunsLine(stored, model_called(own.model, catalogue), work.name if work else own.task_class, is_usable)
