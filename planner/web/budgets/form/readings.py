"""Numbers of a budget form that can be read two ways: both readings beside the field, and the form with one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from planner.core.number_text import read_percent
from planner.web.budgets.form.fields import BUDGET, LINE, LINE_NAME, PERCENTS, WORKLOAD
from planner.web.budgets.form.form import BudgetForm
from planner.web.budgets.form.texts import read_money
from planner.web.forms import read_typed
from planner.web.forms.numbers import read_with_comma
from planner.web.forms.two_readings import asked

NO_NUMBERS = frozenset(
    {"name", "owner", "centre", "label", "offer", "wish", "inputs", "start", "end", "row", "paid", "sample", "figures"}
)
"""Fields of texts, and of several numbers side by side."""


def with_readings(form: BudgetForm, sentences: Mapping[str, str]) -> dict[str, str]:
    """The sentences by field; of a number that can be read two ways with both."""
    return asked(sentences, lambda name: typed(form, name), _read, lambda _name, _text: "")


def with_reading(form: BudgetForm, choice: str) -> BudgetForm:
    """The form after `l0-rate=0.5` was chosen; as it is for a field that it does not have."""
    name, _, text = choice.partition("=")
    return with_typed(form, name, text) if typed(form, name) else form


def typed(form: BudgetForm, name: str) -> str:
    """What is typed in a field; empty where there is none."""
    key, colon, offer = name.partition(":")
    if colon:
        return form.limits.get(offer, {}).get(key, "")
    match = LINE_NAME.fullmatch(name)
    if match is None:
        return form.values.get(name, "")
    place, part = int(match[1]), match[2]
    if place >= len(form.lines):
        return ""
    line = form.lines[place]
    return line.values.get(part, "") if part in LINE else line.load.values.get(part, "")


def with_typed(form: BudgetForm, name: str, text: str) -> BudgetForm:
    """The form with another text in a field that it has."""
    key, colon, offer = name.partition(":")
    if colon:
        return replace(form, limits={**form.limits, offer: {**form.limits[offer], key: text}})
    match = LINE_NAME.fullmatch(name)
    if match is None:
        return replace(form, values={**form.values, name: text})
    place, part = int(match[1]), match[2]
    line = form.lines[place]
    if part in LINE:
        line = replace(line, values={**line.values, part: text})
    else:
        line = replace(line, load=line.load.with_typed(part, text))
    return replace(form, lines=(*form.lines[:place], line, *form.lines[place + 1 :]))


def read_as(form: BudgetForm, names: Iterable[str]) -> dict[str, str]:
    """How the numbers in these fields were read that have a comma before their decimals, by field."""
    return read_with_comma((name, typed(form, name)) for name in names if name.rpartition("-")[2] not in NO_NUMBERS)


def _read(name: str, text: str) -> object:
    match = LINE_NAME.fullmatch(name)
    part = match[2] if match else name
    if match and part in WORKLOAD and part not in LINE:
        return read_typed(part, text)
    if match and part in PERCENTS:
        return read_percent(text)
    return read_money(text) if part in BUDGET or part in LINE or ":" in name else text
