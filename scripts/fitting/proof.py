"""Backtests of measured runs, in dollars and seconds, for docs/accuracy.md."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from statistics import fmean
from typing import Any

from planner.core.models.catalogue import Catalogue
from planner.core.models.names.naming import Words
from planner.core.validation.accuracy import Score, score
from planner.core.validation.backtest import EXACT, PredictedFigure, backtest
from planner.core.validation.matching import Known, known_names, match
from planner.core.validation.measured import NUMBERS, Measured
from planner.sources.catalogue import load_catalogue
from scripts.convert_measured import bullshit
from scripts.fitting.labels import model_named
from scripts.fitting.reading import BULLSHIT, FEW_RUNS, MCP, Row, named_models, never_thinks, number, rows

PRICED_ON = date(2026, 11, 23)
"""Neither source dates its rows: all are priced as on the day the product's other figures were gathered."""
SINGLE_EVERY = 4
"""Of single runs one in this many is put to the product: there are nearly ten thousand."""
LEAST_USD = 0.002
"""Below this a row's cost is rounded too coarsely to be held against anything."""
SECONDS_GIVEN, SECONDS, COST = "seconds given tokens", "seconds", "cost"
MEASURED_HOST, HIDDEN_HOST, AGENTS = "questions", "questions, host's own measurement hidden", "agents"
QUANTITIES = (EXACT, SECONDS_GIVEN, COST, SECONDS)


@dataclass(frozen=True, slots=True)
class Proof:
    """One line of the table: what was put to the product, which figure, on what basis, and how far off it was."""

    title: str
    score: Score


def proofs(folder: Path) -> list[Proof]:
    """Every group of both sources. Raises OSError where a raw file is not there."""
    catalogue, runs = load_catalogue(), list(agent_runs(rows(folder / MCP), named_models(folder)))
    chats = list(chat_rows(rows(folder / BULLSHIT)))
    return [
        *_scored(MEASURED_HOST, catalogue, chats, QUANTITIES),
        *_scored(HIDDEN_HOST, without_endpoint_speeds(catalogue), chats, (SECONDS_GIVEN,)),
        *_scored(f"{AGENTS}, single runs", catalogue, runs[::SINGLE_EVERY], (SECONDS_GIVEN, SECONDS)),
        *_scored(f"{AGENTS}, means of a model", catalogue, list(means(runs)), (SECONDS_GIVEN, SECONDS)),
    ]


def without_endpoint_speeds(catalogue: Catalogue) -> Catalogue:
    """The catalogue as it is for a host that nobody has measured: the model's family or the prior must do."""
    return replace(catalogue, offers={key: replace(offer, speeds=()) for key, offer in catalogue.offers.items()})


def chat_rows(raw: Iterable[Row]) -> Iterator[Measured]:
    """BullshitBench v1: means over some 55 questions, USD as billed, seconds of wall time."""
    for out in bullshit(raw):
        figures: dict[str, Any] = {name: float(str(out[name])) for name in NUMBERS if name in out}
        yield Measured(str(out["model"]), str(out["effort"]), "everyday_qa", offer=str(out["offer"]), **figures)


def agent_runs(raw: Iterable[Row], named: Mapping[Words, str]) -> Iterator[Measured]:
    """MCPMark: one run each; those of a thinking model that do not report its thinking are left out."""
    for row in raw:
        output, thought = number(row["output_tokens"]), number(row["reasoning_tokens"])
        found = model_named(named, row["model"])
        idle = never_thinks(row["model"], found[1] if found else None) and not thought
        if not (thought or idle) or output <= thought or not all(number(row[n]) for n in ("turns", "agent_seconds")):
            continue
        yield Measured(
            model=row["model"],
            effort="none" if idle else "default",
            task_class="computer_agent",
            input=number(row["input_tokens"]),
            visible=output - thought,
            reasoning=thought,
            seconds=number(row["agent_seconds"]),
            steps=number(row["turns"]),
        )


def means(runs: Iterable[Measured]) -> Iterator[Measured]:
    """The mean run of each model and effort; a handful of runs is no mean."""
    groups: dict[tuple[str, str], list[Measured]] = defaultdict(list)
    for run in runs:
        groups[run.model, run.effort].append(run)
    for group in groups.values():
        if len(group) < FEW_RUNS:
            continue
        averaged = ("input", "visible", "reasoning", "seconds", "steps")
        figures: dict[str, Any] = {name: fmean(getattr(run, name) for run in group) for name in averaged}
        yield replace(group[0], n=len(group), **figures)


def _scored(title: str, catalogue: Catalogue, measured: Sequence[Measured], wanted: Sequence[str]) -> Iterator[Proof]:
    """A line for each quantity over all rows, then one for each basis."""
    groups: dict[tuple[str, str], list[PredictedFigure]] = defaultdict(list)
    known = known_names(catalogue)
    for row in measured:
        for said in _told(catalogue, known, row):
            groups[said.quantity, "all"].append(said)
            groups[said.quantity, said.basis].append(said)
    for quantity in wanted:
        bases = sorted(basis for name, basis in groups if name == quantity)
        # "all" says nothing more where there is but one basis.
        for basis in bases if len(bases) > 2 else bases[1:]:
            yield Proof(title, score(quantity, title, basis, groups[quantity, basis]))


def _told(catalogue: Catalogue, known: Known, row: Measured) -> Iterator[PredictedFigure]:
    """What the product says of a row, of those that report what was thought."""
    found = match(catalogue, known, row)
    if isinstance(found, str) or (found.mode != "off" and not row.reasoning):
        return
    for said in backtest(catalogue, known, row, on=PRICED_ON).figures:
        if said.quantity.startswith("cost") and said.actual < LEAST_USD:
            continue
        yield said
