"""How to stay under the cap: changes to tick, and what those that are ticked come to together.

What several changes come to is one forecast of all of them: savings of single changes do not add up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from planner.core.budget.advice.advice_types import LineChange
from planner.core.models.catalogue import Catalogue
from planner.core.models.names.host_choice import served_by_maker
from planner.web import filters
from planner.web.budgets.view_data import Data, Shown, month_short
from planner.web.charts.fan_words import chance_word
from planner.web.charts.scales import percent
from planner.web.present.scores import bench_named

MOST_SHOWN = 7
COUNTS = ("none", "this one", "these two", "these three", "these four", "these five", "these six")
CHART_HEIGHT, CHART_BASE, CHART_TOP = 120.0, 100.0, 8.0


@dataclass(frozen=True, slots=True)
class Option:
    """A change to tick. `price` is what it costs in time and quality; `rival` names those of which one can hold."""

    key: str
    text: str
    price: str
    usd: str
    saved_usd: str
    alone: str
    rival: str
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """A change that is not available, and why."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of the small table: now, and with what is ticked (empty while nothing is)."""

    name: str
    now: str
    then: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A month: the bill with the changes, the part that is cut off, the upper end of the 80% range; SVG places."""

    x: str
    middle: str
    width: str
    y: float
    height: float
    cut_y: float
    cut_height: float
    top: float
    label: str


@dataclass(frozen=True, slots=True)
class UnderCap:
    """The section. `count` changes are ticked, `these` says how many in words."""

    title: str
    note: str
    options: tuple[Option, ...]
    more: tuple[Option, ...]
    refused: tuple[Refused, ...]
    count: int
    these: str
    usd: str
    chance: str
    figures: tuple[Figure, ...]
    bars: tuple[Bar, ...]
    cap_y: float | None
    chart_name: str
    hint: str


def key_of(change: Data) -> str:
    """A name for a change that stays the same while the budget around it changes."""
    parts = ("line", "kind", "offer", "thinking", "service_tier", "cache_mode", "share")
    return "~".join(str(change[name]) for name in parts if change.get(name) is not None)


def held_savings(data: Data, keys: Collection[str]) -> tuple[Data, ...]:
    """The savings of an answer that are ticked, in its order; of rivals the first."""
    found: dict[tuple[int, str], Data] = {}
    for saving in data["advice"]["savings"]:
        change = saving["change"]
        if key_of(change) in keys:
            found.setdefault((change["line"], change["kind"]), saving)
    return tuple(found.values())


def held_keys(data: Data, keys: Collection[str]) -> set[str]:
    return {key_of(saving["change"]) for saving in held_savings(data, keys)}


def change_of(data: Data) -> LineChange:
    """The change of a saving, from its data."""
    share = data.get("share")
    return LineChange(**{**data, "share": None if share is None else Decimal(share)})


def under_cap(
    shown: Shown, keys: Collection[str], then: Shown | None, cap_that_holds: float | None, catalogue: Catalogue
) -> UnderCap:
    """`then` is the budget with all that is ticked, None while nothing is; `cap_that_holds` the monthly cap that is
    passed in one case of ten with it."""
    savings = sorted(shown.data["advice"]["savings"], key=lambda saving: -Decimal(saving["usd"]))
    held = held_keys(shown.data, keys)
    options = [_option(saving, key_of(saving["change"]) in held, catalogue) for saving in savings]
    count = len(held)
    return UnderCap(
        title=_title(shown, bool(options)),
        note=_note(len(shown.months)),
        options=tuple(options[:MOST_SHOWN]),
        more=tuple(options[MOST_SHOWN:]),
        refused=tuple(Refused(found["text"], found["reason"]) for found in shown.data["advice"].get("not_offered", ())),
        count=count,
        these=COUNTS[count] if count < len(COUNTS) else f"these {count}",
        usd=_three((then or shown).usd),
        chance=_chance(then or shown),
        figures=tuple(_figures(shown, then)),
        bars=tuple(_bars(shown, then)),
        cap_y=_cap_y(shown, then),
        chart_name=_chart_name(shown, then),
        hint=_hint(shown, then, cap_that_holds),
    )


def _title(shown: Shown, has_options: bool) -> str:
    if not has_options and any(line.get("stages") for line in shown.lines):
        return "Changes to the parts of a run are tried in its plan"
    if not has_options:
        return "No change on the list would lower the bill"
    return "How to lower the bill" if shown.cap is None and shown.total is None else "How to stay under the cap"


def _note(months: int) -> str:
    period = f"over {months} months" if months > 1 else "in the month"
    return (
        f"Tick what you could do. Savings are expected dollars {period}; two changes of one line save less "
        "together than apart."
    )


def _option(saving: Data, is_ticked: bool, catalogue: Catalogue) -> Option:
    change, left = saving["change"], saving["chance_any_month"]
    return Option(
        key=key_of(change),
        text=saving["text"],
        price="; ".join([*_price(saving), *_paid(saving, catalogue)]),
        usd=f"{filters.MINUS}{filters.decimals(Decimal(saving['usd']), 0)}",
        saved_usd=str(saving["usd"]),
        alone="" if left is None else f"{chance_word(left)} alone",
        rival=f"{change['line']}-{change['kind']}",
        is_ticked=is_ticked,
    )


def _price(saving: Data) -> Iterator[str]:
    """What it costs in runs, time and quality."""
    if saving["kind"] == "runs":
        share = Decimal(saving["change"]["share"])
        yield f"{filters.percent((1 - share).quantize(Decimal('0.01')))} of its runs go without"
        return
    yield seconds_words(saving["seconds_before"], saving["seconds_after"])
    if saving["kind"] in ("model", "effort"):
        yield from _score(saving)


def _paid(saving: Data, catalogue: Catalogue) -> Iterator[str]:
    """Who sends the bill, where it is not the model's maker."""
    offer = catalogue.offers.get(saving["change"].get("offer") or "")
    if saving["kind"] != "model" or offer is None or served_by_maker(catalogue, offer):
        return
    profile = catalogue.profile_of(offer)
    maker = profile.lab if profile else "the maker"
    yield f"{offer.host_name} serves it and sends the bill, not {maker}"


