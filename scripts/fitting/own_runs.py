"""What own runs are worth, for docs/accuracy.md: errors after 0, 1, 3 and 10 of a user's runs, judged on other tasks.

    python -m scripts.fitting.own_runs FOLDER

A user is one model at one kind of work: a service of MCPMark, a type of question of LRM Token Economy. Tasks are split
in two at random; k runs of k tasks of one half are the user's own, and the mean of the other half is what a plan should
have said. Steps are the class's, as if nobody knew them. Constants of the update were set on the models of one half (by
a checksum of the name); shares inside the bands are the other half's.
"""

from __future__ import annotations

import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from math import log
from pathlib import Path
from statistics import fmean, stdev
from zlib import crc32

from planner.core.estimate.one_offer import prepare
from planner.core.estimate.terms import Prepared, Terms
from planner.core.latency.mean_seconds import band_of_mean_seconds
from planner.core.latency.timing import time_parts
from planner.core.models.catalogue import Catalogue
from planner.core.tokens import calibration
from planner.core.tokens.calibration import OwnRuns, noise_of
from planner.core.tokens.learning import learn
from planner.core.uncertainty.band import Band
from planner.core.uncertainty.simulation import doubts
from planner.core.uncertainty.spread import band_of_mean
from planner.core.validation.backtest import blind
from planner.core.validation.matching import Match, known_names, match
from planner.core.validation.measured import Measured
from planner.sources.catalogue import load_catalogue
from scripts.fitting.own_runs_report import ALL, OWN, SPLITS, Group, Told, groups_of, section
from scripts.fitting.proof import PRICED_ON, agent_runs
from scripts.fitting.reading import LRM, LRM_CLASSES, MCP, Row, named_models, number, rows

FEWEST_TASKS, SEED = 12, 7
FEWEST_QUESTIONS = 4
Tasks = Mapping[str, Sequence[Measured]]


@dataclass(frozen=True, slots=True)
class User:
    """One model at one kind of work: its runs by task."""

    source: str
    found: Match
    sample: Measured
    tasks: Tasks


def trials(folder: Path) -> list[Told]:
    """Every user, split and number of own runs. Raises OSError where a raw file is not there."""
    catalogue = load_catalogue()
    users = [*agents(catalogue, folder), *questions(catalogue, folder)]
    return _trials(catalogue, users)


def _trials(catalogue: Catalogue, users: Sequence[User]) -> list[Told]:
    rng = random.Random(SEED)  # noqa: S311 - a repeatable split, not a secret
    return [
        replace(told, judged=is_judged(user.sample.model))
        for user in users
        for _ in range(SPLITS)
        for told in one_split(catalogue, user, rng)
    ]


def is_judged(model: str) -> bool:
    """Whether a model's rows had no part in setting the constants of the update."""
    return crc32(model.encode()) % 2 == 1


WAYS: tuple[tuple[str, Mapping[str, object]], ...] = (
    ("normal belief, shipped spread worth 10 runs", {"WIDER": ((1.0, 1.0),), "SPREAD_WORTH": 10}),
    ("0.2 more doubt on every own mean", {"noise_of": lambda sd, runs: noise_of(sd, runs) + 0.2**2}),
)
"""Other ways of the update that were tried: what is different in planner.core.tokens.calibration."""


def tried(folder: Path) -> list[tuple[str, dict[Group, list[Told]]]]:
    """The trials in each of the other ways. Raises OSError where a raw file is not there."""
    catalogue = load_catalogue()
    users = [*agents(catalogue, folder), *questions(catalogue, folder)]
    found = []
    for words, changes in WAYS:
        kept = {name: getattr(calibration, name) for name in changes}
        try:
            for name, value in changes.items():
                setattr(calibration, name, value)
            found.append((words, groups_of(_trials(catalogue, users))))
        finally:
            for name, value in kept.items():
                setattr(calibration, name, value)
    return found


def agents(catalogue: Catalogue, folder: Path) -> Iterator[User]:
    """MCPMark: a model at one service."""
    named = named_models(folder)
    grouped: dict[tuple[str, str], dict[str, list[Measured]]] = defaultdict(lambda: defaultdict(list))
    for row in rows(folder / MCP):
        for run in agent_runs([row], named):
            grouped[row["model"], row["service"]][row["task"]].append(run)
    yield from _users("agents", catalogue, grouped.values(), FEWEST_TASKS)


def questions(catalogue: Catalogue, folder: Path) -> Iterator[User]:
    """LRM Token Economy: a model at one type of question; samples that report no thinking are left out."""
    grouped: dict[tuple[str, str], dict[str, list[Measured]]] = defaultdict(lambda: defaultdict(list))
    for row in rows(folder / LRM):
        sample = question(row)
        if sample:
            grouped[row["model_name"], row["type"]][row["prompt_id"]].append(sample)
    yield from _users("questions", catalogue, grouped.values(), FEWEST_QUESTIONS)


def question(row: Row) -> Measured | None:
    """One sample; the completion counts, of which the thinking that is reported is thinking."""
    total, thought = number(row["tokens_completion"]), number(row["tokens_reasoning"])
    if not 0 < thought < total:
        return None
    kind = LRM_CLASSES[row["type"]]
    return Measured(row["model_name"], "default", kind, visible=total - thought, reasoning=thought)


