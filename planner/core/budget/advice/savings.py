"""Changes that would bring a line down: batch, caching, less thinking, another model, each with dollars and seconds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from planner.core.budget.advice.advice_types import Saving
from planner.core.budget.advice.alternatives import Option, below_score, options_for
from planner.core.budget.advice.variant import Told, Variant, chance_left, half_seconds, told_of, variant
from planner.core.budget.forecast import Forecast
from planner.core.budget.inputs import BudgetLine
from planner.core.budget.pricing.routing import name_of
from planner.core.budget.tasks import workload_of
from planner.core.estimate import Terms
from planner.core.models.catalogue import Catalogue, Offer
from planner.core.models.resolve import partner_offer
from planner.core.workload import EFFORTS, CacheMode

CACHES: tuple[tuple[CacheMode, str], ...] = (
    ("auto", "as the host does by itself"),
    ("5m", "for 5 minutes"),
    ("1h", "for an hour"),
)
USUAL_MODELS = 3
"""How many other models a line is told of where none was wished for: the cheapest that meet the limits."""


@dataclass(frozen=True, slots=True)
class Move:
    """A change to a line: its kind, its sentence, the line as it would be; an option is worked out already."""

    kind: str
    text: str
    line: BudgetLine
    option: Option | None = None


def savings_for(forecast: Forecast, index: int, catalogue: Catalogue) -> tuple[Saving, ...]:
    """What would bring one line down, the greatest saving first; changes that save nothing are left out."""
    return savings_among(forecast, index, options_for(forecast, index, catalogue), catalogue)


def savings_among(
    forecast: Forecast, index: int, options: Sequence[Option], catalogue: Catalogue
) -> tuple[Saving, ...]:
    """As savings_for, with the options of the line worked out before."""
    walked, before = forecast.walked[index], forecast.answer.lines[index]
    if not before.months:
        return ()
    seconds = half_seconds(told_of(walked, forecast.budget.seed))
    tried = moves(forecast, index, options, catalogue)
    found = (_saving(forecast, index, move, seconds, catalogue) for move in tried)
    kept = [saving for saving in found if saving is not None]
    return tuple(sorted(kept, key=lambda saving: -saving.usd))


def _saving(forecast: Forecast, index: int, move: Move, seconds: float | None, catalogue: Catalogue) -> Saving | None:
    changed = move.option.changed if move.option else variant(forecast, index, move.line, catalogue)
    saved = forecast.answer.lines[index].usd - changed.answer.usd
    if not changed.answer.months or saved <= 0:
        return None
    return Saving(
        line=move.line.name,
        kind=move.kind,
        text=move.text,
        usd=saved,
        usd_per_month=saved / forecast.budget.months,
        seconds_before=seconds,
        seconds_after=half_seconds(_told(move, changed, forecast)),
        chance_any_month=chance_left(forecast, changed),
        offer=changed.answer.offers[0],
        mode=changed.answer.modes[0],
    )


def _told(move: Move, changed: Variant, forecast: Forecast) -> Told | None:
    return move.option.told if move.option else told_of(changed.walked, forecast.budget.seed)


def moves(forecast: Forecast, index: int, options: Sequence[Option], catalogue: Catalogue) -> Iterator[Move]:
    """The changes worth trying on a line."""
    line, load = forecast.budget.lines[index], forecast.budget.lines[index].workload
    if load.service_tier == "standard" and load.steps == 1:
        batched = replace(line, workload=replace(load, service_tier="batch"))
        yield Move("batch", f"Send {line.name} as batch", batched)
    for mode, how in CACHES:
        if load.cache.mode != mode:
            cached = replace(load, cache=replace(load.cache, mode=mode))
            yield Move("caching", f"Cache the prompts of {line.name} {how}", replace(line, workload=cached))
    less = [move for move in _less_thinking(forecast, index, catalogue) if _good_enough(forecast, move, catalogue)]
    yield from less
    yield from _other_models(forecast, index, _told_once(forecast, options, less))


def _good_enough(forecast: Forecast, move: Move, catalogue: Catalogue) -> bool:
    """Whether the line moved so meets the score that was asked for; an unknown score does not."""
    wish, offer = forecast.budget.wish, catalogue.offers.get(move.line.offer)
    profile = catalogue.profile_of(offer) if offer else None
    return below_score(wish, profile, move.line.thinking) is None


def _told_once(forecast: Forecast, options: Sequence[Option], less: Sequence[Move]) -> Sequence[Option]:
    """Without what less thinking comes to already, but for offers that were wished for."""
    if forecast.budget.wish.offers is not None:
        return options
    known = {(move.line.offer, move.line.thinking) for move in less}
    return [option for option in options if (option.line.offer, option.line.thinking) not in known]


def _other_models(forecast: Forecast, index: int, options: Sequence[Option]) -> Iterator[Move]:
    """The options that meet every limit; the same model is called by its host."""
    line, own = forecast.budget.lines[index], forecast.walked[index].task.offer
    fitting = [o for o in options if not o.candidate.unmet and o.candidate.offer != own.id]
    for option in fitting if forecast.budget.wish.offers is not None else fitting[:USUAL_MODELS]:
        there = option.told.offer
        is_same = there.profile_id == own.profile_id and option.told.model == forecast.answer.lines[index].model
        name = f"{option.told.model} at {there.host_name}" if is_same else option.told.model
        yield Move("model", f"Run {line.name} on {name}", option.line, option)


def _less_thinking(forecast: Forecast, index: int, catalogue: Catalogue) -> Iterator[Move]:
    line, task = forecast.budget.lines[index], forecast.walked[index].task
    profile = catalogue.profile_of(task.offer)
    offered = profile.modes.value if profile else ("off", "low", "medium", "high")
    if task.mode in EFFORTS:
        for mode in EFFORTS[: EFFORTS.index(task.mode)]:
            if mode in offered:
                yield Move("effort", f"Set {line.name} to {mode} effort", replace(line, thinking=mode))
    if task.mode != "off" and "off" in offered:
        yield Move("effort", f"Run {line.name} without thinking", replace(line, thinking="off"))
    elif task.mode != "off" and (partner := _partner(forecast, index, catalogue)):
        name = name_of(partner, catalogue.profile_of(partner))
        moved = replace(line, offer=partner.id, thinking="off")
        yield Move("effort", f"Run {line.name} on {name}, without thinking", moved)


def _partner(forecast: Forecast, index: int, catalogue: Catalogue) -> Offer | None:
    task = forecast.walked[index].task
    terms = Terms(workload_of(task.line), catalogue, forecast.budget.start, "calendar")
    return partner_offer(terms, catalogue.profile_of(task.offer), task.offer.host)
