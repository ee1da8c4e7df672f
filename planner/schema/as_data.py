"""Objects as the data of answers: by the fields of a shape, or whole, and read back from what was saved."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import is_dataclass
from decimal import Decimal
from functools import cache, partial
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from typing_extensions import is_typeddict

from planner.schema.scalars import count, day, instant, money, money_band_to_data, usd
from planner.schema.shapes.estimate import Count, Day, Moment, Money, MoneyBand

T = TypeVar("T")
Read = Callable[[Any], Any]
Write = Callable[[Any], Any]

WRITERS: tuple[tuple[object, Write], ...] = (
    (Money, lambda value: money(value) if isinstance(value, Decimal) else usd(value)),
    (MoneyBand, money_band_to_data),
    (Count, count),
    (Day, day),
    (Moment, instant),
    (Any, lambda value: list(value) if isinstance(value, tuple) else value),
)
"""How a value is written, by its type in a shape. Other types are an object of their own, a list, or written
unchanged."""


def shaped(shape: type[T], source: object, **given: object) -> T:
    """The data of a shape, in the order of its fields: those in `given` as they are, the others from the fields of
    `source` by the same names, written by their types. AttributeError where `source` lacks one."""
    data: dict[str, object] = {}
    for name, write in _writers(cast(Hashable, shape)):
        if name in given:
            data[name] = given[name]
        else:
            value = getattr(source, name)
            data[name] = write(value) if write else value
    return cast(T, data)


@cache
def _writers(shape: Any) -> tuple[tuple[str, Write | None], ...]:  # noqa: ANN401 - a TypedDict
    return tuple((name, _writer(hint)) for name, hint in get_type_hints(shape, include_extras=True).items())


def _writer(hint: Any) -> Write | None:  # noqa: ANN401 - a type, or several
    """None for what is written as it is."""
    for known, write in WRITERS:
        if hint == known:
            return write
    if get_origin(hint) in (Union, UnionType):
        inner = _writer(next(one for one in get_args(hint) if one is not type(None)))
        # An empty text or list is nothing that is known.
        return lambda value: None if value is None or value == "" or value == () else inner(value) if inner else value
    if get_origin(hint) is list:
        one = _writer(get_args(hint)[0])
        return list if one is None else lambda values: [one(value) for value in values]
    return partial(shaped, hint) if is_typeddict(hint) else None


def to_data(value: Any) -> Any:  # noqa: ANN401 - whatever a field holds
    """Objects by their fields in order, exact numbers as text, tuples as lists."""
    write = _written_by(cast(Hashable, type(value)))
    return write(value) if write else value


@cache
def _written_by(shape: Any) -> Write | None:  # noqa: ANN401 - a type
    """How objects of a type are written, None for those that stay as they are. Kept by type, since a large answer has
    tens of thousands of values."""
    if issubclass(shape, Decimal):
        return money
    if issubclass(shape, list | tuple):
        return lambda values: [to_data(one) for one in values]
    if issubclass(shape, Mapping):
        return lambda values: {name: to_data(one) for name, one in values.items()}
    if is_dataclass(shape):
        names = field_names(shape)
        return lambda value: {name: to_data(getattr(value, name)) for name in names}
    return None


def field_names(shape: Any) -> tuple[str, ...]:  # noqa: ANN401 - a dataclass
    """The names of a dataclass's fields, in their order."""
    return tuple(shape.__dataclass_fields__)


def from_data(shape: type[T], data: Mapping[str, Any]) -> T:
    """The object in the data of a saved answer. Fields that the saving version did not have are empty where they are
    lists and None elsewhere."""
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
