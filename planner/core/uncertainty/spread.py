"""How sure an estimate is: the spread of one run and of the mean of N runs, and their 80 % bands.

All spreads are standard deviations of the natural logarithm. `mean` is always a fitted mean of tokens (or seconds,
or dollars): the median of our belief about the mean, as a fit of logarithms gives it.

    s_N^2   = s_param^2 + s_workload^2 + ln(1 + (exp(s_item^2 + s_rep^2) - 1)/N)
    s_run^2 = s_param^2 + s_workload^2 + s_item^2 + s_rep^2
    mean of N runs: mean * exp(+-1.2816 s_N)
    one run:        mean * exp(-(s_item^2 + s_rep^2)/2) * exp(+-1.2816 s_run)

One run centres lower by the half variance of what differs from run to run only: parameter error does not lower it.
The simulation draws the mean of N runs, whose median sinks from `mean` towards that of one run as N falls below thirty.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, expm1, log1p, sqrt

from planner.core.tokens.fitted import Fit, Spreads
from planner.core.uncertainty.band import Band

Z80 = 1.2815515655446004
"""Standard deviations from the middle to either end of an 80 % range."""

UNKNOWN_PARAMETER = 1.0
"""s_param where neither the fit nor the cross-validation has a figure."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a figure may be off by, as sd of ln: the fit, the user's questions, from item to item, from run to run."""

    parameter: float = 0.0
    workload: float = 0.0
    item: float = 0.0
    repeat: float = 0.0

    @property
    def shared(self) -> float:
        """The part that every run of the month has in common; it never averages out."""
        return sqrt(self.parameter**2 + self.workload**2)

    @property
    def single(self) -> float:
        """The part that differs from run to run."""
        return sqrt(self.item**2 + self.repeat**2)


CERTAIN = Doubt()


def sd_of_run(doubt: Doubt) -> float:
    """s_run: spread of one run around the median run."""
    return sqrt(doubt.shared**2 + doubt.single**2)


def sd_of_mean(doubt: Doubt, runs: float) -> float:
    """s_N: spread of the mean of `runs` runs. Raises ValueError below one run."""
    if runs < 1:
        raise ValueError("A mean needs at least one run.")
    return sqrt(doubt.shared**2 + log1p(expm1(doubt.single**2) / runs))


def band_of_mean(mean: float, runs: float, doubt: Doubt) -> Band:
    """The 80 % range of the mean of `runs` runs, centred on the fitted mean."""
    return _band(mean, sd_of_mean(doubt, runs))


def band_of_run(mean: float, doubt: Doubt) -> Band:
    """The 80 % range of one run, centred on the median run."""
    return _band(median_run(mean, doubt), sd_of_run(doubt))


def median_run(mean: float, doubt: Doubt) -> float:
    """Half of all runs use less than this: mean * exp(-(s_item^2 + s_rep^2)/2)."""
    return mean * exp(-(doubt.single**2) / 2)


def _band(middle: float, spread: float) -> Band:
    reach = exp(Z80 * spread)
    return Band(middle / reach, middle, middle * reach)


def doubt_of(
    spreads: Spreads, fit: Fit, *, quantity: str, anchor: str, item: float, workload: float | None = None
) -> Doubt:
    """The doubt about a looked-up mean; none about what the user stated.

    `quantity` is "reasoning", "visible, thinking" or "visible, not thinking"; `item` the class's spread between items.
    """
    if fit.level == "given":
        return CERTAIN
    if fit.own is not None:
        return Doubt(fit.own.sd, 0.0, item, spreads.repeat)
    shift = spreads.workload if workload is None else workload
    return Doubt(parameter_sd(spreads, fit, quantity=quantity, anchor=anchor), shift, item, spreads.repeat)


def parameter_sd(spreads: Spreads, fit: Fit, *, quantity: str, anchor: str) -> float:
    """s_param: the look-up's own, else the cross-validated one of its level and anchor, else that of the level
    `class`."""
    if fit.spread is not None:
        return fit.spread
    known = spreads.parameter
    rivals = (known.get((quantity, level, anchor)) for level in (fit.level, "class"))
    return next((sd for sd in rivals if sd is not None), UNKNOWN_PARAMETER)
