"""One cell: what one model used on one benchmark at one effort, mean tokens per item or run."""

from __future__ import annotations

from dataclasses import dataclass

EXAM = frozenset({"omniscience", "ifbench", "gpqa", "hle", "critpt", "scicode", "mmmuPro", "lrm_maths", "lrm_logic"})
AGENT = frozenset({"tau2", "tauBanking", "terminalbenchHard", "terminalbenchV21", "gdpval", "mcp"})
DOC = frozenset({"lcr"})
EVERYDAY = frozenset({"everyday", "lrm_knowledge"})
ANCHORS = ("exam", "doc", "agent", "everyday")
HIDDEN = "hidden_time"
"""Not a benchmark: tokens a model must have thought in the seconds before its first word, on the prompt of a speed test
(seconds to the first token less the usual wait, times tokens/s, to the power of `HIDDEN_POWER`)."""

SIBLINGS = {
    "tau2": "support",
    "tauBanking": "support",
    "terminalbenchHard": "terminal",
    "terminalbenchV21": "terminal",
}
"""Agent benchmarks of one kind: what a model does in one it does in the other."""

RUNGS = {"low": -2.0, "medium": -1.0, "high": 0.0, "on": 0.0, "xhigh": 0.7, "max": 1.1}
"""Where an effort stands, in about the ln of tokens against high; `on` is thinking without a choice of effort."""


def anchor_of(task_class: str) -> str:
    """The kind of work a benchmark belongs to. Raises KeyError for a benchmark that has none."""
    if task_class == HIDDEN:
        return "exam"
    for anchor, classes in zip(ANCHORS, (EXAM, DOC, AGENT, EVERYDAY), strict=True):
        if task_class in classes:
            return anchor
    raise KeyError(task_class)


@dataclass(frozen=True, slots=True)
class Raw:
    """A measurement as published: mean reasoning and visible tokens; `born`: the model's release as a day number."""

    lab: str
    family: str
    model: str
    effort: str
    task_class: str
    reasoning: float
    visible: float
    born: int | None = None
    tier: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """What the regression sees. `y` is the natural logarithm of mean tokens; `day` the model's release, in days.

    A label of None belongs to nobody: a model, family, tier or lab that was never seen.
    """

    lab: str | None
    family: str | None
    model: str | None
    effort: str
    task_class: str
    y: float = 0.0
    day: float = 0.0
    tier: str | None = None

    @property
    def anchor(self) -> str:
        return anchor_of(self.task_class)

    @property
    def kind(self) -> str:
        return SIBLINGS.get(self.task_class, self.task_class)

    @property
    def mode(self) -> str:
        return "not thinking" if self.effort == "off" else "thinking"

    @property
    def silent_work(self) -> str | None:
        """The kind of work, where the model does not think about it; nobody's where it does."""
        return self.anchor if self.effort == "off" else None

    @property
    def rung(self) -> float:
        return RUNGS.get(self.effort, 0.0)
