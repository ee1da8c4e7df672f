"""A log without what cannot be: rows whose parts are larger than their whole, and moments out of all reason.

A row that says more cached tokens than input, or more reasoning than output, is not priced: which of both is wrong
cannot be told. Before, figures of vendors that count otherwise are brought to one convention: xAI's reasoning comes on
top of the output (`with_reasoning_on_top`), Anthropic's cached tokens beside the input (`with_cached_inside`).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.core.usage.calls import Calls, Key, Log, only

XAI_HOSTS = frozenset({"xai", "x-ai", "x_ai", "grok"})
EARLIEST, LATEST = 946_684_800.0, 7_258_118_400.0
"""Seconds since 1970 of the years 2000 and 2200: a moment outside them counts as unknown."""
BESIDE_SHARE = 0.5
DUST = 1 + 1e-9
"""Figures of sums are floats: a part is larger than its whole where it is so by more than this factor."""
CACHED = "more cached tokens than input tokens"
REASONING = "more reasoning tokens than output tokens"
UNREADABLE = "a number that is negative or cannot be read"

NO_CALLS = "holds no row with a model and its tokens as numbers of 0 or more: correct the rows, or choose the columns"


def is_xai(host: str, model: str) -> bool:
    """Whether xAI itself answered: by the host where it is recorded, else by the model's name."""
    if host:
        return host.casefold().replace(" ", "") in XAI_HOSTS
    return model.casefold().rsplit("/", 1)[-1].startswith("grok")


def with_reasoning_on_top(log: Log) -> Log:
    """Calls of xAI with their reasoning inside the output, for a log that holds figures as the vendor reports them."""
    calls = log.calls
    chosen = np.array([is_xai(key.host, key.model) for key in calls.keys], dtype=np.bool_)
    if not chosen.any():
        return log
    on_top = chosen[calls.key] & ~np.isnan(calls.reasoning)
    output = np.where(on_top, np.nan_to_num(calls.output) + calls.reasoning, calls.output)
    return replace(log, calls=replace(calls, output=output))


def is_claude(host: str, model: str) -> bool:
    """Whether one of Anthropic's models answered, on whichever host: its `input_tokens` leave out what was cached."""
    return "claude" in model.casefold() or "anthropic" in host.casefold()


def with_cached_inside(log: Log, *, always: bool) -> Log:
    """Calls of Anthropic's models with their cached tokens inside the input, for a log that may hold figures as its
    API reports them, beside the input.

    `always`: it does. Else its rows tell: where at least `BESIDE_SHARE` of those with cached tokens say more of them
    than input, which cannot be inside it, they are beside it in all.
    """
    calls = log.calls
    chosen = np.array([is_claude(key.host, key.model) for key in calls.keys], dtype=np.bool_)
    if not chosen.any():
        return log
    cached, sent = np.nan_to_num(calls.cache_read) + np.nan_to_num(calls.cache_write), np.nan_to_num(calls.input)
    with_cache = chosen[calls.key] & (cached > 0)
    if not with_cache.any() or not (always or np.mean(cached[with_cache] > sent[with_cache] * DUST) >= BESIDE_SHARE):
        return log
    return replace(log, calls=replace(calls, input=np.where(with_cache, sent + cached, calls.input)))


def sound(log: Log) -> Log:
    """The log without rows that contradict themselves, which count as unknown, and without impossible moments."""
    calls = log.calls
    with np.errstate(invalid="ignore"):
        cached = np.nan_to_num(calls.cache_read) + np.nan_to_num(calls.cache_write)
        wrong = {
            CACHED: cached > np.nan_to_num(calls.input) * DUST,
            REASONING: np.nan_to_num(calls.reasoning) > np.nan_to_num(calls.output) * DUST,
        }
        possible = (calls.start >= EARLIEST) & (calls.start < LATEST)
    if not possible.all():
        calls = replace(calls, start=np.where(possible, calls.start, np.nan))
    counts = [(what, int(rows.sum())) for what, rows in wrong.items() if rows.any()]
    bad = wrong[CACHED] | wrong[REASONING]
    if not counts:
        return replace(log, calls=calls)
    left = _without_empty_keys(only(calls, ~bad))
    return replace(log, calls=left, unknown=log.unknown + int(bad.sum()), contradictions=(*log.contradictions, *counts))


def _without_empty_keys(calls: Calls) -> Calls:
    """Only keys that a call has: others would still count as work that was done."""
    places, key = np.unique(calls.key, return_inverse=True)
    keys: tuple[Key, ...] = tuple(calls.keys[int(place)] for place in places)
    return replace(calls, keys=keys, key=np.asarray(key, dtype=np.int32))


def contradictions_text(log: Log) -> str:
    """The contradictions in rows, a clause each; empty without any."""
    return " and ".join(
        f"{count:,} row{'' if count == 1 else 's'} say{'s' if count == 1 else ''} {what}"
        for what, count in log.contradictions
    )
