"""Whether an offer can do the work: a run that exceeds its context window cannot finish, an embedding cannot answer."""

from __future__ import annotations

from collections.abc import Iterable

from planner.core.results import Caveat, Estimate, Pair
from planner.core.scenario.snapshot import Total
from planner.web import filters

FULL, TAIL, NO_ANSWER, UNREAD = "context_overflow", "context_tail", "no_answer", "input_not_supported"
UNABLE = (NO_ANSWER, UNREAD, FULL)
"""Caveats of work that cannot be done, the gravest first."""


def full_caveat(estimate: Estimate) -> Caveat | None:
    """The caveat that the context is full before the run is done; None where the run fits."""
    return next((caveat for caveat in estimate.caveats if caveat.code == FULL), None)


def unable_caveat(estimate: Estimate) -> Caveat | None:
    """The caveat that the work cannot be done: no answers, else a full context; None where it can."""
    found = {caveat.code: caveat for caveat in estimate.caveats if caveat.code in UNABLE}
    return next((found[code] for code in UNABLE if code in found), None)


def unable_code(estimate: Estimate) -> str:
    """The code of that caveat; empty where the work can be done."""
    caveat = unable_caveat(estimate)
    return caveat.code if caveat else ""


def fits(estimate: Estimate) -> bool:
    """Whether the run can be done at all."""
    return unable_caveat(estimate) is None


def is_full(estimate: Estimate) -> bool:
    """Whether a full context is the reason why it cannot be done; a larger one does not help models that give no
    answers."""
    caveat = unable_caveat(estimate)
    return caveat is not None and caveat.code == FULL


def can_finish(pair: Pair) -> bool:
    """Whether the side a model is ranked by has a figure of a run that can be done."""
    main = next((side for side in (pair.on, pair.off) if isinstance(side, Estimate)), None)
    return main is not None and fits(main)


def any_full(pairs: Iterable[Pair]) -> bool:
    return any(isinstance(side, Estimate) and is_full(side) for pair in pairs for side in (pair.on, pair.off))


def where_full(step: int | None, steps: int) -> str:
    """full at step 238; the one call of a run has no steps to tell apart."""
    if step is None:
        return "full before the end"
    return "full before the answer" if steps == 1 else f"full at step {filters.count(step)}"


def where_full_of(estimate: Estimate, steps: int) -> str:
    """full at step 238 of 300."""
    caveat = full_caveat(estimate)
    step = caveat.step if caveat else None
    return where_full(step, steps) + (f" of {filters.count(steps)}" if step is not None and steps != 1 else "")


def misfit(estimate: Estimate) -> str:
    """In a few words why it cannot be done: does not fit: context full at step 238. Empty where it can."""
    caveat = unable_caveat(estimate)
    if caveat is None:
        return ""
    return f"{'does not fit' if caveat.code == FULL else 'cannot do this'}: {why_unable(estimate)}"


def why_unable(estimate: Estimate) -> str:
    """The reason alone: context full at step 238; it writes no text but turns texts into vectors."""
    caveat = unable_caveat(estimate)
    if caveat is None:
        return ""
    if caveat.code == FULL:
        return f"context {_full(estimate, caveat)}"
    if caveat.code == UNREAD:
        return f"it reads {caveat.text.partition(' reads ')[2]}".rstrip(".")
    return f"{caveat.text[:1].lower()}{caveat.text[1:]}".rstrip(".")


def full_words(estimate: Estimate) -> str:
    """Beside a mark: full at step 238."""
    caveat = full_caveat(estimate)
    return _full(estimate, caveat) if caveat else ""


def mark_words(estimate: Estimate) -> str:
    """Beside a mark of what cannot be done: full at step 238, or that it gives no answers or cannot read the input."""
    caveat = unable_caveat(estimate)
    return short_reason(caveat.code) if caveat and caveat.code != FULL else full_words(estimate)


def short_reason(code: str) -> str:
    """In three words why the work cannot be done, by the caveat's code."""
    return {FULL: "does not fit", UNREAD: "cannot read it"}.get(code, "gives no answers")


def _full(estimate: Estimate, caveat: Caveat) -> str:
    steps = estimate.context[-1].step if estimate.context else 0
    return where_full(caveat.step, steps)


def over_window(estimate: Estimate | Total) -> str:
    """A sentence on the share of runs that exceed the window though most fit; empty for a negligible share."""
    return next((filters.stop(filters.sentence(caveat.text)) for caveat in estimate.caveats if caveat.code == TAIL), "")


def caveat_sentence(text: str, code: str) -> str:
    """A caveat's sentence; a run that cannot be done is worded as such."""
    if code == UNREAD:
        return f"Cannot do this: {text}"
    begins = {FULL: "Does not fit: ", NO_ANSWER: "Cannot do this: "}.get(code, "")
    return f"{begins}{text[:1].lower()}{text[1:]}" if begins else text
