"""How many tokens a call thinks and says: look-ups in the fitted tables, by the closest evidence there is.

Method: R_mean = base[class, effort] x factor[key, effort, class]; V_mean = visible_base[class, thinking] x
visible_factor[key, anchor]; key model+effort -> model -> family -> class alone. The level used is the evidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted mean in tokens (or a factor), the level it was fitted at and its parameter spread (sd of ln)."""

    value: float
    level: str
    spread: float | None = None


@dataclass(frozen=True, slots=True)
class Spreads:
    """Standard deviations of ln, by what they describe."""

    item: Mapping[str, float]
    repeat: float
    workload: float
    parameter: Mapping[tuple[str, str, str], float]


@dataclass(frozen=True, slots=True)
class Estimator:
    """The fitted tables. Tokens are means per benchmark item: per call, or per agent episode.

    `reasoning_base` by (study class, effort); `reasoning` by (study model, effort, study class), already base x factor;
    `visible_base` by (study class, thinks); `visible_factor` by (study model, effort or "off", anchor);
    `effort_multiplier` by (anchor, effort), high = 1.
    """

    reasoning_base: Mapping[tuple[str, str], float]
    reasoning: Mapping[tuple[str, str, str], Fit]
    visible_base: Mapping[tuple[str, bool], float]
    visible_factor: Mapping[tuple[str, str, str], Fit]
    effort_multiplier: Mapping[tuple[str, str], float]
    spreads: Spreads
    source: str
    checked: str
