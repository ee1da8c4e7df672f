"""docs/accuracy.md: what cross-validation found, beside the target, with the command that made it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from scripts.fitting.cells import ANCHORS, SHIPPED
from scripts.fitting.crossval import BASES, Miss, Score, score
from scripts.fitting.fitting import NAMED, NOT_THINKING, REASONING_NAME, THINKING, Results
from scripts.fitting.ridge import Solution
from scripts.fitting.tables import MEASURED_SD
from scripts.fitting.terms import REPEATABILITY

TARGETS = {
    ("model+effort", "exam"): 0.25,
    ("model+effort", "everyday"): 0.30,
    ("model+effort", "agent"): 0.38,
    ("model+effort", "doc"): 0.38,
    ("family", "exam"): 0.43,
    ("family", "everyday"): 0.43,
    ("family", "agent"): 0.55,
    ("class", "exam"): 0.43,
    ("class", "everyday"): 0.43,
    ("class", "agent"): 0.55,
}
"""Median error of reasoning tokens. Model and effort known; model unseen, which is family or class."""
VISIBLE_TARGET = 0.30
COVERAGE, BIAS = (0.72, 0.88), (0.8, 1.25)
FEW = 12

HEAD = """# Accuracy

Written by `make fit DATA=<folder of raw files>` (scripts/fit.py); do not edit. Figures of tokens are cross-validated:
every cell is predicted by a fit that has not seen it. A cell is the mean tokens of one model at one effort on one
benchmark. Figures of dollars and seconds stand apart below, as they are not.
Sources: Artificial Analysis figures, (c) Artificial Analysis, snapshot of 10 July 2026; BullshitBench v1 (MIT);
LRM Token Economy (Apache-2.0); MCPMark runs. {cells:,} cells of reasoning, {visible:,} of visible tokens,
{units} model-and-effort pairs, {classes} benchmarks.

Evidence: `model+effort`: the model's cells of this benchmark hidden at all efforts, its other benchmarks seen.
`model`: the model at this effort hidden, another effort seen. `family`: the model hidden, others of its family seen.
`class`: the whole lab hidden. `family` and `class` do without the model's intelligence index too, as the product has
to: the family's mean stands in, or 27. Error is the median of |predicted/actual - 1|, bias that of predicted/actual.
Bands are 80 %, their width set on the models of four fifths of the data and judged on the other fifth. sd is the
s_param that holds 80 %. A figure that misses its target is marked (missed). Targets: bias {bias[0]}-{bias[1]}, bands
{coverage[0]:.0%}-{coverage[1]:.0%}.
"""

NOTES = """
## Measured cells
Where the very cell was measured the product ships the measured value drawn towards the fit: of the models it names by
profile every class; of all others everyday questions, maths and puzzles (openly licensed) and the mean over all tasks
of MCPMark (its runs are not shipped). Two measurements of one cell are taken to differ by {repeatability:g} (sd of
ln), a cell and the fit by more: a cell keeps 1 - ({repeatability:g}/sd)^2 of its own deviation, less where Student's
t noise finds it doubtful.

| cells | sd | kept |
|---|---|---|
{kept}

Cross-validation cannot show that case, as it hides the cell; `planner validate` on newer measurements does. Such rows
have s_param {measured_sd:g}: two measurements of one cell, and what changes from harness to harness. It is judged.

## Models without a profile
{shipped_models} models were measured by BullshitBench v1, LRM Token Economy or MCPMark: for everyday questions, maths
and computer agents they are answered by these figures of their own (`planner validate` on those files shows them kept,
not proved). Everything else is answered by the family's figures, or the lab's (rows `family` and `class` above), called
evidence of the class: a family seen is {family_everyday} on everyday work against {class_everyday} for the class alone.
An effort label counts only where the family's does: elsewhere low equals high.

