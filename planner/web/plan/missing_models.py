"""What an address asks to open or to speak of that is not among the models shown: said, not passed over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planner.core.models.catalogue import Catalogue
from planner.core.results import Pair
from planner.web.forms import PlanForm
from planner.web.present.names import name_of


def not_here(form: PlanForm, pairs: Sequence[Pair], focus: Pair, catalogue: Catalogue) -> Iterator[str]:
    """A sentence for each name that is not there."""
    shown = {pair.asked for pair in pairs}
    if form.focus and form.focus not in shown:
        yield f"{_called(form.focus, catalogue)} is not among the models shown, so this is about {focus.name}."
    if form.open and form.open not in shown:
        yield f"{_called(form.open, catalogue)} is not among the models shown, so no row is open."


def _called(name: str, catalogue: Catalogue) -> str:
    known = name_of(name, catalogue)
    return known if known != name else f"“{name}”"
