"""A plan as it was saved: its finding, its table and its rates, for the shared page, the file and comparisons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from planner.core.models.catalogue import Catalogue
from planner.core.scenario.snapshot import Total
from planner.store.database.rows import Draft, Revision
from planner.store.files.result_tables import is_once
from planner.web.plan.rows import TimeUnit, unit_for
from planner.web.present.hosts import host_of_offer
from planner.web.present.names import distinct_names
from planner.web.saved.batch_times import batch_of
from planner.web.saved.plans.figures import SavedPair, chosen_pair, saved_pairs, unfit
from planner.web.saved.plans.inputs import asked_of, input_facts
from planner.web.saved.plans.reopen import thing_of_saved
from planner.web.saved.plans.snapshot import mode_of
from planner.web.saved.rates import OfferRates, offer_rates


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """Everything a reader of a saved plan sees, made only from what was saved. `unit`: that of its times, which are
    averages (`is_average`), or medians in a plan saved by a version that kept only those; `thing`: what the plan calls
    a run."""

    revision: Revision
    chosen: SavedPair | None
    pairs: tuple[SavedPair, ...]
    facts: tuple[tuple[str, str], ...]
    rates: tuple[OfferRates, ...]
    unit: TimeUnit
    is_average: bool
    once: bool
    thing: str

    @property
    def sides(self) -> tuple[Total, ...]:
        return tuple(side for pair in self.pairs for side in pair.sides)

    @property
    def has_bands(self) -> bool:
        return any(side.month_band and side.month_band.p10 != side.month_band.p90 for side in self.sides)

    @property
    def has_misfits(self) -> bool:
        return any(unfit(side) for side in self.sides)

    @property
    def priced(self) -> tuple[SavedPair, ...]:
        return tuple(pair for pair in self.pairs if pair.main)

    @property
    def able(self) -> tuple[SavedPair, ...]:
        """The models that can do the work, the cheapest first."""
        known = [(pair.main.usd_per_run, pair) for pair in self.priced if pair.main and pair.is_able]
        return tuple(pair for _, pair in sorted(known, key=lambda found: found[0]))


def saved_plan(revision: Revision, catalogue: Catalogue) -> SavedPlan:
    """The catalogue gives names of hosts and models, and no figure."""
    draft = revision.draft
    once = is_once(draft.snapshot)
    pairs, chosen = _told_apart(saved_pairs(draft), chosen_pair(draft), catalogue)
    timed = [side for pair in pairs for side in pair.sides if side.run_seconds is not None]
    means = [side.mean_seconds for side in timed if side.mean_seconds is not None]
    is_average = bool(timed) and len(means) == len(timed)
    medians = [side.run_seconds for side in timed if side.run_seconds is not None]
    return SavedPlan(
        revision=revision,
        chosen=chosen,
        pairs=tuple(pairs),
        facts=facts_of(draft, catalogue),
        rates=offer_rates(draft, catalogue),
        unit=unit_for(means if is_average else medians),
        is_average=is_average,
        once=once,
        thing=thing_of_saved(draft, asked_of(draft), catalogue),
    )


def facts_of(draft: Draft, catalogue: Catalogue) -> tuple[tuple[str, str], ...]:
    """The inputs, with the times of a batch; empty where this version no longer accepts the request."""
    question, batch = asked_of(draft), batch_of(draft)
    if question is None:
        return ()
    asked = input_facts(question, catalogue, mode_of(draft), once=is_once(draft.snapshot))
    return (*asked, *(batch.facts if batch else ()))


def _told_apart(
    pairs: Sequence[SavedPair], chosen: SavedPair | None, catalogue: Catalogue
) -> tuple[list[SavedPair], SavedPair | None]:
    """Both with the host in the name where two hosts of one model are in the plan."""
    names = distinct_names([(pair.name, host_of_offer(pair.offer, catalogue)) for pair in pairs])
    named = [replace(pair, name=name) for pair, name in zip(pairs, names, strict=True)]
    return named, next((pair for pair in named if chosen and pair.offer == chosen.offer), None)
