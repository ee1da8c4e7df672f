"""The form for own runs that are typed in: raw text by field, their entry, a sentence beside each wrong field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from planner.core.estimate.terms import Terms
from planner.core.number_text import read_amount
from planner.core.tokens.calibration import OwnRuns
from planner.core.tokens.learning import learn
from planner.core.tokens.saved_runs import SavedRuns
from planner.core.workload import EFFORTS, BadInput, Problem
from planner.schema.own_runs import parse_saved_runs, saved_runs_data
from planner.web.forms.small_form import Field, FieldReader, SmallForm, read_day, sent_form
from planner.web.present.names import nearest_words, with_names
from planner.web.present.problem_text import beside_field

BY_HAND = "typed in"
MODES = ("default", "off", *EFFORTS, "on")
FIGURES = ("reasoning_tokens", "visible_tokens", "steps", "seconds")
FIELDS = (
    Field("model", "Model", "gpt-5.4", "As you call it, or the offer’s id."),
    Field("thinking", "Thinking"),
    Field("task_class", "Kind of work"),
    Field("runs", "Number of runs", "10", "What follows is their mean."),
    Field("reasoning_tokens", "Reasoning tokens", "5,200", "Per run. Empty: not measured.", is_optional=True),
    Field("visible_tokens", "Visible tokens", "800", "Per run: what it says, and what it sends to tools.",
          is_optional=True),
    Field("steps", "Steps", "12", "Calls per run.", is_optional=True),
    Field("seconds", "Seconds", "95", "From the start of a run to its end.", is_optional=True),
    Field("day", "Day", "2026-11-27", "The last day of these runs.", is_optional=True),
)  # fmt: skip
EXAMPLES = {one.name: one.example for one in FIELDS}


def read_runs_form(args: Mapping[str, str]) -> SmallForm:
    """The form that was sent; nothing is refused here."""
    return sent_form(FIELDS, args)


def entry_of(form: SmallForm, terms: Terms) -> SavedRuns | SmallForm:
    """The entry made from a form, or the form with a sentence beside each field that is wrong."""
    fields = FieldReader(form)
    errors: dict[str, str] = fields.errors
    numbers: dict[str, Decimal | None] = {name: fields.read(name, read_amount, None) for name in ("runs", *FIGURES)}
    day = fields.read("day", read_day, None)
    if not form.values["model"]:
        errors["model"] = "Type the model that ran, such as gpt-5.4."
    if not errors and all(numbers[name] is None for name in FIGURES):
        errors["reasoning_tokens"] = "Give at least one figure: tokens, steps or seconds."
    if not errors:
        found = _checked(form, numbers, day, terms)
        if isinstance(found, SavedRuns):
            return found
        errors = _by_field(with_names(found, terms.catalogue))
    return form.refused(errors, dict.fromkeys(EXAMPLES, read_amount))


def _checked(
    form: SmallForm, numbers: Mapping[str, Decimal | None], day: date | None, terms: Terms
) -> SavedRuns | list[Problem]:
    """The entry, checked against the bounds of a request and the known models."""
    figures = {name: float(value) for name in FIGURES if (value := numbers[name]) is not None}
    own = OwnRuns(
        model=form.values["model"],
        task_class=form.values["task_class"],
        runs=int(numbers["runs"] or 0),
        thinking=form.values["thinking"] or "default",
        **figures,  # type: ignore[arg-type]
    )
    try:
        (kept,) = parse_saved_runs([saved_runs_data(SavedRuns(own, BY_HAND, day, day))])
        learn(terms, [kept.own])
    except BadInput as bad:
        return list(bad.problems)
    return kept


def _by_field(problems: list[Problem]) -> dict[str, str]:
    """Sentences by the form's field of what a request would be refused for."""
    found: dict[str, str] = {}
    for one in problems:
        name = next((part for part in reversed(one.field.split(".")) if part in EXAMPLES), "model")
        text = f"{one.message}." if one.suggestions is not None else beside_field(one.message, EXAMPLES[name])
        found[name] = text + nearest_words(one.suggestions)
    return found
