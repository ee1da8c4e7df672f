"""The choice of own runs in a plan, a ranking and a budget: the workspace's, those in the address, or none."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from planner.core.tokens.saved_runs import SavedRuns, run_total
from planner.web.forms.state import LEFT_OUT


@dataclass(frozen=True, slots=True)
class OwnRunsChoice:
    """What the field `learnt` can be turned to: value, words, whether it is so now; `kept`: runs of the workspace."""

    turns: tuple[tuple[str, str, bool], ...]
    kept: int


def own_runs_choice(learnt: str, kept: Sequence[SavedRuns]) -> OwnRunsChoice | None:
    """The choice for what `learnt` says now and the runs of the workspace; None where there is nothing to choose."""
    carried = learnt if learnt not in ("", LEFT_OUT) else ""
    if not carried and not kept:
        return None
    total = run_total(one.own for one in kept)
    turns = [(carried, _carried_words(carried))] if carried else []
    turns += [("", "use" if not carried else "my saved runs")] if kept else []
    turns.append((LEFT_OUT, "leave out"))
    return OwnRunsChoice(tuple((value, words, value == learnt) for value, words in turns), total)


def _carried_words(text: str) -> str:
    """as sent, 14 runs; without the number where the text cannot be read, which the form says."""
    try:
        return f"as sent, {sum(int(one['runs']) for one in json.loads(text)):,}"
    except (ValueError, TypeError, KeyError, RecursionError):
        return "as sent"
