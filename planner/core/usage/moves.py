"""What would have saved most of a log's bill: another model, less thinking, batch, a cache; each with its range.

Dollars now are by our prices. Batch re-prices the log's own tokens. Less thinking and a cache change what a run is
estimated to cost on the offer that ran, in proportion, so that what the estimate does not know of this log cancels.
Another model is its own estimate for the same runs, its cache as it would warm there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from planner.core.budget.advice.alternatives import score_percent
from planner.core.budget.advice.savings import CACHES
from planner.core.estimate.comparison import compare
from planner.core.estimate.pairing import estimate_pairs
from planner.core.models.catalogue import Catalogue, Offer
from planner.core.models.modes import default_mode
from planner.core.models.profile.scores import NEAREST
from planner.core.results import Estimate
from planner.core.uncertainty.band import Band
from planner.core.usage.calls import Calls, of_keys
from planner.core.usage.elsewhere import (
    MOST_PARTS,
    can_be_compared,
    own_sides,
    plan_alone,
    request_of,
    those_with_searches,
)
from planner.core.usage.plan import Plan
from planner.core.usage.priced import As, row_usd
from planner.core.usage.report import Priced, Report
from planner.core.workload import EFFORTS, BadInput, CacheSettings

USUAL_MODELS = 3
"""Other models suggested to a group: the cheapest that scores as well, then the cheapest."""
LEAST_SHARE = 0.02
"""A move that saves less of its group's dollars is not worth telling."""


@dataclass(frozen=True, slots=True)
class Move:
    """One change to one group's runs. `kind`: model, thinking, effort, batch or cache. `model` as the log spells it;
    `offer` and `thinking` where the move leads. Dollars are for the log's runs; `saving_band` is None where the saving
    is exact. Scores are percent on `bench`, the benchmark nearest the work; None where nobody measured them."""

    kind: str
    text: str
    model: str
    task: str | None
    offer: str
    thinking: str
    runs: int | None
    usd_now: float
    usd_then: float
    saving_usd: float
    saving_band: Band | None
    caveat: str = ""
    bench: str | None = None
    score_before: float | None = None
    score_after: float | None = None


@dataclass(frozen=True, slots=True)
class _Group:
    """A group with what its moves are worked out from; `now` is its own estimate, its cache as the log had it, None
    where it has none; `modes`: the offer that ran in every mode, its cache as it would warm."""

    priced: Priced
    offer: Offer
    calls: Calls
    plan: Plan
    usd: float
    now: Estimate | None
    modes: tuple[Estimate, ...]

    @property
    def name(self) -> str:
        group = self.priced.group
        return f"{group.model} ({group.task})" if group.task else group.model


def best_moves(
    report: Report, catalogue: Catalogue, offers: Sequence[str], *, now: datetime, most: int = 10
) -> list[Move]:
    """The moves that save most, over the dearest groups. `offers`: the models to try instead."""
    dearest = sorted((one for one in report.groups if one.offer and one.bill.priced), key=lambda one: -one.bill.usd)
    found: list[Move] = []
    for one in dearest[:MOST_PARTS]:
        group = _group(one, report, catalogue, now)
        found += _batch(group, now)
        if not group.calls.is_uncounted:
            found += [*_thinking(group, catalogue), *_caches(group, catalogue, now)]
            found += _models(group, catalogue, offers, now) if _is_like_its_bill(group) else []
    worth = [move for move in found if move.saving_usd >= LEAST_SHARE * move.usd_now > 0]
    return sorted(worth, key=lambda move: -move.saving_usd)[:most]


def _group(one: Priced, report: Report, catalogue: Catalogue, now: datetime) -> _Group:
    calls, offer = of_keys(report.log.calls, one.group.place), catalogue.offers[str(one.offer)]
    plan = plan_alone(one, report)
    if calls.is_uncounted:
        return _Group(one, offer, calls, plan, float(one.bill.usd), None, ())
    cached = None if "cache" in plan.workload else one.group.cache_read_share
    modes = _estimates(plan, catalogue, (offer.id,), now, efforts=True)
    as_cached = modes if cached is None else _estimates(plan, catalogue, (offer.id,), now, cached=cached, efforts=True)
    return _Group(one, offer, calls, plan, float(one.bill.usd), _as_it_ran(one, as_cached), modes)


