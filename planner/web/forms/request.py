"""From the form to the request of the estimate contract, and from its problems back to the form's fields."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from planner.core.number_text import read_amount, read_number, read_percent
from planner.core.people import runs_per_day
from planner.core.workload import LIMITS, MOST_STAGES, BadInput, People, Problem
from planner.web.forms.clock_text import read_clock
from planner.web.forms.door_fields import TIMES, door_problems, is_within
from planner.web.forms.fields import (
    DAYS,
    FIGURE_EXAMPLES,
    FIGURES,
    SHARE_FIELDS,
    SPECS,
    TEXTS,
    TOKENS_PER,
    UNIT_OF,
    Spec,
)
from planner.web.forms.numbers import is_zero, read
from planner.web.forms.stages import NUMBERS, STAGE, part_of, stage_number, stage_problem, stages_data
from planner.web.forms.state import LEFT_OUT, PlanForm
from planner.web.forms.two_readings import asked
from planner.web.present.names import nearest_words
from planner.web.present.problem_text import beside_field, with_example

BOUND = re.compile(r"(at least|at most) (-?[\d.]+)$")


def to_request(form: PlanForm) -> dict[str, Any]:
    """The request of the estimate contract. Raises BadInput, its problems named by the form's own fields."""
    request, problems = read_request(form)
    if problems:
        raise BadInput(problems)
    return request


def read_request(form: PlanForm) -> tuple[dict[str, Any], list[Problem]]:
    """The request without the fields that cannot be read, and what is wrong with those, by the form's own names."""
    problems: list[Problem] = []
    request: dict[str, Any] = {
        "workload": {"cache": {}, "compaction": {}},
        "offers": list(form.models),
        "month": "calendar" if has_days_of_their_own(form) else form.values["month"],
    }
    for spec in SPECS.values():
        if not spec.path or spec.name == "month":
            continue
        try:
            _put(request, spec.path, _value(form, spec))
        except ValueError as error:
            problems.append(Problem(spec.name, with_example(error, example_of(form, spec.name))))
    request["workload"]["compaction"] = _compaction(request["workload"]["compaction"])
    _put_people(form, request["workload"], problems)
    if form.stages:
        request["workload"]["stages"] = stages_data(form.stages, problems)
    request["overrides"] = _overrides(form.own, problems)
    if form.learnt and form.learnt != LEFT_OUT:
        request["calibration"] = read_learnt(form.learnt, problems)
    if form.own_offers:
        request["own_offers"] = _saved_offers(form.own_offers, problems)
    _check_choices(form, problems)
    problems += door_problems(form.values)
    return request, problems


def read_learnt(text: str, problems: list[Problem]) -> object:
    """The own runs in the form; none where they cannot be read (the form then has an error)."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        problems.append(Problem("learnt", "The runs of your own that this address carries cannot be read."))
        return []


def _saved_offers(text: str, problems: list[Problem]) -> object:
    """The own offers that came with a saved plan; none where they cannot be read, which is said."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        problems.append(Problem("own_offers", "The offers of your own that this address carries cannot be read."))
        return []


def _compaction(typed: dict[str, Any]) -> dict[str, Any] | None:
    """None where no share is typed: the run does not summarise."""
    if typed.get("at_share") is None:
        return None
    return {name: value for name, value in typed.items() if value is not None}


def _check_choices(form: PlanForm, problems: list[Problem]) -> None:
    for spec in SPECS.values():
        known = [value for value, _ in spec.choices]
        if known and form.values[spec.name] not in known:
            problems.append(Problem(spec.name, f"Choose one of {', '.join(known)}."))


def example_of(form: PlanForm, name: str) -> str:
    """A value to show as an example: what the workload starts from, where it says something."""
    usual = form.defaults[name]
    return usual if usual and not is_zero(usual) else SPECS[name].example


def _put(request: dict[str, Any], path: str, value: object) -> None:
    *parents, last = path.split(".")
    target = request
    for parent in parents:
        target = target[parent]
    target[last] = value


def _value(form: PlanForm, spec: Spec) -> object:
    """The request's value of one field, in the contract's unit."""
    text = form.values[spec.name]
    if spec.choices or spec.name in TEXTS:
        return text or None
    if not text:
        return None
    number = read(spec.name, text)
    if spec.name == "runs":
        number = _runs_per_day(form, number)
    if spec.name in UNIT_OF:
        number = (number * TOKENS_PER.get(form.values[UNIT_OF[spec.name]], Decimal(1))).to_integral_value()
    if spec.name == "own":
        number += _passages(form)
    return _json_number(number)


def _passages(form: PlanForm) -> Decimal:
    """Tokens of the passages that are sent along with a question; none where their fields cannot be used."""
    try:
        passages, tokens = (read_number(form.values[name]) for name in ("passages", "passage"))
    except ValueError:
        return Decimal(0)
    usable = is_within("passages", passages) and is_within("passage", tokens)
    return passages * tokens if usable else Decimal(0)


PEOPLE = {"count": "people", "active_share": "active", "days_per_month": "workdays", "runs_per_day": "runs"}


