"""The form for own runs that are typed in: raw text by field, their entry, a sentence beside each wrong field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from planner.core.estimate.terms import Terms
from planner.core.number_text import read_number
from planner.core.tokens.calibration import OwnRuns
from planner.core.tokens.learning import learn
from planner.core.tokens.saved_runs import SavedRuns
from planner.core.workload import EFFORTS, BadInput, Problem
from planner.schema.own_runs import parse_saved_runs, saved_runs_data
from planner.web.forms.two_readings import asked
from planner.web.present.names import nearest_words

BY_HAND = "typed in"
MODES = ("default", "off", *EFFORTS, "on")
FIGURES = ("reasoning_tokens", "visible_tokens", "steps", "seconds")
FIELDS = {
    "model": ("Model", "As you call it, or the offer’s id.", "gpt-5.4"),
    "thinking": ("Thinking", "", ""),
    "task_class": ("Kind of work", "", ""),
    "runs": ("Number of runs", "What follows is their mean.", "10"),
    "reasoning_tokens": ("Reasoning tokens", "Per run. Empty: not measured.", "5,200"),
    "visible_tokens": ("Visible tokens", "Per run: what it says, and what it sends to tools.", "800"),
    "steps": ("Steps", "Calls per run.", "12"),
    "seconds": ("Seconds", "From the start of a run to its end.", "95"),
    "day": ("Day", "The last day of these runs.", "2026-11-27"),
}
"""Label, hint and example by field."""
OPTIONAL = (*FIGURES, "day")


@dataclass(frozen=True, slots=True)
class OwnRunsForm:
    """The form as it stands."""

    values: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)


def read_runs_form(args: Mapping[str, str]) -> OwnRunsForm:
    """The form that was sent; nothing is refused here."""
    values = {name: args.get(name, "").strip() for name in FIELDS}
    verb, _, choice = args.get("do", "").partition(":")
    name, _, reading = choice.partition("=")
    return OwnRunsForm(values | ({name: reading} if verb == "read" and name in values else {}))


def entry_of(form: OwnRunsForm, terms: Terms) -> SavedRuns | OwnRunsForm:
    """The entry a form stands for, or the form with a sentence beside each field that is wrong."""
    errors: dict[str, str] = {}
    numbers = {name: _number(form, name, errors) for name in ("runs", *FIGURES)}
    day = _day(form.values["day"], errors)
    if not form.values["model"]:
        errors["model"] = "Type the model that ran, such as gpt-5.4."
    if not errors and all(numbers[name] is None for name in FIGURES):
        errors["reasoning_tokens"] = "Give at least one figure: tokens, steps or seconds."
    if not errors:
        found = _checked(form, numbers, day, terms)
        if isinstance(found, SavedRuns):
            return found
        errors = _by_field(found)
    said = asked(errors, lambda name: form.values[name], lambda _, text: read_number(text), lambda _name, _text: "")
    return OwnRunsForm(form.values, said)


def _number(form: OwnRunsForm, name: str, errors: dict[str, str]) -> Decimal | None:
    text, example = form.values[name], FIELDS[name][2]
    if not text:
        if name not in OPTIONAL:
            errors[name] = f"Fill this in, such as {example}."
        return None
    try:
        return read_number(text)
    except ValueError as error:
        errors[name] = sentence if (sentence := str(error)).endswith(".") else f"{sentence}, such as {example}."
        return None


def _day(text: str, errors: dict[str, str]) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        errors["day"] = f"Type a day, such as {FIELDS['day'][2]}."
        return None


def _checked(
    form: OwnRunsForm, numbers: Mapping[str, Decimal | None], day: date | None, terms: Terms
) -> SavedRuns | list[Problem]:
    """The entry, held against the bounds of a request and the models that are known."""
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
        name = next((part for part in reversed(one.field.split(".")) if part in FIELDS), "model")
        found[name] = f"{one.message[:1].upper()}{one.message[1:]}.{nearest_words(one.suggestions)}"
    return found
