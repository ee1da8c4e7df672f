"""The headline of a model page: what the model costs for the reader's plan, and where the hosts part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from planner.core.models.catalogue import Profile
from planner.core.results import Cost, Estimate, Pair
from planner.core.workload import Workload
from planner.web import filters
from planner.web.models.hosts import Host, only_cache_differs
from planner.web.plan.rows import main_side
from planner.web.present.context_fit import fits, full_caveat, over_window, where_full_of
from planner.web.present.pieces import Piece

ALIKE = Decimal("1.05")


def price(cost: Cost) -> str:
    """$2,780 per month, or what one run costs where none are counted."""
    if cost.runs_per_month:
        return f"{filters.money(cost.usd_per_month)} per month"
    return f"{filters.money(cost.usd_per_run)} per run"


def headline(profile: Profile, pair: Pair, hosts: Sequence[Host], workload: Workload) -> tuple[Piece, ...]:
    """One sentence with the one or two figures that matter in bold; that it cannot be done comes before any price."""
    side = main_side(pair)
    if side and not fits(side):
        return _cannot(profile, side, workload)
    live = [host for host in hosts if host.cost]
    if not live:
        return _last_price(profile, pair, hosts, workload)
    start = f"{profile.name} costs "
    low, high = live[0], live[-1]
    first, work = Piece(_asks(low), "strong"), f" for {_noun(workload)}"
    if high.usd < low.usd * ALIKE:
        return (Piece(start), first, Piece(f"{work}{_everywhere(live)}."))
    second = Piece(filters.money(high.usd), "strong")
    if only_cache_differs(live):
        middle = Piece(f"{work} on hosts that discount cached input, and ")
        return (Piece(start), first, middle, second, Piece(" on hosts that do not."))
    ends = (Piece(f"{work} at {low.offer.host_name}, and "), second, Piece(f" at {high.offer.host_name}."))
    return (Piece(start), first, *ends)


def _cannot(profile: Profile, side: Estimate, workload: Workload) -> tuple[Piece, ...]:
    caveat = full_caveat(side)
    doing = "do this work" if workload.steps == 1 else "finish such a run"
    where = where_full_of(caveat.step if caveat else None, workload.steps)
    return (Piece(f"{profile.name} cannot {doing}: its context is "), Piece(where, "strong"), Piece("."))


def _as_if(pair: Pair) -> str:
    """What the figures of the page are then of, and the share of runs that exceed the window where most fit."""
    side = main_side(pair)
    if side is None or fits(side):
        return over_window(side) if side else ""
    return f"Its figures below are as if it fitted: {price(side.cost)}."


def _asks(host: Host) -> str:
    return price(host.cost) if host.cost else ""


def _last_price(profile: Profile, pair: Pair, hosts: Sequence[Host], workload: Workload) -> tuple[Piece, ...]:
    """What became of it, and what it would cost still."""
    words = next((host.words.rstrip(".") for host in hosts if host.words), "is listed by no host")
    side = main_side(pair)
    if side is None:
        return (Piece(f"{profile.name} {words}."),)
    would = Piece(f"{profile.name} {words}; at its last price it would cost ")
    return (would, Piece(price(side.cost), "strong"), Piece(f" for {_noun(workload)}."))


def _everywhere(live: Sequence[Host]) -> str:
    if len(live) == 1:
        return f" at {live[0].offer.host_name}, its only host here"
    return f", about the same at each of its {filters.in_words(len(live))} hosts"


def follow(profile: Profile, pair: Pair, hosts: Sequence[Host], workload: Workload, day: date) -> tuple[str, ...]:
    """Its tail, the same work without thinking, and who serves it."""
    said = [_as_if(pair), _time(pair.on, workload), _without(pair), _served(profile, hosts, day)]
    return tuple(text for text in said if text)


def _time(side: object, workload: Workload) -> str:
    if not isinstance(side, Estimate) or side.latency is None:
        return ""
    run = side.latency.run
    what = "runs are done" if workload.steps > 1 else "answers are complete"
    late = f", 95% in {filters.duration(run.p95)}" if run.p95 is not None and run.p95 != run.p50 else ""
    return f"Half of {what} in {filters.duration(run.p50)}{late}."


def _without(pair: Pair) -> str:
    """The cost without thinking: of the model itself, or of the partner used in its place."""
    if not isinstance(pair.off, Estimate) or not isinstance(pair.on, Estimate):
        return "" if isinstance(pair.off, Estimate) else filters.sentence(pair.off.text)
    who = "Without thinking it costs"
    if pair.off.offer.id != pair.on.offer.id:
        who = f"Its partner without thinking, {pair.off.model_name}, costs"
    elif pair.off.thinking != "off":
        who = f"At {pair.off.thinking}, the least it can think, it costs"
    time = f" and takes {filters.duration(pair.off.latency.run.p50)}" if pair.off.latency else ""
    return f"{who} {price(pair.off.cost)}{time}."


def _served(profile: Profile, hosts: Sequence[Host], day: date) -> str:
    """Since when its maker does not serve it, and how many of the hosts below do: known and not known apart."""
    priced = [host for host in hosts if host.cost]
    open_ = sum(1 for host in priced if host.doubt)
    gone = [d for d in profile.lifecycle.departures if d.on <= day]
    if not gone:
        return _legacy(profile, day)
    names = {host.offer.host: host.offer.host_name for host in hosts}
    first = min(gone, key=lambda d: d.on)
    left = f"{names.get(first.host, first.host)} stopped serving it on {filters.day(first.on)}"
    if not priced:
        return f"{left}."
    known = len(priced) - open_
    does = f"{filters.in_words(known)} {'other host does' if known == 1 else 'other hosts do'}"
    if not open_:
        return f"{left}; {does}."
    if not known:
        return f"{left}; no source says whether {'its other host does' if open_ == 1 else 'its other hosts do'}."
    whether = "it does" if open_ == 1 else "they do"
    return f"{left}; {does}, and of {filters.in_words(open_)} more no source says whether {whether}."


def _legacy(profile: Profile, day: date) -> str:
    """That it may have ended, where the day before which it does not is past."""
    earliest = profile.lifecycle.retires_not_before
    if not earliest or earliest.value > day:
        return ""
    return f"It may have retired since {filters.day(earliest.value)}: no date is announced."


def _noun(workload: Workload) -> str:
    """What is being paid for, in a word or two."""
    if workload.step_kind == "user_turn":
        return "these conversations"
    return "this agent" if workload.steps > 1 else "this work"
