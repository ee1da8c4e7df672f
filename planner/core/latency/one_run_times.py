"""The median and the 95 % of one run's seconds on the few even draws of planner.core.ranking.vector_latency."""

from __future__ import annotations

from math import nan

import numpy as np

from planner.core.estimate.inputs import EstimateInputs, keeps_reasoning
from planner.core.estimate.runs import Run
from planner.core.estimate.terms import Prepared
from planner.core.latency.timing import is_batch
from planner.core.ranking.vector_latency import Parts, Runs, call_output, drawn_output, paces_of, parts_of, run_times
from planner.core.ranking.vector_shapes import plans_of, shapes_of
from planner.core.uncertainty.band import Tail

NO_SECONDS = Tail(nan, nan)


def quick_tail(prepared: Prepared) -> Tail:
    """Seconds of a run with tools and retries, median and 95 % under; NaN for batch, which has no time. Close to the
    simulation's, in a tenth of its time and without its dollars: what a ranking needs."""
    inputs = prepared.inputs
    if is_batch(inputs):
        return NO_SECONDS
    middle, most = run_times(inputs.workload, [_parts(inputs, run) for _, run in prepared.parts])[0].tolist()
    return Tail(middle, most)


def _parts(inputs: EstimateInputs, run: Run) -> Parts:
    keeps = np.array([keeps_reasoning(inputs)])
    return parts_of(
        inputs.workload,
        Runs(
            shapes=shapes_of([run.shape], run.shape.steps),
            plans=plans_of([run.cache]),
            paces=paces_of([run.pace]),
            keeps=keeps,
            output=drawn_output([call_output(inputs, run)], keeps),
            token_group_of=np.array([0], dtype=np.intp),
        ),
    )
