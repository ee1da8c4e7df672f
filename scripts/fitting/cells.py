"""One cell: what one model used on one benchmark at one effort, mean tokens per item or run."""

from __future__ import annotations

from dataclasses import dataclass

EXAM = frozenset({"omniscience", "ifbench", "gpqa", "hle", "critpt", "scicode", "mmmuPro", "lrm_maths", "lrm_logic"})
AGENT = frozenset({"tau2", "tauBanking", "terminalbenchHard", "terminalbenchV21", "gdpval", "mcp"})
DOC = frozenset({"lcr"})
EVERYDAY = frozenset({"everyday", "lrm_knowledge"})
ANCHORS = ("exam", "doc", "agent", "everyday")

UNKNOWN_INDEX = 27.0
SIBLINGS = {
    "tau2": "support",
    "tauBanking": "support",
    "terminalbenchHard": "terminal",
    "terminalbenchV21": "terminal",
}
"""Agent benchmarks of one kind: what a model does in one it does in the other."""
SHIPPED = EVERYDAY | frozenset({"lrm_maths", "lrm_logic", "mcp"})
"""Where every measured model gets rows of its own: the licence allows it (MIT, Apache-2.0), or the figure is derived:
of MCPMark, which says nothing of a licence, one mean over all tasks and runs, drawn towards the fit."""


def anchor_of(task_class: str) -> str:
    """The kind of work a benchmark belongs to. Raises KeyError for a benchmark that has none."""
    for anchor, classes in zip(ANCHORS, (EXAM, DOC, AGENT, EVERYDAY), strict=True):
        if task_class in classes:
            return anchor
    raise KeyError(task_class)


@dataclass(frozen=True, slots=True)
class Raw:
    """A measurement as published: mean reasoning and visible tokens; `index`: AA's intelligence index, if any."""

    lab: str
    family: str
    model: str
    effort: str
    task_class: str
    reasoning: float
    visible: float
    index: float | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """What the regression sees. `y` is the natural logarithm of mean tokens; `level` is the scaled index.

    A label of None belongs to nobody: it stands for a model, family or lab that was never seen.
    """

    lab: str | None
    family: str | None
    model: str | None
    effort: str
    task_class: str
    y: float = 0.0
    level: float = 0.0

    @property
    def anchor(self) -> str:
        return anchor_of(self.task_class)

    @property
    def kind(self) -> str:
        return SIBLINGS.get(self.task_class, self.task_class)

    @property
    def mode(self) -> str:
        return "not thinking" if self.effort == "off" else "thinking"


def scaled(index: float | None) -> float:
    """The index as a covariate: 0 at 27 or where it is not known, 1 at 40."""
    return 0.0 if index is None else (index - UNKNOWN_INDEX) / 13
