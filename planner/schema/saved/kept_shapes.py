"""The shapes that an imported answer must have: those of answers, limited to the fields that every version saved, with
bounds for text and numbers from outside. Pages make links of addresses and print everything else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import reduce
from operator import or_
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, create_model

from planner.schema.request_shape import Thinking
from planner.schema.shapes import budget
from planner.schema.shapes import estimate as shapes
from planner.schema.shapes.budget import Chance

# No workload within its bounds costs more than this; a page has no room for more digits.
MOST = 1e24
MODES: tuple[str, ...] = get_args(Thinking)
# What a later version adds is kept and not looked at.
STRICT = ConfigDict(strict=True, extra="ignore", allow_inf_nan=False, defer_build=True)


def _day(text: str) -> str:
    if not 2000 <= date.fromisoformat(text).year <= 2100:
        raise ValueError("should be a day from 2000 to 2100")
    return text


def _moment(text: str) -> str:
    if not 2000 <= datetime.fromisoformat(text).year <= 2100:
        raise ValueError("should be a moment from 2000 to 2100")
    return text


def _mode(text: str) -> str:
    if text not in MODES:
        raise ValueError(f"should be one of {', '.join(MODES)}")
    return text


Money = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,28}(\.[0-9]{1,60})?$")]
Signed = Annotated[str, StringConstraints(pattern=r"^-?[0-9]{1,28}(\.[0-9]{1,60})?$")]
# Pages make links of these, and a link may run code.
Address = Annotated[str, StringConstraints(pattern=r"^https?://\S+$", max_length=2000)]
Words = Annotated[str, StringConstraints(max_length=2000)]
Day = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), AfterValidator(_day)]
Moment = Annotated[str, AfterValidator(_moment)]
Mode = Annotated[str, AfterValidator(_mode)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=500)]
Label = Annotated[str, StringConstraints(pattern=r"^(20[0-9]{2}|2100)-(0[1-9]|1[0-2])$")]
Number = Annotated[int | float, Field(ge=-MOST, le=MOST)]

BOUNDED = (
    (shapes.Money, Money), (budget.Money, Money), (shapes.Day, Day), (shapes.Moment, Moment), (str, Words),
    (shapes.Count, Number), (float, Number), (Chance, Number),
)  # fmt: skip
"""For each type of the shapes of answers the one that a saved answer must have."""

Kept = Mapping[type, str]
"""For each shape the names of the fields that are checked, separated by spaces; a list with ? may be missing."""
Narrower = Mapping[tuple[type, str], Any]
"""Types of single fields that are narrower than those of their shape, by shape and field."""


def kept_model(shape: type, kept: Kept, narrower: Narrower) -> type[BaseModel]:
    """The model of a shape and of all that stand in it."""
    return _Models(kept, narrower).of(shape)


class _Models:
    """Models made so far: a shape stands in several places."""

    def __init__(self, kept: Kept, narrower: Narrower) -> None:
        self.kept, self.narrower = kept, narrower
        self.made: dict[type, type[BaseModel]] = {}

    def of(self, shape: type) -> type[BaseModel]:
        if shape not in self.made:
            hints = get_type_hints(shape, include_extras=True)
            fields: dict[str, Any] = {}
            for name in self.kept[shape].split():
                hint = self.narrower.get((shape, name.rstrip("?"))) or self.bounded(hints[name.rstrip("?")])
                fields[name.rstrip("?")] = (hint, Field(default_factory=list) if name.endswith("?") else ...)
            self.made[shape] = create_model(shape.__name__, __config__=STRICT, **fields)
        return self.made[shape]

    def bounded(self, hint: Any) -> Any:  # noqa: ANN401 - types of types
        for wide, narrow in BOUNDED:
            if hint == wide:
                return narrow
        if isinstance(hint, type) and hint in self.kept:
            return self.of(hint)
        origin, args = get_origin(hint), get_args(hint)
        if origin in (list, tuple):
            return list[self.bounded(args[0])]  # type: ignore[misc]
        return reduce(or_, map(self.bounded, args)) if origin in (Union, UnionType) else hint
