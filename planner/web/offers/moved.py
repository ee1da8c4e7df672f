"""What own runs do to a list of all offers, in a sentence."""

from __future__ import annotations

from planner.core.models.catalogue import Catalogue
from planner.core.request import EstimateRequest
from planner.web.saved.plans.inputs import runs_in_words


def moved_by(question: EstimateRequest, catalogue: Catalogue) -> str:
    """Which own runs count here; empty where there are none."""
    if not question.calibration:
        return ""
    told = [own for own in question.calibration if own.task_class == question.workload.task_class]
    if not told:
        return "Your own runs are of other kinds of work: here they move only the speeds of the endpoints that ran."
    text = runs_in_words(told, catalogue)
    return (
        f"Your own runs count here ({text}): models that ran are estimated from them, and the figures of all other "
        "models are moved by what they show about this kind of work."
    )
