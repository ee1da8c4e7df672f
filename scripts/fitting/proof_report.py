"""The part of docs/accuracy.md on dollars and seconds: tables of scripts/fitting/proof.py and formulas.py in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planner.core.validation.backtest import EXACT
from scripts.fitting.crossval import FEW, ROUNDED
from scripts.fitting.formulas import Trial
from scripts.fitting.proof import AGENTS, LEAST_USD, MEASURED_HOST, PRICED_ON, SECONDS_GIVEN, SINGLE_EVERY, Proof

WITHIN_TARGET = 0.75
HOST_TARGET, OTHER_TARGET, AGENT_TARGET = 0.15, 0.30, 0.20
COVERAGE, BIAS = (0.72, 0.88), (0.8, 1.25)

HEAD = """
## Dollars and seconds

Rows of BullshitBench v1 (questions: means over some 55 runs) and of MCPMark's calibration runs (agents), compared with
the product as `planner validate` does, at the prices of {day}. **Both were used for the fit**, BullshitBench for tokens
and for the speed of its host too: these rows show that the product reproduces what was measured, not how it does on new
data. Two figures are free of that. Cost given tokens is, since prices are not fitted. The seconds of questions with the
host's own measurement hidden largely are: only the family's speed at routers was fitted on these rows, among others.

Given tokens: the measured tokens at the offer's published rates, or at its speed. Otherwise tokens are estimated too,
with input and steps known. Evidence is that of the speed for seconds given tokens, else of the tokens. Cost: rows of
${least} or more. A thinking model's row or run that reports no thinking (0) is left out. A single run is compared with
the median and the range of one run, a mean with the mean and the range of the mean of as many runs. One single run in
{every} is used. Targets: cost given tokens within 5 % for {within:.0%} of rows; seconds given tokens {host:.0%} where
this host was measured, {other:.0%} otherwise, {agent:.0%} for agents. Groups under {few} rows are marked few and not
judged.

| rows of | figure | evidence | rows | error | target | bias | within 5 % | in the band |
|---|---|---|---|---|---|---|---|---|"""

WHY = """
Ranges that hold more than {most:.0%} are those of fitted rows. A range allows for work unlike the benchmark and for
another harness; here both are the same. Agents are timed at their family's speed in tool loops. A single run also has
tools, queues and retries of its own, which do not show in tokens: with a speed fitted to each model in this same
harness the error is still {left:.0%} (below). Endpoints that were never measured are timed by their family or by the
prior, and hosts of one open model differ many times over.

### Formulas for the seconds of agents
{models} models and {runs:,} runs of MCPMark, which the constants of the first formula were fitted on; "fitted here" is
the speed that makes a formula right for the model's median run, so it is in sample too. Tool loop: 1.8 s a turn +
output/speed + 0.75 s for 10,000 tokens of input, 90 % of them cached; tool loops use it. Chat: 1.5 s a turn +
output/speed + input read from cache at 300,000 tokens/s.

| formula | speed | error of single runs | error of a model's mean | bias of a model's mean |
|---|---|---|---|---|"""


def proof_section(found: Sequence[Proof], trials: Sequence[Trial]) -> str:
    """The whole section, without an end of line."""
    head = HEAD.format(
        day=PRICED_ON.strftime("%-d %b %Y"),
        least=LEAST_USD,
        every=SINGLE_EVERY,
        within=WITHIN_TARGET,
        host=HOST_TARGET,
        other=OTHER_TARGET,
        agent=AGENT_TARGET,
        few=FEW,
    )
    best = min(trials, key=lambda trial: trial.error)
    why = WHY.format(most=COVERAGE[1], left=best.error, models=best.models, runs=best.runs)
    return "\n".join([head, *map(_line, found), why, *_trials(trials)])


def error_target(one: Proof) -> float | None:
    """The median error aimed at; None where the issue sets none."""
    if one.score.quantity != SECONDS_GIVEN:
        return None
    if one.title.startswith(AGENTS):
        return AGENT_TARGET
    if one.title != MEASURED_HOST:
        return OTHER_TARGET
    return {"model+effort": HOST_TARGET, "all": None}.get(one.score.basis, OTHER_TARGET)


def _line(one: Proof) -> str:
    s, goal = one.score, error_target(one)
    exact, few = s.quantity == EXACT, s.n < FEW
    error = _judged(f"{s.error:.1%}", few or goal is None or s.error <= goal + ROUNDED)
    near = _judged(f"{s.within_5_percent:.0%}", few or not exact or s.within_5_percent >= WITHIN_TARGET)
    bias = _judged(f"{s.bias:.2f}", few or BIAS[0] <= s.bias <= BIAS[1])
    if s.coverage is None:
        inside = "exact"
    else:
        inside = _judged(f"{s.coverage:.0%}", few or COVERAGE[0] <= round(s.coverage, 2) <= COVERAGE[1])
    aim = f"within 5 %: {WITHIN_TARGET:.0%}" if exact else "" if goal is None else f"{goal:.0%}"
    rows = f"{s.n:,}{', few' if few else ''}"
    return f"| {one.title} | {s.quantity} | {s.basis} | {rows} | {error} | {aim} | {bias} | {near} | {inside} |"


def _judged(text: str, met: bool) -> str:
    return text if met else f"{text} (missed)"


def _trials(trials: Sequence[Trial]) -> Iterator[str]:
    for one in trials:
        yield f"| {one.formula} | {one.speed} | {one.error:.0%} | {one.error_of_means:.0%} | {one.bias_of_means:.2f} |"
