"""Rounding of tables so that their figures add up, down and across."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal


@dataclass(frozen=True, slots=True)
class Rounded:
    """The expected bill in whole `step`s of dollars: months that add up to the period, lines to each month, and
    `split`, what it buys, to each month too."""

    months: list[Decimal]
    lines: list[list[Decimal]]
    split: list[list[Decimal]]
    step: Decimal

    def rows(self, exact: Sequence[Sequence[Decimal]], columns: Sequence[Decimal]) -> list[list[Decimal]]:
        """Rows in steps that add up to `columns`, which are in steps already."""
        return _rows(exact, columns, sum(columns, Decimal(0)), self.step)


def rounded(
    months: Sequence[Decimal],
    lines: Sequence[Sequence[Decimal]],
    split: Sequence[Sequence[Decimal]],
    total: Decimal,
    step: Decimal,
) -> Rounded:
    """The months, their lines and what they buy. For a paid month it is not known what was bought: it then adds up to
    the plan."""
    steps = [value * step for value in adding_up([usd / step for usd in months], total / step)]
    bought = [sum(column, Decimal(0)) for column in zip(*split, strict=True)]
    is_whole = all(abs(one - other) < step / 100 for one, other in zip(bought, months, strict=True))
    planned = sum(bought, Decimal(0))
    whole = [value * step for value in adding_up([usd / step for usd in bought], planned / step)]
    parts = _rows(split, steps, total, step) if is_whole else _rows(split, whole, planned, step)
    return Rounded(steps, _rows(lines, steps, total, step), parts, step)


def _rows(
    exact: Sequence[Sequence[Decimal]], columns: Sequence[Decimal], total: Decimal, step: Decimal
) -> list[list[Decimal]]:
    cells = rounded_matrix(
        [[usd / step for usd in row] for row in exact], [usd / step for usd in columns], total / step
    )
    return [[value * step for value in row] for row in cells]


def rounded_matrix(
    exact: Sequence[Sequence[Decimal]], columns: Sequence[Decimal], total: Decimal
) -> list[list[Decimal]]:
    """Whole numbers, each cell rounded down or up, that add up to `columns` and, by row, to the rounded rows.

    Column by column, the missing units go to the rows that lack most (the construction of Gale and Ryser), so that
    every printed sum is exact.
    """
    floors = [[value.to_integral_value(ROUND_FLOOR) for value in row] for row in exact]
    sums = adding_up([sum(row, Decimal(0)) for row in exact], total)
    missing = [int(whole - sum(row, Decimal(0))) for whole, row in zip(sums, floors, strict=True)]
    for place, whole in enumerate(columns):
        extra = int(whole - sum((row[place] for row in floors), Decimal(0)))
        is_whole = [floors[i][place] == exact[i][place] for i in range(len(floors))]
        for index in sorted(range(len(floors)), key=lambda i: (is_whole[i], -missing[i]))[: max(extra, 0)]:
            floors[index][place] += 1
            missing[index] -= 1
    return floors


def adding_up(values: Sequence[Decimal], total: Decimal) -> list[Decimal]:
    """The values as whole numbers that add up to `total` as one: those with the greatest fractions go up."""
    floors = [value.to_integral_value(ROUND_FLOOR) for value in values]
    missing = int(total.to_integral_value() - sum(floors, Decimal(0)))
    by_cents = sorted(range(len(values)), key=lambda place: floors[place] - values[place])
    for place in by_cents[: max(missing, 0)]:
        floors[place] += 1
    return floors
