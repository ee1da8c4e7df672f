"""Figures of an estimate that its answer as data lacks: average times, its tier, the end of its batch.

Files and saved plans keep them with the estimate.
"""

from __future__ import annotations

from planner.core.results import Estimate
from planner.store.files.result_tables import ENDS, ENDS_LATE, EXPECTED, FIRST_WORD, TIER
from planner.web.forms import PlanForm
from planner.web.plan.measures.batch_end import ends_of
from planner.web.plan.measures.seconds import first_word, run_seconds


def figures_beside(side: Estimate, form: PlanForm) -> dict[str, object]:
    """Fields of a saved estimate: seconds of a run and to its first word, expected (missing where none are promised),
    the tier that was in fact priced, and of a batch its expected end and the late end of the 80% range, as the page
    writes them."""
    run, first, asked = run_seconds(side), first_word(side), form.values["tier"]
    found: dict[str, object] = {TIER: "standard" if asked == "batch" and side.latency else asked}
    if run and first:
        found |= {EXPECTED: run.value, FIRST_WORD: first.value}
    if form.door.id == "batch":
        found |= _ends(side, form)
    return found


def _ends(side: Estimate, form: PlanForm) -> dict[str, object]:
    measure = ends_of(form)
    end = measure.of(side)
    if end is None:
        return {} if side.latency else {ENDS: "within 24 h"}
    return {ENDS: measure.say(end.value), **({ENDS_LATE: measure.say(end.high)} if end.high else {})}
