"""The odds: every line's dollars drawn month by month, vectorised; lines share the errors that they have in common.

All figures here are float64 USD. A line's dollars in a month are its exact forecast, an expected value, times a drawn
ratio of mean 1: the run's cost at drawn tokens over the mean of such costs. A line's tokens vary by these (sd of ln,
see core/uncertainty/spread.py):

    - the fit's parameter error: lines on one model (profile) share one draw, each with its own sd;
    - the workload's shift: the draw of a line is sqrt(1/2) of one shared by all lines and sqrt(1/2) of one shared by
      lines of its task class. The correlation is 1 within a class and 1/2 between classes; the half is a judgement;
    - what caches keep, where hit rates are derived: lines at one host share one draw (cache_doubt.py);
    - luck from item to item, independent between lines and between months, averaged over the month's runs:
      sd^2 = ln(1 + cv^2/N) of the run's dollars. With many runs it vanishes; the errors above do not.

Thinking and answers have separate draws. Volume, growth and prices are taken as stated; sensitivity.py varies them.
With actuals and rescaling, the shared errors shrink by sqrt(1 - w), w as in actuals.py. The same seed gives the same
draws; adding a line at the end does not change the draws of the others.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from math import log1p, sqrt

import numpy as np

from planner.core.budget.actuals import weight_of
from planner.core.budget.inputs import Budget
from planner.core.budget.odds.sampling import DRAWS, month_luck, over_mean, ratios, run_variation
from planner.core.budget.pricing.daily_costs import PricedLine
from planner.core.budget.pricing.price_periods import Piece
from planner.core.budget.results import Fan, LineAnswer
from planner.core.cost.drawn_calls import Floats
from planner.core.keeping import KeptBy
from planner.core.pauses import pause

Luck = np.ndarray[tuple[int, int], np.dtype[np.float32]]
PERCENTILES = (10, 25, 50, 75, 90)


def line_draws(priced_line: PricedLine, answer: LineAnswer, budget: Budget) -> Floats:
    """USD of one line, shape (months, draws), read-only; a month with an actual bill has no spread."""
    pause()
    if budget.months > KEPT_MONTHS:
        return _drawn(priced_line, answer, budget)
    key = budget.seed, budget.months, budget.rescale, answer.scale
    return _DRAWN.get(priced_line, key, lambda: _drawn(priced_line, answer, budget))


KEPT_MONTHS = 12
"""Months of a budget whose lines are kept drawn, 32 kB a month: most are of a year."""
_DRAWN: KeptBy[Floats] = KeptBy(16, 1)
"""Draws of priced lines, so that a change to one of a few lines does not draw the others again."""


def _drawn(priced_line: PricedLine, answer: LineAnswer, budget: Budget) -> Floats:
    if not priced_line.pieces:
        return _paid_only(answer, budget.months)
    keys = list(dict.fromkeys(_key(piece) for piece in priced_line.pieces))
    usd, scale = np.zeros((len(keys), budget.months)), float(answer.scale)
    for piece in priced_line.pieces:
        usd[keys.index(_key(piece)), piece.month] += scale * float(piece.runs * piece.price.split.usd)
    ratio = _RATIOS.get(priced_line.pieces, budget.seed, lambda: _ratios(priced_line.pieces, keys, budget.seed))
    left = _with_doubt_left(ratio, _doubt_left(answer, budget))
    # Most lines have one price: no sum over several, and a product is a fifth of a matrix product's time.
    drawn = usd.T * left if len(keys) == 1 else usd.T @ left
    drawn *= _month_luck(priced_line, answer, budget)
    return _with_paid(drawn, answer)


_RATIOS: KeptBy[Floats] = KeptBy(128, 2)
_VARIATIONS: KeptBy[float] = KeptBy(128, 2)
"""Variation of one run's dollars, by the pieces of a priced line."""


