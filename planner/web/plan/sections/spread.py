"""How far single runs lie apart: the share of runs under every figure, off and on, in dollars or in time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from planner.core.results import Estimate, Pair
from planner.web import filters
from planner.web.charts.cdf import CdfChart, cdf
from planner.web.forms import PlanForm
from planner.web.plan.measures.dollars import cents_figure
from planner.web.plan.rows import own_address, side_in, unit_for


@dataclass(frozen=True, slots=True)
class Turn:
    """One side of the switch between dollars and time."""

    words: str
    address: str
    current: bool


@dataclass(frozen=True, slots=True)
class SpreadView:
    """The section: percentiles of a run, 1 to 99, with thinking (`on`) and without, empty where there are none: in
    dollars, or in seconds with `is_time`, written by `unit`. `main`: the side that the page leads with."""

    pair: Pair
    on: Sequence[float]
    off: Sequence[float]
    is_time: bool
    unit: Unit
    chart: CdfChart | None
    turns: tuple[Turn, ...]
    main: Estimate | None
    leads_off: bool
    own: str


def spread_view(pair: Pair, form: PlanForm, *, cents: bool = False) -> SpreadView | None:
    """None where no run can be drawn: no figure, or time where none is promised. `cents`: the page counts in them."""
    on, off = (side if isinstance(side, Estimate) and side.run_spread else None for side in (pair.on, pair.off))
    timed = any(side and side.run_spread and side.run_spread.seconds for side in (on, off))
    if on is None and off is None:
        return None
    is_time = bool(timed) and form.spread != "cost"
    with_, without = _values(on, is_time=is_time), _values(off, is_time=is_time)
    usd = CENTS if cents else DOLLARS
    unit = _clock((with_, without)) if is_time else usd
    return SpreadView(
        pair=pair,
        on=with_,
        off=without,
        is_time=is_time,
        unit=unit,
        chart=cdf([v / unit.size for v in with_], [v / unit.size for v in without], lambda number: unit.sign + number),
        turns=_turns(form, is_time, usd) if timed else (),
        main=side_in(pair, form.mode),
        leads_off=bool(without) and (form.mode == "off" or not with_),
        own=own_address(form, pair.offer.id) if pair.offer else "",
    )


def _values(side: Estimate | None, *, is_time: bool) -> Sequence[float]:
    if side is None or side.run_spread is None:
        return ()
    return side.run_spread.seconds if is_time else side.run_spread.usd


@dataclass(frozen=True, slots=True)
class Unit:
    """What figures are counted in: its word and how many of what is drawn make one. `say` writes a figure, `between`
    the range around one."""

    word: str
    size: float
    sign: str
    say: Callable[[float], str]
    between: Callable[[float, float, float], str]


def _dollars(usd: float) -> str:
    """Three digits: a percentile of draws bears no more."""
    return filters.money(filters.significant(usd, 3))


def _cents(usd: float) -> str:
    return f"{cents_figure(usd * 100)} cents"


def _in_cents(low: float, high: float, inside: float) -> str:
    places = filters.places_of(cents_figure(inside * 100))
    ends = filters.range_around(low * 100, high * 100, inside * 100, places)
    return f"{' to '.join(dict.fromkeys(ends))} cents"


DOLLARS = Unit("dollars", 1.0, "$", _dollars, lambda *ends: " to ".join(filters.ends(*ends)))
CENTS = Unit("cents", 0.01, "", _cents, _in_cents)


def _clock(sides: Sequence[Sequence[float]]) -> Unit:
    unit = unit_for([values[49] for values in sides if values])
    return Unit(unit.word.lower(), unit.seconds, "", filters.duration, lambda low, high, _: "")


def _turns(form: PlanForm, is_time: bool, usd: Unit) -> tuple[Turn, ...]:
    choices = (("cost", usd.word.capitalize()), ("time", "Time"))
    return tuple(Turn(text, form.address(spread=value), is_time == (value == "time")) for value, text in choices)