def _score(saving: Data) -> Iterator[str]:
    bench, before, after = (saving[name] for name in ("bench", "score_before", "score_after"))
    if not bench or before is None:
        return
    name = bench_named(bench).words.split(",")[0]
    if after is None:
        yield f"no score on {name}"
    elif round(after) == round(before):
        yield f"scores {after:.0f}% on {name}, as now"
    else:
        yield f"scores {after:.0f}% instead of {before:.0f}% on {name}"


def seconds_words(before: float | None, after: float | None) -> str:
    """a run takes 40 min instead of 30 min."""
    if after is None:
        return "a run is done within a day" + ("" if before is None else f" instead of {filters.duration(before)}")
    now = filters.duration(after)
    was = "within a day" if before is None else filters.duration(before)
    return f"a run takes {now}, as now" if now == was else f"a run takes {now} instead of {was}"


def _three(usd: Decimal) -> str:
    return filters.money(filters.significant(usd, 3))


def _chance(shown: Shown) -> str:
    """The odds that the section is about: of the month's cap, else of that for all months."""
    finding = shown.data["finding"]
    chance = finding["chance_any_month"] if shown.cap is not None else finding["chance_period"]
    return "" if chance is None else chance_word(chance)


def _figures(shown: Shown, then: Shown | None) -> Iterator[Figure]:
    months = len(shown.months)

    def row(name: str, now: str, changed: str) -> Figure:
        return Figure(name, now, changed if then else "")

    after = then or shown
    over = f", {months} months" if months > 1 else ""
    yield row(f"Expected{over}", _whole(shown.usd), _whole(after.usd))
    if not shown.is_certain or not after.is_certain:
        yield row("80% range, thousand", _range(shown), _range(after))
    if months > 1:
        place = _highest(shown)
        name = month_short(shown.labels[place])[:3]
        yield row(f"Highest month, {name}", _month(shown, place), _month(after, _highest(after)))
    if shown.cap is not None:
        name = f"Over {filters.money(shown.cap)} in some month" if months > 1 else f"Over {filters.money(shown.cap)}"
        yield row(name, _odds(shown, "chance_any_month"), _odds(after, "chance_any_month"))
    if shown.total is not None:
        name = f"Over {filters.money(shown.total)} in all"
        yield row(name, _odds(shown, "chance_period"), _odds(after, "chance_period"))


