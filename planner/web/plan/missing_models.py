"""Models in an address that the page does not show as named: unknown ones, and names that were read as another id."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planner.core.models.catalogue import Catalogue
from planner.core.results import Pair
from planner.web.forms import PlanForm
from planner.web.present.names import name_of


def not_here(form: PlanForm, pairs: Sequence[Pair], focus: Pair, catalogue: Catalogue) -> Iterator[str]:
    """A sentence for each unknown name, and for each that was read as another id."""
    shown = {pair.asked for pair in pairs}
    if form.focus and form.focus not in shown:
        yield f"{_called(form.focus, catalogue)} is not among the models shown, so the headline is about {focus.name}."
    if form.open and form.open not in shown:
        yield f"{_called(form.open, catalogue)} is not among the models shown, so no row is open."

    for pair in pairs:
        read = pair.on.read_as
        if read and read.name not in catalogue.profiles:
            effort = f" at {read.thinking} effort" if read.thinking and read.thinking not in ("on", "off") else ""
            yield f"“{read.name}” is read as {read.offer}{effort} ({read.why})."


def _called(name: str, catalogue: Catalogue) -> str:
    known = name_of(name, catalogue)
    return known if known != name else f"“{name}”"
