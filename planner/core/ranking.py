"""Every offer for one workload, in each of a few thinking modes: dollars and seconds as arrays, ready to be ranked.

float64 throughout; a test ties it to the exact path of planner.core.estimate. What is shown is estimated exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.core.caching import ttl_offered
from planner.core.estimate import Terms
from planner.core.group_runs import GroupRuns, group_runs
from planner.core.many_loops import Sums, sums_of, tokens_usd
from planner.core.modes import closest_mode, default_mode, least_mode, reference_mode, settle
from planner.core.quote import DAYS_OF_MONTH
from planner.core.results import Refusal
from planner.core.roster import Roster, Sample
from planner.core.table import Flags, Floats, fees_usd
from planner.core.workload import Workload

PAIR = ("off", "reference")
"""The two modes compared: not thinking, and the model's reference mode."""
CLOSEST = "closest:"
"""Before an effort: the offered effort nearest to it."""

Codes = NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class Ranking:
    """n offers in m modes, each array (n, m). Means of USD per run and month, median seconds of a run; NaN where
    `refused` holds the code of a reason, and seconds also for batch. `modes`: the mode answered. `*_prior`: thinking
    or speed rests on a class prior alone."""

    roster: Roster
    slots: tuple[str, ...]
    modes: Codes
    refused: Codes
    usd_per_run: Floats
    usd_per_month: Floats
    run_seconds: Floats
    thinking_prior: Flags
    speed_prior: Flags


def rank_all(terms: Terms, roster: Roster, slots: Sequence[str] = PAIR) -> Ranking:
    """The workload at every offer of the roster. A slot is a mode, `reference` or `default` (the model's own), `least`
    (off, or minimal where there is no strict off) or `closest:<effort>` (the offered effort nearest to it)."""
    columns = [_column(terms, roster, slot) for slot in slots]
    usd_per_run = np.column_stack([column.usd_per_run for column in columns])
    days, months = DAYS_OF_MONTH[terms.month]
    runs_per_month = float(terms.workload.runs_per_day) * float(days) / float(months)
    return Ranking(
        roster=roster,
        slots=tuple(slots),
        modes=np.column_stack([column.modes for column in columns]),
        refused=np.column_stack([column.refused for column in columns]),
        usd_per_run=usd_per_run,
        usd_per_month=usd_per_run * runs_per_month,
        run_seconds=np.column_stack([column.seconds for column in columns]),
        thinking_prior=np.column_stack([column.thinking_prior for column in columns]),
        speed_prior=np.column_stack([column.speed_prior for column in columns]),
    )


@dataclass(frozen=True, slots=True)
class _Column:
    """One slot over all offers, (n) each."""

    modes: Codes
    refused: Codes
    usd_per_run: Floats
    seconds: Floats
    thinking_prior: Flags
    speed_prior: Flags


def _column(terms: Terms, roster: Roster, slot: str) -> _Column:
    settled = [_settled(voice, slot) for voice in roster.voices]
    modes = [word for word, _ in settled]
    refused = _refusals(terms.workload, roster, np.array([code for _, code in settled])[roster.voice_of])
    usd, seconds, thinking = _mixed(terms, roster, modes)
    answered = refused == ""
    timed = answered & ~_is_batch(terms.workload, roster)
    return _Column(
        modes=np.array(modes)[roster.voice_of],
        refused=refused,
        usd_per_run=np.where(answered, usd, np.nan),
        seconds=np.where(timed, seconds, np.nan),
        thinking_prior=thinking.prior[roster.voice_of],
        speed_prior=thinking.paces.prior[roster.pace_of],
    )


def _settled(voice: Sample, slot: str) -> tuple[str, str]:
    """The mode to answer and the code of a refusal, empty when there is none."""
    asked = _asked(voice, slot)
    mode = settle(voice.offer, voice.profile, asked, None)
    return (asked, mode.code) if isinstance(mode, Refusal) else (mode.mode, "")


def _asked(voice: Sample, slot: str) -> str:
    """The mode that a slot asks of a voice."""
    if slot.startswith(CLOSEST):
        return closest_mode(voice.profile, slot.removeprefix(CLOSEST))
    named = {"reference": reference_mode, "default": default_mode, "least": least_mode}
    return named[slot](voice.profile) if slot in named else slot


def _is_batch(load: Workload, roster: Roster) -> Flags:
    return roster.batch_only | (load.service_tier == "batch")


def _refusals(load: Workload, roster: Roster, asked: Codes) -> Codes:
    """The first reason against each offer, in the order the exact path gives them, (n)."""
    table, mode = roster.table, load.cache.mode
    has_ttl = [mode not in ("5m", "1h") or ttl_offered(mode, kind.offer.cache, kind.card) for kind in roster.kinds]
    reasons = [
        (asked != "", asked),
        (~table.offered, "tier_not_offered"),
        (_is_batch(load, roster) & (load.steps > 1), "batch_cannot_loop"),
        (~table.priced, "price_unknown"),
        (~np.array(has_ttl)[roster.kind_of], "cache_ttl_not_offered"),
    ]
    return np.select([holds for holds, _ in reasons], [np.asarray(code) for _, code in reasons], default="")


def _mixed(terms: Terms, roster: Roster, modes: list[str]) -> tuple[Floats, Floats, GroupRuns]:
    """USD and seconds of the average run, retries included, over runs that think and runs that do not; the former."""
    load, share = terms.workload, float(terms.workload.thinking_share)
    thinking = group_runs(terms, roster, modes, modes)
    usd, seconds = _of_runs(load, roster, thinking)
    if share < 1:
        silent_usd, silent_seconds = _of_runs(load, roster, group_runs(terms, roster, ["off"] * len(modes), modes))
        usd, seconds = share * usd + (1 - share) * silent_usd, share * seconds + (1 - share) * silent_seconds
    fees = fees_usd(roster.table, web_searches=float(load.web_searches_per_run), calls=load.steps)
    repeats = 1 + float(load.retry_rate)
    return repeats * (usd + fees), repeats * seconds, thinking


def _of_runs(load: Workload, roster: Roster, runs: GroupRuns) -> tuple[Floats, Floats]:
    """USD of the tokens and median seconds of one run at every offer, (n) each."""
    shapes, plans = runs.shapes.taken(roster.voice_of), runs.plans.taken(roster.kind_of)
    sums = sums_of(shapes, plans, roster.table.starts)
    usd = tokens_usd(roster.table, shapes, sums, "cache_write_1h" if load.cache.mode == "1h" else "cache_write")
    return usd, _seconds(load, roster, runs, sums)


def _seconds(load: Workload, roster: Roster, runs: GroupRuns, sums: Sums) -> Floats:
    """Median seconds of one run at every offer: its calls with their tools, and the reading of all their prompts."""
    paces, pace_of = runs.paces, roster.pace_of
    speaking = runs.median_tokens[roster.voice_of] / paces.speed[pace_of]
    fresh = (sums.fresh + sums.write).sum(axis=1) * paces.seconds_per_fresh[pace_of]
    cached = sums.read.sum(axis=1) * paces.seconds_per_cached[pace_of]
    seconds: Floats = load.steps * (paces.ttft_seconds[pace_of] + speaking + float(load.tool_seconds)) + fresh + cached
    return seconds
