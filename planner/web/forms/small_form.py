"""A form of a few fields: raw text by field, what it is read as, and a sentence beside each field that is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from planner.web.forms.two_readings import asked
from planner.web.present.problem_text import with_example

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its label, an example and a hint; `path`: its field in what the form makes, if not its name."""

    name: str
    label: str
    example: str = ""
    hint: str = ""
    path: str = ""
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class SmallForm:
    """The form as it stands; `kind`: which of several it is."""

    fields: tuple[Field, ...]
    values: Mapping[str, str]
    kind: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)

    def refused(self, errors: Mapping[str, str], readers: Mapping[str, Callable[[str], object]]) -> SmallForm:
        """The form with sentences by field; beside a number that can be read two ways stand both, by its reader."""
        return replace(
            self, errors=asked(errors, lambda name: self.values[name], lambda n, text: readers[n](text), lambda *_: "")
        )


def sent_form(fields: tuple[Field, ...], args: Mapping[str, str], kind: str = "") -> SmallForm:
    """The form as it was sent, or given in an address; nothing is refused here."""
    values = {one.name: args.get(one.name, "").strip() for one in fields}
    verb, _, choice = args.get("do", "").partition(":")
    name, _, reading = choice.partition("=")
    return SmallForm(fields, values | ({name: reading} if verb == "read" and name in values else {}), kind)


@dataclass(frozen=True, slots=True)
class FieldReader:
    """Reads a form field by field; `errors` come to hold a sentence for each that cannot be."""

    form: SmallForm
    errors: dict[str, str] = field(default_factory=dict)

    def read(self, name: str, how: Callable[[str], T], usual: T) -> T:
        """What `how` makes of the text; `usual` where there is none, or it raises ValueError with what to type."""
        one, text = next(one for one in self.form.fields if one.name == name), self.form.values[name]
        if not text:
            if not one.is_optional:
                self.errors[name] = f"Fill this in, such as {one.example}."
            return usual
        try:
            return how(text)
        except ValueError as error:
            self.errors[name] = with_example(error, one.example)
            return usual


def read_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("Type a day") from None
