"""Small logs made by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from planner.core.usage.calls import NUMBERS, Calls, Key, calls_of

DAY_START = 1_793_577_600.0
"""2 November 2026, 00:00 UTC."""


def calls(rows: Sequence[Mapping[str, object]]) -> Calls:
    """A row for each mapping: `key`, `run` and figures; missing figures are NaN, but for `n`, 1, and `start`."""
    keys = list(dict.fromkeys(key for row in rows if isinstance(key := row.get("key", Key("m")), Key)))
    usual = {"n": 1.0, "start": DAY_START}
    columns: dict[str, np.ndarray] = {
        name: np.array([row.get(name, usual.get(name, np.nan)) for row in rows], dtype=np.float64) for name in NUMBERS
    }
    columns["key"] = np.array([keys.index(row.get("key", Key("m"))) for row in rows], dtype=np.int32)  # type: ignore[arg-type]
    columns["run"] = np.array([row.get("run", 0) for row in rows], dtype=np.uint64)
    return calls_of(keys, columns)
