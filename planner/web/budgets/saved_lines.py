"""Saved scenarios as lines of a budget: which there are, and what one holds."""

from __future__ import annotations

from dataclasses import dataclass

from planner.core.request import EstimateRequest
from planner.core.workload import BadInput
from planner.store import listing, revisions
from planner.store.database.errors import NotThere, StoreUnavailable
from planner.store.database.rows import Revision
from planner.store.files.result_tables import is_once
from planner.store.snapshot import question_of
from planner.web.saved.plans.form_from_saved import effort_of
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


def resolve(reference: str) -> EstimateRequest:
    """The question of a scenario, `id` for its latest revision or `id@3`. ValueError with a sentence without one."""
    return held(reference).question


def held(reference: str) -> Held:
    """As resolve, with what a line starts from."""
    revision = _revision(reference)
    try:
        question = question_of(revision.draft)
    except BadInput:
        raise ValueError("This saved plan was asked in a way that this version no longer takes.") from None
    offer = str(revision.draft.snapshot.get(CHOSEN) or next(iter(question.offers), ""))
    thinking = "off" if mode_of(revision.draft) == "off" else effort_of(question)
    return Held(question, offer, thinking, revision.number, is_once(revision.draft.snapshot))


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
