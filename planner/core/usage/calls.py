"""The calls of a log as columns: counts, times and names of models; never a text.

A row of a log is usually one call; an export may hold the sum of many, then `n` says how many and every figure is their
total, and NaN where the export adds calls up without saying how many. Where a row is a whole run, `steps` says of how
many calls, and `n` counts runs. A row of a cost report has dollars without calls:
its `n` is 0. What a log does not say is NaN, and so is every figure made from it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int32]
Runs = NDArray[np.uint64]
ALL_MODELS = "all models"
"""The model of dollars that a cost report does not split by model."""
FEWEST_FOR_SPREAD = 3
"""Runs from which a spread from run to run is measured."""
WHY_UNCOUNTED = "its rows add up calls and do not say how many"


class Key(NamedTuple):
    """What a call is grouped by, as the log spells it; empty where it does not say."""

    model: str
    effort: str = ""
    task: str = ""
    host: str = ""
    tier: str = ""


@dataclass(frozen=True, slots=True)
class Calls:
    """Columns of equal length. `key` is a place in `keys`; `run` a hash of the session, 0 where none is said.

    Tokens: `input` holds what was read from and written to the cache, `output` holds the reasoning. `start`: seconds
    since 1970, UTC. `usd`: as billed. `steps`: calls of a run where a row is a whole run that says them, else NaN.
    `searches`: web searches, which are billed beside the tokens.
    """

    keys: tuple[Key, ...]
    key: Codes
    n: Floats
    start: Floats
    run: Runs
    input: Floats
    cache_read: Floats
    cache_write: Floats
    output: Floats
    reasoning: Floats
    seconds: Floats
    usd: Floats
    steps: Floats
    searches: Floats

    @property
    def made(self) -> Floats:
        """Calls of each row: those of a whole run where it says them, else as many as `n` counts."""
        return np.asarray(self.n * np.where(np.isnan(self.steps), 1.0, self.steps))

    @property
    def visible(self) -> Floats:
        """Output less reasoning; all of it where reasoning is not told."""
        return np.asarray(self.output - np.nan_to_num(self.reasoning))

    @property
    def is_uncounted(self) -> bool:
        """Whether any row adds up calls without saying how many."""
        return bool(np.isnan(self.n).any())


NUMBERS = (
    "n", "start", "input", "cache_read", "cache_write", "output", "reasoning", "seconds", "usd", "steps", "searches",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Log:
    """What was read of one or more files. `read`: rows in all; `unknown`: of them those that say no model or tokens, or
    contradict themselves; `other`: known rows that are no calls, such as a user's turn in a session file; `twice`:
    calls seen before. `contradictions`: what rows say that cannot be or be read, with how many do."""

    format: str
    calls: Calls
    read: int
    unknown: int = 0
    other: int = 0
    twice: int = 0
    contradictions: tuple[tuple[str, int], ...] = ()


def calls_of(keys: Sequence[Key], columns: dict[str, NDArray[np.generic]]) -> Calls:
    """Calls from columns by name, each converted to its type; missing columns are NaN."""
    untold: NDArray[np.generic] = np.full(len(columns["key"]), np.nan)
    numbers = {name: np.asarray(columns.get(name, untold), dtype=np.float64) for name in NUMBERS}
    key = np.asarray(columns["key"], dtype=np.int32)
    return Calls(keys=tuple(keys), key=key, run=np.asarray(columns["run"], dtype=np.uint64), **numbers)


def joined(logs: Sequence[Log]) -> Log:
    """Several logs as one. Raises ValueError without any."""
    if not logs:
        raise ValueError("there is no log to read")
    if len(logs) == 1:
        return logs[0]
    keys = tuple(dict.fromkeys(key for log in logs for key in log.calls.keys))
    place = {key: number for number, key in enumerate(keys)}
    codes = [_recoded(log.calls, place) for log in logs]
    columns: dict[str, NDArray[np.generic]] = {
        name: np.concatenate([getattr(log.calls, name) for log in logs]) for name in (*NUMBERS, "run")
    }
    names = " + ".join(dict.fromkeys(log.format for log in logs))
    sums = {name: sum(getattr(log, name) for log in logs) for name in ("read", "unknown", "other", "twice")}
    wrong: Counter[str] = Counter()
    for log in logs:
        wrong.update(dict(log.contradictions))
    calls = calls_of(keys, columns | {"key": np.concatenate(codes)})
    return Log(names, calls, **sums, contradictions=tuple(wrong.items()))


def _recoded(calls: Calls, place: dict[Key, int]) -> Codes:
    if not len(calls.keys):
        return calls.key
    return np.array([place[key] for key in calls.keys], dtype=np.int32)[calls.key]


def only(calls: Calls, chosen: NDArray[np.bool_]) -> Calls:
    """Those of the calls where `chosen` is true."""
    if chosen.all():
        return calls
    rows = np.flatnonzero(chosen)  # once for all columns
    cut = {f.name: getattr(calls, f.name).take(rows) for f in fields(calls) if f.name != "keys"}
    return Calls(keys=calls.keys, **cut)


def of_keys(calls: Calls, places: Sequence[int]) -> Calls:
    """The calls whose key is at one of these places."""
    is_chosen = np.zeros(len(calls.keys), dtype=np.bool_)
    is_chosen[list(places)] = True
    return only(calls, is_chosen[calls.key])


USD_BANDS = ((1e3, 12), (1e6, 9), (1e9, 6), (1e12, 3), (1e15, 0))
"""Below so many dollars, decimals that a double holds: fifteen digits in all."""


def exact_sum(usd: Floats) -> Decimal | None:
    """The sum of the decimals that these doubles were written as (to fifteen digits, at most twelve behind the point);
    NaN is not told, and None is that nothing is."""
    known = usd[~np.isnan(usd)]
    if not len(known):
        return None
    total, below = Decimal(0), 0.0
    for most, places in USD_BANDS:
        band = known[(known >= below) & (known < most)]
        total += Decimal(_whole_sum(np.rint(band * 10.0**places).astype(np.int64))).scaleb(-places)
        below = most
    beyond = known[(known >= below) | (known < 0)]
    total += sum((Decimal(repr(float(value))) for value in beyond), Decimal(0))
    return total.normalize() + 0


def _whole_sum(units: np.ndarray) -> int:
    """The sum as Python has it: in two halves, neither of which 20 million rows fill up."""
    return (int((units >> 32).sum()) << 32) + int((units & 0xFFFFFFFF).sum())


def with_number_of_calls(log: Log, total: int) -> Log:
    """The log with `total` calls in those rows that do not say how many they add up: each is given one, the others are
    shared out by tokens, as if all calls were equally long.

    Raises ValueError with a sentence where every row says it, or where there are more rows than calls.
    """
    calls = log.calls
    open_rows = np.flatnonzero(np.isnan(calls.n))
    if not len(open_rows):
        raise ValueError("is not needed: the log itself says how many calls its rows are of")
    if total < len(open_rows):
        raise ValueError(f"must be at least {len(open_rows):,}: so many rows of the log hold calls")
    number = calls.n.copy()
    number[open_rows] = 1 + shared_out(_tokens(calls)[open_rows], total - len(open_rows))
    return replace(log, calls=replace(calls, n=number))


def _tokens(calls: Calls) -> Floats:
    return np.asarray(np.nan_to_num(calls.input) + np.nan_to_num(calls.output))


def shared_out(weights: Floats, total: int) -> Floats:
    """Whole numbers in proportion to the weights that add up to `total`: the largest remainders are rounded up."""
    if not weights.sum() > 0:
        weights = np.ones_like(weights)
    exact = weights / weights.sum() * total
    found = np.floor(exact)
    left = total - int(found.sum())
    found[np.argsort(found - exact, kind="stable")[:left]] += 1
    return np.asarray(found)


def mean_of(values: Floats, weights: Floats) -> float | None:
    """The weighted mean of the values that are recorded; None without any."""
    known = ~np.isnan(values)
    return float(np.average(values[known], weights=weights[known])) if known.any() else None


def ratio_of(values: Floats, weights: Floats) -> float | None:
    """Sum over sum of the weights, where both are recorded; None without any."""
    known = ~np.isnan(values)
    return float(values[known].sum() / weights[known].sum()) if known.any() and weights[known].sum() else None


def sd_ln_of(values: Floats, weights: Floats) -> float | None:
    """The weighted sd of ln from run to run; None for fewer than FEWEST_FOR_SPREAD runs or a value of 0."""
    known = ~np.isnan(values)
    count = float(weights[known].sum())
    if count < FEWEST_FOR_SPREAD or values[known].min() <= 0:
        return None
    ln = np.log(values[known])
    apart = (ln - np.average(ln, weights=weights[known])) ** 2
    return round(float(np.sqrt((weights[known] * apart).sum() / (count - 1))), 6)
