"""The lattice of draws: even in every column, near to independent between columns, and independent in another order."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from planner.core.uncertainty.luck import UNIFORM, VECTOR, Luck, another_order, even_middles, luck, normal_middles

NAMES = [field.name for field in fields(Luck)]


@pytest.mark.parametrize("draws", [2048, 4096])
def test_every_column_holds_each_middle_once(draws: int) -> None:
    assert len(NAMES) == len(VECTOR)
    dice = luck(3, draws)
    for name in NAMES:
        middles = even_middles(draws) if name in UNIFORM else normal_middles(draws)
        assert np.sort(getattr(dice, name)).tolist() == middles.tolist()


def test_columns_do_not_follow_one_another() -> None:
    columns = np.array([getattr(luck(1), name) for name in NAMES])
    assert np.abs(np.corrcoef(columns) - np.eye(len(NAMES))).max() < 0.05


def test_a_seed_repeats_and_another_differs() -> None:
    assert luck(1).belief is luck(1).belief
    assert (luck(1).belief != luck(2).belief).any()


def test_draws_in_another_order_are_independent_and_moved_along_they_are_not() -> None:
    """Why the stages of a run do not take a lattice some places further: each point is the same distance away."""
    tries = luck(1).tries
    assert abs(np.corrcoef(tries, tries[another_order(1, "stage 0")])[0, 1]) < 0.06
    assert (another_order(1, "stage 0") != another_order(1, "stage 1")).any()
    further = (np.roll(tries, -101) - tries) % 1
    assert further.max() - further.min() < 1e-9
