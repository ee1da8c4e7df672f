"""How far the reading of prompts in an agent's loop may be off.

No host was measured inside a loop, so the doubt about its waits applies to its reading too. Beyond the lengths of
measured runs it is larger (docs/methodology.md, "Speeds").
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from planner.core.estimate.runs import Run
from planner.core.latency.seconds import LOOP_MEASURED_TOKENS, TTFT_DOUBT, in_a_loop
from planner.core.workload import Workload

Floats = NDArray[np.float64]

READING_DOUBT = {str(LOOP_MEASURED_TOKENS): TTFT_DOUBT, "200000": 0.60, "350000": 1.00}
"""The doubt about the speed of reading, sd of ln, by the input tokens of a tool loop's mean call: that about waits up
to the lengths that were measured, then the spread of the few longer runs (docs/methodology.md, "Speeds")."""


def reading_doubt(tokens_per_call: float | Floats) -> Floats:
    """How far the reading of a tool loop is off, sd of ln, by the input tokens of its mean call."""
    return np.asarray(np.interp(np.log(np.maximum(tokens_per_call, 1.0)), *_LINE))


_LINE = np.log([float(length) for length in READING_DOUBT]), np.array(list(READING_DOUBT.values()))


def reading_doubt_of(load: Workload, run: Run) -> float:
    """How far the reading of a run is off, sd of ln; single calls read too little for it to matter."""
    return float(reading_doubt(float(run.fresh + run.cached) / float(run.calls))) if in_a_loop(load) else 0.0


def reading_factor(doubt: Floats | float, belief: Floats) -> Floats:
    """The factor on seconds of reading. Doubt beyond that of waits does not change the mean."""
    return np.asarray(np.exp(doubt * belief - np.maximum(doubt * doubt - TTFT_DOUBT**2, 0.0) / 2))
