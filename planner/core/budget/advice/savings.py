"""Changes that would lower a line's bill: batch, caching, less thinking, another model, fewer runs; each with dollars,
seconds and the effect on a benchmark's score."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from planner.core.budget.advice.advice_types import Fit, LineSettings, NotOffered, PricedChange
from planner.core.budget.advice.alternatives import Option, below_score, score_percent
from planner.core.budget.advice.changes import changed_line
from planner.core.budget.advice.under_cap import first_runs
from planner.core.budget.advice.variant import LineOffer, Variant, chance_left, first_day_offer, mean_seconds, variant
from planner.core.budget.forecast import Forecast
from planner.core.budget.inputs import BudgetLine
from planner.core.models.catalogue import Catalogue, Offer, model_name
from planner.core.models.names.host_choice import served_by_maker
from planner.core.models.profile.scores import NEAREST
from planner.core.models.resolve import partner_offer
from planner.core.number_text import noun
from planner.core.workload import DAYS_OF_MONTH, EFFORTS, CacheMode, exact

CACHES: tuple[tuple[CacheMode, str], ...] = (
    ("auto", "as the host does by itself"),
    ("5m", "for 5 minutes"),
    ("1h", "for an hour"),
)
USUAL_MODELS = 3
"""How many other models are suggested for a line where the user named none: the cheapest that meet the limits."""


FEWEST = Decimal("0.5")
"""The least part of its runs that a suggestion may leave a line; with less, fewer runs are not suggested."""


@dataclass(frozen=True, slots=True)
class TriedChange:
    """A change to a line: its sentence, what it sets, the line as it would be; an option is worked out already."""

    text: str
    change: LineSettings
    line: BudgetLine
    option: Option | None = None


def savings_for(
    forecast: Forecast, index: int, options: Sequence[Option], catalogue: Catalogue, fit: Fit | None = None
) -> tuple[PricedChange, ...]:
    """Changes that would lower one line's bill, the greatest saving first; changes that save nothing are left out.
    `options`: the other offers considered for it. `fit`: the runs that fit the cap, where there is one."""
    priced_line, before = forecast.priced_lines[index], forecast.answer.lines[index]
    if not before.months:
        return ()
    seconds = mean_seconds(first_day_offer(priced_line, forecast.budget.seed))
    tried = [*changes_to_try(forecast, index, options, catalogue), *_fewer_runs(forecast, index, fit)]
    found = (_saving(forecast, index, move, seconds, catalogue) for move in tried)
    kept = _without_same_caches([saving for saving in found if saving is not None])
    return tuple(sorted(kept, key=lambda saving: -saving.usd))


def _without_same_caches(savings: Sequence[PricedChange]) -> list[PricedChange]:
    """One change of the cache of those that save the same: where a host's own cache is that of 5 minutes, these two are
    one change."""
    first = {saving.usd: saving for saving in reversed(savings) if saving.kind == "caching"}
    return [saving for saving in savings if saving.kind != "caching" or saving is first[saving.usd]]


def _saving(
    forecast: Forecast, index: int, move: TriedChange, seconds: float | None, catalogue: Catalogue
) -> PricedChange | None:
    changed = move.option.changed if move.option else variant(forecast, index, move.line, catalogue)
    saved = forecast.answer.lines[index].usd - changed.answer.usd
    if not changed.answer.months or saved <= 0:
        return None
    bench = forecast.budget.wish.bench or NEAREST.get(move.line.workload.task_class)
    own, there = forecast.answer.lines[index], changed.answer
    return PricedChange(
        line=move.line.name,
        kind=move.change.kind,
        text=move.text,
        usd=saved,
        usd_per_month=saved / forecast.budget.months,
        seconds_before=seconds,
        seconds_after=mean_seconds(_offer_after(move, changed, forecast)),
        chance_any_month=chance_left(forecast, changed),
        offer=changed.answer.offers[0],
        mode=changed.answer.modes[0],
        change=move.change,
        bench=bench,
        score_before=score_percent(catalogue, own.offers[0], own.modes[0], bench),
        score_after=score_percent(
            catalogue, there.offers[0], there.modes[0], bench, exact=move.change.kind == "effort"
        ),
    )


def _offer_after(move: TriedChange, changed: Variant, forecast: Forecast) -> LineOffer | None:
    return move.option.offer if move.option else first_day_offer(changed.priced_line, forecast.budget.seed)


def changes_to_try(
    forecast: Forecast, index: int, options: Sequence[Option], catalogue: Catalogue
) -> Iterator[TriedChange]:
    """The changes worth trying on a line, but for fewer runs."""
    line, load = forecast.budget.lines[index], forecast.budget.lines[index].workload
    # A line of a saved plan takes its tier and its cache from there.
    is_own = line.scenario is None
    if is_own and load.service_tier == "standard" and load.steps == 1:
        yield _change(line, f"Send {line.name} as batch", LineSettings(index, "batch", service_tier="batch"))
    for mode, how in CACHES:
        if is_own and load.cache.mode != mode:
            change = LineSettings(index, "caching", cache_mode=mode)
            yield _change(line, f"Cache the prompts of {line.name} {how}", change)
    less = [move for move in _less_thinking(forecast, index, catalogue) if _good_enough(forecast, move, catalogue)]
    yield from less
    yield from _other_models(forecast, index, _without_repeats(forecast, options, less), catalogue)


def _change(line: BudgetLine, text: str, change: LineSettings) -> TriedChange:
    return TriedChange(text, change, changed_line(line, change))


def _fewer_runs(forecast: Forecast, index: int, fit: Fit | None) -> Iterator[TriedChange]:
    """The line held at the runs that fit the cap in nine cases of ten, else at those whose expected bill fits."""
    line = forecast.budget.lines[index]
    planned = exact(first_runs(line))
    cautious, expected = (fit.cautious_runs_per_day, fit.runs_per_day) if fit else (None, None)
    found = (runs for runs in (cautious, expected) if runs and planned * FEWEST <= runs < planned)
    if most := next(found, None):
        days, months = DAYS_OF_MONTH["calendar"]
        in_all = Decimal(most) * line.share * days / months
        once = line.growth.kind == "once"
        many = int(in_all) if once else int(most * line.share)
        runs = f"{many:,} {noun(many, 'run')} {'in all' if once else 'per day'}"
        text = f"Limit {line.name} to {runs}"
        yield _change(line, text, LineSettings(index, "runs", share=Decimal(most) / planned))


def batch_not_offered(forecast: Forecast, index: int, catalogue: Catalogue) -> NotOffered | None:
    """Why a line of single calls cannot be sent as batch. None where it can, where it is batch already, and where its
    runs have several calls, each of which waits for the one before."""
    line, load = forecast.budget.lines[index], forecast.budget.lines[index].workload
    if line.scenario is not None or load.service_tier != "standard" or load.steps != 1:
        return None
    move = _change(line, "", LineSettings(index, "batch", service_tier="batch"))
    refusal = variant(forecast, index, move.line, catalogue).priced_line.refusal
    return NotOffered(line.name, "batch", f"Send {line.name} as batch", refusal.text) if refusal else None


def _good_enough(forecast: Forecast, move: TriedChange, catalogue: Catalogue) -> bool:
    """Whether the changed line meets the requested score; an unknown score does not."""
    wish, offer = forecast.budget.wish, catalogue.offers.get(move.line.offer)
    profile = catalogue.profile_of(offer) if offer else None
    return below_score(wish, profile, move.line.thinking) is None


def _without_repeats(forecast: Forecast, options: Sequence[Option], less: Sequence[TriedChange]) -> Sequence[Option]:
    """The options that are not among the changes to less thinking already; all of them where the user named offers."""
    if forecast.budget.wish.offers is not None:
        return options
    known = {(move.line.offer, move.line.thinking) for move in less}
    return [option for option in options if (option.line.offer, option.line.thinking) not in known]


def _other_models(
    forecast: Forecast, index: int, options: Sequence[Option], catalogue: Catalogue
) -> Iterator[TriedChange]:
    """The options that meet every limit; the host is named where it is not the maker."""
    line, own = forecast.budget.lines[index], forecast.priced_lines[index].task.offer
    fitting = [o for o in options if not o.candidate.unmet and o.candidate.offer != own.id]
    chosen = fitting if forecast.budget.wish.offers is not None else _usual(forecast, index, fitting, catalogue)
    for option in chosen:
        there = option.offer.offer
        is_same = there.profile_id == own.profile_id and option.offer.model == forecast.answer.lines[index].model
        names_host = is_same or not served_by_maker(catalogue, there)
        name = f"{option.offer.model} at {there.host_name}" if names_host else option.offer.model
        change = LineSettings(index, "model", offer=option.line.offer, thinking=option.line.thinking)
        yield TriedChange(f"Run {line.name} on {name}", change, option.line, option)


def _usual(forecast: Forecast, index: int, fitting: Sequence[Option], catalogue: Catalogue) -> list[Option]:
    """The cheapest of those that score at least as well as the line does now, then the cheapest of all."""
    line, own = forecast.budget.lines[index], forecast.answer.lines[index]
    bench = forecast.budget.wish.bench or NEAREST.get(line.workload.task_class)
    now = score_percent(catalogue, own.offers[0], own.modes[0], bench)
    scores = [score_percent(catalogue, option.offer.offer.id, option.offer.mode, bench) for option in fitting]
    as_good = [o for o, score in zip(fitting, scores, strict=True) if now and score is not None and score >= now]
    return list({option.candidate.offer: option for option in [*as_good[:1], *fitting]}.values())[:USUAL_MODELS]


def _less_thinking(forecast: Forecast, index: int, catalogue: Catalogue) -> Iterator[TriedChange]:
    line, task = forecast.budget.lines[index], forecast.priced_lines[index].task
    profile = catalogue.profile_of(task.offer)
    offered = profile.modes.value if profile else ("off", "low", "medium", "high")
    if task.mode in EFFORTS:
        for mode in EFFORTS[: EFFORTS.index(task.mode)]:
            if mode in offered:
                yield _change(line, f"Set {line.name} to {mode} effort", LineSettings(index, "effort", thinking=mode))
    if task.mode != "off" and "off" in offered:
        yield _change(line, f"Run {line.name} without thinking", LineSettings(index, "effort", thinking="off"))
    elif task.mode != "off" and (partner := _partner(forecast, index, catalogue)):
        name = model_name(partner, catalogue.profile_of(partner))
        change = LineSettings(index, "model", offer=partner.id, thinking="off")
        yield _change(line, f"Run {line.name} on {name}, without thinking", change)


def _partner(forecast: Forecast, index: int, catalogue: Catalogue) -> Offer | None:
    task = forecast.priced_lines[index].task
    terms = task.terms(catalogue, forecast.budget.start)
    return partner_offer(terms, catalogue.profile_of(task.offer), task.offer.host)
