"""Seconds of many runs at once, median and 95 % under: the parts of planner.core.uncertainty.simulation on even
draws.

    run = repeats x (N x wait x luck + reading x luck + tools + N x (thought + answered)/v x luck)

Tokens, waits and speeds vary as they do there. What is read varies with what was said, since that is sent again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.core.estimate.inputs import EstimateInputs
from planner.core.estimate.runs import CallTokens, Run
from planner.core.latency.reading import reading_doubt, reading_factor
from planner.core.latency.seconds import Pace, in_a_loop, speed_sd
from planner.core.ranking.price_table import Flags, Floats, Index
from planner.core.ranking.vector_shapes import Plans, Shapes, numbered
from planner.core.ranking.vector_tokens import reread
from planner.core.tokens.output_length import CallOutput, output_of
from planner.core.uncertainty.lattice_sampling import common_factors, lattice_draws, lengths, tails
from planner.core.uncertainty.simulation import extra_calls
from planner.core.workload import Workload

# So many rows of draws stay in a processor's cache: all at once take three times as long.
ROWS_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Paces:
    """Speeds of p paces in one mode each, (p): seconds of a call before reading its prompt and whether they vary,
    seconds of a token of the prompt, output tokens/s and their sd of ln; `prior` where nothing closer than a class was
    measured."""

    ttft_seconds: Floats
    ttft_varies: Flags
    seconds_per_fresh: Floats
    seconds_per_cached: Floats
    speed: Floats
    speed_sd: Floats
    prior: Flags

    def taken(self, rows: Index) -> Paces:
        """The paces at `rows`."""
        return Paces(
            ttft_seconds=self.ttft_seconds[rows],
            ttft_varies=self.ttft_varies[rows],
            seconds_per_fresh=self.seconds_per_fresh[rows],
            seconds_per_cached=self.seconds_per_cached[rows],
            speed=self.speed[rows],
            speed_sd=self.speed_sd[rows],
            prior=self.prior[rows],
        )


def paces_of(paces: Sequence[Pace]) -> Paces:
    """The columns of `paces`."""
    return Paces(
        ttft_seconds=np.array([float(pace.turn_seconds) for pace in paces]),
        ttft_varies=np.array([not pace.whole_ttft for pace in paces], dtype=np.bool_),
        seconds_per_fresh=np.array([pace.reading_seconds(1.0, 0.0) for pace in paces]),
        seconds_per_cached=np.array([pace.reading_seconds(0.0, 1.0) for pace in paces]),
        speed=np.array([float(pace.tokens_per_second) for pace in paces]),
        speed_sd=np.array([speed_sd(pace) for pace in paces]),
        prior=np.array([pace.evidence.basis == "class" for pace in paces], dtype=np.bool_),
    )


def call_output(inputs: EstimateInputs, run: Run | CallTokens) -> CallOutput:
    """The reasoning and the answer of one call of a run, as the simulation draws them."""
    return output_of(inputs, run.mode, run.reasoning_fit, run.visible_fit)


@dataclass(frozen=True, slots=True)
class DrawnOutput:
    """Drawn tokens of one call, (v, draws): thought and answered, and what of both the next call sends again; `least`:
    those that all but RARE draws say, (v)."""

    visible: Floats
    resent: Floats
    least: Floats


def drawn_output(spoken: Sequence[CallOutput] | Floats, keeps: Flags) -> DrawnOutput:
    """Drawn output of v token groups; `keeps` (v): whether reasoning is sent again."""
    luck = lattice_draws()
    thought, thought_sd, most_thought, answer, answer_sd, most_said = np.array(spoken).T[:, :, np.newaxis]
    answered = np.minimum(answer * np.exp(answer_sd * luck.answer), most_said)
    room = np.maximum(most_thought - answered, 0)
    thinking = np.minimum(thought * np.exp(thought_sd * luck.thinking), room)
    output = thinking + answered
    least = np.partition(output, RARE, axis=1)[:, RARE]
    return DrawnOutput(output, answered + keeps[:, np.newaxis] * thinking, least)


@dataclass(frozen=True, slots=True)
class Runs:
    """k runs, a row each: shape, cache plan, pace and whether reasoning is sent again, (k); `output` are those of
    token groups, each once where several are drawn alike, and `token_group_of` (k) says which are a run's."""

    shapes: Shapes
    plans: Plans
    paces: Paces
    keeps: Flags
    output: DrawnOutput
    token_group_of: Index


