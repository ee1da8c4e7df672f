"""The section of docs/accuracy.md on own runs: errors and shares in the band by number of runs, and what is missed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median

OWN = (0, 1, 3, 10)
ALL = -1
"""Stands for the plain mean of every run of the own half, without an estimate: how unlike the halves are."""
SPLITS = 4
FIGURES = ("reasoning", "output", "seconds")
TARGETS = {
    ("reasoning", 1): 0.50,
    ("reasoning", 3): 0.32,
    ("reasoning", 10): 0.22,
    ("output", 1): 0.36,
    ("output", 3): 0.28,
    ("output", 10): 0.22,
    ("seconds", 1): 0.38,
    ("seconds", 3): 0.30,
    ("seconds", 10): 0.24,
}
COVERAGE = (0.72, 0.88)
Group = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Told:
    """One figure said after `own` runs, beside the mean of the tasks held back. `inside`: of the 80 % band; `judged`:
    whether its model had no part in setting the constants."""

    source: str
    figure: str
    own: int
    predicted: float
    actual: float
    inside: bool | None
    judged: bool = True


HEAD = """
## Own runs
Written by `python -m scripts.fitting.own_runs <folder of raw files>` too. It shows what error is left after k own runs.
A user is one model at one kind of work (a service of MCPMark; a type of question of LRM Token Economy). The tasks are
halved at random {splits} times; k runs of one half are the user's own, and the mean of the other half is what the plan
should say. Steps of agents are the class's, as if nobody knew them. The tables of the first estimate were fitted on
these same sources, so the line without own runs looks too good; later lines depend on it less and less. "All of one
half" is the plain mean of all its runs: it shows how unlike the halves are, and no update can be much better. In the
band: in the 80 % range of the mean of as many runs as there are tasks held back, over models whose rows had no part in
setting the constants of the update. Targets: errors as given, bands {coverage[0]:.0%}-{coverage[1]:.0%}; a line that
misses its target is marked (missed).

| rows of | figure | own runs | cases | error | target | bias | in the band |
|---|---|---|---|---|---|---|---|"""

WHY = """
What is missed, and why.

- **Questions**: a type has five to eight prompts, so the own half has two to four of them, and the same few are run
  again to make ten runs. The plain mean of every run of one half leaves {floor}: own runs alone do not get below that
  on these rows. After one run the error is mainly the class's, as trivia need a fraction of the tokens of an everyday
  question. Runs that contradict an estimate are followed sooner than with a normal belief (docs/methodology.md, Own
  runs); the ways below show what that gains after ten runs.
- **Agents' reasoning** is in the band too often: its tables were fitted on these rows, while its range allows for work
  that no table has.
- **Agents' seconds** include queues and tools that do not show in tokens and come in bursts, so three runs say less
  than their spread suggests. Their doubt was raised as far as the models of the other half needed.
- Left out: a model that thought where the offer of its name does not. All its output was compared with a range of
  answers only.

Ways that were tried (error, and share in the band, of the same trials):

| way | rows of | figure | 1 run | 3 runs | 10 runs |
|---|---|---|---|---|---|"""


def section(found: Sequence[Told], ways: Sequence[tuple[str, Mapping[Group, Sequence[Told]]]] = ()) -> str:
    """The section in Markdown, without an end of line; `ways` are the others that were tried."""
    groups = groups_of(found)
    lines = [HEAD.format(splits=SPLITS, coverage=COVERAGE), *(line(*key, group) for key, group in groups.items())]
    if ways:
        lines += [WHY.format(floor=_floor(groups)), *_way_lines([("as shipped", groups), *ways])]
    return "\n".join(lines)


def groups_of(found: Iterable[Told]) -> dict[Group, list[Told]]:
    """By source, figure and number of own runs, in order; what was nothing is left out."""
    groups: dict[Group, list[Told]] = defaultdict(list)
    for told in sorted(found, key=lambda told: (told.source, FIGURES.index(told.figure))):
        if told.actual > 0 and told.predicted > 0:
            groups[told.source, told.figure, told.own].append(told)
    return groups


def _floor(groups: Mapping[Group, Sequence[Told]]) -> str:
    """What all of one half leaves of questions."""
    said = [f"{error_of(groups['questions', figure, ALL]):.0%} of {figure}" for figure in FIGURES[:2]]
    return " and ".join(said)


def _way_lines(ways: Sequence[tuple[str, Mapping[Group, Sequence[Told]]]]) -> Iterator[str]:
    for source, figure in (("agents", "output"), ("questions", "reasoning"), ("questions", "output")):
        for words, groups in ways:
            cells = [_way_cell(groups[source, figure, own]) for own in OWN[1:]]
            yield f"| {words} | {source} | {figure} | {' | '.join(cells)} |"


def _way_cell(group: Sequence[Told]) -> str:
    share = share_inside(group)
    return f"{error_of(group):.0%}" + ("" if share is None else f", {share:.0%}")


def error_of(group: Sequence[Told]) -> float:
    """The median error."""
    return median(abs(told.predicted / told.actual - 1) for told in group)


def share_inside(group: Sequence[Told]) -> float | None:
    """Of the rows whose model had no part in setting the constants; None where none of them has a band."""
    inside = [told.inside for told in group if told.inside is not None and told.judged]
    return fmean(inside) if inside else None


def line(source: str, figure: str, own: int, group: Sequence[Told]) -> str:
    """One row of the table. Targets are those of agents' runs; questions are held against the same."""
    error, share = error_of(group), share_inside(group)
    bias = median(told.predicted / told.actual for told in group)
    target = TARGETS.get((figure, own))
    aimed = "-" if target is None else f"{target:.0%}{' (missed)' if error > target else ''}"
    narrow = share is not None and own > 0 and not COVERAGE[0] <= share <= COVERAGE[1]
    inside = "-" if share is None else f"{share:.0%}{' (missed)' if narrow else ''}"
    runs = "all of one half, plain mean" if own == ALL else own
    return f"| {source} | {figure} | {runs} | {len(group)} | {error:.0%} | {aimed} | {bias:.2f} | {inside} |"
