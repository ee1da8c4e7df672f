"""Answers that are made of frozen dataclasses as JSON data, and read back from what was saved."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import is_dataclass
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from planner.schema.scalars import money

T = TypeVar("T")
Read = Callable[[Any], Any]


def to_data(value: Any) -> Any:  # noqa: ANN401 - whatever a field holds
    """Objects by their fields in order, exact numbers as text, tuples as lists."""
    if isinstance(value, Decimal):
        return money(value)
    if isinstance(value, list | tuple):
        return [to_data(one) for one in value]
    if isinstance(value, Mapping):
        return {name: to_data(one) for name, one in value.items()}
    if is_dataclass(value):
        return {name: to_data(getattr(value, name)) for name in field_names(type(value))}
    return value


def field_names(shape: Any) -> tuple[str, ...]:  # noqa: ANN401 - a dataclass
    """The names of a dataclass's fields, in their order."""
    return tuple(shape.__dataclass_fields__)


def from_data(shape: type[T], data: Mapping[str, Any]) -> T:
    """The object that the data of a saved answer stands for.

    What the version that saved it did not know yet is empty where it is a list and None elsewhere.
    """
    read: Read = _reader(cast(Hashable, shape))
    return cast(T, read(data))


@cache
def _reader(hint: Any) -> Read:  # noqa: ANN401 - a type, or several
    if get_origin(hint) is Annotated:
        return _reader(get_args(hint)[0])
    if get_origin(hint) in (Union, UnionType):
        inner = _reader(next(one for one in get_args(hint) if one is not type(None)))
        return lambda value: None if value is None else inner(value)
    if _is_list(hint):
        one = _reader(get_args(hint)[0])
        return lambda values: tuple(map(one, values))
    if is_dataclass(hint):
        return _object_reader(hint)
    return Decimal if hint is Decimal else lambda value: value


def _object_reader(shape: Any) -> Read:  # noqa: ANN401 - a dataclass
    hints = get_type_hints(shape, include_extras=True)
    plan = tuple((name, _reader(hints[name]), () if _is_list(hints[name]) else None) for name in field_names(shape))
    return lambda data: shape(*(read(data[name]) if name in data else empty for name, read, empty in plan))


def _is_list(hint: Any) -> bool:  # noqa: ANN401 - a type, or several
    return get_origin(hint) is tuple
