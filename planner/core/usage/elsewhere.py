"""The same work on other models: what a log's runs would have cost there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from planner.core.cost.pricing import card_at, tier_starts
from planner.core.estimate.comparison import compare
from planner.core.estimate.pairing import estimate_pairs
from planner.core.models.catalogue import Catalogue
from planner.core.models.modes import reference_mode
from planner.core.models.resolve import Named, resolve
from planner.core.request import EstimateRequest
from planner.core.results import Estimate, Pair
from planner.core.tokens.calibration import OwnRuns
from planner.core.uncertainty.band import Band
from planner.core.usage.calls import FEWEST_FOR_SPREAD, NUMBERS, Calls, calls_of, of_keys
from planner.core.usage.plan import Plan
from planner.core.usage.priced import row_usd
from planner.core.usage.report import Priced, Report
from planner.core.usage.summary import with_calls
from planner.core.workload import EFFORTS, CacheSettings, Workload

MOST_ENTRIES = 8
"""Own runs that a page or an address carries: those with most runs."""

MOST_PARTS = 6
"""Groups that are estimated by themselves: the dearest."""
Side = tuple[str, bool]
"""An offer, and whether it does not think."""
MOST_RAN = 3
"""Models that ran which are compared: those with most calls."""
MOST_OFF = 3.0
"""An estimate of what ran that is further from its bill than this factor says nothing of other models."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """One offer in one mode for the log's runs: expected dollars and their 80 % range. `is_off`: what stands for not
    thinking, a model's least effort where it has no strict off. `visible`: tokens of all answers; 0 where the log's own
    are priced."""

    estimate: Estimate
    usd: float
    band: Band | None
    is_off: bool
    visible: float = 0.0


def as_it_was_cached(plan: Plan, calls: Calls, *, holds_sums: bool) -> Plan:
    """One call, or sums of many (`holds_sums`), say nothing of how a cache warms: elsewhere it is taken to read as much
    as here."""
    calls, load = with_calls(calls), dict(plan.workload)
    known = ~np.isnan(calls.cache_read)
    read = float(calls.cache_read[known].sum())
    if not read or load.get("steps") != 1 or not (holds_sums or calls.n.sum() == 1):
        return plan
    read /= float(calls.n[known].sum())
    sent = load["input_tokens"] + load["shared_prefix_tokens"]
    load |= {"shared_prefix_tokens": round(read), "input_tokens": round(max(sent - read, 0))}
    return replace(plan, workload=load | {"cache": CacheSettings("auto", prefix_hit_rate=1.0)})


def own_runs_of(plan: Plan) -> tuple[OwnRuns, ...]:
    """The plan's own runs as it counts them: figures of single calls for whole steps, of which a run takes fewer or
    more than it took calls."""
    ratio, kind = plan.calls_per_step, plan.workload["task_class"]
    return tuple(_times(one, ratio) if ratio != 1 and one.task_class == kind else one for one in plan.calibration)


def _times(one: OwnRuns, ratio: float) -> OwnRuns:
    names = ("reasoning_tokens", "visible_tokens", "seconds")
    return replace(one, **{name: value * ratio for name in names if (value := getattr(one, name)) is not None})


def request_of(plan: Plan, offers: Sequence[str], *, thinking: tuple[str, ...] = ("pair",)) -> EstimateRequest:
    """The plan as a request. How long answers are comes from the own runs, each model's with its range; of too few runs
    the log's own length stands for every model."""
    load = Workload(**plan.workload)
    own = own_runs_of(plan)[:MOST_ENTRIES]
    if sum(one.runs for one in own if one.visible_tokens) >= FEWEST_FOR_SPREAD:
        load = replace(load, visible_tokens_per_call=None)
    return EstimateRequest(load, tuple(offers), thinking, calibration=own)


def elsewhere(report: Report, catalogue: Catalogue, offers: Sequence[str], *, now: datetime) -> list[Elsewhere]:
    """The log's runs on each offer, thinking off and at the effort of the log, the cheapest first, at today's prices.

    Of a log of one kind of call as its plan answers them. Of several kinds, each is estimated by itself and they are
    added up, so that a part never costs more than the whole: one model's calls say little of how long another's are.
    """
    effort = effort_of(report, catalogue)

    def sides(plan: Plan, runs: float) -> dict[Side, Elsewhere]:
        pairs = estimate_pairs(request_of(plan, offers), catalogue, effort=effort, now=now)
        return {(one.offer.id, is_off): _for_runs(one, is_off, runs) for one, is_off in own_sides(pairs)}

    whole = sides(report.plan, report.runs)
    kinds = by_dollars(report)
    if len(kinds) > 1:
        parts = [sides(plan_alone(one, report), one.group.runs or 0) for one in kinds[:MOST_PARTS]]
        rest = _tokens(report, kinds[MOST_PARTS:]) / (_tokens(report, kinds) or 1.0)
        whole = {
            side: _added([part[side] for part in parts], one, rest)
            for side, one in whole.items()
            if all(side in part for part in parts)
        }
    return sorted(whole.values(), key=lambda one: one.usd)


