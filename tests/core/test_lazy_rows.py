"""Columns that are worked out for the rows that are asked for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from planner.core.lazy import LazyRows


class Made:
    """What was asked to be made, and the columns of those rows."""

    def __init__(self) -> None:
        self.wanted: list[list[int]] = []

    def __call__(self, rows: NDArray[np.intp]) -> tuple[NDArray[np.float64], ...]:
        self.wanted.append(rows.tolist())
        return 1.0 * rows, 10.0 * rows


def test_only_rows_that_are_asked_for_are_made_and_each_once() -> None:
    made = Made()
    rows = LazyRows(6, made)
    first = rows.at([4])
    assert [column[4] for column in first] == [4.0, 40.0]
    one, ten = rows.at([1, 4, 5])
    assert one[[1, 4, 5]].tolist() == [1.0, 4.0, 5.0] and ten[[1, 4, 5]].tolist() == [10.0, 40.0, 50.0]
    rows.at(np.array([5]))
    assert made.wanted == [[4], [1, 5]]
    assert np.isnan(first[0][1]), "what was given out does not change"


def test_all_rows_serve_every_question_after() -> None:
    made = Made()
    rows = LazyRows(3, made)
    rows.at([2])
    assert rows.whole()[1].tolist() == [0.0, 10.0, 20.0]
    assert rows.at([0])[0].tolist() == rows.whole()[0].tolist() == [0.0, 1.0, 2.0]
    assert made.wanted == [[2], [0, 1]]


def test_no_rows_can_be_asked_for() -> None:
    assert [len(column) for column in LazyRows(2, Made()).at([])] == [2, 2]


def test_columns_that_are_there_are_given_as_they_are() -> None:
    column = np.array([1.0, 2.0])
    assert LazyRows.of(column).whole()[0] is column is LazyRows.of(column).at([1])[0]