def _ratios(pieces: Sequence[Piece], keys: Sequence[Hashable], seed: int) -> Floats:
    """Drawn over expected dollars of every key, shape (keys, draws)."""
    firsts = [next(piece for piece in pieces if _key(piece) == key) for key in keys]
    return np.stack([ratios(piece.price.rated, seed) for piece in firsts])


def _key(piece: Piece) -> Hashable:
    """Pieces that differ only in their days and cache hit rate have the same variation."""
    return piece.leg, piece.rates


def _doubt_left(answer: LineAnswer, budget: Budget) -> float:
    """The share of the shared error that actuals leave."""
    paid_months = sum(month.actual_usd is not None and month.planned_usd > 0 for month in answer.months)
    return sqrt(1 - float(weight_of(paid_months))) if budget.rescale else 1.0


def _with_doubt_left(ratio: Floats, left: float) -> Floats:
    """Ratios of mean 1, shape (keys, draws), with `left` of their spread in ln; the mean stays 1."""
    return ratio if left == 1 else np.stack([over_mean(row**left) for row in ratio])


def _month_luck(priced_line: PricedLine, answer: LineAnswer, budget: Budget) -> Luck:
    """Factors with mean 1, shape (months, draws): what luck leaves once a month's runs are averaged."""
    pieces, seed = priced_line.pieces, budget.seed
    variation = _VARIATIONS.get(pieces, seed, lambda: run_variation(pieces[0].price.rated[0], seed))
    if not variation:
        return np.ones((1, 1), dtype=np.float32)
    runs = [max(float(month.runs), 1.0) for month in answer.months]
    spread = np.sqrt([[log1p(variation / count)] for count in runs], dtype=np.float32)
    factors = month_luck(budget.seed, priced_line.index, budget.months) * spread
    factors -= spread**2 / 2
    return np.exp(factors, out=factors)


def _with_paid(drawn: Floats, answer: LineAnswer) -> Floats:
    for month in answer.months:
        if month.actual_usd is not None:
            drawn[month.month] = float(month.actual_usd)
    return drawn


def _paid_only(answer: LineAnswer, months: int) -> Floats:
    return _with_paid(np.zeros((months, DRAWS)), answer)


def total_draws(lines: Sequence[Floats], months: int) -> Floats:
    """All lines together, shape (months, draws)."""
    total = np.zeros((months, DRAWS))
    for line in lines:
        total += line
    return total


def fan_of(values: Floats) -> Fan:
    """The fan of drawn dollars, shape (draws,)."""
    return fans_of(values[np.newaxis])[0]


def fans_of(values: Floats) -> list[Fan]:
    """One fan a row."""
    points = _percentiles(values)
    return [Fan(*(float(x) for x in (*row, mean))) for row, mean in zip(points, values.mean(axis=1), strict=True)]


def _percentiles(values: Floats) -> Floats:
    """PERCENTILES of each row, read off a straight line from the nearer of two neighbours, as np.percentile does: one
    sort takes a seventh of its time."""
    ordered = np.sort(values, axis=1)
    exact = np.array(PERCENTILES) / 100 * (values.shape[1] - 1)
    below = exact.astype(np.intp)
    low, high, share = ordered[:, below], ordered[:, np.minimum(below + 1, values.shape[1] - 1)], exact - below
    rise = high - low
    return np.asarray(np.where(share < 0.5, low + rise * share, high - rise * (1 - share)))


def chance_over(values: Floats, cap: float) -> float:
    """The share of draws above `cap`."""
    return float((values > cap).mean())


def chance_any_month(values: Floats, cap: float) -> float:
    """The share of draws in which some month, shape (months, draws), is above `cap`."""
    return float((values > cap).any(axis=0).mean())


def cap_that_holds(values: Floats, chance: float = 0.1) -> float:
    """The monthly cap, USD, that the draws (months, draws) pass in some month with a probability of `chance`."""
    return float(np.quantile(values.max(axis=0), 1 - chance))