def by_dollars(report: Report) -> list[Priced]:
    """The groups that have calls, the dearest first: those that moves are sought for, then those not priced."""
    called = [one for one in report.groups if one.group.calls != 0]
    return sorted(called, key=lambda one: (-one.bill.usd if one.offer and one.bill.priced else 0, one.offer is None))


def plan_alone(one: Priced, report: Report) -> Plan:
    """The plan of one group, which reads as much from the cache as it did."""
    planned = one.planned.get()
    return as_it_was_cached(planned.plan, of_keys(report.log.calls, one.group.place), holds_sums=planned.holds_sums)


def _for_runs(one: Estimate, is_off: bool, runs: float) -> Elsewhere:
    share = runs / float(one.cost.runs_per_month) if one.cost.runs_per_month else 0.0
    band, tokens = one.cost.month_band, one.tokens
    scaled = Band(*(share * value for value in (band.p10, band.p50, band.p90))) if band else None
    return Elsewhere(one, float(one.cost.usd_per_run) * runs, scaled, is_off, float(tokens.visible) * runs)


def _added(parts: Sequence[Elsewhere], whole: Elsewhere, rest: float) -> Elsewhere:
    """The parts, and of the estimate of all runs the share that is the `rest`. What is in doubt about a model is so in
    every part, so the ends of their ranges add up."""
    shares = [*((one, 1.0) for one in parts), (whole, rest)]
    ends = [(one.band or Band(one.usd, one.usd, one.usd), share) for one, share in shares]
    low, middle, high = (sum(getattr(band, at) * share for band, share in ends) for at in ("p10", "p50", "p90"))
    usd, visible = (sum(getattr(one, name) * share for one, share in shares) for name in ("usd", "visible"))
    return replace(whole, usd=usd, band=Band(low, middle, high) if whole.band else None, visible=visible)


def _tokens(report: Report, groups: Sequence[Priced]) -> float:
    calls = of_keys(report.log.calls, [place for one in groups for place in one.group.place])
    return float(np.nansum(calls.input) + np.nansum(calls.output))


def own_sides(pairs: Sequence[Pair]) -> Iterator[tuple[Estimate, bool]]:
    """The figures of each offer itself, and whether they are those of not thinking; another model that stands for it is
    left out."""
    for pair in pairs:
        for side, is_off in ((pair.off, True), (pair.on, False)):
            if isinstance(side, Estimate) and pair.offer and side.offer.id == pair.offer.id:
                yield side, is_off


def effort_of(report: Report, catalogue: Catalogue) -> str:
    """The effort that most of the log's calls were asked for at; where none is said, that in which the model that ran
    thinks by default or, without one, is compared."""
    efforts = [one.group.thinking for one in report.groups]
    used = [catalogue.offers[one.offer] for one in report.groups if one.offer and one.thinks]
    modes = [*efforts, *(reference_mode(offer, catalogue.profile_of(offer)) for offer in used)]
    return next((mode for mode in modes if mode in EFFORTS), "high")


@dataclass(frozen=True, slots=True)
class Compared:
    """The log on other models. `same_tokens`: its own tokens at their rates, as the estimate does not know these runs;
    `ratio`: of the estimate of what ran to its bill, None where none can be made."""

    models: tuple[Elsewhere, ...]
    same_tokens: bool
    ratio: float | None


NOT_COMPARED = Compared((), False, None)


def compared(report: Report, catalogue: Catalogue, offers: Sequence[str], *, now: datetime) -> Compared:
    """The runs estimated on each offer; its tokens priced there where no run can be told, or where the estimate of the
    model that ran is far from its bill."""
    called = with_calls(report.log.calls)
    if not offers or not len(called.key):
        return NOT_COMPARED
    found = [] if called.is_uncounted else elsewhere(report, catalogue, offers, now=now)
    ratio = ratio_to_bill(report, found)
    if found and can_be_compared(ratio):
        return Compared(tuple(found), False, ratio)
    return Compared(tuple(at_same_tokens(report, catalogue, offers, now=now)), True, ratio)


def on_models(report: Report, catalogue: Catalogue, offers: Sequence[str], *, now: datetime) -> Compared:
    """The log on the models that ran (three at most) and on `offers`."""
    return compared(as_it_ran(report), catalogue, models_of(report, offers, catalogue, now), now=now)


def models_of(report: Report, offers: Sequence[str], catalogue: Catalogue, now: datetime) -> list[str]:
    """The offers that ran, three at most, then `offers`: those that ran not again under another name, and none without
    a price of the log's web searches."""
    used = list(dict.fromkeys(one.offer for one in report.groups if one.offer))[:MOST_RAN]
    named = {name: resolve(catalogue, name, now) for name in offers}
    same = [name for name, found in named.items() if isinstance(found, Named) and found.offer.id in used]
    others = [name for name in offers if name not in same]
    return list(dict.fromkeys([*used, *those_with_searches(report.log.calls, others, catalogue, now)]))