def _put_people(form: PlanForm, workload: dict[str, Any], problems: list[Problem]) -> None:
    """Who starts the runs, where they are counted by person."""
    if form.values["per"] != "person":
        return
    found: dict[str, Any] = {}
    for part, name in PEOPLE.items():
        try:
            text = form.values[name]
            found[part] = _json_number(read(name, text)) if text else None
        except ValueError as error:
            if name != "runs":
                problems.append(Problem(name, with_example(error, example_of(form, name))))
    if len(found) < len(PEOPLE):
        return
    workload["people"] = found
    if not any(value is not None and LIMITS[f"people.{part}"].complaint(value) for part, value in found.items()):
        workload["runs_per_day"] = float(runs_per_day(People(**found)))


def has_days_of_their_own(form: PlanForm) -> bool:
    """Whether people's working days per month are typed. They then count, and a month of working days would count them
    twice."""
    return form.values["month"] == "working" and form.values["per"] == "person" and bool(form.values["workdays"])


def _runs_per_day(form: PlanForm, number: Decimal) -> Decimal:
    if form.values["per"] in ("month", "once"):
        return number / DAYS.get(form.values["month"], DAYS["calendar"])
    return number


def _json_number(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def _overrides(own: Mapping[str, Mapping[str, str]], problems: list[Problem]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for offer, figures in own.items():
        request: dict[str, Any] = {"usd_per_mtok": {}}
        for key, text in figures.items():
            try:
                _put(request, FIGURES[key][0], _figure(key, text))
            except ValueError as error:
                problems.append(Problem(f"{key}:{offer}", with_example(error, FIGURE_EXAMPLES.get(key, "2.50"))))
        found[offer] = request
    return found


def _figure(key: str, text: str) -> object:
    if key == "discount":
        return str(read_percent(text))
    number = read_amount(text.replace("$", ""))
    return str(number) if FIGURES[key][0].startswith("usd") else _json_number(number)


def with_readings(form: PlanForm, sentences: Mapping[str, str]) -> dict[str, str]:
    """The sentences by field; of a number that can be read two ways with both, each as the form's address with it."""
    return asked(sentences, form.typed, read_typed, lambda name, text: form.with_typed(name, text).address())


def read_typed(name: str, text: str) -> object:
    """What is typed in a field that holds a number, read as the request reads it; other texts as they are."""
    key, _, offer = name.partition(":")
    if offer and key in FIGURES:
        return _figure(key, text)
    if part := part_of(name, MOST_STAGES):
        return stage_number(part[1], text) if part[1] in NUMBERS else text
    if name in TIMES:
        return read_clock(text)
    return read(name, text) if name in SPECS and not SPECS[name].choices and name not in TEXTS else text


def form_problems(problems: Iterable[Problem], form: PlanForm | None = None) -> dict[str, str]:
    """Sentences by the form's field, for problems the request's own check found, with its own examples."""
    names = {spec.path: spec.name for spec in SPECS.values() if spec.path}
    names |= {f"workload.people.{part}": name for part, name in PEOPLE.items()}
    figures = {path: key for key, (path, _, _) in FIGURES.items()}
    found: dict[str, str] = {}
    for problem in problems:
        if problem.field.startswith("offers."):
            text = f"{problem.message}.{nearest_words(problem.suggestions)}"
            found["offers"] = f"{found['offers']} {text}" if "offers" in found else text
            continue
        if part := stage_problem(problem.field):
            named = problem.field.endswith(".offer")
            text = f"{problem.message}." if named else beside_field(*_of_part(part, problem.message))
            found[part] = text + nearest_words(problem.suggestions)
            continue
        name = names.get(problem.field) or _figure_name(problem.field, figures) or problem.field
        found[name] = beside_field(*_of_field(name, problem.message, form))
    return found


def _of_part(field: str, message: str) -> tuple[str, str]:
    """What is wrong with a field of a part, in its unit, and its example."""
    name = field.partition("-")[2]
    return (in_percent(message) if name == "share" else message), STAGE[name].example


def _of_field(name: str, message: str, form: PlanForm | None) -> tuple[str, str]:
    """What is wrong with a field, in its unit, and its example."""
    key = name.partition(":")[0]
    if name in SPECS:
        example = example_of(form, name) if form else SPECS[name].example
        return (in_percent(message) if name in SHARE_FIELDS else message), example
    return (in_percent(message) if key == "discount" else message), FIGURE_EXAMPLES.get(key, "2.50")


def in_percent(message: str) -> str:
    """At most 1,000% for at most 10: the bound of a share as its field is typed."""
    return BOUND.sub(lambda bound: f"{bound[1]} {float(bound[2]) * 100:,g}%", message)


def _figure_name(path: str, figures: Mapping[str, str]) -> str | None:
    """`speed:<offer>` for `overrides.<offer>.tokens_per_second`."""
    if not path.startswith("overrides."):
        return None
    rest = path.removeprefix("overrides.")
    for ending, key in figures.items():
        if rest.endswith("." + ending):
            return f"{key}:{rest.removesuffix('.' + ending)}"
    return None
