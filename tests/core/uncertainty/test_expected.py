"""Expected tokens: lognormal means by hand, cut at a limit as the answers are, held where nothing is known."""

from __future__ import annotations

from math import exp, inf

import numpy as np
import pytest

from planner.core.uncertainty.expected import (
    MOST_ABOVE,
    belief_factor,
    expected_factor,
    expected_rest,
    expected_tokens,
    mean_of_cut,
)
from planner.core.uncertainty.spread import CERTAIN, Doubt

DOUBT = Doubt(parameter=0.6, workload=0.25, item=0.5, repeat=0.3)


def test_without_a_limit_it_is_the_mean_of_the_belief() -> None:
    assert expected_tokens(1000, DOUBT, None) == pytest.approx(1000 * exp(0.65**2 / 2), rel=1e-3)
    assert expected_tokens(1000, DOUBT, 10_000_000) == expected_tokens(1000, DOUBT, None)


def test_what_is_given_is_never_cut() -> None:
    assert expected_tokens(5000, CERTAIN, 100) == 5000
    assert expected_rest(5000, CERTAIN, 100, 50, DOUBT) == 5000
    assert expected_tokens(0, DOUBT, 100) == 0


@pytest.mark.parametrize(
    ("limit", "mean"),
    [(0, 0.0), (1000 * exp(-0.125), 1000 * 0.308538 + 1000 * exp(-0.125) * 0.5), (inf, 1000.0)],
)
def test_the_mean_of_cut_answers_by_hand(limit: float, mean: float) -> None:
    """sd 0.5, mean 1000, median 1000 exp(-1/8). Cut at the median: mean x P(z < -0.5) + limit x 1/2."""
    assert float(mean_of_cut(1000.0, 0.5, limit)) == pytest.approx(mean, rel=1e-5)


@pytest.mark.parametrize("limit", [800, 3000, 12_000, 60_000])
def test_thinking_beside_an_answer_is_the_mean_of_a_million_drawn(limit: int) -> None:
    rng, said = np.random.default_rng(1), Doubt(0.5, 0.25, 0.5, 0.3)
    z = rng.standard_normal((4, 1_000_000))
    answer = np.minimum(500 * np.exp(said.shared * z[0] + said.single * z[1] - said.single**2 / 2), limit)
    thought = 2000 * belief_factor(DOUBT.shared, z[2]) * np.exp(DOUBT.single * z[3] - DOUBT.single**2 / 2)
    drawn = np.minimum(thought, limit - answer).mean()
    assert expected_rest(2000, DOUBT, limit, 500, said) == pytest.approx(float(drawn), rel=0.01)


def test_a_tighter_limit_never_expects_more() -> None:
    found = [expected_rest(2000, DOUBT, limit, 500, DOUBT) for limit in (600, 1000, 4000, 16_000, 64_000, 10**7)]
    assert found == sorted(found) and found[0] < found[-1]
    assert all(a <= limit for a, limit in zip(found, (600, 1000, 4000), strict=False))


@pytest.mark.parametrize(("spread", "least", "most"), [(0.0, 1, 1), (1.0, 1.6, exp(0.5)), (3.0, 4, MOST_ABOVE / 2)])
def test_knowing_nothing_does_not_make_a_mean_explode(spread: float, least: float, most: float) -> None:
    """The mean of a lognormal with sd 3 is 90 medians; a belief that goes no further than 20 has a mean of about 5."""
    assert least <= expected_factor(Doubt(parameter=spread)) <= most
