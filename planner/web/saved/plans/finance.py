"""A saved plan on one finance sheet, made from what was saved alone."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from planner.core.models.catalogue import Catalogue
from planner.core.request import EstimateRequest
from planner.store.database.rows import Draft, Revision
from planner.store.files.result_tables import is_once
from planner.web import filters
from planner.web.charts.tornado import draw
from planner.web.present.hosts import host_of_offer, is_own
from planner.web.present.price_line import list_words
from planner.web.saved.finance.sheet import Amount, Paid, Sheet, bars_of
from planner.web.saved.plans.changes import swings_of
from planner.web.saved.plans.figures import (
    Figures,
    SavedPair,
    chosen_pair,
    finishes,
    month_usd,
    named_with_host,
    run_usd,
    saved_pairs,
    time_words,
    unfit,
)
from planner.web.saved.plans.inputs import asked_of, stage_words, volume_of

NEAREST = 3


def plan_sheet(name: str, revision: Revision, catalogue: Catalogue) -> Sheet:
    """The chosen model and those nearest to it in cost. The catalogue gives names of hosts, and no figure."""
    draft = revision.draft
    chosen, question = chosen_pair(draft), asked_of(draft)
    side = chosen.main if chosen else None
    shown = _nearest(list(saved_pairs(draft)), chosen)
    a_run = side is not None and not month_usd(side)
    band = (side["cost"]["run_band" if a_run else "month_band"] if side else None) or {}
    certain = not band or Decimal(band["p10"]) == Decimal(band["p90"])
    once = is_once(draft.snapshot)
    over = "per run" if a_run else "in all" if once else "per month"
    return Sheet(
        title=name,
        name=name,
        subject=chosen.name if chosen else "",
        kind=f"Plan, revision {revision.number}, {filters.day(revision.created)}",
        usd=filters.money(run_usd(side) if a_run else month_usd(side)) if side else "",
        over=over,
        low="" if certain else filters.money(Decimal(band["p10"])),
        high="" if certain else filters.money(Decimal(band["p90"])),
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
    side = pair.main or {}
    band = side["cost"]["run_band" if a_run else "month_band"] if side else None
    ends = dict.fromkeys(filters.money(Decimal(band[end])) for end in ("p10", "p90")) if band else {}
    return Paid(
        name=pair.name,
        host=host_of_offer(pair.offer, catalogue),
        off=_usd(pair.off, a_run=a_run),
        on=_usd(pair.on, a_run=a_run),
        range=" to ".join(ends) if len(ends) > 1 else "",
        is_chosen=is_chosen,
    )


def _usd(side: Figures | None, *, a_run: bool) -> str:
    if side is None:
        return ""
    return filters.money(run_usd(side) if a_run else month_usd(side))


def _follow(chosen: SavedPair | None, side: Figures | None, catalogue: Catalogue) -> Iterator[str]:
    if chosen is None or side is None:
        return
    how = "with thinking" if chosen.is_thinking else "without thinking"
    yield f"This is {named_with_host(chosen.name, chosen.offer, catalogue)}, {how}."
    yield from time_words(side)
    if chosen.on and chosen.off and chosen.off["offer"] == chosen.offer:
        other, word = (chosen.off, "Without") if chosen.is_thinking else (chosen.on, "With")
        if month_usd(chosen.on) > month_usd(chosen.off):
            yield f"{word} thinking it would be {filters.money(month_usd(other))}."


def _assumptions(
    question: EstimateRequest, side: Figures | None, draft: Draft, catalogue: Catalogue
) -> Iterator[tuple[str, str]]:
    load, once = question.workload, is_once(draft.snapshot)
    task = catalogue.task_classes.get(load.task_class)
    each = "one call" if load.steps == 1 else f"{filters.count(load.steps)} calls"
    each = f"{len(load.stages)} parts" if load.stages else each
    yield "How much", f"{volume_of(load, ' runs', month=question.month, once=once)}; {each} each."
    yield from ((stage.name, f"{stage_words(stage, catalogue)}.") for stage in load.stages)
    tokens, kind = load.shared_prefix_tokens + load.input_tokens, task.name if task else load.task_class
    yield "Text", f"{filters.count(tokens)} tokens in the first call; work of the kind “{kind}”."
    answer = load.visible_tokens_per_call
    yield "Answers", "estimated." if answer is None else f"{filters.count(answer)} tokens a call."
    if side:
        total = Decimal(str(side["tokens"]["input"])) or Decimal(1)
        share = float(Decimal(str(side["tokens"]["cache_read"])) / total)
        yield "Cache", f"{filters.percent(share)} of what is sent is read from cache."
    yours = bool(side and is_own(side["offer"]))
    own = ", with figures of our own" if question.overrides else ""
    yield "Prices", "those of our own offer." if yours else f"as listed for {filters.day(draft.price_moment)}{own}."
    again = filters.percent(load.retry_rate)
    yield "Failed calls", f"{again} are repeated and paid twice." if load.retry_rate else "none are repeated."
