"""Words that several pages use for a price difference and for what is paid for."""

from __future__ import annotations

from dataclasses import dataclass

from planner.core.results import Difference
from planner.core.workload import Workload


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence: plain, strong (a number that matters) or pick (the one thing to change in place)."""

    text: str
    kind: str = ""


def noun(workload: Workload) -> str:
    """What is being paid for, in a word or two."""
    if workload.step_kind == "user_turn":
        return "these conversations"
    return "this agent" if workload.steps > 1 else "this work"


def price_name(parts: Difference) -> str:
    """Which of the partner's prices differ enough to be named."""
    token, cache = abs(parts.price_usd), abs(parts.cache_usd)
    if cache >= 4 * token:
        return "caching"
    return "tokens" if token >= 4 * cache else "tokens and caching"
