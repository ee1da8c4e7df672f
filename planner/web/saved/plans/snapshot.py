"""From the plan in an address to what is saved of it: the very figures its page shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from werkzeug.datastructures import MultiDict

from planner.core.estimate.comparison import instant_of
from planner.core.models.catalogue import Catalogue
from planner.core.request import EstimateRequest
from planner.core.results import Comparison, Estimate, Pair, Refusal
from planner.core.workload import BadInput, Problem
from planner.store.database.rows import Draft
from planner.store.files.result_tables import ONCE
from planner.store.snapshot import draft_of
from planner.web.forms import PlanForm, read_form
from planner.web.plan.answer import pairs_of, question_of
from planner.web.plan.figures_beside import figures_beside
from planner.web.plan.headline import lead_of
from planner.web.plan.rows import side_in
from planner.web.saved.batch_times import BATCH, batch_data
from planner.web.saved.next_price import next_price_data

CHOSEN, LEADS, FILLED = "chosen", "leads", "filled"
"""The snapshot's own fields: the offer the plan's finding spoke of, `off` where it spoke of not thinking, and the
form's own address. ONCE, which files read too: the runs are done once and not every month."""
KEPT = (FILLED, ONCE, BATCH)
"""Those that a later revision at other prices has as well."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A form with its request and the pairs that answer it."""

    form: PlanForm
    question: EstimateRequest
    pairs: tuple[Pair, ...]


def form_of(query: str, catalogue: Catalogue) -> PlanForm:
    """The form in an address's query string."""
    return read_form(MultiDict(parse_qsl(query, keep_blank_values=True)), catalogue)


def plan_of(form: PlanForm, catalogue: Catalogue, *, now: datetime) -> Plan:
    """The plan as its page answers it. Raises BadInput."""
    if not form.models:
        raise BadInput([Problem("offers", "Choose a model first.")])
    question = question_of(form, catalogue)
    pairs = pairs_of(form, question, catalogue, now=now)
    return Plan(form, replace(question, thinking=("off", form.effort)), pairs)


def draft_from(plan: Plan, catalogue: Catalogue, *, now: datetime, note: str = "") -> Draft:
    """What to save: every figure on the page, every rate behind it, and the model the finding spoke of."""
    comparison = comparison_of(plan.question, plan.pairs, now=now)
    draft = draft_of(plan.question, comparison, prices_version=catalogue.prices_version, note=note)
    draft = with_figures_beside(draft, comparison, plan.form)
    focus = lead_of(plan.pairs, plan.form, plan.question)
    form = replace(plan.form, learnt="", own_offers="")
    kept: dict[str, object] = {FILLED: urlencode(form.query(scenario="", revision="", mine="", open=""))}
    kept |= {ONCE: True} if form.is_once else {}
    kept |= batch_data(form)
    draft = with_chosen(draft, focus.offer.id if focus.offer else "", form.mode, kept)
    coming = next_price_data(side_in(focus, form.mode), plan.question, catalogue, now=now)
    return replace(draft, snapshot={**draft.snapshot, **coming})


def with_chosen(draft: Draft, offer_id: str, mode: str, kept: Mapping[str, object]) -> Draft:
    """The draft with the snapshot's own fields; of `kept`, those of another snapshot, what is to stay."""
    stays = {name: kept[name] for name in KEPT if name in kept}
    leads = {LEADS: "off"} if mode == "off" else {}
    return replace(draft, snapshot={**draft.snapshot, CHOSEN: offer_id, **leads, **stays})


def with_figures_beside(draft: Draft, comparison: Comparison, form: PlanForm) -> Draft:
    """The draft with what the page says beside each of its estimates."""
    saved = [
        {**data, **figures_beside(side, form)}
        for data, side in zip(draft.snapshot["estimates"], comparison.estimates, strict=True)
    ]
    return replace(draft, snapshot={**draft.snapshot, "estimates": saved})


def mode_of(draft: Draft) -> str:
    """The mode the plan's page led with: off or on."""
    return "off" if draft.snapshot.get(LEADS) == "off" else "on"


def comparison_of(question: EstimateRequest, pairs: Sequence[Pair], *, now: datetime) -> Comparison:
    """The pairs as one answer, each estimate once."""
    estimates = [side for pair in pairs for side in (pair.on, pair.off) if isinstance(side, Estimate)]
    refused = [refusal for pair in pairs for refusal in _refusals(pair)]
    return Comparison(
        price_date=instant_of(question.price_date or now),
        seed=question.seed,
        estimates=tuple({(e.offer.id, e.asked): e for e in estimates}.values()),
        refused=tuple({(r.offer_id, r.thinking): r for r in refused}.values()),
    )


def _refusals(pair: Pair) -> Iterator[Refusal]:
    """What was refused; where another model stands for not thinking, that the model itself does not offer it."""
    yield from (side for side in (pair.on, pair.off) if isinstance(side, Refusal))
    if pair.offer and isinstance(pair.off, Estimate) and pair.off.offer.id != pair.offer.id:
        text = f"{pair.name} cannot be switched off: {pair.off_note}."
        yield Refusal(pair.offer.id, pair.name, "off", "thinking_always_on", text, pair.off.offer.id)