@dataclass(frozen=True, slots=True)
class Parts:
    """The components of the seconds of k runs, (k): certain ones, waiting, writing summaries, and those of one more
    output token in every call, which later calls read again (`usual` tokens of them are in `reading`); `reading` (k,
    m): those of reading in runs of each of m lengths; `slowness` (s, draws) by `slowness_of` (k)."""

    certain: Floats
    reading: Floats
    waiting: Floats
    summarising: Floats
    per_output_token: Floats
    per_resent: Floats
    usual: Floats
    reading_doubt: Floats
    slowness: Floats
    slowness_of: Index
    output: DrawnOutput
    token_group_of: Index

    def taken(self, rows: Sequence[int]) -> Parts:
        """The runs at `rows`."""
        return replace(self, **{name: getattr(self, name)[rows] for name in OF_A_RUN})

    @property
    def keys(self) -> list[bytes]:
        """One key for each run; runs of the same key take the same seconds."""
        table = np.column_stack([getattr(self, name) for name in OF_A_RUN])
        return [row.tobytes() for row in table]


OF_A_RUN = (
    "certain",
    "reading",
    "waiting",
    "summarising",
    "per_output_token",
    "per_resent",
    "usual",
    "reading_doubt",
    "slowness_of",
    "token_group_of",
)
"""The fields of Parts that have a row for each run."""


