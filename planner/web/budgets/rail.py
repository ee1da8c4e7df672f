"""The rail of a budget's page: its fields, its lines in two lines of text each, and the line that is being edited."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from planner.core.models.catalogue import Catalogue
from planner.schema.budget.bounds import INPUT_KINDS
from planner.web.budgets.form.fields import BUDGET, LINE, OWN_PACE, OWN_RATES, WORKLOAD, spec_of
from planner.web.budgets.form.form import BudgetForm, LineForm
from planner.web.budgets.form.readings import read_as
from planner.web.budgets.line_text import LineText, grouped, line_text, plan_called
from planner.web.budgets.saved_lines import Source
from planner.web.budgets.warnings import LineWarning
from planner.web.forms import DOORS, Spec
from planner.web.forms.stages import called
from planner.web.own_runs.choice import OwnRunsChoice, own_runs_choice
from planner.web.own_runs.of_request import own_runs_of_request
from planner.web.present.problem_text import away_from_field


@dataclass(frozen=True, slots=True)
class LineView:
    """A line as it stands in the list; `hidden` are its fields while it is closed."""

    index: int
    name: str
    text: LineText
    ink: str
    is_hatched: bool
    is_open: bool
    hidden: tuple[tuple[str, str], ...]
    problems: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Editor:
    """The fields of the open line, by their own names; `at` is the prefix they have in the form. `kept` are those that
    the form has no field for; `parts` the names of its run's parts, empty where it is in one piece."""

    at: str
    values: Mapping[str, str]
    errors: Mapping[str, str]
    source: str
    source_name: str
    revisions: tuple[tuple[str, str], ...]
    preset: str
    placeholders: Mapping[str, str]
    own_open: bool
    kept: tuple[tuple[str, str], ...]
    parts: str


@dataclass(frozen=True, slots=True)
class Rail:
    """Everything the rail prints."""

    values: Mapping[str, str]
    specs: Mapping[str, Spec]
    line_specs: Mapping[str, Spec]
    load_specs: Mapping[str, Spec]
    errors: Mapping[str, str]
    read_as: Mapping[str, str]
    lines: tuple[LineView, ...]
    editor: Editor | None
    presets: tuple[tuple[str, str], ...]
    sources: tuple[Source, ...]
    tasks: tuple[tuple[str, str], ...]
    inputs: tuple[tuple[str, bool], ...]
    summary: str
    more: str
    more_open: bool
    open: str
    budget: str
    revision: str
    own_offers: str
    own_runs: OwnRunsChoice | None
    learnt: str
    error_names: tuple[str, ...]
    error_sentences: tuple[str, ...]


MOST_REVISIONS_OFFERED = 100
NOT_ON_THE_FORM = frozenset({
    "active", "arrive", "audio", "audio_out", "citations", "compact_at", "compact_to", "image_out", "images", "pauses",
    "pdf_pages", "region", "search_size", "steps_sd", "success", "success_bench", "success_off", "think_budget",
    "tries", "workdays", "write_hour",
})  # fmt: skip
"""Fields of a run that a line's form does not have. They stay as the plan had them, and their errors are shown under
the line's name."""
MORE = ("month", "label", "per_usd", "wish", "p95", "context", "bench", "score", "inputs", "seed")


def rail(
    form: BudgetForm,
    errors: Mapping[str, str],
    sources: tuple[Source, ...],
    catalogue: Catalogue,
    warnings: Sequence[LineWarning] = (),
    *,
    day: date,
) -> Rail:
    places = range(len(form.lines))
    own = [tuple(found.sentence for found in warnings if found.line == place) for place in places]
    lines = tuple(replace(_line(form, place, errors, sources, catalogue, day), warnings=own[place]) for place in places)
    names = _error_names(form)
    return Rail(
        values=form.values,
        specs=BUDGET,
        line_specs=LINE,
        load_specs=WORKLOAD,
        errors=errors,
        read_as=read_as(form, names),
        lines=lines,
        editor=_editor(form, errors, sources) if form.open is not None else None,
        presets=_kinds_of_work(catalogue),
        sources=sources,
        tasks=tuple((task.id, task.name) for task in catalogue.task_classes.values()),
        inputs=tuple((kind, kind in form.values["inputs"]) for kind in INPUT_KINDS),
        summary=in_one_line(form),
        more=more_words(form),
        more_open=any(name in errors for name in MORE),
        open="" if form.open is None else str(form.open),
        budget=form.budget,
        revision=form.revision,
        own_offers=form.own_offers,
        own_runs=own_runs_choice(form.learnt, own_runs_of_request()),
        learnt=form.learnt,
        error_names=names,
        error_sentences=tuple(_with_label(lines, name, text) for name, text in errors.items()),
    )


