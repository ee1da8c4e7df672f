"""The table: one pair of rows a model, its columns, its order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from planner.core.results import Caveat, Estimate, Pair
from planner.web import filters
from planner.web.forms import PlanForm
from planner.web.plan.row.detail import Opened
from planner.web.present.amounts import usd_of


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


SECONDS_BELOW, MINUTES_TO = 120, 3 * 3600
"""From how many seconds on a run is timed in minutes, and up to how many."""


def unit_for(times: Sequence[float]) -> TimeUnit:
    """The unit in which these seconds are read best."""
    if not times or min(times) < SECONDS_BELOW:
        return SECONDS
    return HOURS if min(times) > MINUTES_TO else MINUTES


@dataclass(frozen=True, slots=True)
class Row:
    """A model in the table: where its row leads, what is below it, and whether it is open."""

    pair: Pair
    id: str
    host: str
    is_chosen: bool
    is_open: bool
    toggle: str
    caveats: tuple[Caveat, ...]
    opened: Opened | None
    own: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column with a head of its own: its name in the address, its words, its order and where its header leads."""

    name: str
    words: str
    sort: str
    address: str


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

SORT_KEYS: dict[str, Callable[[Estimate], Decimal | float]] = {
    "month": usd_of,
    "run": lambda e: e.cost.usd_per_run,
    "first": lambda e: e.latency.first_answer.p50 if e.latency else float("inf"),
    "time": lambda e: e.latency.run.p50 if e.latency else float("inf"),
    "fresh": lambda e: e.tokens.input_fresh + e.tokens.cache_write,
    "read": lambda e: e.tokens.cache_read,
    "reasoning": lambda e: e.tokens.reasoning,
    "visible": lambda e: e.tokens.visible,
}
"""By the name of the column in addresses, where `month` is whatever the dollars of the plan are of."""


def side_in(pair: Pair, mode: str) -> Estimate | None:
    """The side of a mode where it has a figure, else the other one."""
    sides = (pair.off, pair.on) if mode == "off" else (pair.on, pair.off)
    return next((side for side in sides if isinstance(side, Estimate)), None)


def main_side(pair: Pair) -> Estimate | None:
    """The side a model is ranked by: thinking where it has a figure, else not thinking."""
    return side_in(pair, "on")


def ordered(pairs: Sequence[Pair], sort: str, mode: str = "on") -> list[Pair]:
    """By the column, rising, or falling with a minus before it; models without a figure last."""
    name, falling = sort.lstrip("-"), sort.startswith("-")
    if name == "model":
        return sorted(pairs, key=lambda p: p.name.casefold(), reverse=falling)
    known = [(SORT_KEYS[name](side), i, pair) for i, pair in enumerate(pairs) if (side := side_in(pair, mode))]
    known.sort(key=lambda found: found[:2], reverse=falling)
    return [pair for _, _, pair in known] + [pair for pair in pairs if side_in(pair, mode) is None]


def held(pairs: Sequence[Pair], order: Sequence[str]) -> list[Pair]:
    """The order on the reader's page; new models come after it in their own order."""
    place = {key: i for i, key in enumerate(order)}
    return sorted(pairs, key=lambda p: place.get(p.asked, len(place)))
