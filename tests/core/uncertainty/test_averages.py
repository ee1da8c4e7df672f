"""The mean from percentiles, against means that are known."""

from __future__ import annotations

from math import exp
from statistics import NormalDist

import pytest

from planner.core.uncertainty.averages import is_spread, mean_of

NORMAL = NormalDist()


def lognormal(sd: float) -> list[float]:
    return [exp(sd * NORMAL.inv_cdf(p / 100)) for p in range(1, 100)]


@pytest.mark.parametrize("sd", [0.01, 0.3, 0.6, 1.0])
def test_the_mean_of_skewed_draws_holds_their_tail(sd: float) -> None:
    assert mean_of(lognormal(sd)) == pytest.approx(exp(sd * sd / 2), rel=0.01)


def test_the_mean_of_even_draws() -> None:
    assert mean_of([float(p) for p in range(1, 100)]) == pytest.approx(50, rel=0.01)
    assert mean_of([3.0] * 99) == pytest.approx(3)
    assert mean_of([0.0] * 99) == 0


def test_nothing_drawn_is_no_spread() -> None:
    assert not is_spread(()) and not is_spread([2.0] * 99)
    assert is_spread(lognormal(0.1))
