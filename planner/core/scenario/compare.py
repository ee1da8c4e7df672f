"""Two to four saved plans side by side: the inputs that differ, totals, and differences from the first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal

from planner.core.request import EstimateRequest
from planner.core.scenario.reprice import difference, percent_change
from planner.core.scenario.snapshot import Saved, Total

FEWEST, MOST = 2, 4
Value = object


@dataclass(frozen=True, slots=True)
class Side:
    """One plan to compare: its name, its request and its answer."""

    label: str
    question: EstimateRequest
    saved: Saved


@dataclass(frozen=True, slots=True)
class InputRow:
    """One input by its dotted name in the contract, one value per side; None is not given."""

    name: str
    values: tuple[Value, ...]

    @property
    def differs(self) -> bool:
        return any(value != self.values[0] for value in self.values)


@dataclass(frozen=True, slots=True)
class Cell:
    """One side's total, with what it is more than the first side's: USD per month, percent, seconds of a run.

    The differences are None on the first side and where either side does not know the figure.
    """

    total: Total
    usd_difference: Decimal | None = None
    percent: Decimal | None = None
    seconds_difference: float | None = None


@dataclass(frozen=True, slots=True)
class TotalRow:
    """One offer in one mode over all sides; a cell is None where that side has no such estimate."""

    offer_id: str
    model_name: str
    asked: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class SideBySide:
    """`inputs` holds every input in the contract's order, `totals` every offer and mode, `cheapest` each side's best.

    `cheapest` compares the month's lowest totals whatever their model; None for a side without any.
    """

    labels: tuple[str, ...]
    inputs: tuple[InputRow, ...]
    totals: tuple[TotalRow, ...]
    cheapest: tuple[Cell | None, ...]


def side_by_side(sides: Sequence[Side]) -> SideBySide:
    """Raises ValueError for fewer than two plans or more than four."""
    if not FEWEST <= len(sides) <= MOST:
        raise ValueError(f"Choose {FEWEST} to {MOST} plans to compare.")
    found = [{total.key: total for total in side.saved.totals} for side in sides]
    keys = dict.fromkeys(key for totals in found for key in totals)
    return SideBySide(
        labels=tuple(side.label for side in sides),
        inputs=tuple(input_rows(sides)),
        totals=tuple(_total_row([totals.get(key) for totals in found]) for key in keys),
        cheapest=_cells([_cheapest(side) for side in sides]),
    )


def input_rows(sides: Sequence[Side]) -> Iterator[InputRow]:
    """Every input of any side, defaults filled in, and the moment of the prices as `price_moment`."""
    flat = [inputs_of(side.question) | {"price_moment": side.saved.moment} for side in sides]
    for name in dict.fromkeys(name for inputs in flat for name in inputs):
        yield InputRow(name, tuple(inputs.get(name) for inputs in flat))


def inputs_of(question: EstimateRequest) -> dict[str, Value]:
    """A question as flat names and values: workload.steps, workload.cache.mode, overrides.<offer>.ttft_seconds.

    `price_date` is left out: what counts is the moment the prices in fact hold for.
    Of overrides only what was given is there.
    """
    flat = dict(_flat("", question))
    flat.pop("price_date")
    return {name: value for name, value in flat.items() if not _left_out(name, value)}


def _left_out(name: str, value: Value) -> bool:
    """Whether an override was not given; a rate or a time of 0 was."""
    return name.startswith("overrides.") and (value is None or (name.endswith(".discount") and value == 0))


def _flat(prefix: str, value: Value) -> Iterator[tuple[str, Value]]:
    for name, inner in _parts(value):
        if is_dataclass(inner) or isinstance(inner, Mapping):
            yield from _flat(f"{prefix}{name}.", inner)
        elif name == "usd_per_mtok" and isinstance(inner, tuple):
            yield from ((f"{prefix}{name}.{rate}", usd) for rate, usd in inner)
        else:
            yield prefix + name, inner


def _parts(value: Value) -> Iterator[tuple[str, Value]]:
    if isinstance(value, Mapping):
        yield from value.items()
    elif is_dataclass(value):
        yield from ((field.name, getattr(value, field.name)) for field in fields(value))


def _cheapest(side: Side) -> Total | None:
    return min(side.saved.totals, key=lambda total: total.usd_per_month, default=None)


def _total_row(totals: Sequence[Total | None]) -> TotalRow:
    known = next(total for total in totals if total)
    return TotalRow(known.offer_id, known.model_name, known.asked, _cells(totals))


def _cells(totals: Sequence[Total | None]) -> tuple[Cell | None, ...]:
    first, *others = totals
    return (Cell(first) if first else None, *(_cell(first, other) for other in others))


def _cell(first: Total | None, other: Total | None) -> Cell | None:
    if other is None or first is None:
        return Cell(other) if other else None
    return Cell(
        total=other,
        usd_difference=other.usd_per_month - first.usd_per_month,
        percent=percent_change(first.usd_per_month, other.usd_per_month),
        seconds_difference=difference(first.run_seconds, other.run_seconds),
    )