def _is_like_its_bill(group: _Group) -> bool:
    """Whether the group's own estimate is near its bill: else estimates of other models are no savings."""
    runs = group.priced.group.runs
    if group.now is None or not group.usd or runs is None:
        return True
    return can_be_compared(float(group.now.cost.usd_per_run) * runs / group.usd)


def _estimates(
    plan: Plan,
    catalogue: Catalogue,
    offers: Sequence[str],
    now: datetime,
    *,
    cached: float | None = None,
    cache: CacheSettings | None = None,
    efforts: bool = False,
) -> tuple[Estimate, ...]:
    """`cached`: the share read from the cache, as given; `efforts`: every mode, else thinking off and on."""
    asked = request_of(plan, offers, thinking=("pair", *EFFORTS) if efforts else ("pair",))
    settings = cache or (CacheSettings("auto", cached, cached) if cached is not None else None)
    load = replace(asked.workload, cache=settings) if settings else asked.workload
    try:
        return compare(replace(asked, workload=load), catalogue, now=now).estimates
    except BadInput:
        return ()


def _as_it_ran(one: Priced, answers: Sequence[Estimate]) -> Estimate | None:
    """The estimate in the group's own mode: its effort, else thinking or not as its tokens tell."""
    text = (one.group.thinking or "default").casefold()
    exact = next((answer for answer in answers if answer.thinking == text), None)
    alike = (answer for answer in answers if (answer.thinking != "off") == one.thinks)
    return exact or next(alike, answers[0] if answers else None)


def _batch(group: _Group, now: datetime) -> Iterator[Move]:
    """Single calls at the rates of batch, where they are published and the log does not say batch."""
    keys = group.calls.keys
    tiers = {keys[place].tier.casefold() for place in np.unique(group.calls.key)}
    if "batch" in tiers or group.priced.planned.get().in_steps:
        return
    usd = row_usd(group.calls, dict.fromkeys(range(len(keys)), group.offer), now=now, asked=As(tier="batch"))
    usd = usd[group.calls.n != 0]
    if len(usd) and not np.isnan(usd).any():
        text, mode = f"Send {group.name} as batch", group.now.thinking if group.now else "default"
        yield _move(group, "batch", text, group.offer.id, mode, float(usd.sum()), None, "answers come within a day")


def _thinking(group: _Group, catalogue: Catalogue) -> Iterator[Move]:
    """Less thinking on the offer that ran, as the table of other models has it."""
    base = _as_it_ran(group.priced, group.modes)
    if base is None or base.thinking == "off":
        return
    here = base.thinking
    below = ("off", *EFFORTS[: EFFORTS.index(here)]) if here in EFFORTS else ("off",)
    has_effort = (group.priced.group.thinking or "").casefold() in EFFORTS
    for one in group.modes:
        if one.thinking == "off":
            yield _in_proportion(group, "thinking", f"Run {group.name} without thinking", base, one, catalogue)
        elif one.thinking in below and has_effort:
            text = f"Set {group.name} to {one.thinking} effort"
            yield _in_proportion(group, "effort", text, base, one, catalogue)


def _caches(group: _Group, catalogue: Catalogue, now: datetime) -> Iterator[Move]:
    """The cheapest cache setting of the host, where the log tells how much it read from the cache; none where it did
    read and nothing beats what the host does by itself."""
    if group.now is None or group.priced.group.cache_read_share is None:
        return
    found = []
    for mode, how in CACHES:
        answers = _estimates(group.plan, catalogue, (group.offer.id,), now, cache=CacheSettings(mode), efforts=True)
        found += [(one, how) for one in answers if one.thinking == group.now.thinking]
    if found:
        # Of equals a lifetime by name: the automatic setting of a host that caches when asked is its shortest.
        best, how = min(reversed(found), key=lambda pair: pair[0].cost.usd_per_run)
        if how == CACHES[0][1] and group.priced.group.cache_read_share:
            return
        yield _in_proportion(group, "cache", f"Cache the prompts of {group.name} {how}", group.now, best, catalogue)


