"""What a bill assumes of its work, in words: enough to work it out again."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from planner.core.models.catalogue import Catalogue
from planner.core.request import EstimateRequest
from planner.core.results import Tokens
from planner.core.scenario.compare import inputs_of
from planner.core.uncertainty.steps import steps_range
from planner.core.workload import Workload
from planner.web import filters
from planner.web.saved.plans.inputs import CHOICES, label_of, runs_in_words, value_words

USUAL = inputs_of(EstimateRequest(Workload(), ()))
IN_WORDS = frozenset({
    "task_class", "runs_per_day", "steps", "steps_spread", "step_kind", "shared_prefix_tokens", "input_tokens",
    "tool_result_tokens", "visible_tokens_per_call", "reasoning_tokens_per_call", "stages",
})  # fmt: skip
"""Fields of a workload that `calls`, `sent` and `written` say."""


def calls(load: Workload) -> str:
    """One call each; 251 calls each; about 32 calls each, 12 to 59 in four runs of five."""
    if load.stages:
        return f"Each has {len(load.stages)} parts"
    if load.steps == 1:
        return "One call each"
    around = steps_range(load.steps, load.steps_spread)
    if around is None:
        return f"{filters.count(load.steps)} calls each"
    ends = f"{filters.whole(around.p10)} to {filters.whole(around.p90)}"
    return f"About {filters.count(load.steps)} calls each, {ends} in four runs of five"


def sent(load: Workload, catalogue: Catalogue, thing: str = "run") -> str:
    """6,700 tokens in the first call, 6,000 of them alike in every run; 620 more with each tool result."""
    task, shared = catalogue.task_classes.get(load.task_class), load.shared_prefix_tokens
    alike = f", {filters.count(shared)} of them alike in every {thing}" if shared else ""
    what = "tool result" if load.step_kind == "tool" else "user’s turn"
    more = f"; {filters.count(load.tool_result_tokens)} more with each {what}" if load.steps > 1 or load.stages else ""
    first, kind = filters.count(shared + load.input_tokens), task.name if task else load.task_class
    return f"{first} tokens in the first call{alike}{more}. The kind of work is “{kind}”."


def written(load: Workload, mode: str, tokens: Tokens | None = None, *, is_stated: bool = False) -> str:
    """390 tokens a call. Thinking at high effort, 741 tokens a call by our estimate.

    `tokens`: those of the saved estimate, None where it has none; `is_stated`: its thinking is a figure of the user's.
    """
    answer = load.visible_tokens_per_call
    if answer is None:
        said = f"{filters.whole(tokens.visible_per_call)} tokens a call by our estimate" if tokens else "estimated"
    else:
        said = f"{filters.count(answer)} tokens a call"
    said += " on average" if load.stages else ""
    if mode == "off":
        return f"{said}. Thinking is off."
    effort = "on" if mode in ("on", "default") else f"at {mode} effort"
    is_stated = is_stated or load.reasoning_tokens_per_call is not None
    size = f", {filters.whole(tokens.reasoning_per_call)} tokens a call" if tokens else ""
    return f"{said}. Thinking {effort}{size}{'' if is_stated or not size else ' by our estimate'}."


def cache_words(load: Workload) -> str:
    """As the host does; off; for 5 minutes."""
    words = CHOICES["workload.cache.mode"][load.cache.mode]
    return words if load.cache.mode in ("auto", "off") else f"for {words}"


def summaries(load: Workload, each: Decimal | float | None = None, thing: str = "run") -> str:
    """At 80% of the window, in 20,000 tokens; 0.3 times a run on average. Empty where runs are not summarised."""
    if load.compaction is None or (load.steps == 1 and not load.stages):
        return ""
    at, size = filters.percent(load.compaction.at_share), filters.count(load.compaction.to_tokens)
    often = "" if each is None else f"; {filters.ratio(each)} times per {thing}" if each else "; not needed here"
    return f"summarised at {at} of the window, in {size} tokens{often}."


def besides(question: EstimateRequest, catalogue: Catalogue, *, shown: frozenset[str] = frozenset()) -> Iterator[str]:
    """Every other input that departs from its default: active hours 8 h. `shown`: fields that are said elsewhere."""
    said = IN_WORDS | shown
    for name, value in inputs_of(question).items():
        field = name.removeprefix("workload.")
        if value is None or value == USUAL.get(name):
            continue
        label, words = label_of(name, catalogue), value_words(name, value, catalogue)
        if name.startswith("overrides."):
            yield f"{label[:1].lower()}{label[1:]}, {words}"
        elif field != name and not field.startswith(("people.", "compaction.")) and field not in said:
            yield f"{label.lower()} {words}"
    if question.calibration:
        yield f"own runs: {runs_in_words(question.calibration, catalogue)}"
