"""Whole bills of agents put to the product as presets have them: steps known and not known, for docs/accuracy.md.

A row is the mean of one model's runs at one kind of agent's work. Neither source says what was billed: the bill it is
held against is that of the measured tokens, at published prices and with the product's own cache shares on both sides.
So this judges what an estimate rests on before anything ran: steps, tool results, thinking and answers.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean, median

from planner.core.estimate.one_offer import estimate, prepare
from planner.core.estimate.terms import Terms
from planner.core.models.catalogue import Catalogue
from planner.core.results import Estimate, Refusal
from planner.core.validation.backtest import blind, given
from planner.core.validation.matching import Match, known_names, match
from planner.core.validation.measured import Measured
from planner.core.workload import Compaction, Workload
from planner.sources.catalogue import load_catalogue
from scripts.fitting.labels import model_named
from scripts.fitting.proof import PRICED_ON
from scripts.fitting.reading import MCP, Row, eval_rows, named_models, never_thinks, number, rows

LEAST_RUNS = 20
LEAST_USD = 0.002
WHEN = datetime.combine(PRICED_ON, datetime.min.time(), UTC)
ASSUMED = "dollars, steps not known"
DAYS_OF_MONTH = 365 / 12
PRESETS = {
    "computer_agent": "computer_control",
    "coding_agent": "software_engineering",
    "research_agent": "research_agent",
}
"""Whose prompt, tool results and spread of steps stand for a kind of agent's work."""
AA_CLASSES = {"terminalbenchV21": "coding_agent", "gdpval": "research_agent"}


@dataclass(frozen=True, slots=True)
class Priced:
    """A measured row, the offer and mode it is, and what its measured tokens cost a run, in USD."""

    source: str
    row: Measured
    found: Match
    usd: float


@dataclass(frozen=True, slots=True)
class Bill:
    """One row: predicted expected dollars (or seconds), measured ones, and whether the 80 % range of the mean held."""

    source: str
    predicted: float
    actual: float
    held: bool


@dataclass(frozen=True, slots=True)
class Score:
    """A line of the table; shares 0-1."""

    source: str
    figure: str
    rows: int
    error: float
    bias: float
    within_2x: float
    coverage: float


def scores(folder: Path) -> list[Score]:
    """Every source, dollars and seconds, steps known and not. Raises OSError where a raw file is not there."""
    catalogue = load_catalogue()
    bills = list(_bills(catalogue, [*mcp_rows(folder), *aa_rows(folder)]))
    groups: dict[tuple[str, str], list[Bill]] = defaultdict(list)
    for figure, bill in bills:
        groups[bill.source, figure].append(bill)
    every = [bill for (_, figure), found in groups.items() if figure == ASSUMED for bill in found]
    groups["all three", ASSUMED] = every
    return [_score(source, figure, found) for (source, figure), found in groups.items()]


def mcp_rows(folder: Path) -> list[tuple[str, Measured]]:
    """MCPMark: the mean run of each model in each service."""
    named = named_models(folder)
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows(folder / MCP):
        groups[row["model"], row["service"]].append(row)
    found = (_mcp_mean(model, runs, named) for (model, _), runs in groups.items())
    return [("MCPMark, model x service", row) for row in found if row is not None]


def _mcp_mean(model: str, runs: Sequence[Row], named: Mapping[tuple[str, ...], str]) -> Measured | None:
    whole = [r for r in runs if all(number(r[n]) for n in ("turns", "agent_seconds", "input_tokens"))]
    thought = [number(r["reasoning_tokens"]) for r in whole]
    label = model_named(named, model)
    idle = never_thinks(model, label[1] if label else None) and not any(thought)
    if len(whole) < LEAST_RUNS or not (idle or any(thought)):
        return None
    reasoning = fmean(thought)
    return Measured(
        model=model,
        effort="none" if idle else "default",
        task_class="computer_agent",
        n=len(whole),
        input=fmean(number(r["input_tokens"]) for r in whole),
        visible=max(fmean(number(r["output_tokens"]) for r in whole) - reasoning, 0.0),
        reasoning=reasoning,
        seconds=fmean(number(r["agent_seconds"]) for r in whole),
        steps=fmean(number(r["turns"]) for r in whole),
    )


def aa_rows(folder: Path, classes: Mapping[str, str] = AA_CLASSES) -> list[tuple[str, Measured]]:
    """Artificial Analysis' agent benchmarks: the mean item of each model and effort; their steps are not published."""
    found = []
    for row in eval_rows(folder):
        if row["eval"] in classes and number(row["input_per_item"]):
            measured = Measured(
                model=row["base"],
                effort=row["effort"],
                task_class=classes[row["eval"]],
                n=number(row["n_items"]),
                input=number(row["input_per_item"]),
                visible=number(row["answer_per_item"]),
                reasoning=number(row["reasoning_per_item"]),
            )
            found.append((f"Artificial Analysis, {row['eval']}", measured))
    return found


def _bills(catalogue: Catalogue, found: Sequence[tuple[str, Measured]]) -> Iterator[tuple[str, Bill]]:
    for one in priced_rows(catalogue, found):
        for words, load in _loads(catalogue, one.row, one.found):
            answer = _answer(catalogue, one.found, load)
            if answer is not None:
                yield from _held(one.source, words, answer, one.row, one.usd)


