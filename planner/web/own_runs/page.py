"""The page of own runs: each with its model, kind of work, figures, and where and when it was measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner.core.models.catalogue import Catalogue
from planner.core.tokens.calibration import OwnRuns
from planner.core.tokens.saved_runs import MOST_SAVED, SavedRuns
from planner.store.own_runs import StoredRuns
from planner.web import filters
from planner.web.own_runs.form import FIELDS, MODES, OwnRunsForm
from planner.web.present.names import known_models, model_called

NOT_MEASURED = "not measured"
WORDS = {"default": "as the host does by default"}


@dataclass(frozen=True, slots=True)
class RunsLine:
    """One entry in the list; `problem` where nothing is moved by it any more."""

    id: str
    model: str
    thinking: str
    work: str
    runs: str
    reasoning: str
    visible: str
    steps: str
    seconds: str
    when: str
    source: str
    problem: str


@dataclass(frozen=True, slots=True)
class OwnRunsPage:
    """`form` is the one to fill in, where one is. `plan`: the query of a plan with the figures of a log of which runs
    were just kept."""

    title: str
    lines: tuple[RunsLine, ...] = ()
    runs: int = 0
    form: OwnRunsForm | None = None
    fields: tuple[tuple[str, str, str, str], ...] = tuple((name, *said) for name, said in FIELDS.items())
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
    """All of them, the ones kept last first; `readable`: those whose model is known."""
    lines = tuple(_line(one, one.kept in readable, catalogue) for one in stored)
    runs = sum(one.kept.own.runs for one in stored)
    return OwnRunsPage("Your own runs", lines, runs, **more)  # type: ignore[arg-type]


def form_page(form: OwnRunsForm, catalogue: Catalogue, *, problem: str = "") -> OwnRunsPage:
    works = tuple((one.id, one.name) for one in catalogue.task_classes.values())
    return OwnRunsPage(
        "Runs of your own, typed in", form=form, works=works, known=known_models(catalogue), problem=problem
    )


def _line(stored: StoredRuns, is_readable: bool, catalogue: Catalogue) -> RunsLine:
    own = stored.kept.own
    work = catalogue.task_classes.get(own.task_class)
    return RunsLine(
        id=stored.id,
        model=model_called(own.model, catalogue),
        thinking=own.thinking,
        work=work.name if work else own.task_class,
        runs=filters.count(own.runs),
        reasoning=_figure(own, "reasoning_tokens"),
        visible=_figure(own, "visible_tokens"),
        steps=_figure(own, "steps"),
        seconds=NOT_MEASURED if own.seconds is None else filters.duration(own.seconds),
        when=days_of(stored.kept),
        source=stored.kept.source or "not said",
        problem="" if is_readable else "This model or mode is not listed any more: these runs change nothing.",
    )


def _figure(own: OwnRuns, name: str) -> str:
    value = getattr(own, name)
    return NOT_MEASURED if value is None else filters.three(value)


def days_of(kept: SavedRuns) -> str:
    """1 Nov 2026 to 24 Nov 2026; what is known of it."""
    days = [filters.day(day) for day in dict.fromkeys((kept.first, kept.last)) if day]
    return " to ".join(days) or "not said"
