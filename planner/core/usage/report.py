"""The whole answer to a log: its groups with both bills, the plan it makes, and when its calls came."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial

import numpy as np

from planner.core.estimate.one_offer import prepare
from planner.core.estimate.terms import Prepared, Terms
from planner.core.lazy import Lazy
from planner.core.models.catalogue import Catalogue, Offer
from planner.core.models.modes import default_mode, reference_mode
from planner.core.models.resolve import Named, resolve
from planner.core.tokens.calibration import OwnRuns
from planner.core.tokens.learning import learn
from planner.core.usage.calls import ALL_MODELS, Calls, Key, Log, of_keys, only
from planner.core.usage.difference import Difference, difference
from planner.core.usage.plan import MEASURED, SAID_MODES, Plan, plan_of, told_thinking_share
from planner.core.usage.priced import Bill, bill, group_bill
from planner.core.usage.sound import contradictions_text
from planner.core.usage.summary import (
    DAY,
    Group,
    days_spanned,
    groups_of,
    holds_sums,
    hours_of,
    run_count,
    thinking_of,
    weekdays_of,
)
from planner.core.usage.whole_runs import with_run_steps
from planner.core.workload import EFFORTS, BadInput, Problem, Workload

MOST_NAMES = 2_000
"""Different models of one log that are looked up; more are priced as unknown."""


@dataclass(frozen=True, slots=True)
class Planned:
    """The plan of some calls alone. `holds_sums`: whether rows of the log add several of them up; `in_steps`: whether
    any of their runs has several calls."""

    plan: Plan
    holds_sums: bool
    in_steps: bool


@dataclass(frozen=True, slots=True)
class Priced:
    """A group with its bill by our rates and the offer that its model was read as. `thinks`: as its tokens tell, else
    as that model does by default. `planned`: as a plan of its own."""

    group: Group
    bill: Bill
    offer: str | None
    thinks: bool
    planned: Lazy[Planned]


@dataclass(frozen=True, slots=True)
class Report:
    """What a log tells. `runs`: sessions, and calls without one; `holds_sums`: whether its rows add up several calls;
    `first` and `last`: days of its calls, UTC, None where it says no times."""

    log: Log
    groups: tuple[Priced, ...]
    total: Bill
    plan: Plan
    runs: float
    holds_sums: bool
    hours: tuple[float, ...] | None
    weekdays: tuple[float, ...] | None
    first: date | None
    last: date | None
    days: int | None
    offers: Mapping[int, Offer | None]
    difference: Difference | None = None


def report_of(log: Log, catalogue: Catalogue, *, now: datetime, task_class: str | None = None) -> Report:
    """Everything about `log`, priced by the rates of its own hours. Raises BadInput for a kind of work not known, and
    for a log without a call or a dollar."""
    if not len(log.calls.key):
        why = contradictions_text(log) or "nothing in it says a model and its tokens"
        raise BadInput([Problem("file", f"holds no call that can be priced: {why}")])
    offers = offers_of(log.calls.keys, catalogue, now)
    plan = plan_from(log.calls, offers, catalogue, log_format=log.format, task_class=task_class, now=now)
    plan = with_steps_of_runs(plan, log, log.calls, catalogue)

    def planned(group: Group) -> Planned:
        calls, kind = of_keys(log.calls, group.place), str(plan.workload["task_class"])
        made = plan_from(calls, offers, catalogue, log_format=log.format, task_class=kind, now=now)
        made = with_steps_of_runs(made, log, calls, catalogue)
        return Planned(made, holds_sums(calls), _in_steps(made, calls))

    runs, is_sums = run_count(log.calls), holds_sums(log.calls)
    return report_with(
        log, groups_of(log.calls), plan, offers, catalogue, now=now, runs=runs, is_sums=is_sums, planned=planned
    )


def _in_steps(plan: Plan, calls: Calls) -> bool:
    """Whether some run has several calls: of one session, or of a row that is a whole run."""
    sessions = calls.run[calls.run != 0]
    return plan.workload.get("steps", 1) > 1 or len(np.unique(sessions)) < len(sessions)


def report_with(
    log: Log,
    groups: Sequence[Group],
    plan: Plan,
    offers: Mapping[int, Offer | None],
    catalogue: Catalogue,
    *,
    now: datetime,
    runs: float,
    is_sums: bool,
    planned: Callable[[Group], Planned],
) -> Report:
    """The report of a log whose groups and plan are known; `planned` makes the plan of one group."""
    calls = log.calls
    priced = [_priced(calls, one, offers, catalogue, now, Lazy(partial(planned, one))) for one in groups]
    timed = calls.start[~np.isnan(calls.start)]
    days = [datetime.fromtimestamp(moment, UTC).date() for moment in (timed.min(), timed.max())] if len(timed) else None
    hours, weekdays = hours_of(calls), weekdays_of(calls)
    return Report(
        log=log,
        groups=tuple(priced),
        total=bill(calls, offers, now=now),
        plan=plan,
        runs=runs,
        holds_sums=is_sums,
        hours=tuple(hours) if hours else None,
        weekdays=tuple(weekdays) if weekdays else None,
        first=days[0] if days else None,
        last=days[1] if days else None,
        days=days_spanned(calls),
        offers=offers,
        difference=difference(calls, offers, now=now),
    )


def with_steps_of_runs(plan: Plan, log: Log, calls: Calls, catalogue: Catalogue) -> Plan:
    """The plan of `calls`, some or all of the log's, with the steps that its runs record."""
    if MEASURED not in log.format:
        return plan
    usual = {name: kind.calls_per_episode.value for name, kind in catalogue.task_classes.items()}
    return with_run_steps(plan, calls, usual=usual, is_whole=log.format == MEASURED)


