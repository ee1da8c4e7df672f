"""What can be done with a saved plan next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from planner.core.models.catalogue import Catalogue
from planner.core.results import Estimate
from planner.core.scenario.reprice import Repriced
from planner.core.scenario.snapshot import total_of
from planner.store.database.rows import Revision, Scenario
from planner.store.files.result_tables import is_once
from planner.web import filters
from planner.web.own_runs.of_request import left_out
from planner.web.saved.batch_times import SavedBatch
from planner.web.saved.plans.figures import chosen_pair, price
from planner.web.saved.plans.inputs import asked_of
from planner.web.saved.plans.reopen import reopened
from planner.web.saved.plans.reprice.outcome import is_late


@dataclass(frozen=True, slots=True)
class Step:
    """Something that can be done next: a write with the offer it chooses, or a link."""

    words: str
    text: str
    price: str
    chosen: str = ""
    address: str = ""


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


def _at_other_host(
    scenario: Scenario, revision: Revision, catalogue: Catalogue, other: Estimate | None
) -> tuple[Step, ...]:
    """The plan page with the offer in the place of the plan's own model."""
    question, chosen = asked_of(revision.draft), chosen_pair(revision.draft)
    if other is None or question is None or chosen is None:
        return ()
    names = _names(chosen.offer, catalogue)
    offers = tuple(other.offer.id if name in names else name for name in question.offers)
    places = {"scenario": scenario.id, "revision": str(revision.number), "focus": other.offer.id, "learnt": left_out()}
    form = reopened(revision.draft, replace(question, offers=offers), catalogue, **places)
    text = f"Opens in the planner with that host; saving there makes revision {scenario.latest + 1}."
    cost = price(total_of(other), is_once(revision.draft.snapshot))
    return (Step(f"The same model at {other.offer.host_name}", text, cost, address=form.address("/plan")),)


def _names(offer_id: str, catalogue: Catalogue) -> tuple[str, ...]:
    offer = catalogue.offers.get(offer_id)
    return (offer_id, offer.profile_id or "") if offer else (offer_id,)


def only_open(scenario: Scenario, revision: Revision, catalogue: Catalogue) -> tuple[Step, ...]:
    address = open_address(scenario, revision, catalogue)
    text = "Choose models that are available, with the other fields filled as you left them."
    return (Step("Open in the planner", text, "", address=address),) if address else ()


def next_steps(
    scenario: Scenario,
    revision: Revision,
    rows: Sequence[Repriced],
    chosen: Repriced | None,
    catalogue: Catalogue,
    *,
    other: Estimate | None = None,
    batch: SavedBatch | None = None,
    is_unmoved: bool = False,
) -> tuple[Step, ...]:
    """Saving it at today's prices, on its cheapest model or at `other`, another host of its model; or opening it.

    `is_unmoved`: today's prices give the same figures, so there is nothing to save on the same model.
    """
    following, once = scenario.latest + 1, is_once(revision.draft.snapshot)
    kept = f"Revision {revision.number} stays as it is, with the prices of {filters.day(revision.draft.price_moment)}."
    now = chosen.now if chosen else None
    sentence = price(now, once) if now else ""
    found = [] if is_unmoved else [Step(f"Save revision {following} at today’s prices", kept, sentence)]
    cheapest = min((r for r in rows if r.now), key=lambda r: (is_late(r, batch), r.now.usd_per_run if r.now else 0))
    if cheapest is not chosen and cheapest.now and not is_late(cheapest, batch):
        price_ = price(cheapest.now, once)
        text = "The same models and inputs; the plan then leads with this one."
        found.append(
            Step(f"Save revision {following} on {cheapest.then.model_name}", text, price_, cheapest.then.offer_id)
        )
    found += _at_other_host(scenario, revision, catalogue, other)
    address = open_address(scenario, revision, catalogue)
    text = "Every model at today’s prices, with the fields filled as you left them."
    return (*found, Step("Open in the planner", text, "", address=address)) if address else tuple(found)
