"""What somebody measured: one row is the mean of n runs of one model at one effort on one kind of work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

COLUMNS = (
    "model",
    "effort",
    "task_class",
    "n",
    "input",
    "visible",
    "reasoning",
    "cost",
    "seconds",
    "steps",
    "offer",
    "source",
    "date",
)
"""The columns of a file of measured runs; only the first three are required, every other may be missing or empty."""

NUMBERS = ("n", "input", "visible", "reasoning", "cost", "seconds", "steps")
"""Those of them that are figures."""

LEAST_FIGURE, MOST_FIGURE = 1e-9, 1e12
"""What a figure that is not 0 lies between: beyond it stands a slip, not a measurement."""
MOST_STEPS = 1000
"""Calls of a run, as the planner takes them."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Means per run: tokens of all its calls, USD, seconds; `steps` calls per run. None is "not measured".

    `model` and `effort` as the source spells them; `offer` is an offer id where the host is known. `file` and `line`
    say where it stands; `problem` why it cannot be used, its figures are then None. `steps` may be a mean.
    """

    model: str
    effort: str
    task_class: str
    n: float = 1
    input: float | None = None
    visible: float | None = None
    reasoning: float | None = None
    cost: float | None = None
    seconds: float | None = None
    steps: float | None = None
    offer: str = ""
    source: str = ""
    date: date | None = None
    file: str = ""
    line: int = 0
    problem: str = ""

    @property
    def output(self) -> float | None:
        """Reasoning and visible tokens, where both were measured."""
        if self.visible is None or self.reasoning is None:
            return None
        return self.visible + self.reasoning
