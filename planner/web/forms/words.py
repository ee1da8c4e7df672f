"""The form in words: what its fields are called, what More holds, and the whole plan in one line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from planner.core.models.catalogue import Catalogue
from planner.core.number_text import noun, read_number
from planner.core.uncertainty.steps import StepsRange, own_spread, steps_range
from planner.web.forms.fields import FIGURES, SPECS
from planner.web.forms.numbers import in_digits, is_zero, same
from planner.web.forms.stages import called, part_of
from planner.web.forms.state import PlanForm
from planner.web.present.names import name_of
from planner.web.present.problem_text import away_from_field

PER = {"month": "per month", "once": ""}
IN_WORDS = ("runs", "people", "steps", "shared", "result", "tool", "active", "at_once", "retries")
"""Numbers that the sentences say."""


DEVELOPING = frozenset({"software_engineering", "coding_session"})
"""Workloads whose people are developers; behind other doors, and for other agents, they are people."""


RUNS_THAT = re.compile(r"^Runs (?=\w)")


def label_of(form: PlanForm, name: str) -> str:
    """What a field is called behind the form's door."""
    if name == "people":
        return people_of(form).capitalize()
    if label := form.door.labels.get(name):
        return label
    thing, label = form.door.thing, SPECS[name].label
    return RUNS_THAT.sub(f"{thing.capitalize()}s ", label).replace("per run", f"per {thing}")


def with_label(form: PlanForm, name: str, sentence: str, catalogue: Catalogue) -> str:
    """What is wrong with a field, said where the field does not stand: Steps: type at least 1."""
    key, _, offer = name.partition(":")
    if part := part_of(name, len(form.stages)):
        label = called(form.stages[part[0]], part[0])
    elif offer and key in FIGURES:
        label = f"{FIGURES[key][1]} of {name_of(offer, catalogue)}"
    else:
        label = label_of(form, name) if name in SPECS else ""
    return away_from_field(label, sentence)


def person_of(form: PlanForm) -> str:
    """Who starts the runs, in one word: developer, person."""
    return "developer" if form.preset.id in DEVELOPING else "person"


def people_of(form: PlanForm) -> str:
    """The same of several."""
    return "developers" if form.preset.id in DEVELOPING else "people"


def thing_of(form: PlanForm) -> str:
    """What is paid for, in one word: the door's, or that of another workload to start from."""
    return form.door.thing if form.preset.id == form.door.preset else form.preset.unit


def things_of(form: PlanForm) -> str:
    """The same of several."""
    return f"{thing_of(form)}s"


def more_in_words(form: PlanForm, tasks: Mapping[str, str]) -> str:
    """What More holds, in one line: its present values that matter. `tasks`: names of kinds of work by id."""
    return ", ".join(part for part in (*_beginning(form), *_always(form), *_changed(form, tasks)) if part)


def _beginning(form: PlanForm) -> Iterator[str]:
    """The tokens that the door's own fields do not show."""
    v, door = _in_digits(form), form.door.id
    if door == "documents":
        yield f"{v['shared']} tokens of instructions"
    if door == "chat":
        yield f"{v['result']} tokens per message"
    if door == "agent":
        yield f"{v['shared']} tokens to begin with"
        yield f"{v['result']} per tool result"
        yield f"{v['tool']} s per tool"


def _always(form: PlanForm) -> Iterator[str]:
    v = _in_digits(form)
    if v["per"] == "person" and not same("active", v["active"], "100%"):
        yield f"{v['active']} of {people_of(form)} active on a day"
    yield {"auto": "cache automatic", "off": "no cache", "5m": "cache 5 min", "1h": "cache 1 h"}.get(v["cache"], "")
    if form.door.id == "batch":
        yield f"{v['at_once']} {noun(v['at_once'], 'call')} at once"
    else:
        yield f"{v['tier']} tier"
    if not is_zero(v["retries"]):
        yield f"{v['retries']} of {things_of(form)} repeated"


def _changed(form: PlanForm, tasks: Mapping[str, str]) -> Iterator[str]:
    """What was changed from what the door starts with, out of sight."""
    for name in ("task", "share", "keep", "max_output", "think_budget", "searches", "reasoning", "date", "kind"):
        value = form.values[name]
        if not same(name, value, form.defaults[name]):
            words = dict(SPECS[name].choices).get(value, in_digits(name, value)).replace("_", " ")
            words = tasks[value].lower() if name == "task" and value in tasks else words
            yield f"{label_of(form, name).lower()} {words}"
    if form.own:
        yield "own figures"


