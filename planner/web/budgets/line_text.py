"""The text under the name of a budget's line: its model, and its runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from planner.core.models.catalogue import OWN_HOST, Catalogue
from planner.core.models.names.host_choice import served_by_maker
from planner.core.models.names.readings import Unread
from planner.core.models.resolve import resolve
from planner.web import filters
from planner.web.budgets.form.fields import LINE, OWN_RATES
from planner.web.budgets.form.form import LineForm
from planner.web.budgets.form.to_request import counted_mode, kind_of_growth
from planner.web.budgets.saved_lines import Source
from planner.web.forms import read_number
from planner.web.present.names import canonical_name, name_of


@dataclass(frozen=True, slots=True)
class LineText:
    """What templates/budgets/_line_text.html prints under the name of a line.

    `model`: its name or what was typed, `host`: where it is not the maker and the name does not say it; `mode`: the
    thinking that is counted; `plan` and `revision`: of a saved plan, no revision for the latest.
    """

    form: LineForm
    model: str
    host: str
    mode: str
    growth: str
    plan: str
    revision: str

    @property
    def runs(self) -> str:
        return grouped(self.form.load.values["runs"])

    @property
    def is_whole(self) -> bool:
        """Whether it has all of the traffic."""
        return self.form.values["part"] == LINE["part"].usual

    @property
    def has_own_rates(self) -> bool:
        return any(self.form.values[name] for name in OWN_RATES)


def line_text(line: LineForm, sources: tuple[Source, ...], catalogue: Catalogue, day: date) -> LineText:
    known = canonical_name(line.values["offer"], catalogue)
    name = name_of(known, catalogue) if known else line.values["offer"]
    return LineText(
        form=line,
        model=name,
        host=paid_host(known, name, catalogue, day) if known else "",
        mode=counted_mode(line, catalogue, day),
        growth=kind_of_growth(line),
        plan=plan_called(line.source, sources),
        revision=line.source.partition("@")[2],
    )


def paid_host(known: str, name: str, catalogue: Catalogue, day: date) -> str:
    """The host, where it is not the maker and the name does not say it already."""
    found = resolve(catalogue, known, day)
    if isinstance(found, Unread) or found.offer.host == OWN_HOST or served_by_maker(catalogue, found.offer):
        return ""
    return "" if name.endswith(found.offer.host_name) else found.offer.host_name


def grouped(text: str) -> str:
    """2,500 for 2500; as typed where it is no number."""
    try:
        return filters.count(read_number(text))
    except ValueError:
        return text


def plan_called(reference: str, sources: tuple[Source, ...]) -> str:
    """The name of the saved plan that a line takes; empty for a line of its own."""
    scenario, _, _ = reference.partition("@")
    return next((source.name for source in sources if source.id == scenario), "a saved plan") if reference else ""
