"""What can be done with a saved plan next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from planner.core.models.catalogue import Catalogue
from planner.core.results import Estimate
from planner.core.scenario.reprice import Repriced
from planner.core.scenario.snapshot import Total, total_of
from planner.store.database.rows import Revision, Scenario
from planner.web.own_runs.of_request import left_out
from planner.web.saved.batch_times import SavedBatch
from planner.web.saved.plans.figures import chosen_pair
from planner.web.saved.plans.inputs import asked_of
from planner.web.saved.plans.reopen import reopened
from planner.web.saved.plans.reprice.outcome import can_do


@dataclass(frozen=True, slots=True)
class NextSteps:
    """Suggestions besides saving it again: the model that is cheapest today, if it is another one; its own model at a
    cheaper host, with the address of that plan; and the address of the plan itself."""

    cheapest: Repriced | None = None
    other: Total | None = None
    other_address: str = ""
    open_address: str = ""


def next_steps(
    scenario: Scenario,
    revision: Revision,
    rows: Sequence[Repriced],
    chosen: Repriced | None,
    catalogue: Catalogue,
    *,
    other: Estimate | None = None,
    batch: SavedBatch | None = None,
) -> NextSteps:
    """Of a plan with a price today; one without can only be opened."""
    address = open_address(scenario, revision, catalogue)
    if not any(row.now for row in rows):
        return NextSteps(open_address=address)
    able = [row for row in rows if can_do(row, row.now, batch)]
    cheapest = min(able, key=lambda row: row.now.usd_per_run if row.now else 0, default=None)
    elsewhere = _other_address(scenario, revision, catalogue, other.offer.id) if other else ""
    return NextSteps(
        cheapest=None if cheapest is chosen else cheapest,
        other=total_of(other) if other and elsewhere else None,
        other_address=elsewhere,
        open_address=address,
    )


def open_address(scenario: Scenario, revision: Revision, catalogue: Catalogue) -> str:
    """The plan page with the fields filled as they were; what is saved there becomes the next revision."""
    question = asked_of(revision.draft)
    if question is None:
        return ""
    chosen = chosen_pair(revision.draft)
    focus = next((n for n in question.offers if chosen and n in _names(chosen.offer, catalogue)), "")
    places = {"scenario": scenario.id, "revision": str(revision.number), "focus": focus, "learnt": left_out()}
    form = reopened(revision.draft, question, catalogue, **places)
    return form.address("/plan")


def _other_address(scenario: Scenario, revision: Revision, catalogue: Catalogue, other: str) -> str:
    """The plan page with the offer `other` in the place of the plan's own model."""
    question, chosen = asked_of(revision.draft), chosen_pair(revision.draft)
    if question is None or chosen is None:
        return ""
    names = _names(chosen.offer, catalogue)
    offers = tuple(other if name in names else name for name in question.offers)
    places = {"scenario": scenario.id, "revision": str(revision.number), "focus": other, "learnt": left_out()}
    return reopened(revision.draft, replace(question, offers=offers), catalogue, **places).address("/plan")


def _names(offer_id: str, catalogue: Catalogue) -> tuple[str, ...]:
    offer = catalogue.offers.get(offer_id)
    return (offer_id, offer.profile_id or "") if offer else (offer_id,)
