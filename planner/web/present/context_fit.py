"""Whether a run fits the context window it is asked of: a run that exceeds it cannot finish."""

from __future__ import annotations

from collections.abc import Iterable

from planner.core.results import Caveat, Estimate, Pair
from planner.core.scenario.snapshot import Total
from planner.web import filters

FULL, TAIL = "context_overflow", "context_tail"
LEGEND = "A crossed mark does not fit: its context is full before the run is done."


def full_caveat(estimate: Estimate) -> Caveat | None:
    """The caveat that the context is full before the run is done; None where the run fits."""
    return next((caveat for caveat in estimate.caveats if caveat.code == FULL), None)


def fits(estimate: Estimate) -> bool:
    return full_caveat(estimate) is None


def can_finish(pair: Pair) -> bool:
    """Whether the side a model is ranked by has a figure of a run that can be done."""
    main = next((side for side in (pair.on, pair.off) if isinstance(side, Estimate)), None)
    return main is not None and fits(main)


def any_full(pairs: Iterable[Pair]) -> bool:
    return any(isinstance(side, Estimate) and not fits(side) for pair in pairs for side in (pair.on, pair.off))


def where_full(step: int | None, steps: int) -> str:
    """full at step 238; the one call of a run has no steps to tell apart."""
    if step is None:
        return "full before the run is done"
    return "full before the answer" if steps == 1 else f"full at step {filters.count(step)}"


def where_full_of(step: int | None, steps: int) -> str:
    """full at step 238 of 300."""
    return where_full(step, steps) + (f" of {filters.count(steps)}" if step is not None and steps != 1 else "")


def misfit(estimate: Estimate) -> str:
    """In a few words why it cannot be done: does not fit: context full at step 238. Empty where it can."""
    caveat = full_caveat(estimate)
    return f"does not fit: context {_full(estimate, caveat)}" if caveat else ""


def full_words(estimate: Estimate) -> str:
    """The same beside a mark: full at step 238."""
    caveat = full_caveat(estimate)
    return _full(estimate, caveat) if caveat else ""


def _full(estimate: Estimate, caveat: Caveat) -> str:
    steps = estimate.context[-1].step if estimate.context else 0
    return where_full(caveat.step, steps)


def over_window(estimate: Estimate | Total) -> str:
    """The share of runs that exceed the window though most fit, as a sentence; empty where none is worth saying."""
    return next((filters.stop(filters.sentence(caveat.text)) for caveat in estimate.caveats if caveat.code == TAIL), "")


def graver(text: str, code: str) -> str:
    """A caveat's sentence; what cannot be done is said as such."""
    return f"Does not fit: {text[:1].lower()}{text[1:]}" if code == FULL else text
