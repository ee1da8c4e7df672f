"""Where a line could go: offers that meet the limits, and changes that save, each with its dollars and seconds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from planner.core.budget.counsel import Candidate, Saving
from planner.core.budget.forecast import Forecast
from planner.core.budget.route import mode_of, name_of
from planner.core.budget.shapes import BudgetLine, Wish
from planner.core.budget.tasks import workload_of
from planner.core.budget.variant import Variant, chance_left, half_seconds, quote, variant
from planner.core.catalogue import EFFORTS, Catalogue, Offer
from planner.core.estimate import Terms
from planner.core.resolve import candidates, partner_offer, pick_host
from planner.core.results import Estimate
from planner.core.workload import BadInput, CacheMode, Problem

CACHES: tuple[tuple[CacheMode, str], ...] = (
    ("auto", "as the host does by itself"),
    ("5m", "for 5 minutes"),
    ("1h", "for an hour"),
)
Move = tuple[str, str, BudgetLine]
"""Kind, sentence and the line as it would be."""


def candidates_for(forecast: Forecast, index: int, catalogue: Catalogue) -> tuple[Candidate, ...]:
    """The wished offers for one line, those that meet every limit first, then by dollars over the period.

    Raises BadInput for an offer that is not known. One that cannot do the work (no such tier, no price) is left out.
    """
    line, wish = forecast.budget.lines[index], forecast.budget.wish
    found = []
    for name in wish.offers:
        moved = _moved_to(forecast, index, _offer(forecast, index, name, catalogue), catalogue)
        changed = variant(forecast.budget, index, moved, catalogue)
        answer = quote(changed.walked, catalogue, forecast.budget.seed)
        if isinstance(answer, Estimate):
            found.append(_candidate(line, wish, changed, answer))
    return tuple(sorted(found, key=lambda c: (bool(c.unmet), c.usd)))


def _offer(forecast: Forecast, index: int, name: str, catalogue: Catalogue) -> Offer:
    found = candidates(catalogue, name)
    if not found:
        raise BadInput([Problem("wish.offers", f"{name} is not a known offer or model")])
    line = forecast.budget.lines[index]
    terms = Terms(workload_of(line), catalogue, forecast.budget.start, "calendar")
    return found[0] if len(found) == 1 else pick_host(terms, found)


def _moved_to(forecast: Forecast, index: int, offer: Offer, catalogue: Catalogue) -> BudgetLine:
    """The line on another offer, in the mode closest to its own."""
    line = forecast.budget.lines[index]
    mode = mode_of(catalogue.profile_of(offer), forecast.walked[index].task.mode)
    return replace(line, offer=offer.id, thinking=mode)


def _candidate(line: BudgetLine, wish: Wish, changed: Variant, answer: Estimate) -> Candidate:
    run = answer.latency.run if answer.latency else None
    return Candidate(
        line=line.name,
        offer=answer.offer.id,
        model=answer.model_name,
        mode=answer.thinking,
        usd=changed.answer.usd,
        p50_seconds=run.p50 if run else None,
        p95_seconds=run.p95 if run else None,
        context_window=answer.context_window,
        unmet=tuple(unmet(wish, answer)),
    )


def unmet(wish: Wish, answer: Estimate) -> Iterator[str]:
    """The limits of `wish` that an offer does not meet, in words; what is not known is not met."""
    p95 = answer.latency.run.p95 if answer.latency else None
    if wish.p95_seconds is not None and p95 is None:
        yield "batch promises no seconds"
    elif wish.p95_seconds is not None and p95 is not None and p95 > wish.p95_seconds:
        yield f"95% of runs take up to {p95:.3g} s"
    if wish.context_tokens is not None and (answer.context_window or 0) < wish.context_tokens:
        window = answer.context_window
        yield f"its context is {window:,} tokens" if window else "its context is not published"
    yield from _missing_inputs(wish, answer)


def _missing_inputs(wish: Wish, answer: Estimate) -> Iterator[str]:
    known = answer.profile.inputs.value if answer.profile else ("text",)
    for kind in wish.inputs:
        if kind not in known:
            yield f"it takes no {kind}" if answer.profile else f"it is not known to take {kind}"


def savings_for(forecast: Forecast, index: int, catalogue: Catalogue) -> tuple[Saving, ...]:
    """What would bring one line down, the greatest saving first; changes that save nothing are left out."""
    walked, before = forecast.walked[index], forecast.answer.lines[index]
    if not before.months:
        return ()
    seconds = half_seconds(quote(walked, catalogue, forecast.budget.seed))
    found = (_saving(forecast, index, move, seconds, catalogue) for move in moves(forecast, index, catalogue))
    kept = [saving for saving in found if saving is not None]
    return tuple(sorted(kept, key=lambda saving: -saving.usd))


def _saving(forecast: Forecast, index: int, move: Move, seconds: float | None, catalogue: Catalogue) -> Saving | None:
    kind, text, line = move
    changed = variant(forecast.budget, index, line, catalogue)
    saved = forecast.answer.lines[index].usd - changed.answer.usd
    if not changed.answer.months or saved <= 0:
        return None
    return Saving(
        line=line.name,
        kind=kind,
        text=text,
        usd=saved,
        usd_per_month=saved / forecast.budget.months,
        seconds_before=seconds,
        seconds_after=half_seconds(quote(changed.walked, catalogue, forecast.budget.seed)),
        chance_any_month=chance_left(forecast, changed),
        offer=changed.answer.offers[0],
        mode=changed.answer.modes[0],
    )


def moves(forecast: Forecast, index: int, catalogue: Catalogue) -> Iterator[Move]:
    """The changes worth trying on a line."""
    line, load = forecast.budget.lines[index], forecast.budget.lines[index].workload
    if load.service_tier == "standard" and load.steps == 1:
        yield "batch", f"Send {line.name} as batch", replace(line, workload=replace(load, service_tier="batch"))
    for mode, how in CACHES:
        if load.cache.mode != mode:
            cached = replace(load, cache=replace(load.cache, mode=mode))
            yield "caching", f"Cache the prompts of {line.name} {how}", replace(line, workload=cached)
    yield from _less_thinking(forecast, index, catalogue)
    for candidate in candidates_for(forecast, index, catalogue):
        if not candidate.unmet and candidate.offer != forecast.walked[index].task.offer.id:
            moved = replace(line, offer=candidate.offer, thinking=candidate.mode)
            yield "model", f"Run {line.name} on {candidate.model}", moved


def _less_thinking(forecast: Forecast, index: int, catalogue: Catalogue) -> Iterator[Move]:
    line, task = forecast.budget.lines[index], forecast.walked[index].task
    profile = catalogue.profile_of(task.offer)
    offered = profile.modes.value if profile else ("off", "low", "medium", "high")
    if task.mode in EFFORTS:
        for mode in EFFORTS[: EFFORTS.index(task.mode)]:
            if mode in offered:
                yield "effort", f"Set {line.name} to {mode} effort", replace(line, thinking=mode)
    if task.mode != "off" and "off" in offered:
        yield "effort", f"Run {line.name} without thinking", replace(line, thinking="off")
    elif task.mode != "off" and (partner := _partner(forecast, index, catalogue)):
        name = name_of(partner, catalogue.profile_of(partner))
        moved = replace(line, offer=partner.id, thinking="off")
        yield "effort", f"Run {line.name} on {name}, without thinking", moved


def _partner(forecast: Forecast, index: int, catalogue: Catalogue) -> Offer | None:
    task = forecast.walked[index].task
    terms = Terms(workload_of(task.line), catalogue, forecast.budget.start, "calendar")
    return partner_offer(terms, catalogue.profile_of(task.offer), task.offer.host)
