"""A saved plan on one finance sheet, made only from what was saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from planner.core.models.catalogue import Catalogue
from planner.core.request import EstimateRequest
from planner.core.scenario.snapshot import Total
from planner.core.workload import DAYS_OF_MONTH, NO_OVERRIDES, exact
from planner.store.database.rows import Draft, Revision
from planner.store.files.result_tables import is_once
from planner.web import filters
from planner.web.charts.tornado import draw
from planner.web.present.hosts import is_own
from planner.web.present.price_line import list_words
from planner.web.saved.batch_times import SavedBatch, batch_of
from planner.web.saved.finance.other_inputs import other_inputs
from planner.web.saved.finance.sheet import Amount, Sheet, bars_of
from planner.web.saved.next_price import price_change_of, price_changed_to
from planner.web.saved.plans.changes import effects_of
from planner.web.saved.plans.figures import SavedPair, chosen_pair, price_range, saved_pairs
from planner.web.saved.plans.inputs import CHOICES, asked_of, stage_words, volume_of
from planner.web.saved.plans.reopen import thing_of_saved

NEAREST = 3
IN_SENTENCES = frozenset({"cache.mode", "service_tier", "retry_rate"})
"""Fields of a workload that have a line of their own among the assumptions."""


@dataclass(frozen=True, slots=True)
class PlanBill:
    """What the sheet of a plan says, in templates/saved/plans/_finance.html. `models`: the chosen one first, their
    dollars of a run with `a_run`, else of a month; `thing`: what the plan calls a run; `over`: what the bill is of."""

    draft: Draft
    chosen: SavedPair | None
    pairs: Sequence[SavedPair]
    models: Sequence[SavedPair]
    question: EstimateRequest | None
    batch: SavedBatch | None
    thing: str
    a_run: bool
    over: str
    stages: tuple[tuple[str, str], ...]
    also: tuple[str, ...]

    def usd(self, side: Total) -> Decimal:
        return _usd(side, a_run=self.a_run)

    @property
    def deadline(self) -> str:
        """By when the models beside the chosen one are done, where some of the plan may be late and are not shown."""
        chosen = self.chosen
        left_out = chosen and chosen.batch and chosen.is_able and any(pair.is_late for pair in self.pairs)
        return chosen.batch.deadline if chosen and chosen.batch and left_out else ""

    @property
    def none_in_time(self) -> bool:
        return bool(self.chosen and self.chosen.is_late) and not any(pair.is_able for pair in self.pairs)

    @property
    def change(self) -> str:
        """The sentence on a change of its price that was announced when it was saved; else empty."""
        return price_change_of(self.chosen.main) if self.chosen and self.chosen.main else ""

    @property
    def changed_usd(self) -> Decimal | None:
        """The bill from that change on."""
        side = self.chosen.main if self.chosen else None
        return price_changed_to(self.draft, side, "usd_per_run" if self.a_run else "usd_per_month") if side else None

    @property
    def other(self) -> Total | None:
        """The same offer in its other mode."""
        one = self.chosen
        if one is None or not one.on or not one.off or one.off.offer_id != one.offer:
            return None
        return one.off if one.is_thinking else one.on

    @property
    def is_own(self) -> bool:
        return bool(self.chosen and self.chosen.main and is_own(self.chosen.main.offer_id))

    @property
    def is_stated(self) -> bool:
        """Whether the tokens of its thinking are a figure of the user's for this offer."""
        if self.question is None or self.chosen is None or self.chosen.main is None:
            return False
        own = self.question.overrides.get(self.chosen.main.offer_id, NO_OVERRIDES)
        return own.reasoning_tokens_per_call is not None

    @property
    def volume(self) -> str:
        """20,000 conversations per day, 608,333 per month of 365 ÷ 12 days."""
        if self.question is None:
            return ""
        load, month, once = self.question.workload, self.question.month, is_once(self.draft.snapshot)
        words = volume_of(load, self.thing, month=month, once=once)
        if load.people is not None or once:
            return words
        days, months = DAYS_OF_MONTH[month]
        per_month = filters.whole(exact(load.runs_per_day) * days / months)
        return f"{words}, {per_month} per month of {CHOICES['month'][month]}"

    @property
    def caching(self) -> str:
        """As the host does; off; 5 minutes."""
        return CHOICES["workload.cache.mode"][self.question.workload.cache.mode] if self.question else ""


def plan_sheet(name: str, revision: Revision, catalogue: Catalogue) -> Sheet:
    """The chosen model and those nearest to it in cost. The catalogue gives names of hosts, and no figure."""
    draft = revision.draft
    chosen, question = chosen_pair(draft), asked_of(draft)
    side = chosen.main if chosen else None
    pairs = list(saved_pairs(draft))
    shown = _nearest(pairs, chosen)
    a_run = side is not None and not side.usd_per_month
    once, thing = is_once(draft.snapshot), thing_of_saved(draft, question, catalogue)
    over = f"per {thing}" if a_run else "in all" if once else "per month"
    stages = question.workload.stages if question else ()
    return Sheet(
        name=name,
        subject=chosen.name if chosen else "",
        kind="Plan",
        revision=revision,
        usd=_usd(side, a_run=a_run) if side else None,
        over=over,
        range=price_range(side) if side else (),
        bill=PlanBill(
            draft,
            chosen,
            pairs,
            shown,
            question,
            batch_of(draft),
            thing,
            a_run,
            over,
            tuple((stage.name, stage_words(stage, catalogue)) for stage in stages),
            tuple(other_inputs(question, catalogue, elsewhere=IN_SENTENCES)) if question else (),
        ),
        bars=bars_of(
            f"Expected bill{'' if once else f' {over}'}, and the range that holds 80% of outcomes",
            [_amount(pair.name, pair.main, a_run=a_run) for pair in shown if pair.main],
        ),
        changes=draw(effects_of(draft, chosen, thing, a_run=a_run)) if chosen else (),
        changes_title=f"What would change it{'' if once else f', {over}'}",
        prices_list=list_words(draft.prices_version, catalogue),
    )


def _nearest(pairs: list[SavedPair], chosen: SavedPair | None) -> list[SavedPair]:
    """The chosen model first, then those with the nearest bills; if it is done in time, only those that are too."""
    if chosen is None or chosen.main is None:
        return []
    own = chosen.main.usd_per_run
    others = [pair for pair in pairs if pair.offer != chosen.offer and pair.finishes]
    if chosen.is_able:
        others = [pair for pair in others if pair.is_able]
    others.sort(key=lambda pair: abs(pair.main.usd_per_run - own) if pair.main else own)
    return [chosen, *others[:NEAREST]]


def _amount(name: str, side: Total, *, a_run: bool) -> Amount:
    usd = float(_usd(side, a_run=a_run))
    band = side.run_band if a_run else side.month_band
    return Amount(name, usd, *((band.p10, band.p90) if band else (usd, usd)))


def _usd(side: Total, *, a_run: bool) -> Decimal:
    return side.usd_per_run if a_run else side.usd_per_month
