"""A saved plan on one finance sheet, made from what was saved alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from planner.core.models.catalogue import Catalogue
from planner.core.request import EstimateRequest
from planner.core.scenario.snapshot import Total
from planner.core.workload import DAYS_OF_MONTH, NO_OVERRIDES, Workload, exact
from planner.store.database.rows import Draft, Revision
from planner.store.files.result_tables import is_once
from planner.web import filters
from planner.web.charts.tornado import draw
from planner.web.plan.measures.batch_end import calls_at_once, clock
from planner.web.present.hosts import is_own
from planner.web.present.price_line import list_words
from planner.web.saved.batch_times import SavedBatch, batch_of
from planner.web.saved.finance.assumptions import besides, cache_words, calls, sent, summaries, written
from planner.web.saved.finance.sheet import Amount, Sheet, bars_of
from planner.web.saved.next_price import next_price_words
from planner.web.saved.plans.changes import effects_of
from planner.web.saved.plans.figures import (
    SavedPair,
    chosen_pair,
    end_sentence,
    named_with_host,
    price_range,
    saved_pairs,
    time_words,
    unfit,
)
from planner.web.saved.plans.inputs import CHOICES, asked_of, stage_words, volume_of
from planner.web.saved.plans.reopen import thing_of_saved

NEAREST = 3
MONTHS = CHOICES["month"]
SAID = frozenset({"cache.mode", "service_tier", "retry_rate"})
"""Fields of a workload that have an assumption of their own."""


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
    return Sheet(
        name=name,
        subject=chosen.name if chosen else "",
        kind="Plan",
        revision=revision,
        usd=_usd(side, a_run=a_run) if side else None,
        over=over,
        range=price_range(side) if side else (),
        cannot=_cannot(chosen),
        follow=tuple(_follow(chosen, pairs, side, draft, over, thing, catalogue)),
        bars=bars_of(
            f"Expected bill{'' if once else f' {over}'}, and the range that holds 80% of outcomes",
            [_amount(pair.name, pair.main, a_run=a_run) for pair in shown if pair.main],
        ),
        assumptions=tuple(_assumptions(question, side, draft, thing, catalogue)) if question else (),
        changes=draw(effects_of(draft, chosen, thing, a_run=a_run)) if chosen else (),
        changes_title=f"What would change it{'' if once else f', {over}'}",
        prices_list=list_words(draft.prices_version, catalogue),
        models=tuple(shown),
        a_run=a_run,
        deadline=_deadline(chosen, pairs),
    )


def _deadline(chosen: SavedPair | None, pairs: Sequence[SavedPair]) -> str:
    """By when the models beside the chosen one are done, where some of the plan may be late and are not shown."""
    left_out = chosen and chosen.batch and chosen.is_able and any(pair.is_late for pair in pairs)
    return chosen.batch.deadline if chosen and chosen.batch and left_out else ""


def _cannot(chosen: SavedPair | None) -> str:
    if chosen is None or chosen.main is None:
        return "No model of this plan could be priced."
    if unfit(chosen.main):
        return f"{chosen.name} cannot finish such a run: its {unfit(chosen.main)}."
    return "" if chosen.finishes else f"{chosen.name} cannot do this work: it gives no answers."


def _nearest(pairs: list[SavedPair], chosen: SavedPair | None) -> list[SavedPair]:
    """The chosen model first, then those whose bill is nearest to its own; where it is done in time, those that are."""
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


def _follow(
    chosen: SavedPair | None,
    pairs: Sequence[SavedPair],
    side: Total | None,
    draft: Draft,
    over: str,
    thing: str,
    catalogue: Catalogue,
) -> Iterator[str]:
    if chosen is None or side is None:
        return
    yield f"This is {named_with_host(chosen.name, chosen.offer, catalogue)}, {_how(side)}."
    yield from next_price_words(draft, side, over)
    yield from time_words(side, thing)
    if end := end_sentence(chosen):
        yield end
    if chosen.is_late and chosen.batch and not any(pair.is_able for pair in pairs):
        yield f"No model of this plan ends by {chosen.batch.deadline}."
    if chosen.on and chosen.off and chosen.off.offer_id == chosen.offer:
        other = chosen.off if chosen.is_thinking else chosen.on
        if chosen.on.usd_per_month > chosen.off.usd_per_month:
            yield f"{_how(other).capitalize()} it would be {filters.money(other.usd_per_month)}."


def _how(side: Total) -> str:
    """With thinking at high effort; without thinking."""
    mode = side.thinking
    at = "" if mode in ("on", "default") else f" at {mode} effort"
    return "without thinking" if mode == "off" else f"with thinking{at}"


def _assumptions(
    question: EstimateRequest, side: Total | None, draft: Draft, thing: str, catalogue: Catalogue
) -> Iterator[tuple[str, str]]:
    load, tokens = question.workload, side.tokens if side else None
    yield "How much", f"{_volume(question, thing, once=is_once(draft.snapshot))}. {calls(load)}."
    if batch := batch_of(draft):
        yield "When", _batch_words(batch, load, side)
    yield from ((stage.name, f"{stage_words(stage, catalogue)}.") for stage in load.stages)
    yield "Text sent", sent(load, catalogue, thing)
    if side:
        own = question.overrides.get(side.offer_id, NO_OVERRIDES).reasoning_tokens_per_call
        yield "Text written", written(load, side.thinking, tokens, is_stated=own is not None)
    if summary := summaries(load, tokens.compactions if tokens else None, thing):
        yield "Full context", summary
    if tokens:
        share = filters.percent(tokens.cache_read / (tokens.input or 1))
        yield "Cache", f"{share} of what is sent is read from cache; caching {cache_words(load)}."
    yield "Prices", _price_words(question, side, draft)
    again = filters.percent(load.retry_rate)
    yield "Failed calls", f"{again} are repeated and paid twice." if load.retry_rate else "none are repeated."
    if rest := "; ".join(besides(question, catalogue, shown=SAID)):
        yield "Also", f"{rest}."


def _volume(question: EstimateRequest, thing: str, *, once: bool) -> str:
    """20,000 conversations per day, 608,333 per month of 365 ÷ 12 days."""
    load, month = question.workload, question.month
    words = volume_of(load, thing, month=month, once=once)
    if load.people is not None or once:
        return words
    days, months = DAYS_OF_MONTH[month]
    return f"{words}, {filters.whole(exact(load.runs_per_day) * days / months)} per month of {MONTHS[month]}"


def _batch_words(batch: SavedBatch, load: Workload, side: Total | None) -> str:
    """Starts at 20:00, needed by 06:00; 56 calls at once."""
    needed = f"needed by {batch.deadline}" if batch.deadline else "needed at no certain time"
    at_batch_price = load.service_tier == "batch" and side is not None and side.run_seconds is None
    slow = ". At a batch price it ends within 24 h" if at_batch_price else ""
    return f"starts at {clock(batch.starts)}, {needed}; {calls_at_once(batch.at_once)}{slow}."


def _price_words(question: EstimateRequest, side: Total | None, draft: Draft) -> str:
    if side and is_own(side.offer_id):
        return "those of our own offer."
    tier: str = question.workload.service_tier
    if tier == "batch":
        tier = (
            "standard price, as this host has none for batch"
            if side and side.run_seconds is not None
            else "batch price"
        )
    at = "" if tier == "standard" else f", {tier}"
    own = ", with figures of our own" if question.overrides else ""
    return f"as listed for {filters.day(draft.price_moment)}{at}{own}."
