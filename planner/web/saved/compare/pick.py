"""The choice of what to compare."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from planner.store.database.rows import Revision, Scenario
from planner.web import filters
from planner.web.saved.kinds import Chosen, Kind


@dataclass(frozen=True, slots=True)
class Choice:
    """A revision to tick."""

    value: str
    name: str
    words: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class PickPage:
    """Other revisions of the one that was chosen, then the latest of every scenario."""

    title: str
    kind: Kind
    problem: str
    own: tuple[Choice, ...]
    others: tuple[Choice, ...]

    @property
    def alone(self) -> Choice | None:
        """The only one there is: it cannot be compared yet."""
        found = self.own + self.others
        return found[0] if len(found) == 1 else None


def pick_page(
    kind: Kind,
    chosen: Sequence[Chosen],
    scenarios: Sequence[Scenario],
    history: Sequence[Revision],
    *,
    problem: str,
    now: datetime,
) -> PickPage:
    ticked = {one.value for one in chosen}
    first = chosen[0].scenario if len(chosen) == 1 else None
    own = [_of_revision(first, revision, ticked) for revision in history] if first else []
    names = Counter(scenario.name for scenario in scenarios)
    others = [
        _of_scenario(scenario, ticked, now, is_alone=names[scenario.name] == 1)
        for scenario in scenarios
        if not first or scenario.id != first.id
    ]
    return PickPage("Compare", kind, problem, tuple(own), tuple(others))


def _of_revision(scenario: Scenario, revision: Revision, ticked: set[str]) -> Choice:
    value = f"{scenario.id}@{revision.number}"
    return Choice(value, f"Revision {revision.number}", filters.day(revision.created), value in ticked)


def _of_scenario(scenario: Scenario, ticked: set[str], now: datetime, *, is_alone: bool) -> Choice:
    """With the day of its first save where another one has its name."""
    value = f"{scenario.id}@{scenario.latest}"
    words = f"revision {scenario.latest}, changed {filters.ago(scenario.updated, now)}"
    if not is_alone:
        words += f", first saved {filters.day(scenario.created)} at {scenario.created:%H:%M:%S} UTC"
    return Choice(value, scenario.name, words, value in ticked)
