"""Percentiles by one sort: numpy's own figures, and what an estimate says of one run."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.core.lazy import MOST_HELD, Passing
from planner.core.models.catalogue import Catalogue
from planner.core.results import Estimate
from planner.core.uncertainty.quantiles import PERCENTS, band_of, percentiles, tail_of
from planner.core.workload import Overrides
from tests.core.build import ask, catalogue, estimator, fact, offer, profile

DRAWN = st.lists(st.floats(min_value=0, max_value=1e9), min_size=1, max_size=50)


def world() -> Catalogue:
    return catalogue(
        offer("host/m", profile_id="m"),
        profiles=(profile("m", base_ttft_seconds=fact(1.0)),),
        fits=estimator(m={"high": 2000.0}),
    )


WORLD = world()


def think(where: Catalogue = WORLD, **changes: Any) -> Estimate:
    answer = ask(where, "host/m", "high", **changes)
    assert isinstance(answer, Estimate) and answer.run_spread is not None
    return answer


@given(DRAWN)
def test_they_are_numpys(values: list[float]) -> None:
    drawn = np.array(values)
    assert percentiles(drawn) == pytest.approx(np.percentile(drawn, PERCENTS), rel=1e-9, abs=1e-6)


def test_band_and_tail_are_read_at_their_percents() -> None:
    found = percentiles(np.arange(101.0))
    assert (band_of(found).p10, band_of(found).p50, band_of(found).p90) == pytest.approx((10, 50, 90))
    assert (tail_of(found).p50, tail_of(found).p95) == pytest.approx((50, 95))


def test_one_run_percent_by_percent() -> None:
    answer = think()
    spread, run, latency = answer.run_spread, answer.cost.run_band, answer.latency
    assert spread is not None and run is not None and latency is not None
    for values in (spread.usd, spread.seconds):
        assert len(values) == 99
        assert all(low < high for low, high in pairwise(values))
    assert (spread.usd[9], spread.usd[49], spread.usd[89]) == (run.p10, run.p50, run.p90)
    assert (spread.seconds[49], spread.seconds[94]) == (latency.run.p50, latency.run.p95)


def test_what_is_given_exactly_is_one_figure() -> None:
    own = Overrides(ttft_seconds=1.0, tokens_per_second=50.0)
    spread = think(reasoning_tokens_per_call=1000, overrides=own).run_spread
    assert spread is not None
    assert max(spread.usd) == min(spread.usd) and max(spread.seconds) == min(spread.seconds)


def test_batch_has_dollars_and_no_seconds() -> None:
    answer = ask(catalogue(offer("host/m:batch")), "host/m:batch", "high")
    assert len(answer.run_spread.usd) == 99 and answer.run_spread.seconds == ()


def test_each_number_of_draws_has_its_own_places() -> None:
    assert percentiles(np.arange(11.0))[49] == pytest.approx(5)
    assert percentiles(np.arange(21.0))[49] == pytest.approx(10)


def test_ranges_asked_for_late_are_those_of_the_same_draws() -> None:
    late, early = think(world()), think(world())
    assert early.run_spread is not None and late.run_spread is not None
    said = tuple(early.run_spread.usd), early.cost.run_band, early.tokens.bands
    for other in range(MOST_HELD):
        Passing(lambda other=other: other).get()
    assert (tuple(late.run_spread.usd), late.cost.run_band, late.tokens.bands) == said
