"""The plan form: what its fields are called, what was typed, and the request and address it stands for."""

from __future__ import annotations

from planner.core.number_text import read_number
from planner.web.forms.fields import (
    DAYS,
    DEFAULT_PRESET,
    EFFORTS,
    FIGURE_EXAMPLES,
    FIGURES,
    SHARES,
    SORTS,
    SPECS,
    TEXTS,
    TOKENS_PER,
    UNIT_OF,
    UNITS,
    Spec,
    field_names,
)
from planner.web.forms.numbers import is_zero, same, shown, tidy
from planner.web.forms.request import form_problems, read_request, to_request
from planner.web.forms.state import PlanForm, default_values, read_form
from planner.web.forms.words import form_in_words, in_one_line, more_in_words, steps_in_words

__all__ = [
    "DAYS",
    "DEFAULT_PRESET",
    "EFFORTS",
    "FIGURES",
    "FIGURE_EXAMPLES",
    "SHARES",
    "SORTS",
    "SPECS",
    "TEXTS",
    "TOKENS_PER",
    "UNITS",
    "UNIT_OF",
    "PlanForm",
    "Spec",
    "default_values",
    "field_names",
    "form_in_words",
    "form_problems",
    "in_one_line",
    "is_zero",
    "more_in_words",
    "read_form",
    "read_number",
    "read_request",
    "same",
    "shown",
    "steps_in_words",
    "tidy",
    "to_request",
]
