"""The part of docs/accuracy.md on targets that were missed: by how much, how sure that is, what was tried and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scripts.fitting.crossval import FEW, ROUNDED
from scripts.fitting.everyday import TARGET as EVERYDAY_TARGET
from scripts.fitting.everyday import judged_outputs
from scripts.fitting.fitting import NOT_THINKING, REASONING_NAME, THINKING, Results
from scripts.fitting.groups import BY_DATE, WORK, constant_error, groups, median_error, of_work, targets_of
from scripts.fitting.resampling import Sureness, sureness
from scripts.fitting.speeds import Judged

WHY = {
    (REASONING_NAME, BY_DATE): (
        "From one release to the next makers change how much a model thinks by a factor of two and more, in either "
        "direction. Nothing published before a release says which. Tried without gain: family terms that fade "
        "faster; terms of lab, tier and effort; price, size, scores and an index; blends with predecessors and "
        "recent medians, weighted on other dates. Kept: models of unmeasured labs are raised by half of what "
        "earlier ones lacked."
    ),
    (REASONING_NAME, "between"): "Few models have three measured efforts.",
    (NOT_THINKING, BY_DATE): (
        "An exam question that a model may not think about is answered with anything from a letter to pages of "
        "working. Agents and open questions are below the target. Kept: terms for what a family does with and "
        "without thinking, and for the change of answers without thinking over time. Tried without gain: price, "
        "size, an index, whether a model can think at all, terms of lab and tier."
    ),
    (THINKING, BY_DATE): "Models differ in how much they write, and nothing known before a release says how.",
}
WHY_SPEED = (
    "Hosts choose how fast they serve a model. Tried without gain: 90 ways to take the newest figure and the recent "
    "median (the best is 31% off on these rows, and 34% or 40% where the way is chosen on other families), and a "
    "regression on family, tier, lab, price and active parameters."
)
WHY_EVERYDAY = (
    "Two runs of one model differ by much less (Noise floor), so the data allow a smaller error. What is missing is "
    "how a model answers open questions, which exams do not show; consecutive versions of one tier differ by more "
    "than the error that is left. Kept: terms for what a family does with and without thinking. Tried without gain: "
    "terms that tie open questions to other short answers, wider and narrower terms of the model and its modes, one "
    "fit of whole outputs. A model whose everyday work was measured keeps its own figure."
)


def missed(results: Results, speeds: Sequence[Judged]) -> Iterator[str]:
    """A line for each target that was missed, and for each kind of work where new models are no nearer than the
    constant."""
    for quantity in (REASONING_NAME, THINKING, NOT_THINKING):
        yield from _tokens(results, quantity)
    lines = [one for one in judged_outputs(results) if one.missed]
    if lines:
        text = "; ".join(f"{one.evidence}, thinking {one.mode}: {one.error:.0%}" for one in lines)
        yield f"- everyday output, {EVERYDAY_TARGET:.0%} wanted: {text}. {WHY_EVERYDAY}"
    slow = [one for one in speeds if one.missed]
    if slow:
        text = "; ".join(f"{one.title}: {one.error:.0%} against {one.target:.0%}" for one in slow)
        sure = "".join(_said(one.sure) for one in slow if one.sure)
        yield f"- seconds per token, {text}.{sure} {WHY_SPEED}"


def _tokens(results: Results, quantity: str) -> Iterator[str]:
    for kind, rows, _ in groups(results, quantity):
        for work in WORK:
            found = of_work(rows, work)
            target = targets_of(quantity).get((kind, work))
            if len(found) < FEW:
                continue
            error = median_error(found)
            if target is not None and error > target + ROUNDED:
                sure = sureness([miss.cell.model for miss in found], [miss.error for miss in found])
                known = f" With each model's own level known {sure.level_known:.0%} would be left."
                text = f"{error:.0%} against {target:.0%}.{_said(sure)}{known}"
            elif kind == BY_DATE and error >= constant_error(found):
                text = f"{error:.0%}, no nearer than the constant."
            else:
                continue
            yield f"- {quantity}, {kind}, {work}: {text} {WHY[quantity, kind]}"


def _said(sure: Sureness) -> str:
    return f" With the {sure.models} models drawn again, 95% of results lie between {sure.low:.0%} and {sure.high:.0%}."
