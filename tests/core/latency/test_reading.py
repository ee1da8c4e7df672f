"""How far reading in a tool loop may be off, by the length of its calls."""

from __future__ import annotations

import numpy as np
import pytest

from planner.core.latency.reading import reading_doubt, reading_factor
from tests.core.build import AUTOMATIC, ask, catalogue, offer

WORLD = catalogue(offer("a/m", cache=AUTOMATIC))


@pytest.mark.parametrize(
    ("tokens", "doubt"),
    [(0, 0.3), (149_999, 0.3), (150_000, 0.3), (200_000, 0.6), (350_000, 1.0), (900_000, 1.0)],
)
def test_the_doubt_grows_beyond_measured_lengths(tokens: float, doubt: float) -> None:
    assert reading_doubt(tokens) == pytest.approx(doubt)
    assert 0.3 < reading_doubt(170_000) < 0.6


def test_more_doubt_leaves_the_mean() -> None:
    normal = np.random.default_rng(1).standard_normal(200_000)
    usual, wide = reading_factor(0.3, normal), reading_factor(1.0, normal)
    assert wide.mean() == pytest.approx(usual.mean(), rel=0.02) and wide.std() > 3 * usual.std()


def test_the_seconds_of_longer_calls_lie_further_apart() -> None:
    """All but the reading is the same; a single long call reads nothing in a loop."""
    short, long = (
        ask(WORLD, "a/m", steps=20, shared_prefix_tokens=shared, input_tokens=500, tool_result_tokens=100).run_spread
        for shared in (140_000, 340_000)
    )
    assert long.seconds[89] / long.seconds[9] > 2 * short.seconds[89] / short.seconds[9]
