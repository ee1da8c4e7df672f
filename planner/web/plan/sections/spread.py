"""How far single runs lie apart: the share of runs under every figure, off and on, in dollars or in time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from planner.core.results import Estimate, Pair
from planner.web import filters
from planner.web.charts.cdf import CdfChart, cdf
from planner.web.forms import PlanForm
from planner.web.forms.words import thing_of
from planner.web.plan.measures.dollars import cents_figure
from planner.web.plan.rows import own_address, side_in, unit_for

PERCENTILES = (10, 25, 50, 75, 90, 95)


@dataclass(frozen=True, slots=True)
class Turn:
    """One side of the switch between dollars and time."""

    words: str
    address: str
    current: bool


@dataclass(frozen=True, slots=True)
class SpreadView:
    """The section: what follows the model's name in the title, the curves, and their table."""

    model: str
    title: str
    name: str
    chart: CdfChart | None
    unit: str
    turns: tuple[Turn, ...]
    aside: tuple[str, ...]
    own: str
    rows: tuple[tuple[str, str, str], ...]
    has_off: bool


def spread_view(pair: Pair, form: PlanForm, *, cents: bool = False) -> SpreadView | None:
    """None where no run can be drawn: no figure, or time where none is promised. `cents`: the page counts in them."""
    on, off = (side if isinstance(side, Estimate) and side.run_spread else None for side in (pair.on, pair.off))
    timed = any(side and side.run_spread and side.run_spread.seconds for side in (on, off))
    if on is None and off is None:
        return None
    kind = form.spread if timed else "cost"
    kind = kind if kind == "cost" else "time"
    sides = _values(on, kind), _values(off, kind)
    usd = CENTS if cents else DOLLARS
    return _view(pair, form, *sides, kind, usd if kind == "cost" else _clock(sides), usd if timed else None)


def _values(side: Estimate | None, kind: str) -> Sequence[float]:
    if side is None or side.run_spread is None:
        return ()
    return side.run_spread.seconds if kind == "time" else side.run_spread.usd


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


def _view(
    pair: Pair, form: PlanForm, on: Sequence[float], off: Sequence[float], kind: str, unit: Unit, usd: Unit | None
) -> SpreadView:
    """`usd`: how the other side of the switch counts, None where there is no other side."""
    chart = cdf([v / unit.size for v in on], [v / unit.size for v in off], lambda number: unit.sign + number)
    thing = thing_of(form)
    title = _title(on, off, form.mode, kind, unit.say, thing)
    return SpreadView(
        model=pair.name,
        title=title,
        name=f"Share of {thing}s under each figure in {unit.word}. {pair.name}: {title}.",
        chart=chart,
        unit=f"One {thing}, {unit.word}.{_scale(chart)}",
        turns=_turns(form, kind, usd) if usd else (),
        aside=tuple(_aside(pair, form.mode, kind, unit, thing)),
        own=own_address(form, pair.offer.id) if pair.offer else "",
        rows=tuple((f"{p}%", _at(off, p, unit.say), _at(on, p, unit.say)) for p in PERCENTILES),
        has_off=bool(off),
    )


def _scale(chart: CdfChart | None) -> str:
    if chart is None:
        return ""
    return f" The scale starts at {chart.start}, not at zero." if chart.start else " The scale starts at zero."


def _at(values: Sequence[float], share: int, say: Callable[[float], str]) -> str:
    return say(values[share - 1]) if values else ""


def _title(
    on: Sequence[float], off: Sequence[float], mode: str, kind: str, say: Callable[[float], str], thing: str
) -> str:
    """The mode that the page leads with first."""
    every, more = ("costs", "costs more") if kind == "cost" else ("takes", "takes longer")
    every = f"every {thing} {every}"
    leads_off = bool(off) and (mode == "off" or not on)
    main, other = (off, on) if leads_off else (on, off)
    ends, against = (" without thinking", "with") if leads_off else ("", "without")
    if main[-1] == main[0]:
        return f"{every} {say(main[0])}{ends}: nothing in it is estimated"
    said = f"one {thing} in ten {more} than {say(main[89])}{ends}"
    if not other:
        return said
    return f"{said}, {against} thinking {f'{every} ' if other[-1] == other[0] else ''}{say(other[89])}"


def _turns(form: PlanForm, kind: str, usd: Unit) -> tuple[Turn, ...]:
    choices = (("cost", usd.word.capitalize()), ("time", "Time"))
    return tuple(Turn(text, form.address(spread=value), value == kind) for value, text in choices)


def _aside(pair: Pair, mode: str, kind: str, unit: Unit, thing: str) -> list[str]:
    """Further sentences: the partner by name, four runs in five, and a month beside one run, in the mode that the page
    leads with."""
    main = side_in(pair, mode)
    if main is None:
        return []
    said = [f"Without thinking it is {pair.off_model}."] if pair.off_model else []
    return said + (_four_in_five(main, thing) if kind == "time" else _month_beside(main, unit, thing))


def _four_in_five(side: Estimate, thing: str) -> list[str]:
    seconds = side.run_spread.seconds if side.run_spread else ()
    if not seconds or seconds[9] == seconds[89]:
        return []
    return [f"Four {thing}s in five take between {filters.duration(seconds[9])} and {filters.duration(seconds[89])}."]


def _month_beside(side: Estimate, unit: Unit, thing: str) -> list[str]:
    """One run against a month of them."""
    run, month, runs = side.cost.run_band, side.cost.month_band, float(side.cost.runs_per_month)
    if not run or not month or run.p10 == run.p90 or runs < 2:
        return []
    usd = float(side.cost.usd_per_run)
    each = unit.between(month.p10 / runs, month.p90 / runs, usd)
    many = f"Over a month of {filters.whole(runs)} {thing}s"
    rare = " A few long ones raise it." if month.p90 / runs > run.p90 else ""
    return [
        f"Four {thing}s in five cost {unit.between(run.p10, run.p90, usd)}.",
        f"{many}, the average {thing} costs {each} in four months of five.{rare}",
    ]