def _models(group: _Group, catalogue: Catalogue, offers: Sequence[str], now: datetime) -> list[Move]:
    """Other models for the same runs, thinking where those did and as hard: the cheapest that scores as well, then the
    cheapest."""
    others = [name for name in dict.fromkeys(offers) if name != group.offer.id]
    others = those_with_searches(group.calls, others, catalogue, now)
    runs, found = group.priced.group.runs or 0, []
    for one, is_off in _sides(group, catalogue, others, now) if others else ():
        if one.offer.id == group.offer.id or (group.now and is_off != (group.now.thinking == "off")):
            continue
        per_month = float(one.cost.runs_per_month)
        band = _scaled(one.cost.month_band, runs / per_month) if per_month else None
        how = " without thinking" if one.thinking == "off" else f", thinking {one.thinking}"
        where = "" if one.is_makers else f" at {one.offer.host_name}"
        text = f"Run {group.name} on {one.model_name}{where}{how}"
        usd = float(one.cost.usd_per_run) * runs
        found.append(_with_scores(_move(group, "model", text, one.offer.id, one.thinking, usd, band), group, catalogue))
    found.sort(key=lambda move: move.usd_then)
    as_good = [m for m in found if m.score_before and m.score_after and m.score_after >= m.score_before]
    best = {move.offer: move for move in reversed([*as_good[:1], *found])}
    chosen = [*as_good[:1], *(move for move in best.values() if move not in as_good[:1])]
    return sorted(chosen, key=lambda move: (move not in as_good[:1], move.usd_then))[:USUAL_MODELS]


def _sides(
    group: _Group, catalogue: Catalogue, offers: Sequence[str], now: datetime
) -> Iterator[tuple[Estimate, bool]]:
    """Each offer without thinking and at the group's effort, as the table of other models has them."""
    effort = group.now.thinking if group.now and group.now.thinking in EFFORTS else "default"
    try:
        pairs = estimate_pairs(request_of(group.plan, offers), catalogue, effort=effort, now=now)
    except BadInput:
        return iter(())
    return own_sides(pairs)


def _in_proportion(group: _Group, kind: str, text: str, before: Estimate, then: Estimate, catalogue: Catalogue) -> Move:
    """The group's dollars times what the estimates say the change does to a run."""
    per_run = float(before.cost.usd_per_run)
    factor = group.usd / per_run if per_run else 0.0
    usd = factor * float(then.cost.usd_per_run)
    months = float(then.cost.runs_per_month)
    band = _scaled(then.cost.month_band, factor / months) if months else None
    return _with_scores(_move(group, kind, text, then.offer.id, then.thinking, usd, band), group, catalogue)


def _scaled(band: Band | None, factor: float) -> Band | None:
    return Band(band.p10 * factor, band.p50 * factor, band.p90 * factor) if band else None


def _move(
    group: _Group, kind: str, text: str, offer: str, mode: str, usd: float, band: Band | None, caveat: str = ""
) -> Move:
    """`band`: of the dollars after the move."""
    saving = Band(group.usd - band.p90, group.usd - band.p50, group.usd - band.p10) if band else None
    one = group.priced.group
    return Move(kind, text, one.model, one.task, offer, mode, one.runs, group.usd, usd, group.usd - usd, saving, caveat)


def _with_scores(move: Move, group: _Group, catalogue: Catalogue) -> Move:
    """The move with what the nearest benchmark says of both sides, and in words where it says less."""
    bench = NEAREST.get(str(group.plan.workload["task_class"]))
    if move.kind == "cache" or bench is None:
        return move
    mode = group.now.thinking if group.now else default_mode(group.offer, catalogue.profile_of(group.offer))
    before = score_percent(catalogue, group.offer.id, mode, bench)
    after = score_percent(catalogue, move.offer, move.thinking, bench, exact=move.kind != "model")
    caveat = f"quality not measured on {bench}" if after is None else ""
    if before is not None and after is not None:
        caveat = f"{after:.0f}% on {bench}, now {before:.0f}%"
    return replace(move, caveat=caveat, bench=bench, score_before=before, score_after=after)
