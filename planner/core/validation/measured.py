"""What somebody measured: one row is the mean of n runs of one model at one effort on one kind of work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from planner.core.column_names import SECONDS

COLUMNS = (
    "model",
    "effort",
    "task_class",
    "n",
    "input",
    "cached",
    "cache_write",
    "output",
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

NUMBERS = ("n", "input", "cached", "cache_write", "output", "visible", "reasoning", "cost", "seconds", "steps")
"""Those of them that are figures."""

ALIASES: Mapping[str, tuple[str, ...]] = {
    "model": ("model_id", "model_name", "model_slug"),
    "effort": ("reasoning_effort", "thinking_effort", "thinking"),
    "task_class": ("task", "class", "kind_of_work", "benchmark"),
    "n": ("runs", "count", "samples"),
    "input": ("input_tokens", "prompt_tokens", "tokens_in"),
    "cached": ("cached_tokens", "cached_input_tokens", "input_cached_tokens", "cache_read", "cache_read_tokens"),
    "cache_write": ("cache_write_tokens", "cache_creation_tokens"),
    "output": ("output_tokens", "completion_tokens", "tokens_out"),
    "visible": ("visible_tokens", "answer_tokens"),
    "reasoning": ("reasoning_tokens", "thinking_tokens"),
    "cost": ("usd", "cost_usd", "usd_cost", "total_cost", "total_cost_usd"),
    "seconds": tuple(name for name in SECONDS if name != "seconds"),
    "steps": ("calls", "turns"),
    "offer": ("offer_id",),
    "date": ("day",),
}
"""Other names of columns, as logs and spreadsheets have them: small letters, a line between words."""

BESIDE_INPUT = {"cache_read_input_tokens": "cached", "cache_creation_input_tokens": "cache_write"}
"""Columns of logs whose input leaves out what was read from a cache or written to one: the sum is what was sent."""

LEAST_FIGURE, MOST_FIGURE = 1e-9, 1e12
"""What a figure that is not 0 lies between: beyond it stands a slip, not a measurement."""
MOST_STEPS = 1000
"""Calls of a run, as the planner takes them."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Means per run: tokens of all its calls, USD, seconds; `steps` calls per run. None is "not measured".

    `input` is all that was sent, `cached` of it was read from a cache and `cache_write` of it written to one; `output`
    is `reasoning` and `visible` together. `model` and `effort` as the source spells them; `offer` is an offer id where
    the host is known. `file` and `line` say where it stands; `problem` why it cannot be used, its figures are then
    None. `steps` may be a mean.
    """

    model: str
    effort: str
    task_class: str
    n: float = 1
    input: float | None = None
    cached: float | None = None
    cache_write: float | None = None
    output: float | None = None
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