def those_with_searches(calls: Calls, offers: Sequence[str], catalogue: Catalogue, now: datetime) -> list[str]:
    """The offers that have a price of web searches, where the log made some: others would seem too cheap."""
    if not np.nansum(calls.searches):
        return list(offers)
    found = {name: resolve(catalogue, name, now) for name in offers}
    cards = {name: card_at(one.offer, now) for name, one in found.items() if isinstance(one, Named)}
    return [name for name in offers if (card := cards.get(name)) and card.web_search_kcount]


def mode_of_log(report: Report) -> str:
    """The mode ("off" or "on") the whole log ran in on one offer; empty where it ran on several, or in both."""
    called = [one for one in report.groups if one.group.calls != 0]
    modes = {"on" if one.thinks else "off" for one in called}
    return modes.pop() if len({one.offer for one in called}) == 1 == len(modes) else ""


def as_it_ran(report: Report) -> Report:
    """The report whose plan reads as much from the cache as the log did (`as_it_was_cached`)."""
    plan = as_it_was_cached(report.plan, report.log.calls, holds_sums=report.holds_sums)
    return replace(report, plan=plan)


def at_same_tokens(report: Report, catalogue: Catalogue, offers: Sequence[str], *, now: datetime) -> list[Elsewhere]:
    """The log's own tokens at each offer's rates of today, as much read from the cache as here, the cheapest first.

    Thinking as the log did; off too, less the reasoning, where the log tells that. What another model would think
    instead is not known, so the other mode is left out, but for models that always think: they are at these tokens too.
    Without a range: this is a price, not an estimate.
    """
    calls = with_calls(report.log.calls)
    thought = any(one.thinks for one in report.groups if one.group.calls != 0)
    untold = bool(np.isnan(calls.reasoning).any())
    answers = compare(EstimateRequest(Workload(), tuple(offers)), catalogue, now=now).estimates
    cards = [row.card for one in answers for row in one.offer.cards]
    cards += [row.card for one in answers for row in one.offer.variants]
    calls = _summed(calls, sorted({start for card in cards for start in tier_starts(card)}))
    bare = replace(calls, output=calls.output - calls.reasoning, reasoning=np.zeros_like(calls.reasoning))
    can_be_off = {one.offer.id for one in answers if one.thinking == "off"}
    found = []
    for one in answers:
        is_off = one.thinking == "off"
        if (is_off and thought and untold) or (not is_off and not thought and one.offer.id in can_be_off):
            continue
        offer = dict.fromkeys(range(len(calls.keys)), one.offer)
        usd = row_usd(bare if is_off and thought else calls, offer, now=now)
        if not np.isnan(usd).any():
            found.append(Elsewhere(one, float(usd.sum()), None, is_off))
    return sorted(found, key=lambda one: one.usd)


def _summed(calls: Calls, starts: Sequence[int]) -> Calls:
    """The calls added up by key and by level of input, at whose `starts` rates change: they cost the same, in few rows.
    Figures that are not told count as none, and times are left out."""
    per_call = np.nan_to_num(calls.input / calls.made)
    level = np.searchsorted(np.array(starts, dtype=np.float64), per_call, side="left")
    places, row = np.unique(calls.key.astype(np.int64) * (len(starts) + 1) + level, return_inverse=True)
    sums = {name: np.bincount(row, weights=np.nan_to_num(getattr(calls, name))) for name in NUMBERS}
    # Calls are counted one by one here, whatever runs they are of.
    sums["n"] = np.bincount(row, weights=calls.made)
    untold = np.full(len(places), np.nan)
    columns: dict[str, np.ndarray] = {**sums, "start": untold, "steps": untold}
    return calls_of(calls.keys, columns | {"key": places // (len(starts) + 1), "run": np.zeros(len(places))})


def ratio_to_bill(report: Report, others: Sequence[Elsewhere]) -> float | None:
    """Dollars of the models that ran, estimated anew in their own mode, over the same runs' bill by our rates. None
    where none of them is among `others` or has a bill."""
    estimated = {(one.estimate.offer.id, not one.is_off): one.estimate.cost.usd_per_run for one in others}
    pairs = [
        (float(estimated[str(one.offer), one.thinks]) * (one.group.runs or 0), float(one.bill.usd))
        for one in report.groups
        if (str(one.offer), one.thinks) in estimated and one.bill.priced and one.bill.unpriced == 0
    ]
    logged = sum(usd for _, usd in pairs)
    return sum(usd for usd, _ in pairs) / logged if logged > 0 else None


def can_be_compared(ratio: float | None) -> bool:
    """Whether other models' figures may be set against a log whose own model, estimated anew, comes to `ratio` of its
    bill."""
    return ratio is None or 1 / MOST_OFF <= ratio <= MOST_OFF
