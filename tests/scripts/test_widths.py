"""How wide steps must vary, what a predecessor moves, and single runs held against their own range."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scripts.fitting.agent_widths import GRID, holding
from scripts.fitting.cells import Cell
from scripts.fitting.crossval import Miss
from scripts.fitting.episodes import _judged, calls_of
from scripts.fitting.one_run import _judge
from scripts.fitting.predecessors import SHARE, drawn, predecessors


@pytest.mark.parametrize(
    ("held", "sd"),
    [
        ({0.5: 0.6, 0.7: 0.8}, 0.7),
        ({0.5: 0.7, 0.7: 0.9}, 0.6),
        ({0.5: 0.8}, 0.5),
        (dict.fromkeys(GRID, 0.4), GRID[-1]),
    ],
)
def test_the_least_spread_that_holds_80_percent(held: dict[float, float], sd: float) -> None:
    assert holding(held.__getitem__) == sd


def cell(day: float, y: float, effort: str = "high", model: str | None = "m") -> Cell:
    return Cell("lab", "family", model, effort, "gpqa", y, day)


def test_an_unmeasured_model_is_drawn_towards_the_newest_of_its_family_at_its_effort() -> None:
    before = predecessors([cell(1, 5.0), cell(9, 7.0, model="a"), cell(9, 9.0, model="b"), cell(20, 1.0, "low")])
    stranger, measured = cell(30, 0.0, model=None), cell(30, 0.0)
    other = replace(stranger, family="another")
    moved = drawn([6.0, 6.0, 6.0], [stranger, measured, other], before)
    assert moved.tolist() == pytest.approx([6 + SHARE * 2, 6, 6])


def test_single_runs_and_means_are_held_against_their_own_ranges() -> None:
    """Models predicted without bias, half of the variance shared by a model's runs: both ranges hold about 80 %."""
    rng = np.random.default_rng(3)
    misses, singles = [], {}
    for i in range(300):
        miss = Miss(replace(cell(0, 0.0), model=f"m{i}"), "family", float(rng.normal(0, 0.6)))
        misses.append(miss)
        singles[f"m{i}", "high", "gpqa"] = np.exp(rng.normal(-0.18, 0.6, 20)).tolist()
    found = _judge("exam", "model never seen", misses, singles, 0.6)
    assert found.runs == 6000
    assert found.run_coverage == pytest.approx(0.8, abs=0.03)
    assert found.mean_coverage == pytest.approx(0.8, abs=0.06)
    narrow = _judge("exam", "model never seen", misses, singles, 0.1)
    assert narrow.run_coverage < 0.72


def test_calls_that_send_the_input_of_an_episode() -> None:
    """Three calls from 6,000 tokens, 1,700 more each: 6,000 + 7,700 + 9,400."""
    assert calls_of(6_000) == pytest.approx(1)
    assert calls_of(23_100) == pytest.approx(3)


def test_a_figure_that_tells_nothing_is_no_better_than_the_usual_number() -> None:
    """Steps follow the index on two benchmarks and run against it on the third: the mean slope helps there no more."""
    index = {f"m{i}": float(i) for i in range(9)}
    along, against = ({slug: side * value / 9 for slug, value in index.items()} for side in (1, -1))
    steps = {"a": along, "b": along, "c": against}
    same, other = (_judged(name, "index", steps, lambda _: index) for name in ("a", "c"))
    assert same.without == pytest.approx(other.without, abs=0.2)
    assert same.told == pytest.approx(same.without) and other.told > other.without
