"""docs/accuracy.md: what cross-validation found, beside the constant and the target, with the command that made it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scripts.fitting.by_date import CUTS
from scripts.fitting.crossval import FEW, ROUNDED, Miss, Score, score
from scripts.fitting.everyday import everyday_section
from scripts.fitting.fitting import NOT_THINKING, REASONING_NAME, THINKING, Results, spread_rows
from scripts.fitting.groups import BY_DATE, WORK, constant_error, groups, median_error, of_work, targets_of, works_of
from scripts.fitting.missed import missed
from scripts.fitting.noise_floor import EverydayFloor, Floor, everyday_floor_text
from scripts.fitting.speeds import Judged
from scripts.fitting.tables import MEASURED_SD
from scripts.fitting.terms import REPEATABILITY

COVERAGE, BIAS = (0.72, 0.88), (0.8, 1.25)
CLAIM_BEGINS = "Half of the estimates of thinking tokens"

HEAD = """# Accuracy

{claim}

Written by `make fit DATA=<folder of raw files>` (scripts/fit.py); do not edit. Every cell is predicted by a fit that
has not seen it. A cell is the mean tokens of one model at one effort on one benchmark. Sources: Artificial Analysis
figures, (c) Artificial Analysis, snapshots of 10 July and 22 August 2026 (August's counts where both have one) and its
speeds of August and 3 October 2026; BullshitBench v1 (MIT); LRM Token Economy (Apache-2.0); MCPMark runs. {cells:,}
cells of reasoning, {visible:,} of visible tokens, {units} model-and-effort pairs, {classes} benchmarks.

Evidence: `model+effort`: the model's cells of this benchmark hidden at all efforts, its other benchmarks seen.
`between`, `beyond`: the model hidden at this effort, seen at efforts on both sides, or on one. `new`: a model that
nobody measured. The fit sees only what was released before a day and predicts what came in the two months after, moved
towards the newest model of the family; there are six such days. `called`: by the name that the product gives it (What
the product calls it). `timed`: like `new`, for models that hide their thinking and whose seconds before the first word
are known. Constant: the median of the class at that effort among what was known then. Error is the median of
|predicted/actual - 1|, bias the median of predicted/actual. Bands are 80 %; their width was set on other models, or for
new models on the other five dates. sd: the sd of ln that holds 80 % of errors. A figure that misses its target is
marked (missed). Targets: bias {bias[0]}-{bias[1]}, bands {coverage[0]:.0%}-{coverage[1]:.0%}.
"""

NOTES = """
## Measured cells
Where a cell itself was measured, the product ships the measured value, moved a little towards the fit. Two measurements
of one cell are taken to differ by {repeatability:g} (sd of ln), so it keeps at least {kept:.0%} of its deviation from
the fit, or less where Student's t noise makes it doubtful. Such rows have an s_param of {measured_sd:g}: the difference
between harnesses.

## What was missed, and why
{missed}

What was tried and when is in [a log](fitting-log.md), written by hand.
"""


def claim(results: Results) -> str:
    """The one line that the README repeats."""
    new = [m for m in results.dated[REASONING_NAME] if m.kind != "timed"]
    known = [m for m in results.known[REASONING_NAME] if m.kind == "model+effort"]
    between = [m for m in results.known[REASONING_NAME] if m.kind == "between"]
    return (
        f"{CLAIM_BEGINS} are off by less than {_error(between)} between two measured efforts, {_error(known)} for a "
        f"measured model at work it was not measured at, and {_error(new)} for a model that nobody measured "
        f"({_constant(new)} with one constant for each kind of work and effort). All of these rows were left out "
        "of the fit."
    )


def with_claim(readme: str, said: str) -> str:
    """The README with its line on accuracy renewed. Raises ValueError where it has no such line."""
    lines = readme.split("\n")
    place = next((i for i, line in enumerate(lines) if line.startswith(CLAIM_BEGINS)), None)
    if place is None:
        raise ValueError(f"README.md has no line that begins with “{CLAIM_BEGINS}”.")
    return "\n".join([*lines[:place], said, *lines[place + 1 :]])


def report(
    results: Results, floors: Sequence[Floor], everyday: EverydayFloor, speeds: Sequence[Judged], proof: str
) -> str:
    """The whole document; `proof` is its section on dollars and seconds, which holds that of `speeds`."""
    counted = [cell for cell in results.reasoning.cells if cell.task_class != "hidden_time"]
    head = HEAD.format(
        claim=claim(results),
        cells=len(counted),
        visible=len(results.visible.cells),
        units=len({(cell.model, cell.effort) for cell in counted}),
        classes=len({cell.task_class for cell in counted}),
        bias=BIAS,
        coverage=COVERAGE,
    )
    parts = [head]
    for quantity, title in ((REASONING_NAME, "Reasoning tokens"), (THINKING, "Visible tokens, thinking")):
        parts += _section(title, results, quantity)
    parts += _section("Visible tokens, not thinking", results, NOT_THINKING)
    parts += ["\n## What the product calls it\n", *_called(results)]
    parts += everyday_section(results)
    parts += ["\n## New reasoning by date\n", *_by_cut(results.dated[REASONING_NAME])]
    parts += ["\n## Reasoning by benchmark, median error (cells)\n", *_by_class(results)]
    parts += ["\n## Noise floor\n", *_floor(floors), everyday_floor_text(everyday)]
    notes = NOTES.format(
        repeatability=REPEATABILITY,
        kept=1 - (REPEATABILITY / 0.25) ** 2,
        measured_sd=MEASURED_SD,
        missed="\n".join(missed(results, speeds)),
    )
    return "\n".join([*parts, proof]) + "\n" + notes


def _section(title: str, results: Results, quantity: str) -> Iterator[str]:
    yield f"\n## {title}\n"
    yield "| evidence | work | cells | error | constant | target | bias | within 2x | in the band | sd |"
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for kind, found, dated in groups(results, quantity):
        for work in works_of(kind):
            if group := of_work(found, work):
                yield _line(kind, work, group, targets_of(quantity).get((kind, work)), dated)


def _line(kind: str, anchor: str, group: Sequence[Miss], target: float | None, dated: bool) -> str:
    s: Score = score(group)
    judged = s.n >= FEW
    constant = _constant(group) if dated else ""
    goal = "" if target is None else f"{target:.0%}"
    missed = (target is not None and s.error > target + ROUNDED) or (dated and s.error >= constant_error(group))
    error = f"{s.error:.0%}{' (missed)' if judged and missed else ''}"
    bias = f"{s.bias:.2f}{_miss(not judged or BIAS[0] <= s.bias <= BIAS[1])}"
    inside = f"{s.coverage:.0%}{_miss(not judged or COVERAGE[0] <= s.coverage <= COVERAGE[1])}"
    cells = f"{s.n}{'' if judged else ', few'}"
    return (
        f"| {kind} | {anchor} | {cells} | {error} | {constant} | {goal} | {bias} | {s.within_2x:.0%} | {inside} "
        f"| {s.sd:.2f} |"
    )


def _miss(met: bool) -> str:
    return "" if met else " (missed)"


def _error(group: Sequence[Miss]) -> str:
    return f"{median_error(group):.0%}"


def _constant(group: Sequence[Miss]) -> str:
    return f"{constant_error(group):.0%}"


def _called(results: Results) -> Iterator[str]:
    """The name of every kind of evidence about a model that was not measured, as the tables of the product have it."""
    yield (
        "An estimate names a family or tier only where that level is nearer than the constant on new models; else it "
        'is "typical for this kind of work" (`class`).'
    )
    yield "\n| figure | evidence | exam | doc | agent | everyday |\n|---|---|---|---|---|---|"
    names = {(q, kind, scope): basis for q, kind, basis, scope, _, _ in spread_rows(results)}
    for quantity in (REASONING_NAME, THINKING, NOT_THINKING):
        for kind in ("line", "family", "lab", "class", "timed"):
            cells = [str(names.get((quantity, kind, work), "-")) for work in WORK[1:]]
            if set(cells) != {"-"}:
                yield f"| {quantity} | {kind} | {' | '.join(cells)} |"


def _by_cut(found: Sequence[Miss]) -> Iterator[str]:
    yield "| released in the two months after | models | cells | error | constant | bias |"
    yield "|---|---|---|---|---|---|"
    for cut, day in enumerate(CUTS):
        group = [m for m in found if m.cut == cut and m.kind != "timed"]
        models = len({m.cell.model for m in group})
        line = f"{len(group)} | {_error(group)} | {_constant(group)} | {score(group).bias:.2f}"
        yield f"| {day:%-d %b %Y} | {models} | {line} |"


def _by_class(results: Results) -> Iterator[str]:
    found = [(kind, group) for kind, group, _ in groups(results, REASONING_NAME) if "," not in kind]
    yield f"| benchmark | {' | '.join(kind for kind, _ in found)} | constant, new |"
    yield f"|---|{'---|' * (len(found) + 1)}"
    new = dict(found)[BY_DATE]
    for name in dict.fromkeys(miss.cell.task_class for miss in results.known[REASONING_NAME]):
        cells = [_cell([m for m in group if m.cell.task_class == name]) for _, group in found]
        constant = [m for m in new if m.cell.task_class == name]
        yield f"| {name} | {' | '.join(cells)} | {_constant(constant) if constant else '-'} |"


def _cell(group: Sequence[Miss]) -> str:
    return f"{_error(group)} ({len(group)}{'' if len(group) >= FEW else ', few'})" if group else "-"


def _floor(floors: Sequence[Floor]) -> Iterator[str]:
    yield (
        "Cells that Artificial Analysis ran again between July and August (benchmarks whose counts it corrected left "
        "out): what two runs of one benchmark by one model differ by, in output tokens."
    )
    yield "\n| work | cells in both | run again | median difference |\n|---|---|---|---|"
    yield from (f"| {f.anchor} | {f.both} | {f.again} | {f.difference:.1%} |" for f in floors)
