"""Two formulas for the seconds of an agent's run held against MCPMark, at a published speed and at a fitted one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median

from planner.core.latency.seconds import (
    CACHED_READ_SPEEDUP,
    LOOP_CACHED_TOKENS_PER_SECOND,
    LOOP_FRESH_TOKENS_PER_SECOND,
    LOOP_TTFT_SECONDS,
    PREFILL_TOKENS_PER_SECOND,
    PRIOR_TTFT_SECONDS,
)
from scripts.fitting.labels import effort_of, model_named
from scripts.fitting.reading import MCP, OLD_EVALS, OLD_MODELS, Row, named_models, number, rows

CACHED_SHARE = 0.9
"""Of the input of a tool loop; nobody reports it."""


@dataclass(frozen=True, slots=True)
class Run:
    """One agent run: turns, input and output tokens, seconds."""

    turns: float
    sent: float
    said: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Trial:
    """A formula at a speed: median error of single runs; median error and bias of a model's mean."""

    formula: str
    speed: str
    models: int
    runs: int
    error: float
    error_of_means: float
    bias_of_means: float


Fixed = Callable[[Run], float]


def loop_fixed(run: Run) -> float:
    """Seconds of a run before any token is said, by the formula of tool loops."""
    cached = CACHED_SHARE / LOOP_CACHED_TOKENS_PER_SECOND + (1 - CACHED_SHARE) / LOOP_FRESH_TOKENS_PER_SECOND
    return LOOP_TTFT_SECONDS * run.turns + cached * run.sent


def chat_fixed(run: Run) -> float:
    """The same by the formula of chats, all of the input read from cache."""
    return PRIOR_TTFT_SECONDS * run.turns + run.sent / (CACHED_READ_SPEEDUP * PREFILL_TOKENS_PER_SECOND)


def trials(folder: Path) -> list[Trial]:
    """Both formulas at both speeds, over the models that Artificial Analysis gives a speed of."""
    speeds, by_model = published(folder), _runs(rows(folder / MCP))
    groups = {model: (speeds[model], runs) for model, runs in by_model.items() if model in speeds}
    found = []
    for formula, fixed in (("tool loop", loop_fixed), ("chat", chat_fixed)):
        found.append(_trial(formula, "Artificial Analysis", fixed, groups))
        fitted = {model: (fitted_speed(runs, fixed), runs) for model, (_, runs) in groups.items()}
        found.append(_trial(formula, "fitted here", fixed, fitted))
    return found


def _runs(raw: Sequence[Row]) -> dict[str, list[Run]]:
    found: dict[str, list[Run]] = defaultdict(list)
    for row in raw:
        figures = [number(row[name]) for name in ("turns", "input_tokens", "output_tokens", "agent_seconds")]
        if all(figures):
            found[row["model"]].append(Run(*figures))
    return found


def published(folder: Path) -> Mapping[str, float]:
    """Artificial Analysis' output speed (tokens/s) of MCPMark's models, at the effort nearest to what they ran at."""
    speeds = {row["slug"]: number(row["output_tokens_per_second"]) for row in rows(folder / OLD_MODELS)}
    by_model: dict[str, dict[str, float]] = defaultdict(dict)
    for row in rows(folder / OLD_EVALS):
        if speeds.get(row["slug"]):
            effort = effort_of(row["base"], row["effort"]) if row["is_reasoning"] == "True" else "off"
            by_model[row["base"]][effort] = speeds[row["slug"]]
    known, found = named_models(folder), {}
    for name in dict.fromkeys(row["model"] for row in rows(folder / MCP)):
        told = model_named(known, name)
        if told and by_model.get(told[0]):
            efforts = by_model[told[0]]
            effort = "off" if told[1] == "off" else effort_of(told[0], told[1])
            found[name] = efforts.get(effort) or median(efforts.values())
    return found


def fitted_speed(runs: Sequence[Run], fixed: Fixed) -> float:
    """Tokens/s that make a formula right for the median run; none so fast that a token takes no time."""
    per_token = median((run.seconds - fixed(run)) / run.said for run in runs)
    return 1 / max(per_token, 1e-4)


def _trial(formula: str, speed: str, fixed: Fixed, groups: Mapping[str, tuple[float, Sequence[Run]]]) -> Trial:
    singles = [ratio for pace, runs in groups.values() for ratio in _ratios(pace, fixed, runs)]
    means = [ratio for pace, runs in groups.values() for ratio in _ratios(pace, fixed, [_mean(runs)])]
    return Trial(
        formula=formula,
        speed=speed,
        models=len(groups),
        runs=len(singles),
        error=median(abs(ratio - 1) for ratio in singles),
        error_of_means=median(abs(ratio - 1) for ratio in means),
        bias_of_means=median(means),
    )


def _ratios(speed: float, fixed: Fixed, runs: Sequence[Run]) -> Iterator[float]:
    for run in runs:
        yield (fixed(run) + run.said / speed) / run.seconds


def _mean(runs: Sequence[Run]) -> Run:
    return Run(*(fmean(getattr(run, name) for run in runs) for name in Run.__slots__))
