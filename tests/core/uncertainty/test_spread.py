"""The two bands: worked by hand, and how they move."""

from __future__ import annotations

from math import exp, isclose, sqrt

import pytest

from planner.core.tokens.fitted import Fit, Spreads
from planner.core.uncertainty.spread import (
    CERTAIN,
    Doubt,
    band_of_mean,
    band_of_run,
    doubt_of,
    median_run,
    sd_of_mean,
    sd_of_run,
)

DOUBT = Doubt(parameter=0.5, workload=0.4, item=0.9, repeat=0.3)
SPREADS = Spreads(
    item={},
    repeat=0.3,
    workload=0.4,
    parameter={("reasoning", "model", "exam"): 0.51, ("reasoning", "class", "exam"): 0.72},
)


def test_one_run_worked() -> None:
    # s_run^2 = .25 + .16 + .81 + .09 = 1.31; centre 1,000 exp(-.9/2) = 637.628
    assert isclose(sd_of_run(DOUBT), 1.1446, rel_tol=1e-4)
    band = band_of_run(1000, DOUBT)
    assert isclose(band.p50, 637.628, rel_tol=1e-6)
    assert isclose(band.p90, 637.628 * exp(1.2815516 * sqrt(1.31)), rel_tol=1e-6)


def test_mean_of_fifty_worked() -> None:
    # s_N^2 = .41 + ln(1 + (exp(.9) - 1)/50) = .41 + ln(1.0291921) = .4387741
    assert isclose(sd_of_mean(DOUBT, 50), sqrt(0.4387741), rel_tol=1e-6)
    band = band_of_mean(1000, 50, DOUBT)
    assert band.p50 == 1000
    assert isclose(band.p10, 1000 * exp(-1.2815516 * sqrt(0.4387741)), rel_tol=1e-6)


def test_the_mean_of_one_run_has_its_spread() -> None:
    assert isclose(sd_of_mean(DOUBT, 1), sd_of_run(DOUBT))


def test_more_runs_narrow_the_mean_down_to_the_shared_part() -> None:
    widths = [sd_of_mean(DOUBT, n) for n in (1, 2, 10, 1000, 1e12)]
    assert widths == sorted(widths, reverse=True)
    assert isclose(widths[-1], DOUBT.shared, rel_tol=1e-9)


@pytest.mark.parametrize("runs", [1, 7, 1e6])
def test_bands_are_in_order(runs: float) -> None:
    for band in (band_of_mean(123.0, runs, DOUBT), band_of_run(123.0, DOUBT)):
        assert band.p10 < band.p50 < band.p90


def test_parameter_error_widens_but_does_not_lower_one_run() -> None:
    sure, unsure = Doubt(item=0.9), Doubt(parameter=1.0, item=0.9)
    assert band_of_run(10, sure).p50 == band_of_run(10, unsure).p50
    assert band_of_run(10, sure).p90 < band_of_run(10, unsure).p90


def test_nothing_unsure_is_a_point() -> None:
    for band in (band_of_mean(40, 5, CERTAIN), band_of_run(40, CERTAIN)):
        assert (band.p10, band.p50, band.p90) == (40, 40, 40)


@pytest.mark.parametrize("runs", [0, 0.99])
def test_a_mean_of_less_than_one_run_is_refused(runs: float) -> None:
    with pytest.raises(ValueError, match="at least one run"):
        sd_of_mean(DOUBT, runs)


@pytest.mark.parametrize(
    ("fit", "expected"),
    [
        (Fit(1, "model", 0.2), 0.2),
        (Fit(1, "model"), 0.51),
        (Fit(1, "family"), 0.72),
    ],
)
def test_the_closest_parameter_spread_is_taken(fit: Fit, expected: float) -> None:
    assert doubt_of(SPREADS, fit, quantity="reasoning", anchor="exam", item=0.5) == Doubt(expected, 0.4, 0.5, 0.3)


def test_where_nothing_is_known_the_spread_is_one() -> None:
    assert doubt_of(SPREADS, Fit(1, "class"), quantity="reasoning", anchor="moon", item=0.5).parameter == 1.0


def test_given_figures_are_certain() -> None:
    assert doubt_of(SPREADS, Fit(7, "given"), quantity="reasoning", anchor="exam", item=0.5) == CERTAIN


def test_half_of_all_runs_lie_below_the_median_run() -> None:
    assert isclose(median_run(1000, Doubt(parameter=3, item=1)), 1000 * exp(-0.5))
