"""The inputs of saved plans in words: a list beside the figures, and line by line in comparisons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal

from planner.core.models.catalogue import Catalogue
from planner.core.people import runs_per_day
from planner.core.request import EstimateRequest
from planner.core.scenario.compare import InputRow, Side, input_rows, inputs_of
from planner.core.tokens.calibration import OwnRuns
from planner.core.workload import DAYS_OF_MONTH, BadInput, Month, Stage, Workload, exact
from planner.store.database.rows import Draft
from planner.store.of_draft import of_draft
from planner.store.snapshot import question_of, saved_of
from planner.web import filters
from planner.web.forms import FIGURES, SPECS, PlanForm
from planner.web.forms import label_of as label_behind_door
from planner.web.forms.fields import SHARE_FIELDS
from planner.web.present.names import model_called, name_of
from planner.web.saved.batch_times import SavedBatch, batch_of
from planner.web.saved.kinds import Difference
from planner.web.saved.plans.figures import named_with_host
from planner.web.saved.plans.reopen import as_filled

LABELS = {spec.path: spec.label for spec in SPECS.values() if spec.path} | {
    "offers": "Models", "thinking": "Thinking", "seed": "Seed of the simulation", "price_moment": "Prices of",
    "calibration": "Own runs", "workload.stages": "Parts", "workload.people.count": SPECS["people"].label,
    "workload.people.runs_per_day": "Runs per person", "workload.people.active_share": SPECS["active"].label,
    "workload.people.days_per_month": SPECS["workdays"].label,
}  # fmt: skip
FIELD_OF = {spec.path: spec.name for spec in SPECS.values() if spec.path}
CHOICES = {spec.path: dict(spec.choices) for spec in SPECS.values() if spec.path and spec.choices}
ESTIMATED_IF_EMPTY = frozenset({"visible_tokens_per_call", "reasoning_tokens_per_call"})
"""What the planner estimates where nothing is typed."""
UNIT_WORDS = {
    "hours_per_day": "h", "shared_prefix_tokens": "tokens", "input_tokens": "tokens", "tool_result_tokens": "tokens",
    "visible_tokens_per_call": "tokens", "reasoning_tokens_per_call": "tokens", "max_output_tokens": "tokens",
    "tool_seconds": "s", "gap_seconds": "s", "runs_per_day": "per day", "thinking_budget_tokens": "tokens",
    "citation_tokens_per_run": "tokens", "image_output_tokens_per_run": "tokens",
    "audio_output_tokens_per_run": "tokens", "audio_seconds_per_run": "s",
}  # fmt: skip
SHARE_NAMES = frozenset(SPECS[name].path.rpartition(".")[2] for name in SHARE_FIELDS) | {"active_share", "discount"}


@of_draft
def asked_of(draft: Draft) -> EstimateRequest | None:
    """The question; None where this version takes it no longer."""
    try:
        return question_of(draft)
    except BadInput:
        return None


def input_facts(
    question: EstimateRequest, catalogue: Catalogue, mode: str = "on", *, once: bool = False
) -> tuple[tuple[str, str], ...]:
    """The inputs as a short list of names and values; `mode`: the one the plan leads with."""
    load = question.workload
    answer = load.visible_tokens_per_call
    return (
        ("Runs", volume_of(load, month=question.month, once=once)),
        ("Prompt", f"{filters.count(load.shared_prefix_tokens)} shared, {filters.count(load.input_tokens)} own"),
        ("Answer", "estimated" if answer is None else f"{filters.count(answer)} tokens a call"),
        ("Effort", next((asked for asked in question.thinking if asked != "off" and mode != "off"), "off")),
        ("Steps", _steps(question)),
        ("Cache", CHOICES["workload.cache.mode"].get(load.cache.mode, load.cache.mode)),
        ("Work", work_called(load, catalogue)),
        ("Models", ", ".join(called(name, catalogue) for name in question.offers)),
        *(("Own figures", ", ".join(question.overrides)) for _ in range(bool(question.overrides))),
        *(("Own runs", runs_in_words(question.calibration, catalogue)) for _ in range(bool(question.calibration))),
    )


def work_called(load: Workload, catalogue: Catalogue) -> str:
    """The kind of work by its name."""
    task = catalogue.task_classes.get(load.task_class)
    return task.name if task else load.task_class


def volume_of(load: Workload, thing: str = "", *, month: Month = "calendar", once: bool = False) -> str:
    """50 per day; or who starts them: 616 per month: 40 people, 70% active, each once a day on 22 days a month. In a
    `month` of working days runs are counted by these; 400,000 in all where they are done `once`. `thing`: what one of
    them is called, behind its number."""

    def many(number: object) -> str:
        return f" {filters.noun(number, thing)}" if thing else ""

    people, day = load.people, "working day" if month == "working" else "day"
    days, months = DAYS_OF_MONTH[month]
    if once:
        runs = exact(load.runs_per_day) * days / months
        return f"{filters.whole(runs)}{many(runs)} in all"
    if people is None:
        return f"{filters.count(load.runs_per_day)}{many(load.runs_per_day)} per {day}"
    times = "once" if people.runs_per_day == 1 else f"{filters.count(people.runs_per_day)} times"
    worked_days = 22 if month == "working" else people.days_per_month
    worked = (
        "" if worked_days is None else f" on {filters.count(worked_days)} {filters.noun(worked_days, 'day')} a month"
    )
    active = "" if people.active_share == 1 else f" {filters.percent(people.active_share)} active,"
    runs = runs_per_day(people) * days / months
    who = "1 person" if people.count == 1 else f"{filters.count(people.count)} people"
    return f"{filters.whole(runs)}{many(runs)} per month: {who},{active} each {times} a {day}{worked}"


AMONG_INPUT_FACTS = frozenset({
    "runs_per_day", "shared_prefix_tokens", "input_tokens", "visible_tokens_per_call", "steps", "tool_result_tokens",
    "tool_seconds", "cache.mode", "task_class",
})  # fmt: skip
"""The inputs that `input_facts` shows."""


def on_paper(question: EstimateRequest, catalogue: Catalogue, effort: str) -> tuple[tuple[str, str], ...]:
    """All inputs for a printed page: the short list, every other assumption that has a value, own figures."""
    rest = {k: v for k, v in inputs_of(question).items() if k == "month" or k.startswith("workload.")}
    more = [
        (label_of(name, catalogue), value_words(name, value, catalogue))
        for name, value in rest.items()
        if value is not None and name.removeprefix("workload.") not in AMONG_INPUT_FACTS
    ]
    own = [
        (label_of(name, catalogue), value_words(name, value, catalogue))
        for name, value in inputs_of(question).items()
        if name.startswith("overrides.")
    ]
    listed = [
        (name, effort if name == "Effort" else value)
        for name, value in input_facts(question, catalogue)
        if name not in ("Own figures", "Models")
    ]
    return (*listed, *more, *own)


def _steps(question: EstimateRequest) -> str:
    load = question.workload
    if load.stages:
        return f"in parts: {', '.join(stage.name for stage in load.stages)}"
    if load.steps == 1:
        return "one call"
    if load.step_kind == "user_turn":
        return f"{filters.count(load.steps)} messages, {filters.count(load.tool_result_tokens)} tokens each later one"
    return (
        f"{filters.count(load.steps)} calls, {filters.count(load.tool_result_tokens)}-token results, "
        f"{filters.count(load.tool_seconds)} s tools"
    )


def input_lines(sides: Sequence[Side], drafts: Sequence[Draft], catalogue: Catalogue) -> tuple[Difference, ...]:
    """Every input of the plans, defaults filled in, and the times of their batches; `drafts`: those of the sides. A
    field is called as behind the door of the plans where that is one word for all."""
    months = [side.question.month for side in sides]
    pairs = zip(drafts, sides, strict=True)
    forms = [as_filled(draft, side.question, catalogue) for draft, side in pairs]
    lines = (_line(row, catalogue, months, _door_label(row.name, forms)) for row in input_rows(sides))
    return (*lines, *_batch_lines([batch_of(draft) for draft in drafts]))


def _door_label(name: str, forms: Sequence[PlanForm | None]) -> str:
    """What all forms call the field, where they have one word for it; else empty."""
    field = FIELD_OF.get(name)
    called = {label_behind_door(form, field) if form and field else "" for form in forms}
    return called.pop() if len(called) == 1 else ""


def _batch_lines(batches: Sequence[SavedBatch | None]) -> Iterator[Difference]:
    """When each starts and is needed, and its calls at once; nothing where none is a batch."""
    facts = [dict(batch.facts) if batch else {} for batch in batches]
    for name in dict.fromkeys(name for one in facts for name in one):
        values = tuple(one.get(name, "no batch") for one in facts)
        yield Difference(name, values, len(set(values)) > 1)


def differing_inputs(one: Draft, other: Draft, catalogue: Catalogue) -> tuple[Difference, ...]:
    """The inputs in which two drafts of one plan differ."""
    drafts = (one, other)
    sides = [Side("", question, saved_of(draft)) for draft in drafts if (question := asked_of(draft))]
    return tuple(line for line in input_lines(sides, drafts, catalogue) if line.differs) if len(sides) == 2 else ()


def _line(row: InputRow, catalogue: Catalogue, months: Sequence[Month], label: str) -> Difference:
    pairs = zip(row.values, months, strict=True)
    values = tuple(value_words(row.name, value, catalogue, month=month) for value, month in pairs)
    # The order of the models is not an input: the plan page sorts them itself.
    differs = row.differs and not (row.name == "offers" and len({frozenset(v) for v in _tuples(row)}) == 1)
    # Two hours of one day are no difference that could be read.
    differs = differs and not (row.name == "price_moment" and len(set(values)) == 1)
    return Difference(label or label_of(row.name, catalogue), values, differs)


def _tuples(row: InputRow) -> Iterator[tuple[object, ...]]:
    return (value if isinstance(value, tuple) else (value,) for value in row.values)


def called(name: str, catalogue: Catalogue) -> str:
    """A model by its name, an offer by model and host."""
    offer = None if name in catalogue.profiles else catalogue.offers.get(name)
    return named_with_host(offer.name, name, catalogue) if offer else name_of(name, catalogue)


def runs_in_words(entries: Sequence[OwnRuns], catalogue: Catalogue) -> str:
    """14 of GPT-5.4, high; figures alone, for holders of a link."""
    found = [f"{own.runs:,} of {model_called(own.model, catalogue)}, {own.thinking}" for own in entries]
    return "; ".join(found) or "none"


def label_of(name: str, catalogue: Catalogue) -> str:
    if not name.startswith("overrides."):
        return LABELS.get(name, name.rpartition(".")[2].replace("_", " ").capitalize())
    rest = name.removeprefix("overrides.")
    for path, label, unit in FIGURES.values():
        if rest.endswith("." + path):
            return f"{label}, {unit}: {name_of(rest.removesuffix('.' + path), catalogue)}"
    return rest


def value_words(name: str, value: object, catalogue: Catalogue, *, month: Month = "calendar") -> str:
    """The value of an input as pages write it; runs per day are of working days where a `month` has no others."""
    if name == "offers" and isinstance(value, tuple):
        return ", ".join(called(offer, catalogue) for offer in value)
    if name == "calibration" and isinstance(value, tuple):
        return runs_in_words(value, catalogue)
    if name == "workload.stages" and isinstance(value, tuple):
        return "; ".join(f"{stage.name}: {stage_words(stage, catalogue)}" for stage in value) or "one piece"
    if name == "workload.task_class" and value in catalogue.task_classes:
        return catalogue.task_classes[str(value)].name
    if name in CHOICES:
        return CHOICES[name].get(str(value), str(value))
    return _plain(name.rpartition(".")[2], value, month)


def stage_words(stage: Stage, catalogue: Catalogue) -> str:
    """Gemini 3.1 Flash-Lite, low, 4 times, 12 steps each, in 30% of runs, with a context of its own; then the rest."""
    parts = [called(stage.offer, catalogue) if stage.offer else "the model compared", stage.thinking or ""]
    parts.append(f"{stage.times:,} {'at once' if stage.parallel else 'times'}" if stage.times > 1 else "")
    steps = "" if stage.steps is None else f"{filters.count(stage.steps)} {'step' if stage.steps == 1 else 'steps'}"
    parts.append(f"{steps} each" if steps and stage.times > 1 else steps)
    parts.append(f"in {filters.percent(stage.share)} of runs" if stage.share < 1 else "")
    parts.append("with a context of its own" if stage.starts_fresh else "")
    in_parts = ("name", "offer", "thinking", "steps", "times", "parallel", "share", "starts_fresh")
    rest = {f.name: getattr(stage, f.name) for f in fields(stage) if f.name not in in_parts}
    parts += [f"{LABELS.get(f'workload.{n}', n).lower()} {_plain(n, v)}" for n, v in rest.items() if v is not None]
    return ", ".join(part for part in parts if part)


def _plain(name: str, value: object, month: Month = "calendar") -> str:
    if value is None:
        return "estimated" if name in ESTIMATED_IF_EMPTY else "not given"
    if isinstance(value, date | datetime):
        return filters.day(value)
    if isinstance(value, tuple):
        return ", ".join(str(part) for part in value)
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return str(value).replace("_", " ")
    if name in SHARE_NAMES:
        return filters.percent(value)
    return " ".join(_number(name, value, month))


def _number(name: str, value: int | float | Decimal, month: Month) -> Iterator[str]:
    yield filters.count(value)
    if name == "runs_per_day" and month == "working":
        yield "per working day"
    elif name in UNIT_WORDS:
        yield UNIT_WORDS[name]
