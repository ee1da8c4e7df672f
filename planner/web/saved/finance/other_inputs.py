"""The inputs of a bill that no sentence of its finance sheet has."""

from __future__ import annotations

from collections.abc import Iterator

from planner.core.models.catalogue import Catalogue
from planner.core.request import EstimateRequest
from planner.core.scenario.compare import inputs_of
from planner.core.workload import Workload
from planner.web.saved.plans.inputs import label_of, runs_in_words, value_words

USUAL = inputs_of(EstimateRequest(Workload(), ()))
IN_WORDS = frozenset({
    "task_class", "runs_per_day", "steps", "steps_spread", "step_kind", "shared_prefix_tokens", "input_tokens",
    "tool_result_tokens", "visible_tokens_per_call", "reasoning_tokens_per_call", "stages",
})  # fmt: skip
"""Fields of a workload that sentences of templates/saved/_assumptions.html say."""


def other_inputs(
    question: EstimateRequest, catalogue: Catalogue, *, elsewhere: frozenset[str] = frozenset()
) -> Iterator[str]:
    """Every other input that is not its default: active hours 8 h. `elsewhere`: those with a sentence of their own."""
    elsewhere |= IN_WORDS
    for name, value in inputs_of(question).items():
        field = name.removeprefix("workload.")
        if value is None or value == USUAL.get(name):
            continue
        label, words = label_of(name, catalogue), value_words(name, value, catalogue)
        if name.startswith("overrides."):
            yield f"{label[:1].lower()}{label[1:]}, {words}"
        elif field != name and not field.startswith(("people.", "compaction.")) and field not in elsewhere:
            yield f"{label.lower()} {words}"
    if question.calibration:
        yield f"own runs: {runs_in_words(question.calibration, catalogue)}"
