"""A saved plan on one finance sheet, made from what was saved alone."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from planner.core.models.catalogue import Catalogue
from planner.core.request import EstimateRequest
from planner.core.workload import DAYS_OF_MONTH, NO_OVERRIDES, exact
from planner.store.database.rows import Draft, Revision
from planner.store.files.result_tables import is_once
from planner.web import filters
from planner.web.charts.tornado import draw
from planner.web.present.hosts import host_of_offer, is_own
from planner.web.present.price_line import list_words
from planner.web.saved.finance.assumptions import besides, cache_words, calls, sent, summaries, written
from planner.web.saved.finance.sheet import Amount, Paid, Sheet, bars_of
from planner.web.saved.plans.changes import swings_of
from planner.web.saved.plans.figures import (
    Figures,
    SavedPair,
    chosen_pair,
    finishes,
    month_usd,
    named_with_host,
    price_range,
    run_usd,
    saved_pairs,
    time_words,
    unfit,
)
from planner.web.saved.plans.inputs import CHOICES, asked_of, stage_words, volume_of

NEAREST = 3
MONTHS = CHOICES["month"]
SAID = frozenset({"cache.mode", "service_tier", "retry_rate"})
"""Fields of a workload that have an assumption of their own."""


def plan_sheet(name: str, revision: Revision, catalogue: Catalogue) -> Sheet:
    """The chosen model and those nearest to it in cost. The catalogue gives names of hosts, and no figure."""
    draft = revision.draft
    chosen, question = chosen_pair(draft), asked_of(draft)
    side = chosen.main if chosen else None
    shown = _nearest(list(saved_pairs(draft)), chosen)
    a_run = side is not None and not month_usd(side)
    range_ = price_range(side) if side else ()
    once = is_once(draft.snapshot)
    over = "per run" if a_run else "in all" if once else "per month"
    return Sheet(
        title=name,
        name=name,
        subject=chosen.name if chosen else "",
        kind=f"Plan, revision {revision.number}, {filters.day(revision.created)}",
        usd=filters.money(run_usd(side) if a_run else month_usd(side)) if side else "",
        over=over,
        low=range_[0] if range_ else "",
        high=range_[-1] if range_ else "",
        cannot=_cannot(chosen),
        follow=tuple(_follow(chosen, side, catalogue)),
        bars=bars_of(
            f"Expected bill{'' if once else f' {over}'}, and the range that holds 80% of outcomes",
            [_amount(pair, a_run=a_run) for pair in shown if pair.main],
        ),
        models=tuple(_paid(pair, catalogue, is_chosen=pair == chosen, a_run=a_run) for pair in shown),
        assumptions=tuple(_assumptions(question, side, draft, catalogue)) if question else (),
        changes=draw(swings_of(draft, chosen, a_run=a_run)) if chosen else (),
        changes_title=f"What would change it{'' if once else f', {over}'}",
        prices_of=filters.day(draft.price_moment),
        prices_list=list_words(draft.prices_version, catalogue),
        note=draft.note,
    )


def _cannot(chosen: SavedPair | None) -> str:
    if chosen is None or chosen.main is None:
        return "No model of this plan could be priced."
    return f"{chosen.name} cannot finish such a run: its {unfit(chosen.main)}." if unfit(chosen.main) else ""


def _nearest(pairs: list[SavedPair], chosen: SavedPair | None) -> list[SavedPair]:
    """The chosen model first, then those whose bill is nearest to its own."""
    if chosen is None or chosen.main is None:
        return []
    own = run_usd(chosen.main)
    others = [pair for pair in pairs if pair.offer != chosen.offer and finishes(pair)]
    others.sort(key=lambda pair: abs(run_usd(pair.main) - own) if pair.main else own)
    return [chosen, *others[:NEAREST]]


def _amount(pair: SavedPair, *, a_run: bool) -> Amount:
    side = pair.main or {}
    usd = float(run_usd(side) if a_run else month_usd(side))
    band = side["cost"]["run_band" if a_run else "month_band"] or {"p10": usd, "p90": usd}
    return Amount(pair.name, usd, float(band["p10"]), float(band["p90"]))


def _paid(pair: SavedPair, catalogue: Catalogue, *, is_chosen: bool, a_run: bool) -> Paid:
    side = pair.main
    range_ = price_range(side) if side else ()
    return Paid(
        name=pair.name,
        host=host_of_offer(pair.offer, catalogue),
        off=_usd(pair.off, a_run=a_run),
        on=_usd(pair.on, a_run=a_run),
        range=" to ".join(range_) if len(range_) > 1 else "none",
        is_chosen=is_chosen,
    )


def _usd(side: Figures | None, *, a_run: bool) -> str:
    if side is None:
        return ""
    return filters.money(run_usd(side) if a_run else month_usd(side))


def _follow(chosen: SavedPair | None, side: Figures | None, catalogue: Catalogue) -> Iterator[str]:
    if chosen is None or side is None:
        return
    yield f"This is {named_with_host(chosen.name, chosen.offer, catalogue)}, {_how(side)}."
    yield from time_words(side)
    if chosen.on and chosen.off and chosen.off["offer"] == chosen.offer:
        other = chosen.off if chosen.is_thinking else chosen.on
        if month_usd(chosen.on) > month_usd(chosen.off):
            yield f"{_how(other).capitalize()} it would be {filters.money(month_usd(other))}."


def _how(side: Figures) -> str:
    """With thinking at high effort; without thinking."""
    mode = str(side["thinking"])
    at = "" if mode in ("on", "default") else f" at {mode} effort"
    return "without thinking" if mode == "off" else f"with thinking{at}"


def _assumptions(
    question: EstimateRequest, side: Figures | None, draft: Draft, catalogue: Catalogue
) -> Iterator[tuple[str, str]]:
    load, tokens = question.workload, side["tokens"] if side else None
    yield "How much", f"{_volume(question, once=is_once(draft.snapshot))}. {calls(load)}."
    yield from ((stage.name, f"{stage_words(stage, catalogue)}.") for stage in load.stages)
    yield "Text sent", sent(load, catalogue)
    if side:
        own = question.overrides.get(side["offer"], NO_OVERRIDES).reasoning_tokens_per_call
        yield "Text written", written(load, side["thinking"], tokens, is_stated=own is not None)
    if summary := summaries(load, tokens["compactions"] if tokens else None):
        yield "Full context", summary
    if tokens:
        total = Decimal(str(tokens["input"])) or Decimal(1)
        share = filters.percent(Decimal(str(tokens["cache_read"])) / total)
        yield "Cache", f"{share} of what is sent is read from cache; caching {cache_words(load)}."
    yield "Prices", _price_words(question, side, draft)
    again = filters.percent(load.retry_rate)
    yield "Failed calls", f"{again} are repeated and paid twice." if load.retry_rate else "none are repeated."
    if rest := "; ".join(besides(question, catalogue, shown=SAID)):
        yield "Also", f"{rest}."


def _volume(question: EstimateRequest, *, once: bool) -> str:
    """20,000 runs per day, 608,333 per month of 365 ÷ 12 days."""
    load, month = question.workload, question.month
    words = volume_of(load, " runs", month=month, once=once)
    if load.people is not None or once:
        return words
    days, months = DAYS_OF_MONTH[month]
    return f"{words}, {filters.whole(exact(load.runs_per_day) * days / months)} per month of {MONTHS[month]}"


def _price_words(question: EstimateRequest, side: Figures | None, draft: Draft) -> str:
    if side and is_own(side["offer"]):
        return "those of our own offer."
    tier: str = question.workload.service_tier
    if tier == "batch":
        tier = "standard price, as this host has none for batch" if side and side["latency"] else "batch price"
    at = "" if tier == "standard" else f", {tier}"
    own = ", with figures of our own" if question.overrides else ""
    return f"as listed for {filters.day(draft.price_moment)}{at}{own}."
