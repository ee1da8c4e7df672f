"""The lattice of draws: even in every column, near to independent between columns, and independent in another order."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from planner.core.uncertainty.draw_columns import (
    UNIFORM,
    VECTOR,
    DrawColumns,
    another_order,
    draw_columns,
    even_middles,
    normal_middles,
)

NAMES = [field.name for field in fields(DrawColumns)]


@pytest.mark.parametrize("draws", [2048, 4096])
def test_every_column_holds_each_middle_once(draws: int) -> None:
    assert len(NAMES) == len(VECTOR)
    columns = draw_columns(3, draws)
    for name in NAMES:
        middles = even_middles(draws) if name in UNIFORM else normal_middles(draws)
        assert np.sort(getattr(columns, name)).tolist() == middles.tolist()


def test_columns_do_not_follow_one_another() -> None:
    columns = np.array([getattr(draw_columns(1), name) for name in NAMES])
    assert np.abs(np.corrcoef(columns) - np.eye(len(NAMES))).max() < 0.05


def test_a_seed_repeats_and_another_differs() -> None:
    assert draw_columns(1).belief is draw_columns(1).belief
    assert (draw_columns(1).belief != draw_columns(2).belief).any()


def test_draws_in_another_order_are_independent_and_moved_along_they_are_not() -> None:
    """Why the stages of a run do not take a lattice some places further: each point is the same distance away."""
    tries = draw_columns(1).tries
    assert abs(np.corrcoef(tries, tries[another_order(1, "stage 0")])[0, 1]) < 0.06
    assert (another_order(1, "stage 0") != another_order(1, "stage 1")).any()
    further = (np.roll(tries, -101) - tries) % 1
    assert further.max() - further.min() < 1e-9
