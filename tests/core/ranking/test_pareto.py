"""The frontier against its own definition, point by point."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.core.ranking.pareto import frontier
from tests.core.budget.inputs import bounded

NAN = float("nan")


def places(points: list[tuple[float, float]]) -> list[int]:
    return frontier(np.array([c for c, _ in points]), np.array([s for _, s in points])).tolist()


@pytest.mark.parametrize(
    ("points", "best"),
    [
        ([], []),
        ([(1, 1)], [0]),
        ([(3, 1), (1, 3), (2, 2)], [1, 2, 0]),
        ([(1, 3), (2, 3), (2, 2), (3, 2)], [0, 2]),
        ([(1, 1), (1, 1), (2, 2)], [0, 1]),
        ([(1, 2), (1, 1)], [1]),
        ([(NAN, 0), (0, NAN), (5, 5)], [2]),
        ([(NAN, NAN)], []),
        ([(2, 1), (1, 2), (2, 1)], [1, 0, 2]),
    ],
)
def test_what_nothing_beats(points: list[tuple[float, float]], best: list[int]) -> None:
    assert places(points) == best


small = st.integers(0, 6).map(float) | st.just(NAN)


@bounded(100)
@given(st.lists(st.tuples(small, small), max_size=25))
def test_the_frontier_is_what_no_point_beats(points: list[tuple[float, float]]) -> None:
    def beats(a: tuple[float, float], b: tuple[float, float]) -> bool:
        return a[0] <= b[0] and a[1] <= b[1] and a != b

    known = [p for p in points if p[0] == p[0] and p[1] == p[1]]
    expected = {i for i, p in enumerate(points) if p in known and not any(beats(q, p) for q in known)}
    found = places(points)
    assert set(found) == expected
    assert [points[i] for i in found] == sorted((points[i] for i in found), key=lambda p: (p[0], -p[1]))


def test_unlike_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="as many costs as seconds"):
        frontier(np.array([1.0]), np.array([1.0, 2.0]))