def _with_label(lines: Sequence[LineView], name: str, sentence: str) -> str:
    """What is wrong with a field, said where the field does not stand: Answers, runs: type a number."""
    label = spec.label if (spec := spec_of(name)) else ""
    line = next((line.name for line in lines if name.startswith(f"l{line.index}-")), "")
    if line and label:
        label = f"{line}, {label[:1].lower()}{label[1:]}"
    return away_from_field(label or line, sentence)


def _kinds_of_work(catalogue: Catalogue) -> tuple[tuple[str, str], ...]:
    """Workloads to start from: the usual one of each door first, as most budgets are made of these."""
    usual = [door.preset for door in DOORS.values()]
    first = sorted(catalogue.presets.values(), key=lambda one: usual.index(one.id) if one.id in usual else len(usual))
    return tuple((one.id, one.name) for one in first)


def in_one_line(form: BudgetForm) -> str:
    """$36,000 per month, 4 lines, from Dec 2026."""
    cap = f"${grouped(form.values['cap'].removeprefix('$'))} per month" if form.values["cap"] else "No cap"
    count = len(form.lines)
    return f"{cap}, {count} {'line' if count == 1 else 'lines'}, from {form.values['start']}"


def more_words(form: BudgetForm) -> str:
    """What More holds, in one line."""
    label, rate = form.values["label"], form.values["per_usd"]
    month = dict(BUDGET["month"].choices).get(form.values["month"], form.values["month"])
    parts = ["USD" if label == "USD" else f"USD and {label} at {rate}", f"a month counts {month}"]
    parts += [f"within {form.values['p95']} s"] if form.values["p95"] else []
    return ", ".join(parts)


def _line(
    form: BudgetForm,
    index: int,
    errors: Mapping[str, str],
    sources: tuple[Source, ...],
    catalogue: Catalogue,
    day: date,
) -> LineView:
    line, is_open = form.lines[index], form.open == index
    at = f"l{index}-"
    shown, beside = _shown_fields(form, index), (f"{at}paid", f"{at}sample")
    return LineView(
        index=index,
        name=line.values["name"] or f"Line {index + 1}",
        text=line_text(line, sources, catalogue, day),
        ink=f"line-{index % 4 + 1}" if index < 8 else "line-rest",
        is_hatched=4 <= index < 8,
        is_open=is_open,
        hidden=() if is_open else tuple((n, t) for n, t in line.pairs(index) if n not in beside),
        problems=tuple(
            away_from_field(spec.label if (spec := spec_of(name)) else "", text)
            for name, text in errors.items()
            if name.startswith(at) and name not in shown
        ),
        warnings=(),
    )


def _shown_fields(form: BudgetForm, index: int) -> set[str]:
    """The fields of a line that stand on the page, and have a place for their errors."""
    paid = {f"l{index}-paid"}
    return paid | {f"l{index}-{name}" for name in _editable(form.lines[index])} if form.open == index else paid


def _editable(line: LineForm) -> list[str]:
    own = [name for name in LINE if name not in ("paid", "sample", "figures")]
    return [*own, "source"] if line.source else [*own, *(name for name in WORKLOAD if name not in NOT_ON_THE_FORM)]


def _error_names(form: BudgetForm) -> tuple[str, ...]:
    """Every field on the page that may carry an error, limits apart."""
    own = [name for name in BUDGET if name not in ("rescale", "seed")]
    lines = [name for index in range(len(form.lines)) for name in sorted(_shown_fields(form, index))]
    return (*own, "lines", *lines)


def _editor(form: BudgetForm, errors: Mapping[str, str], sources: tuple[Source, ...]) -> Editor:
    index = form.open or 0
    line, at = form.lines[index], f"l{index}-"
    own = {name.removeprefix(at): text for name, text in errors.items() if name.startswith(at)}
    return Editor(
        at=at,
        values={**line.load.values, **line.values},
        errors=own,
        source=line.source,
        source_name=plan_called(line.source, sources),
        revisions=tuple(_revisions(line.source, sources)),
        preset=line.load.preset.id,
        placeholders={"answer": "estimated", "reasoning": "estimated", "max_output": "the host’s"},
        own_open=any(name in own for name in (*OWN_RATES, *OWN_PACE)),
        kept=() if line.source else line.kept(sorted(NOT_ON_THE_FORM)),
        parts=", ".join(called(stage, place) for place, stage in enumerate(line.load.stages)),
    )


def _revisions(reference: str, sources: tuple[Source, ...]) -> Iterator[tuple[str, str]]:
    """The latest, then the newest by number, and always the one chosen, also where the plan is gone."""
    scenario, _, number = reference.partition("@")
    latest = next((source.latest for source in sources if source.id == scenario), 0)
    numbers = list(range(latest, max(latest - MOST_REVISIONS_OFFERED, 0), -1))
    if re.fullmatch("[1-9][0-9]{0,8}", number) and int(number) not in numbers:
        numbers.append(int(number))
    yield scenario, "always the latest"
    yield from ((f"{scenario}@{n}", f"revision {n}, as it stands") for n in numbers)