@dataclass(frozen=True, slots=True)
class StepsHint:
    """What a number of steps stands for. `if_they_differ` and `address`: for a typed one, the range that runs would
    have, and the plan in which they do."""

    text: str
    if_they_differ: str = ""
    address: str = ""


def steps_hint(form: PlanForm) -> StepsHint:
    """300 steps, assumed: 4 reports in 5 take 68 to 625. Of a number that is not the preset's: 40 steps on average, or
    that every report takes 40 steps. Empty where runs of the preset do not vary, or what is typed is no number."""
    values = form.values
    try:
        steps, spread = int(read_number(values["steps"])), float(read_number(values["steps_sd"]))
        around = steps_range(steps, spread)
    except (ValueError, OverflowError):
        return StepsHint("")
    if around is None:
        return _typed_steps(form, steps)
    whose = ", assumed" if same("steps", values["steps"], form.defaults["steps"]) else " on average"
    return StepsHint(f"{steps:,} {noun(steps, 'step')}{whose}: {_four_in_five(form, around)}.")


def _typed_steps(form: PlanForm, steps: int) -> StepsHint:
    spread = f"{own_spread(float(form.defaults['steps_sd'])):.2f}"
    around = steps_range(steps, float(spread))
    if around is None:
        return StepsHint("")
    varied = replace(form, values={**form.values, "steps_sd": spread})
    text = f"Every {thing_of(form)} takes {steps:,} {noun(steps, 'step')}."
    return StepsHint(text, f"If they differ: {_four_in_five(form, around)}", varied.address())


def _four_in_five(form: PlanForm, around: StepsRange) -> str:
    return f"4 {things_of(form)} in 5 take {around.p10:,.0f} to {around.p90:,.0f}"


def in_one_line(form: PlanForm) -> str:
    """The plan in one line, for the phone: 20 developers, 4 tasks per day, 31 steps, high."""
    return ", ".join(form_in_words(form))


def form_in_words(form: PlanForm) -> tuple[str, ...]:
    """How much work, its size, and how hard the model thinks."""
    v = _in_digits(form)
    size = "" if v["steps"] == "1" else f"{v['steps']} {'messages' if v['kind'] == 'user_turn' else 'steps'}"
    mode = "thinking off" if v["effort"] == "off" else v["effort"]
    return tuple(part for part in (volume_in_words(form), size, mode) if part)


def volume_in_words(form: PlanForm) -> str:
    """20 developers, 4 tasks per working day; 2,000 conversations per day; 400,000 items."""
    v, day = _in_digits(form), day_of(form)
    things = f"{v['runs']} {noun(v['runs'], thing_of(form))}"
    if v["per"] == "person":
        return f"{people_in_words(form)}, {things} per {day}"
    return f"{things} {PER.get(v['per'], f'per {day}')}".strip()


def people_in_words(form: PlanForm) -> str:
    """20 developers, 1 person."""
    many = in_digits("people", form.values["people"])
    return f"{many} {noun(many, person_of(form), people_of(form))}"


def planned_none(form: PlanForm) -> str:
    """The field that says 0, by which no run is planned; empty where runs are planned or the field cannot be read."""
    names = ("runs", "people", "active", "workdays") if form.values["per"] == "person" else ("runs",)
    return next((name for name in names if is_zero(form.values[name].removesuffix("%"))), "")


def day_of(form: PlanForm) -> str:
    """The day that runs are counted by: a month of working days has runs on no other."""
    by_people = form.values["per"] == "person" and form.values["workdays"]
    return "working day" if form.values["month"] == "working" or by_people else "day"


def ways_to_count(form: PlanForm) -> tuple[tuple[str, str], ...]:
    """How runs may be counted, in the words of the form: per working day, per month."""
    day = day_of(form)
    if form.door.id == "agent":
        # The field is called tasks per developer while they are counted so.
        words_of = {"person": f"per {day}", "day": f"per {day}, of all"}
    else:
        words_of = {"person": f"per {person_of(form)} per {day}", "day": f"per {day}"}
    return tuple((value, words_of.get(value, words)) for value, words in SPECS["per"].choices)


def _in_digits(form: PlanForm) -> dict[str, str]:
    """What the form holds, with grouped digits."""
    return {**form.values, **{name: in_digits(name, form.values[name]) for name in IN_WORDS}}
