"""The table: one pair of rows a model, its columns, its order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from planner.core.results import Estimate, Pair, Refusal
from planner.web import filters
from planner.web.forms import PlanForm
from planner.web.plan.row.detail import Opened
from planner.web.present.amounts import band_of, usd_of
from planner.web.present.caveats import Caveat
from planner.web.present.context_fit import misfit
from planner.web.present.evidence import Mark, mark_of

Side = Estimate | Refusal


@dataclass(frozen=True, slots=True)
class TimeUnit:
    """The unit of a time column: its word, its length and how a figure in it is written."""

    word: str
    seconds: float

    @property
    def short(self) -> str:
        """s, min, h."""
        return {1: "s", 60: "min"}.get(int(self.seconds), "h")

    def write(self, seconds: float) -> str:
        value = seconds / self.seconds
        return filters.decimals(value, 1 if value < 9.95 else 0)


SECONDS, MINUTES, HOURS = TimeUnit("Seconds", 1), TimeUnit("Minutes", 60), TimeUnit("Hours", 3600)


def time_unit(pairs: Sequence[Pair]) -> TimeUnit:
    """Seconds where the quickest run is under two minutes, hours where it takes more than three."""
    return unit_for([e.latency.run.p50 for p in pairs for e in (p.on, p.off) if isinstance(e, Estimate) and e.latency])


def unit_for(times: Sequence[float]) -> TimeUnit:
    """The unit in which these seconds are read best."""
    if not times or min(times) < 120:
        return SECONDS
    return HOURS if min(times) > 3 * 3600 else MINUTES


@dataclass(frozen=True, slots=True)
class Cells:
    """One mode of one model, as printed; `words` stand in for all figures where there are none.

    `misfit` says in a few words why a run with these figures cannot be done; empty where it can.
    """

    mode: str
    label: str
    words: str
    month: str = ""
    month_band: str = ""
    run: str = ""
    first: str = ""
    time: str = ""
    time95: str = ""
    fresh: str = ""
    written: str = ""
    read: str = ""
    reasoning: str = ""
    visible: str = ""
    mark: Mark | None = None
    misfit: str = ""


@dataclass(frozen=True, slots=True)
class Links:
    """The page and the fragment that a link leads to."""

    page: str
    part: str


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model: off, on, its caveats, and what opens below it."""

    key: str
    id: str
    name: str
    host: str
    off: Cells
    on: Cells
    flags: tuple[Caveat, ...]
    is_focus: bool
    is_open: bool
    toggle: Links
    can_open: bool
    opened: Opened | None
    own: str


@dataclass(frozen=True, slots=True)
class Column:
    """A sortable column: its words, its group, its colour key and where its header leads."""

    name: str
    words: str
    group: str
    swatch: str
    narrow: bool
    sort: str
    arrow: str
    links: Links


def links(form: PlanForm, **changes: str) -> Links:
    return Links(form.address(**changes), form.address("/plan/results", **changes))


def slug(key: str) -> str:
    """An id for the page from a model's name."""
    return "m-" + "".join(ch if ch.isalnum() else "-" for ch in key.casefold())


def own_id(offer_id: str) -> str:
    """The id of the fields for an offer's own figures."""
    return f"own-{slug(offer_id)}"


def own_address(form: PlanForm, offer_id: str) -> str:
    """The plan with fields for the offer's own figures, and there at once."""
    return f"{form.address(mine=offer_id)}#{own_id(offer_id)}"


# ---------- order

KEYS: dict[str, Callable[[Estimate], Decimal | float]] = {
    "month": usd_of,
    "run": lambda e: e.cost.usd_per_run,
    "first": lambda e: e.latency.first_answer.p50 if e.latency else float("inf"),
    "time": lambda e: e.latency.run.p50 if e.latency else float("inf"),
    "fresh": lambda e: e.tokens.input_fresh + e.tokens.cache_write,
    "read": lambda e: e.tokens.cache_read,
    "reasoning": lambda e: e.tokens.reasoning,
    "visible": lambda e: e.tokens.visible,
}


def main_side(pair: Pair) -> Estimate | None:
    """The side a model is ranked by: thinking where it has a figure, else not thinking."""
    return next((side for side in (pair.on, pair.off) if isinstance(side, Estimate)), None)


def ordered(pairs: Sequence[Pair], sort: str) -> list[Pair]:
    """By the column, rising, or falling with a minus before it; models without a figure last."""
    name, falling = sort.lstrip("-"), sort.startswith("-")
    if name == "model":
        return sorted(pairs, key=lambda p: p.name.casefold(), reverse=falling)
    known = [(KEYS[name](side), i, pair) for i, pair in enumerate(pairs) if (side := main_side(pair))]
    known.sort(key=lambda found: found[:2], reverse=falling)
    return [pair for _, _, pair in known] + [pair for pair in pairs if main_side(pair) is None]


def held(pairs: Sequence[Pair], order: Sequence[str]) -> list[Pair]:
    """The order the reader has before his eyes, with newcomers after it in their own order."""
    place = {key: i for i, key in enumerate(order)}
    return sorted(pairs, key=lambda p: place.get(p.asked, len(place)))


# ---------- rows


def cells(side: Side, mode: str, unit: TimeUnit) -> Cells:
    """One printed row."""
    if isinstance(side, Refusal):
        return Cells(mode, mode, filters.sentence(side.text))
    tokens, cost, latency = side.tokens, side.cost, side.latency
    return Cells(
        mode=mode,
        label=_label(side, mode),
        words="",
        month=filters.column(usd_of(side)),
        month_band=filters.spread(band_of(side)),
        run=filters.column(cost.usd_per_run),
        first=SECONDS.write(latency.first_answer.p50) if latency else "",
        time=unit.write(latency.run.p50) if latency else "within a day",
        time95=unit.write(latency.run.p95) if latency and latency.run.p95 is not None else "",
        fresh=filters.kilo_tokens(tokens.input_fresh + tokens.cache_write),
        written=filters.kilo_tokens(tokens.cache_write) if tokens.cache_write else "",
        read=filters.kilo_tokens(tokens.cache_read),
        reasoning=filters.kilo_tokens(tokens.reasoning),
        visible=filters.kilo_tokens(tokens.visible),
        mark=mark_of(side.reasoning_evidence.basis) if tokens.reasoning else None,
        misfit=misfit(side),
    )


def _label(side: Estimate, mode: str) -> str:
    """on or off, and the effort where it is not the one asked for."""
    if mode == "off" and side.thinking != "off":
        return side.thinking
    return mode
