"""The plan form: what its fields are called, what was typed, and the request and address it stands for."""

from __future__ import annotations

from planner.core.number_text import read_number
from planner.web.forms.defaults import default_values
from planner.web.forms.doors import CARRIED, DOORS, FIRST_DOOR, Door, door_of
from planner.web.forms.fields import (
    DAYS,
    DEFAULT_PRESET,
    FIGURE_EXAMPLES,
    FIGURES,
    FORM_EFFORTS,
    OF_A_DOOR,
    SHARE_FIELDS,
    SORTS,
    SPECS,
    TEXTS,
    TOKENS_PER,
    UNIT_OF,
    Spec,
    field_names,
)
from planner.web.forms.numbers import is_zero, same, shown, tidy
from planner.web.forms.request import form_problems, read_request, read_typed, to_request, with_readings
from planner.web.forms.state import PlanForm, read_form
from planner.web.forms.words import (
    day_of,
    form_in_words,
    in_one_line,
    label_of,
    more_in_words,
    people_of,
    person_of,
    planned_none,
    steps_in_words,
    thing_of,
    things_of,
    volume_in_words,
    ways_to_count,
)

__all__ = [
    "CARRIED",
    "DAYS",
    "DEFAULT_PRESET",
    "DOORS",
    "FIGURES",
    "FIGURE_EXAMPLES",
    "FIRST_DOOR",
    "FORM_EFFORTS",
    "OF_A_DOOR",
    "SHARE_FIELDS",
    "SORTS",
    "SPECS",
    "TEXTS",
    "TOKENS_PER",
    "UNIT_OF",
    "Door",
    "PlanForm",
    "Spec",
    "day_of",
    "default_values",
    "door_of",
    "field_names",
    "form_in_words",
    "form_problems",
    "in_one_line",
    "is_zero",
    "label_of",
    "more_in_words",
    "people_of",
    "person_of",
    "planned_none",
    "read_form",
    "read_number",
    "read_request",
    "read_typed",
    "same",
    "shown",
    "steps_in_words",
    "thing_of",
    "things_of",
    "tidy",
    "to_request",
    "volume_in_words",
    "ways_to_count",
    "with_readings",
]