## What was missed, and why
- Model and effort known, everyday: {n_everyday} cells of one short track and of trivial questions. Exam data hardly
  tell how much a model thinks about everyday questions, and the vendors count differently (section 6 of the study:
  Anthropic's count may be short of what is billed, efforts other than high are few). A model measured on everyday work
  itself is answered from that measurement.
- Model and effort known, long documents: one benchmark only, on which models differ 20-fold from their own exams.
- The class alone (whole lab hidden): what one lab does says little of another.
- Visible text without thinking on exams: the length of a free answer is a matter of the model's manner; where this very
  cell was measured the product ships it.

What was tried and when is in [a log](fitting-log.md), written by hand.
"""


def report(results: Results, proof: str) -> str:
    """The whole document; `proof` is its section on dollars and seconds."""
    thoughts = results.reasoning.cells
    found = results.misses[REASONING_NAME]
    head = HEAD.format(
        cells=len(thoughts),
        visible=len(results.visible.cells),
        units=len({(cell.model, cell.effort) for cell in thoughts}),
        classes=len({cell.task_class for cell in thoughts}),
        bias=BIAS,
        coverage=COVERAGE,
    )
    everyday = sum(cell.anchor == "everyday" for cell in thoughts)
    parts = [head, *_section("Reasoning tokens", found, _reasoning_target)]
    parts += _section("Visible tokens, thinking", results.misses[THINKING], _visible_target)
    parts += _section("Visible tokens, not thinking", results.misses[NOT_THINKING], _visible_target)
    parts += ["\n## Reasoning tokens by benchmark, median error (cells)\n", *_by_class(found)]
    return (
        "\n".join([*parts, proof])
        + "\n"
        + NOTES.format(
            n_everyday=everyday,
            repeatability=REPEATABILITY,
            measured_sd=MEASURED_SD,
            kept="\n".join([*_kept(results.reasoning, "thinking"), *_kept(results.visible, "visible text")]),
            shipped_models=len({c.model for c in thoughts if c.task_class in SHIPPED} - set(NAMED)),
            family_everyday=_error_of(found, "family", "everyday"),
            class_everyday=_error_of(found, "class", "everyday"),
        )
    )


def _kept(solution: Solution, what: str) -> Iterator[str]:
    """What cells keep of their own, for each noise they are taken to have."""
    groups: dict[float, set[str]] = {}
    for cell, noise in zip(solution.cells, solution.usual_noise, strict=True):
        groups.setdefault(float(noise), set()).add("off" if cell.effort == "off" else cell.anchor)
    for noise, kinds in sorted(groups.items()):
        named = ", ".join(kind for kind in (*ANCHORS, "off") if kind in kinds)
        yield f"| {what}, {named} | {noise:g} | {1 - (REPEATABILITY / noise) ** 2:.0%} |"


def _error_of(found: Sequence[Miss], basis: str, anchor: str) -> str:
    group = [miss for miss in found if (miss.basis, miss.cell.anchor) == (basis, anchor)]
    return f"{score(group).error:.0%}" if group else "-"


def _reasoning_target(basis: str, anchor: str) -> float | None:
    return TARGETS.get((basis, anchor))


def _visible_target(basis: str, anchor: str) -> float | None:
    return VISIBLE_TARGET


def _section(title: str, found: Sequence[Miss], target: Callable[[str, str], float | None]) -> Iterator[str]:
    yield f"\n## {title}\n"
    yield "| evidence | work | cells | error | target | bias | within 2x | in the band | sd |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for basis in BASES:
        for anchor in ANCHORS:
            group = [m for m in found if (m.basis, m.cell.anchor) == (basis, anchor)]
            if group:
                yield _line(basis, anchor, score(group), target(basis, anchor))


def _line(basis: str, anchor: str, s: Score, target: float | None) -> str:
    goal = "" if target is None else f"{target:.0%}"
    error = f"{s.error:.0%}{_miss(target is None or s.error <= target + 0.005)}"
    bias = f"{s.bias:.2f}{_miss(BIAS[0] <= s.bias <= BIAS[1])}"
    inside = f"{s.coverage:.0%}{_miss(COVERAGE[0] <= s.coverage <= COVERAGE[1])}"
    return f"| {basis} | {anchor} | {s.n} | {error} | {goal} | {bias} | {s.within_2x:.0%} | {inside} | {s.sd:.2f} |"


def _miss(met: bool) -> str:
    return "" if met else " (missed)"


def _by_class(found: Sequence[Miss]) -> Iterator[str]:
    yield f"| benchmark | {' | '.join(BASES)} |"
    yield "|---|---|---|---|---|"
    for task_class in dict.fromkeys(miss.cell.task_class for miss in found):
        cells = (_cell([m for m in found if (m.basis, m.cell.task_class) == (b, task_class)]) for b in BASES)
        yield f"| {task_class} | {' | '.join(cells)} |"


def _cell(group: Sequence[Miss]) -> str:
    if not group:
        return "-"
    figures = score(group)
    return f"{figures.error:.0%} ({figures.n}{'' if figures.n >= FEW else ', few'})"