def _users(source: str, catalogue: Catalogue, groups: Iterable[Tasks], fewest: int) -> Iterator[User]:
    known = known_names(catalogue)
    for tasks in groups:
        runs = [run for task in tasks.values() for run in task]
        sample = replace(runs[0], input=fmean(run.input or 0 for run in runs) or 2000, steps=None)
        found = match(catalogue, known, sample)
        if len(tasks) < fewest or isinstance(found, str) or not found.priced:
            continue
        if found.mode == "off" and any(run.reasoning for run in runs):
            continue  # It thought: the offer of its name that does not think is another model.
        yield User(source, found, sample, tasks)


def one_split(catalogue: Catalogue, user: User, rng: random.Random) -> Iterator[Told]:
    """One random halving of the tasks, told after each number of own runs."""
    names = sorted(user.tasks)
    rng.shuffle(names)
    mine, others = names[: len(names) // 2], names[len(names) // 2 :]
    held = [run for name in others for run in user.tasks[name]]
    for own in OWN:
        chosen = [rng.choice(user.tasks[mine[place % len(mine)]]) for place in range(own)]
        ready = _ready(catalogue, user, chosen, len(others))
        if ready:
            yield from _told(user.source, ready, own, held, len(others))
    yield from _halves(user, [run for name in mine for run in user.tasks[name]], held)


def _halves(user: User, own: Sequence[Measured], held: Sequence[Measured]) -> Iterator[Told]:
    """The own half's mean for the other's: what no number of own runs goes below."""

    def mean(runs: Sequence[Measured], *names: str) -> float:
        return fmean(sum(getattr(run, name) or 0 for name in names) for run in runs)

    for figure, names in (
        ("reasoning", ("reasoning",)),
        ("output", ("reasoning", "visible")),
        ("seconds", ("seconds",)),
    ):
        yield Told(user.source, figure, ALL, mean(own, *names), mean(held, *names), None)


def _ready(catalogue: Catalogue, user: User, chosen: Sequence[Measured], tasks: int) -> Prepared | None:
    """The product's estimate of this user's work, calibrated with the chosen runs."""
    load = replace(blind(user.sample, user.found), runs_per_day=tasks)
    terms = Terms(load, catalogue, datetime.combine(PRICED_ON, time(0), UTC), "calendar")
    if chosen:
        terms = replace(terms, learnt=learn(terms, [_entry(user.found, chosen)]))
    ready = prepare(terms, user.found.offer, user.found.mode)
    return ready if isinstance(ready, Prepared) else None


def _entry(found: Match, runs: Sequence[Measured]) -> OwnRuns:
    def mean(name: str) -> float | None:
        values = [getattr(run, name) for run in runs]
        return None if None in values else fmean(values)

    return OwnRuns(
        model=found.offer.id,
        task_class=found.task_class.id,
        runs=len(runs),
        thinking=found.mode,
        reasoning_tokens=mean("reasoning"),
        visible_tokens=mean("visible"),
        seconds=mean("seconds"),
        sd_ln=_spreads(runs),
    )


def _spreads(runs: Sequence[Measured]) -> dict[str, float]:
    """sd of ln from run to run, as a log gives it, of figures that no run lacks."""
    found = {}
    for name, field in (("reasoning_tokens", "reasoning"), ("visible_tokens", "visible"), ("seconds", "seconds")):
        values = [getattr(run, field) or 0 for run in runs]
        if len(values) > 1 and min(values) > 0:
            found[name] = stdev(map(log, values))
    return found


def _told(source: str, ready: Prepared, own: int, held: Sequence[Measured], tasks: int) -> Iterator[Told]:
    """Reasoning, output and seconds of the mean run against those held back."""
    run = ready.parts[0][1]
    steps, thought, said = run.shape.steps, float(run.shape.reasoning), float(run.shape.visible)
    of_thought, of_said = doubts(ready.inputs, run)
    reasoning = fmean(one.reasoning or 0 for one in held)
    if reasoning and run.mode != "off":
        band = band_of_mean(thought * steps, tasks, of_thought)
        yield _one(source, "reasoning", own, thought * steps, reasoning, band)
    visible = fmean(one.visible or 0 for one in held)
    of_output = band_of_mean(said * steps, tasks, of_said) if run.mode == "off" else None
    yield _one(source, "output", own, (thought + said) * steps, reasoning + visible, of_output)
    if held[0].seconds:
        seconds = fmean(one.seconds or 0 for one in held)
        predicted = sum(part.seconds_per_run for part in time_parts(ready.inputs, [(1.0, run)]))
        within = band_of_mean_seconds(ready, runs=tasks, seed=SEED)
        yield _one(source, "seconds", own, predicted, seconds, within)


def _one(source: str, figure: str, own: int, predicted: float, actual: float, band: Band | None) -> Told:
    return Told(source, figure, own, predicted, actual, None if band is None else band.p10 <= actual <= band.p90)


def main(arguments: Sequence[str]) -> int:
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    print(section(trials(folder), tried(folder)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
