"""Saved scenarios as lines of a budget: which there are, and what one holds."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from planner.core.budget.inputs import BatchWindow, Budget, BudgetLine
from planner.core.request import EstimateRequest
from planner.core.workload import BadInput
from planner.store import listing, revisions
from planner.store.database.errors import NotThere, StoreUnavailable
from planner.store.database.rows import Revision
from planner.store.files.result_tables import is_once
from planner.store.snapshot import question_of, saved_of
from planner.web.plan.measures.batch_end import hours_between
from planner.web.saved.batch_times import batch_of
from planner.web.saved.plans.form_from_saved import effort_of
from planner.web.saved.plans.reprice.answer import at_standard_price
from planner.web.saved.plans.snapshot import CHOSEN, mode_of
from planner.web.workspace import current_workspace, store

MOST_OFFERED = 50


@dataclass(frozen=True, slots=True)
class Source:
    """A scenario that a line could be."""

    id: str
    name: str
    latest: int


@dataclass(frozen=True, slots=True)
class Held:
    """What a line takes from a scenario: its workload, the model and effort of its headline, and whether its runs are
    done once and not every month."""

    question: EstimateRequest
    offer: str
    thinking: str
    revision: int
    once: bool = False


def sources() -> tuple[Source, ...]:
    """The scenarios of this workspace, the last changed first; none where the database is unavailable."""
    try:
        workspace = current_workspace()
        if workspace is None:
            return ()
        found = listing.search(store(), workspace, listing.Search(per_page=MOST_OFFERED)).scenarios
    except StoreUnavailable:
        return ()
    return tuple(Source(one.id, one.name, one.latest) for one in found)


def held(reference: str) -> Held:
    """What a line starts from, of `id` for a scenario's latest revision or `id@3`. ValueError with a sentence without
    one."""
    revision = _revision(reference)
    question = _question(revision)
    offer, thinking = _led_by(revision, question)
    return Held(question, offer, thinking, revision.number, is_once(revision.draft.snapshot))


@dataclass(frozen=True, slots=True)
class SavedPlans:
    """The saved plans that the lines of a budget name, each read once."""

    read: dict[str, Revision] = field(default_factory=dict)

    def resolve(self, reference: str) -> EstimateRequest:
        """The question of a scenario, `id` for its latest revision or `id@3`; ValueError with a sentence without."""
        if reference not in self.read:
            self.read[reference] = _revision(reference)
        return _question(self.read[reference])

    def with_batch_windows(self, budget: Budget) -> Budget:
        """The budget of those that were resolved, with the time that a batch has until it is needed."""
        return replace(budget, lines=tuple(self._with_window(line) for line in budget.lines))

    def _with_window(self, line: BudgetLine) -> BudgetLine:
        batch = batch_of(self.read[line.scenario].draft) if line.scenario else None
        if batch is None or batch.needed is None:
            return line
        window = BatchWindow(batch.starts // 60, hours_between(batch.starts, batch.needed))
        return replace(line, window=window)


def _question(revision: Revision) -> EstimateRequest:
    """The saved question; of a batch whose finding spoke of a standard price, at that price."""
    try:
        question = question_of(revision.draft)
    except BadInput:
        raise ValueError("This saved plan was asked in a way that this version no longer takes.") from None
    offer, thinking = _led_by(revision, question)
    if at_standard_price(question, saved_of(revision.draft)) & {(offer, thinking), (offer, "off")}:
        return replace(question, workload=replace(question.workload, service_tier="standard"))
    return question


def _led_by(revision: Revision, question: EstimateRequest) -> tuple[str, str]:
    """The offer and the mode that the plan's finding spoke of."""
    offer = str(revision.draft.snapshot.get(CHOSEN) or next(iter(question.offers), ""))
    return offer, "off" if mode_of(revision.draft) == "off" else effort_of(question)


def _revision(reference: str) -> Revision:
    scenario, _, number = reference.partition("@")
    try:
        workspace = current_workspace()
        if workspace is None:
            raise NotThere("")
        if number.isascii() and number.isdigit() and len(number) < 10:
            return revisions.get(store(), workspace, scenario, int(number))
        return revisions.latest(store(), workspace, scenario)
    except NotThere:
        raise ValueError(
            "This saved plan is not in your workspace any more. Remove the line, or add another."
        ) from None
    except StoreUnavailable:
        raise ValueError("The saved plans cannot be reached just now. Try again in a moment.") from None
