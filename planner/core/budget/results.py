"""What a budget comes back as. USD: exact Decimals are expected values, which add up; drawn dollars are floats."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import reduce

from planner.core.budget.inputs import BudgetLine
from planner.core.cost.quote import EXACT
from planner.core.lazy import Lazy
from planner.core.results import Caveat, ReadAs, Refusal
from planner.core.uncertainty.band import Band

ZERO = Decimal(0)


USD_PLACES = Decimal("1e-18")


def cut(usd: Decimal) -> Decimal:
    """Dollars that may not end (a third), cut where no bill can notice, so that they add up exactly."""
    return usd.quantize(USD_PLACES, context=EXACT)


def exact_sum(amounts: Iterable[Decimal]) -> Decimal:
    """A sum to its last digit, however many it has."""
    return reduce(EXACT.add, amounts, ZERO)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens to lines on a day: `price`, `retirement`, `reroute` or `notice`, in a sentence.

    For a price, `ratio` is the run's cost after against before.
    """

    on: date
    kind: str
    lines: tuple[str, ...]
    text: str
    offer: str
    successor: str | None = None
    ratio: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Split:
    """Dollars by what they buy: what is sent, reasoning, reasoning sent again at later steps, answers, fees."""

    reading_usd: Decimal = ZERO
    thinking_usd: Decimal = ZERO
    rereading_usd: Decimal = ZERO
    answering_usd: Decimal = ZERO
    fees_usd: Decimal = ZERO

    @property
    def usd(self) -> Decimal:
        return exact_sum((self.reading_usd, self.thinking_usd, self.rereading_usd, self.answering_usd, self.fees_usd))

    def with_reading(self, usd: Decimal) -> Split:
        """The same with so many dollars more for what is sent."""
        return Split(self.reading_usd + usd, self.thinking_usd, self.rereading_usd, self.answering_usd, self.fees_usd)

    def times(self, factor: Decimal) -> Split:
        return Split(
            cut(self.reading_usd * factor),
            cut(self.thinking_usd * factor),
            cut(self.rereading_usd * factor),
            cut(self.answering_usd * factor),
            cut(self.fees_usd * factor),
        )

    def plus(self, other: Split) -> Split:
        return Split(
            EXACT.add(self.reading_usd, other.reading_usd),
            EXACT.add(self.thinking_usd, other.thinking_usd),
            EXACT.add(self.rereading_usd, other.rereading_usd),
            EXACT.add(self.answering_usd, other.answering_usd),
            EXACT.add(self.fees_usd, other.fees_usd),
        )


@dataclass(frozen=True, slots=True)
class LineMonth:
    """One line in one month. `planned_usd` is the forecast and `actual_usd` the actual bill (None: not known). `usd` is
    the actual bill where it is known, else the forecast, rescaled if the budget asks for it."""

    month: int
    runs: Decimal
    planned: Split
    actual_usd: Decimal | None
    usd: Decimal

    @property
    def planned_usd(self) -> Decimal:
        return self.planned.usd


@dataclass(frozen=True, slots=True)
class OwnChange:
    """What own runs change in a line: the 80 % range of a month over its expected bill, without and with them, and the
    expected bill with them over the one without."""

    before: Band
    after: Band
    factor: float


@dataclass(frozen=True, slots=True)
class LineAnswer:
    """A line over the period. `scale`: the factor on its coming months (1 without actuals). `refusal`: why it could not
    be priced; it then has no months and is not counted. `caveats`: the serious ones. `own_runs`: the user's own runs of
    this model and mode that its tokens are based on; `shifted_by_own`: whether runs of other models changed them;
    `own_change`: by how much."""

    index: int
    line: BudgetLine
    offers: tuple[str, ...]
    modes: tuple[str, ...]
    model: str
    months: tuple[LineMonth, ...]
    scale: Decimal
    refusal: Refusal | None = None
    caveats: tuple[Caveat, ...] = ()
    read_as: ReadAs | None = None
    own_runs: int = 0
    shifted_by_own: bool = False
    own_change: Lazy[OwnChange | None] = field(default_factory=lambda: Lazy.of(None), compare=False)

    @property
    def usd(self) -> Decimal:
        return exact_sum(month.usd for month in self.months)


@dataclass(frozen=True, slots=True)
class Fan:
    """Drawn dollars of one month or of the whole period: median p50, four in five between p10 and p90."""

    p10: float
    p25: float
    p50: float
    p75: float
    p90: float
    mean: float


@dataclass(frozen=True, slots=True)
class MonthAnswer:
    """All lines in one month. `chance_over_cap` is None without a cap."""

    index: int
    label: str
    first: date
    last: date
    usd: Decimal
    planned: Split
    actual_usd: Decimal | None
    fan: Fan
    chance_over_cap: float | None
    over_cap: bool


@dataclass(frozen=True, slots=True)
class Subtotal:
    """An owner or a cost centre: dollars month by month and over the period. An empty name is nobody's."""

    name: str
    usd: Decimal
    usd_by_month: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """The figures of the headline; months are counted from 0, None where there is no cap or no such month. `usd` is the
    expected total over the period; `first_month_over` the first whose expected dollars pass the cap,
    `first_month_risky` the first with a chance of at least one in five, `likeliest_month` the one with the greatest
    chance."""

    usd: Decimal
    fan: Fan
    chance_any_month: float | None
    chance_period: float | None
    likeliest_month: int | None
    first_month_over: int | None
    first_month_risky: int | None
    biggest_line: int | None
    biggest_share: float


@dataclass(frozen=True, slots=True)
class BudgetAnswer:
    """The whole forecast of a budget."""

    finding: Finding
    months: tuple[MonthAnswer, ...]
    lines: tuple[LineAnswer, ...]
    owners: tuple[Subtotal, ...]
    cost_centres: tuple[Subtotal, ...]
    events: tuple[Event, ...]
    seed: int