def parts_of(load: Workload, runs: Runs) -> Parts:
    """Everything about the seconds of `runs` that is not drawn."""
    paces, steps = runs.paces, runs.shapes.steps
    summaries = 0.0 if runs.shapes.limits is None else runs.shapes.legs.summaries
    waits, read = (steps + summaries) * paces.ttft_seconds, _read(load, runs)
    given = np.where(paces.ttft_varies, 0.0, waits)
    # Spreads are few, hence few exponentials.
    spreads, slowness_of = np.unique(paces.speed_sd, return_inverse=True)
    return Parts(
        certain=np.full(len(waits), steps * float(load.tool_seconds)) + given,
        reading=read.seconds,
        waiting=waits - given,
        summarising=summaries * runs.shapes.summary / paces.speed,
        per_output_token=steps / paces.speed,
        per_resent=read.per_resent,
        usual=_resent(runs),
        reading_doubt=reading_doubt(read.tokens / (steps + summaries)) if in_a_loop(load) else np.zeros(len(waits)),
        slowness=np.exp(spreads[:, np.newaxis] * lattice_draws().speed),
        slowness_of=slowness_of,
        output=runs.output,
        token_group_of=runs.token_group_of,
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """`seconds` (k, m) of reading all prompts in runs of each of m lengths, `tokens` (k) that a run of mean length
    sends, and seconds of reading for a token more that every step sends again, `per_resent` (k)."""

    seconds: Floats
    tokens: Floats
    per_resent: Floats


def _read(load: Workload, runs: Runs) -> _Reading:
    """What runs read at all lengths, summed up at once, one length below the other."""
    shapes, paces, many = runs.shapes, runs.paces, len(runs.shapes.start)
    knots, more = lengths(load.steps, float(load.steps_spread)).steps, np.maximum(_resent(runs), 1.0)
    summarises = shapes.limits is not None
    counts = [*knots, shapes.steps, *([shapes.steps] if summarises else [])]
    found = shapes.of_lengths(counts)
    if summarises:
        # With compaction a token more is on the straight line between the mean and twice as many.
        found.growth[-many:] += more
    fresh, read = (column.reshape(-1, many) for column in reread(found, runs.plans.repeated(len(counts))))
    seconds = fresh * paces.seconds_per_fresh + read * paces.seconds_per_cached
    usual = len(knots)
    return _Reading(
        np.ascontiguousarray(seconds[:usual].T),
        fresh[usual] + read[usual],
        (seconds[usual + 1] - seconds[usual]) / more if summarises else _seconds_per_resent(runs),
    )


def _resent(runs: Runs) -> Floats:
    """Mean tokens of a call that the next one sends again, (k)."""
    return runs.shapes.visible + runs.keeps * runs.shapes.reasoning


def _seconds_per_resent(runs: Runs) -> Floats:
    """Of runs without summaries, (k): step k sends k - 1 of the tokens, and all but the newest may be cached."""
    steps = runs.shapes.steps
    cached = runs.plans.loop_hit * ((steps - 1) * (steps - 2) / 2)
    fresh = steps * (steps - 1) / 2 - cached
    return fresh * runs.paces.seconds_per_fresh + cached * runs.paces.seconds_per_cached


RARE, SHORT = 24, 120
"""Draws that a bound leaves out for a speed, a wait or an answer that is rare, and for short runs. Together they are
fewer than the draws below those that a median is read off."""


def least_seconds(load: Workload, paces: Paces, least: Floats) -> Floats:
    """Seconds that the median of a run of one kind is not below, (k), for what its calls say at `least`: those without
    reading, at the speed, wait and length that few draws are below."""
    common = common_factors(load.steps, float(load.steps_spread), compacts=load.compaction is not None)
    length = np.sort(common.waits[0])[SHORT]
    waited = np.where(paces.ttft_varies, np.sort(common.waits[1] / common.waits[0])[RARE], 1.0)
    slowness = np.exp(paces.speed_sd * np.sort(lattice_draws().speed)[RARE])
    call = float(load.tool_seconds) + paces.ttft_seconds * waited + least / paces.speed * slowness
    return np.asarray(load.steps * length * call)


def run_times(load: Workload, kinds: Sequence[Parts]) -> Floats:
    """Median and 95 % of the seconds of a run, retries included, (k, 2). `kinds` are the runs that think and, where
    not all do, those that do not."""
    # Many runs are alike: prices do not change seconds.
    first, alike = numbered(zip(*(parts.keys for parts in kinds), strict=True))
    different = [parts.taken(first) for parts in kinds]
    starts = range(0, len(first), ROWS_AT_ONCE)
    return np.vstack([_block(load, different, slice(start, start + ROWS_AT_ONCE)) for start in starts])[alike]


def _block(load: Workload, kinds: Sequence[Parts], rows: slice) -> Floats:
    luck, seconds = lattice_draws(), _drawn(load, kinds[0], rows)
    if len(kinds) > 1:
        seconds = np.where(luck.thinks <= float(load.thinking_share), seconds, _drawn(load, kinds[1], rows))
    if load.retry_rate:
        seconds *= 1 + extra_calls(float(load.retry_rate), load.steps, luck.retries)
    return tails(seconds)


def _drawn(load: Workload, parts: Parts, rows: slice) -> Floats:
    """Seconds of some of the runs without retries, (rows, draws)."""
    common = common_factors(load.steps, float(load.steps_spread), compacts=load.compaction is not None)
    token_group_of, again = parts.token_group_of[rows], parts.per_resent[rows]
    # Not matrix products, which may round equal rows apart.
    seconds: Floats = np.einsum("ri,id->rd", np.column_stack([parts.certain[rows], parts.waiting[rows]]), common.waits)
    read = np.column_stack([parts.reading[rows], -parts.usual[rows] * again])
    reading: Floats = np.einsum("ri,id->rd", read, common.reading)
    if load.steps > 1:
        resent = parts.output.resent[token_group_of]
        resent *= again[:, np.newaxis]
        resent *= common.reading[-1]
        reading += resent
    reading *= _hosts(parts.reading_doubt[rows])
    seconds += reading
    answering = parts.output.visible[token_group_of]
    answering *= parts.per_output_token[rows, np.newaxis]
    answering += parts.summarising[rows, np.newaxis]
    answering *= parts.slowness[parts.slowness_of[rows]]
    answering *= common.factor
    seconds += answering
    return seconds


def _hosts(doubt: Floats) -> Floats:
    """Seconds of reading over those expected of runs that are in doubt so far, (rows or 1, draws)."""
    # Doubts are few, hence few exponentials.
    doubts, doubt_of = np.unique(doubt, return_inverse=True)
    found = reading_factor(doubts[:, np.newaxis], lattice_draws().wait_belief)
    return found[doubt_of] if len(doubts) > 1 else found