def plan_from(
    calls: Calls,
    offers: Mapping[int, Offer | None],
    catalogue: Catalogue,
    *,
    log_format: str,
    task_class: str | None,
    now: datetime,
) -> Plan:
    """The plan of `calls`, with those of its own runs whose models and modes are known."""
    classes = {name: kind.calls_per_episode.value == 1 for name, kind in catalogue.task_classes.items()}
    split = with_split_output(calls, offers, catalogue, now)
    untold = {place for place in range(len(calls.keys)) if thinking_of(of_keys(calls, (place,))) is None}
    plan = plan_of(
        split, log_format=log_format, classes=classes, task_class=task_class, untold=untold,
        thinking_share=told_thinking_share(calls),
    )  # fmt: skip
    return replace(plan, calibration=tuple(readable(plan, catalogue, now)))


def offers_of(keys: tuple[Key, ...], catalogue: Catalogue, now: datetime) -> dict[int, Offer | None]:
    """The offer of each key: the host that the log names, else what the model's name means."""
    known: dict[tuple[str, str], Offer | None] = {}
    for key in keys:
        name = (key.host, key.model)
        if key.model == ALL_MODELS:
            known[name] = None
        if name not in known:
            known[name] = _offer(key, catalogue, now) if len(known) < MOST_NAMES else None
    return {place: known[key.host, key.model] for place, key in enumerate(keys)}


def _offer(key: Key, catalogue: Catalogue, now: datetime) -> Offer | None:
    host = key.host.casefold().replace(" ", "")
    for name in ([f"{host}/{key.model}"] if host else []) + [key.model]:
        exact = catalogue.offers.get(name)
        if exact:
            return exact
    found = resolve(catalogue, key.model, now)
    return found.offer if isinstance(found, Named) else None


def _priced(
    calls: Calls,
    group: Group,
    offers: Mapping[int, Offer | None],
    catalogue: Catalogue,
    now: datetime,
    planned: Lazy[Planned],
) -> Priced:
    offer = next((found for place in group.place if (found := offers.get(place))), None)
    thinks = group.thinking != "off"
    if thinks and group.reasoning is not None:
        thinks = group.reasoning.mean > 0
    elif thinks and offer:
        thinks = thinking_part(offer, group.thinking or "", catalogue, now) > 0
    return Priced(group, group_bill(calls, group, offers, now=now), offer.id if offer else None, thinks, planned)


def with_split_output(calls: Calls, offers: Mapping[int, Offer | None], catalogue: Catalogue, now: datetime) -> Calls:
    """Calls whose log does not separate reasoning (Anthropic's APIs), split for the plan as the estimate has it."""
    reasoning = calls.reasoning.copy()
    for place, key in enumerate(calls.keys):
        mask = (calls.key == place) & np.isnan(reasoning)
        offer = offers.get(place)
        if mask.any() and offer:
            reasoning[mask] = calls.output[mask] * thinking_part(offer, key.effort, catalogue, now)
    return replace(calls, reasoning=reasoning)


def thinking_part(offer: Offer, effort: str, catalogue: Catalogue, now: datetime) -> float:
    """The part of an output that is estimated to be thinking: none where the default is not to think."""
    level = effort.casefold()
    mode = level if level in SAID_MODES and level != "default" else default_mode(offer, catalogue.profile_of(offer))
    ready = prepare(Terms(Workload(), catalogue, now, "calendar"), offer, mode)
    if not isinstance(ready, Prepared):
        return 0.0
    shape = ready.parts[0][1].shape
    total = shape.reasoning + shape.visible
    return float(shape.reasoning / total) if total else 0.0


def readable(plan: Plan, catalogue: Catalogue, now: datetime) -> list[OwnRuns]:
    """The entries whose model and mode are known. An unknown effort becomes the default; a default that thought, of a
    model that does not think by default or names no effort for it, becomes the mode in which that model is compared."""
    terms = Terms(Workload(), catalogue, now, "calendar")
    found = []
    for entry in plan.calibration:
        for tried in (_as_it_thought(entry, catalogue, now), replace(entry, thinking="default")):
            try:
                learn(terms, [tried])
            except BadInput:
                continue
            found.append(tried)
            break
    return found


def _as_it_thought(entry: OwnRuns, catalogue: Catalogue, now: datetime) -> OwnRuns:
    named = resolve(catalogue, entry.model, now) if entry.thinking == "default" and entry.reasoning_tokens else None
    if not isinstance(named, Named):
        return entry
    profile = catalogue.profile_of(named.offer)
    if default_mode(named.offer, profile) in EFFORTS:
        return entry
    return replace(entry, thinking=reference_mode(named.offer, profile))


def billed(report: Report) -> Decimal | None:
    """Dollars by the log's own cost column; None where it has none."""
    amounts = [one.group.usd_billed for one in report.groups if one.group.usd_billed is not None]
    return sum(amounts, Decimal(0)) if amounts else None


def daily_usd(report: Report, *, now: datetime) -> dict[date, float]:
    """Dollars of each day of the last month: as billed where the log records it, else by our rates."""
    calls = report.log.calls
    days = np.where(np.isnan(calls.start), -1, calls.start // DAY).astype(np.int64)
    found: dict[date, float] = {}
    for day in np.unique(days[days >= 0]):
        moment = datetime.fromtimestamp(int(day) * DAY, UTC).date()
        if report.last is None or (moment.year, moment.month) != (report.last.year, report.last.month):
            continue
        part = only(calls, days == day)
        known = part.usd[~np.isnan(part.usd)]
        found[moment] = float(known.sum()) if len(known) else float(bill(part, report.offers, now=now).usd)
    return found
