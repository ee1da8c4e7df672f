"""Random variation of runs: a few thousand points that cover evenly the space of everything that varies.

Point k lies at k x VECTOR[j] / draws in column j (mod 1), shifted by the seed. This is a rank-1 lattice: even in every
column and nearly even in pairs and triples of columns. 2,048 such points give percentiles nearer to those of very many
draws than 4,096 points with shuffled columns (docs/performance.md).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from statistics import NormalDist
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DRAWS = 2048
VECTOR = (1, 791, 549, 207, 287, 659, 641, 271, 611, 447, 295, 361, 407, 915, 785, 329, 889)
"""Odd, so that each column of any power of two of draws is a permutation. Found column by column, each the one with the
least worst-case error P2 at 2,048 points with product weights of 0.3: `python -m tests.bench.draws` finds it again."""
UNIFORM = ("thinks", "retries", "tries")


@dataclass(frozen=True, slots=True, eq=False)
class DrawColumns:
    """One value a draw: standard normal columns, and uniform ones for events (UNIFORM). They are in the order of
    VECTOR: what changes a bill most comes first, where the lattice is most even. Columns are read-only, and there is
    one object a seed, so that results can be kept by seed."""

    steps_belief: Floats
    steps: Floats
    belief: Floats
    visible_belief: Floats
    item: Floats
    visible_item: Floats
    speed_belief: Floats
    speed: Floats
    run: Floats
    thinks: Floats
    ttft_belief: Floats
    month: Floats
    visible_month: Floats
    cache: Floats
    retries: Floats
    ttft: Floats
    tries: Floats


@lru_cache(maxsize=8)
def draw_columns(seed: int, draws: int = DRAWS) -> DrawColumns:
    """The same columns for the same seed; `draws` is a power of two."""
    shifts = np.random.default_rng(seed).integers(draws, size=len(VECTOR))
    columns = {}
    for field, step, shift in zip(fields(DrawColumns), VECTOR, shifts, strict=True):
        middles = even_middles(draws) if field.name in UNIFORM else normal_middles(draws)
        columns[field.name] = middles[(np.arange(draws) * step + shift) % draws]
    return DrawColumns(**columns)


def even_middles(draws: int) -> Floats:
    """The middles of `draws` equal shares of 0 to 1, rising."""
    return np.asarray((np.arange(draws) + 0.5) / draws)


@lru_cache(maxsize=4)
def normal_middles(draws: int) -> Floats:
    """The middles of `draws` equal shares of a standard normal, rising."""
    return np.array([NormalDist().inv_cdf(share) for share in even_middles(draws)])


@lru_cache(maxsize=64)
def another_order(seed: int, key: str, draws: int = DRAWS) -> NDArray[np.intp]:
    """An order of the draws that belongs to `key`. Draws in it are nearly independent of those in their own order;
    those of a lattice shifted by some places are not."""
    return np.random.default_rng([seed, crc32(key.encode())]).permutation(draws)