def _whole(usd: Decimal) -> str:
    return filters.decimals(usd, 0)


def _range(shown: Shown) -> str:
    low, high = (Decimal(shown.data["finding"]["fan"][end]) / 1000 for end in ("p10", "p90"))
    places = 0 if high >= 100 else 1 if high >= 10 else 2
    return f"{filters.decimals(low, places)}–{filters.decimals(high, places)}"


def _highest(shown: Shown) -> int:
    return max(range(len(shown.months)), key=lambda place: Decimal(shown.months[place]["usd"]))


def _month(shown: Shown, place: int) -> str:
    return _whole(Decimal(shown.months[place]["usd"]))


def _odds(shown: Shown, name: str) -> str:
    chance = shown.data["finding"][name]
    return "" if chance is None else chance_word(chance)


def _scale(shown: Shown, then: Shown | None) -> float:
    """SVG units a dollar."""
    tops = [float(month["usd"]) for month in shown.months]
    tops += [float(month["fan"]["p90"]) for month in (then or shown).months]
    return (CHART_BASE - CHART_TOP) / (max([*tops, float(shown.cap or 0)]) or 1.0)


def _cap_y(shown: Shown, then: Shown | None) -> float | None:
    return None if shown.cap is None else round(CHART_BASE - float(shown.cap) * _scale(shown, then), 1)


def _bars(shown: Shown, then: Shown | None) -> Iterator[Bar]:
    unit, step, labels = _scale(shown, then), 100 / len(shown.months), _labels(shown.labels)
    for place, (before, after) in enumerate(zip(shown.months, (then or shown).months, strict=True)):
        was, now, top = float(before["usd"]), float(after["usd"]), float(after["fan"]["p90"])
        y = CHART_BASE - now * unit
        cut = max(was - now, 0.0) * unit
        yield Bar(
            x=percent(step * (place + 0.15)),
            middle=percent(step * (place + 0.5)),
            width=percent(step * 0.7),
            y=round(y, 1),
            height=round(now * unit, 1),
            cut_y=round(y - cut, 1),
            cut_height=round(cut, 1),
            top=round(CHART_BASE - top * unit, 1),
            label=labels[place],
        )


def _labels(labels: Sequence[str]) -> list[str]:
    """Every third month and the last by name; the one before the last would be over it."""
    every = max(1, -(-len(labels) // 4))
    last = len(labels) - 1
    named = {place for place in range(0, len(labels), every) if last - place >= every / 2} | {last}
    return [month_short(label)[:3] if place in named else "" for place, label in enumerate(labels)]


def _chart_name(shown: Shown, then: Shown | None) -> str:
    after = then or shown
    against = f" against a cap of {filters.money(shown.cap)}" if shown.cap is not None else ""
    high = _three(Decimal(after.months[_highest(after)]["usd"]))
    return f"Expected bill per month{' with these changes' if then else ''}{against}; the highest is {high}"


def _hint(shown: Shown, then: Shown | None, cap_that_holds: float | None) -> str:
    """The cap that would hold, where what is ticked does not do."""
    if shown.cap is None or cap_that_holds is None or then is None:
        return ""
    if float(then.data["finding"]["chance_any_month"]) <= 0.1:
        return ""
    cap = filters.money(filters.significant(Decimal(repr(cap_that_holds)), 3))
    return f"A cap of {cap} per month would leave a 10% chance."
