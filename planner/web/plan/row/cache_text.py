"""The cache in words: how warm it is, what it asks for, what it costs to miss, and when it pays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from planner.core.cost.cache_report import CacheStory
from planner.core.workload import Workload
from planner.web import filters

SURE = 0.995
RARE = 0.005


@dataclass(frozen=True, slots=True)
class CacheWords:
    """A heading that says what the cache is worth, and a line for each thing to know."""

    title: str
    lines: tuple[tuple[str, str], ...]


def cache_words(story: CacheStory, load: Workload, *, call_seconds: float | None = None) -> CacheWords:
    """The story as the opened row tells it; `call_seconds`, without tools, are those of its table of times."""
    seconds = story.call_seconds if call_seconds is None else call_seconds
    return CacheWords(_title(story), tuple(_lines(story, load, seconds)))


def _title(story: CacheStory) -> str:
    cold, usual = story.cold_usd_per_run, story.usd_per_run
    if not cold or cold == usual:
        return "The cache changes nothing here"
    if cold < usual:
        return f"The cache costs {filters.money(usual - cold)} per run more than it saves"
    return f"The cache takes {filters.percent((cold - usual) / cold)} off a run"


def _lines(story: CacheStory, load: Workload, call_seconds: float) -> Iterator[tuple[str, str]]:
    yield "At the start", _start(story, load)
    if load.steps > 1:
        yield "Later steps", _later(story, load, call_seconds)
    if story.host and story.host.minimum_tokens:
        yield "Smallest", _smallest(story, load)
    yield "Writing", _writing(story)
    yield "Worst case", _worst(story)
    yield "Pays", _pays(story)


def _start(story: CacheStory, load: Workload) -> str:
    """How warm the shared prompt is by traffic."""
    shared, plan = load.shared_prefix_tokens, story.plan
    if not shared:
        return "Runs share no prompt, so nothing is in the cache when one begins."
    if plan.prefix_given:
        return f"{filters.percent(plan.prefix_hit)} of the shared prompt is found there, as you stated."
    if not plan.prefix_hit:
        return f"The shared {filters.tokens(shared)} tokens are never found there."
    every = filters.duration(story.seconds_between_runs)
    lasts = filters.duration(plan.ttl_seconds)
    return (
        f"A run begins every {every} on average and an entry lasts {lasts} after its last use. So the shared "
        f"{filters.tokens(shared)} tokens are still there for {filters.percent(story.warm)} of runs. Hosts miss some "
        f"of those too: {filters.percent(plan.prefix_hit)} is counted."
    )


def _later(story: CacheStory, load: Workload, call_seconds: float) -> str:
    """What a step reads of the one before, and what expires between slow steps."""
    plan = story.plan
    if load.cache.loop_hit_rate is not None:
        return f"{filters.percent(plan.loop_hit)} of what the step before sent is read again, as you stated."
    text = f"{filters.percent(plan.loop_hit)} of what the step before sent is read again. "
    wait = load.tool_seconds if load.step_kind == "tool" else load.gap_seconds
    pause = f"From step to step {filters.duration(wait + call_seconds)} pass"
    lasts = filters.duration(plan.ttl_seconds)
    if plan.expiry_chance >= SURE:
        return f"{text}{pause}: longer than the {lasts} an entry lasts, so it has nearly always expired."
    if plan.expiry_chance <= RARE:
        return f"{text}{pause}: an entry lasts {lasts} and hardly ever expires between them."
    return f"{text}{pause}: an entry lasts {lasts} and has expired at {filters.percent(plan.expiry_chance)} of steps."


def _smallest(story: CacheStory, load: Workload) -> str:
    least = story.host.minimum_tokens if story.host else 0
    text = f"Prompts under {least:,} tokens are not cached"
    if load.cache.loop_hit_rate is not None or load.steps == 1:
        return f"{text}."
    if story.first_cached is None:
        return f"{text}: no call of this run is that long."
    if story.first_cached > 1:
        return f"{text}: calls are long enough from step {story.first_cached:,} on."
    return f"{text}: every call is long enough."


def _writing(story: CacheStory) -> str:
    if story.write_factor > 1:
        return f"What is kept for later costs {filters.rate(story.write_factor)} times the input rate, once."
    return "What is kept for later costs no more than other input."


def _worst(story: CacheStory) -> str:
    cold, usual = story.cold_usd_per_run, story.usd_per_run
    text = f"With 0% read from cache a run costs {filters.money(cold)}, not {filters.money(usual)}"
    return f"{text}: {filters.times(cold / usual)} as much." if usual and cold != usual else f"{text}."


def _pays(story: CacheStory) -> str:
    """Break-even in words."""
    if story.break_even is None or story.hit is None:
        return "From the first token read again: writing has no premium."
    if not story.break_even.is_finite():
        return "Never: reading costs as much as input. Turn the cache off."
    need, have = filters.percent(story.break_even), filters.percent(story.hit)
    if story.hit < story.break_even:
        return f"Not here: it pays once {need} of what is kept is read again, and {have} is. Turn the cache off."
    return f"From {need} of what is kept being read again. Here {have} is."