def priced_rows(catalogue: Catalogue, found: Sequence[tuple[str, Measured]]) -> Iterator[Priced]:
    """The rows whose model and mode the product knows with a price, and that cost enough to tell."""
    known = known_names(catalogue)
    for source, row in found:
        named = match(catalogue, known, row, on=PRICED_ON)
        told = None if isinstance(named, str) else given(row, named)
        if isinstance(named, str) or told is None or not named.priced:
            continue
        actual = prepare(Terms(told, catalogue, WHEN, "calendar"), named.offer, named.mode)
        if not isinstance(actual, Refusal) and float(actual.cost.usd_per_run) >= LEAST_USD:
            yield Priced(source, row, named, float(actual.cost.usd_per_run))


def _answer(catalogue: Catalogue, found: Match, load: Workload) -> Estimate | None:
    answer = estimate(Terms(load, catalogue, WHEN, "calendar"), found.offer, found.mode)
    return answer if isinstance(answer, Estimate) else None


def load_of(catalogue: Catalogue, one: Priced, *, steps_spread: float) -> Workload:
    """The preset of the row's kind of work with another spread of steps."""
    return replace(preset_workload(catalogue, one.row, one.found), steps_spread=steps_spread)


def holds(catalogue: Catalogue, one: Priced, load: Workload) -> bool:
    """Whether the 80 % range of the mean holds the measured bill."""
    answer = _answer(catalogue, one.found, load)
    band = answer.cost.month_band if answer else None
    return bool(answer and band and band.p10 <= one.usd * float(answer.cost.runs_per_month) <= band.p90)


def _loads(catalogue: Catalogue, row: Measured, found: Match) -> Iterator[tuple[str, Workload]]:
    """What a planner's user would ask before anything ran, the number of steps known and not."""
    load = preset_workload(catalogue, row, found)
    yield "steps not known", load
    if row.steps:
        known = replace(load, steps=max(round(row.steps), 1), steps_spread=0.0)
        yield "steps known", known
        sent = blind(row, found)
        yield "steps and input known", replace(sent, runs_per_day=load.runs_per_day)


def preset_workload(catalogue: Catalogue, row: Measured, found: Match) -> Workload:
    """The preset of the row's kind of work, with as many steps as an episode of its class is known to have."""
    preset = catalogue.presets[PRESETS[row.task_class]]
    own = {a.field: a.value for a in preset.assumptions if a.field not in ("effort", "compaction")}
    steps = max(round(found.task_class.calls_per_episode.value), 1)
    load = Workload(**own)  # type: ignore[arg-type]
    return replace(load, steps=steps, runs_per_day=row.n / DAYS_OF_MONTH, compaction=Compaction())


def _held(source: str, words: str, answer: Estimate, row: Measured, usd: float) -> Iterator[tuple[str, Bill]]:
    band, runs = answer.cost.month_band, float(answer.cost.runs_per_month)
    if band is not None:
        inside = band.p10 <= usd * runs <= band.p90
        yield f"dollars, {words}", Bill(source, float(answer.cost.usd_per_run), usd, inside)
    if row.seconds and answer.time_parts:
        predicted = sum(part.seconds_per_run for part in answer.time_parts)
        yield f"seconds, {words}", Bill(source, predicted, row.seconds, held=False)


def _score(source: str, figure: str, found: Sequence[Bill]) -> Score:
    ratios = [bill.predicted / bill.actual for bill in found]
    return Score(
        source=source,
        figure=figure,
        rows=len(found),
        error=median(abs(ratio - 1) for ratio in ratios),
        bias=median(ratios),
        within_2x=fmean(0.5 <= ratio <= 2 for ratio in ratios),
        coverage=fmean(bill.held for bill in found),
    )


HEAD = """## Whole agent runs

What a preset says of an agent before anything ran, against {models} measured means of a model
(scripts/fitting/agents.py; `python -m scripts.fitting.agents <folder>` prints this section alone). Neither source
publishes what was billed or cached: the measured side is the measured tokens at published prices, with the product's
own cache shares on both sides. Prompt, tool results and the spread of steps are the presets', the number of steps an
episode of its class, unless said. Artificial Analysis' tokens are those that the estimator was fitted on; steps and
input are not. The spread of steps is the preset's ({low:.0%}-{high:.0%} wanted). That of research was set on GDPval,
so its line here is no forecast: the next table judges every spread on rows that had no part in it. With known
steps the range still takes the tool results of the preset as exact, which they are not. Seconds are means.

| measured | figure | rows | error | bias | within 2x | in the 80 % range |
|---|---|---|---|---|---|---|"""
COVERAGE = (0.72, 0.88)


def section(found: Sequence[Score]) -> str:
    """The section in Markdown, without an end of line."""
    rows_ = {score.source: score.rows for score in found if score.source != "all three"}
    head = HEAD.format(models=sum(rows_.values()), low=COVERAGE[0], high=COVERAGE[1])
    return "\n".join([head, *(_line(score) for score in found)])


def _line(one: Score) -> str:
    """One row of the table; seconds of a mean have no range of their own here."""
    inside = "-"
    if one.figure.startswith("dollars"):
        missed = "" if COVERAGE[0] <= one.coverage <= COVERAGE[1] else " (missed)"
        inside = f"{one.coverage:.0%}{missed}"
    figures = f"{one.error:.0%} | {one.bias:.2f} | {one.within_2x:.0%}"
    return f"| {one.source} | {one.figure} | {one.rows} | {figures} | {inside} |"


def main(arguments: Sequence[str]) -> int:
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    print(section(scores(Path(arguments[0]))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
