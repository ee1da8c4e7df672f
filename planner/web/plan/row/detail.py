"""The opened row: what thinking adds, the sum line by line, the time, the context, and the evidence."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import date
from decimal import Decimal

from planner.core.cost.pricing import mean_rate_words
from planner.core.cost.units import SENT, counts_by, sent_sizes, sent_units
from planner.core.request import EstimateRequest
from planner.core.results import Difference, Estimate, Pair
from planner.core.tokens.thinking_budget import BUDGET_SOURCE
from planner.core.workload import Workload
from planner.web.charts.context import ContextChart, context_chart
from planner.web.plan.row.step_costs import Depth, sides_of
from planner.web.plan.row.times import TimeTable, time_table

CUT_BY_BUDGET = frozenset({"budget_only_cuts", "budget_not_taken"})


@dataclass(frozen=True, slots=True)
class Added:
    """What thinking adds to a run, in dollars. `run`: where the difference goes; `dearer_usd`: extra cost of the
    thinking itself because a long-context rate begins sooner, 0 where it is too small to mention; `brings_cliff`:
    thinking causes that rate."""

    run: Difference
    dearer_usd: Decimal
    brings_cliff: bool

    @property
    def usd(self) -> Decimal:
        return self.run.thinking_usd + self.run.rereading_usd

    @property
    def is_answer_worth_saying(self) -> bool:
        """Whether the answer's part is at least a fiftieth of what the thinking adds."""
        return bool(self.run.answer_usd) and abs(self.run.answer_usd) * 50 >= abs(self.usd)

    @property
    def dearer_part(self) -> str:
        """Which of the partner's prices differ enough to be named."""
        token, cache = abs(self.run.price_usd), abs(self.run.cache_usd)
        if cache >= 4 * token:
            return "caching"
        return "tokens" if token >= 4 * cache else "tokens and caching"


@dataclass(frozen=True, slots=True)
class Counted:
    """Tokens of one image, one PDF page or one second of sound, by the kind of its line; `maker`: whose published way
    of counting it is, empty where it is assumed."""

    kind: str
    tokens: int
    maker: str


@dataclass(frozen=True, slots=True)
class Opened:
    """Everything below an opened row. `main`: the side it opens on, `other`: the other one where it has a figure;
    `depth`: its further calculations; `price_hours`: a sentence on a price that changes with the hour; `counted`: how
    what is not text turns into tokens."""

    pair: Pair
    question: EstimateRequest
    main: Estimate
    other: Estimate | None
    added: Added | None
    time: TimeTable | None
    context: ContextChart | None
    depth: Depth | None
    price_hours: str
    counted: tuple[Counted, ...]


def open_row(
    pair: Pair, question: EstimateRequest, depth: Depth | None = None, *, day: date, mode: str = "on"
) -> Opened | None:
    """What opens under `pair` in a plan of prices on `day` that leads with `mode`; None where no side has a figure."""
    main, other = sides_of(pair, mode)
    if main is None:
        return None
    # Of a run of several parts: their contexts are not one row.
    grown = None if main.stages else context_chart(main.context, other.context if other else (), main.context_window)
    return Opened(
        pair=pair,
        question=question,
        main=main,
        other=other,
        added=added(pair),
        time=time_table(main, question.workload),
        context=grown,
        depth=depth,
        price_hours=mean_rate_words(main.offer, day, question.workload.service_tier),
        counted=counted(main, question.workload),
    )


def counted(side: Estimate, load: Workload) -> tuple[Counted, ...]:
    """Of the images, pages and sound that are sent as tokens."""
    planned = {kind for kind, _ in sent_units(side.offer, side.card, load)}
    sizes = zip(SENT, sent_sizes(side.offer, side.card), strict=True)
    return tuple(Counted(kind, size, counts_by(side.offer, kind)) for kind, size in sizes if kind in planned)


def budget_part(side: Estimate) -> str:
    """What a thinking budget does to its thinking: it gives the figure (`rule`), it only cuts (`cut`), or there is none
    (empty)."""
    if BUDGET_SOURCE in side.reasoning_evidence.source:
        return "rule"
    return "cut" if any(caveat.code in CUT_BY_BUDGET for caveat in side.caveats) else ""


def added(pair: Pair) -> Added | None:
    """None where the difference is not known, or no runs are planned."""
    parts, on, off = pair.difference, pair.on, pair.off
    if parts is None or not isinstance(on, Estimate) or not isinstance(off, Estimate) or not on.cost.runs_per_month:
        return None
    run = Difference(*(usd / on.cost.runs_per_month for usd in astuple(parts)))
    dearer = _reasoning_usd(on) - _reasoning_usd(off) - run.thinking_usd
    return Added(run, dearer if dearer * 100 > run.thinking_usd else Decimal(0), _has_cliff(on) and not _has_cliff(off))


def _reasoning_usd(estimate: Estimate) -> Decimal:
    return sum((line.usd for line in estimate.cost.lines if line.kind == "reasoning"), Decimal(0))


def _has_cliff(estimate: Estimate) -> bool:
    return any(caveat.code == "price_cliff" for caveat in estimate.caveats)
