"""The shapes an estimate comes back in; the JSON contract and the pages are both made from these."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from planner.core.estimate.solved import Solved
from planner.core.lazy import Lazy
from planner.core.models.catalogue import Offer, Profile, model_name
from planner.core.models.offers.second_prices import Disagreement
from planner.core.models.rates import RateCard
from planner.core.people import PersonCost
from planner.core.uncertainty.band import Band, RunSpread, Tail, TokenBands
from planner.core.uncertainty.steps import StepsRange
from planner.core.workload import NOT_THINKING

NO_RATES = RateCard()


@dataclass(frozen=True, slots=True)
class Line:
    """tokens x rate = dollars, exactly. `kind`: input_fresh, cache_read, cache_write, reasoning, visible, summary,
    web_search, requests. `tier_start` is the long-context threshold above which this line's rate applies, None for the
    base rate; for web_search and requests `tokens` counts calls and `usd_per_mtok` is dollars per million of them."""

    kind: str
    tokens: Decimal
    usd_per_mtok: Decimal
    usd: Decimal
    tier_start: int | None = None
    steps: tuple[int, int] | None = None
    stage: str | None = None


@dataclass(frozen=True, slots=True)
class Tokens:
    """Mean tokens of one run, retries included; `visible` includes what summaries say, of which there are
    `compactions`; `steps`: how many steps runs take where that is not known; `bands`: None where they are not drawn."""

    input: Decimal
    input_fresh: Decimal
    cache_read: Decimal
    cache_write: Decimal
    reasoning: Decimal
    visible: Decimal
    reasoning_per_call: Decimal
    visible_per_call: Decimal
    compactions: Decimal = Decimal(0)
    steps: StepsRange | None = None
    bands: Lazy[TokenBands] | None = None

    @property
    def reasoning_band(self) -> Band | None:
        return self.bands.get().reasoning if self.bands else None

    @property
    def visible_band(self) -> Band | None:
        return self.bands.get().visible if self.bands else None

    @property
    def reasoning_mean_band(self) -> Band | None:
        return self.bands.get().reasoning_mean if self.bands else None


@dataclass(frozen=True, slots=True)
class Cost:
    """Dollars of one run, exact to the last digit, and of a month of them; `drawn_run`: the range of single runs."""

    lines: tuple[Line, ...]
    usd_per_run: Decimal
    runs_per_month: Decimal
    usd_per_month: Decimal
    drawn_run: Lazy[Band] | None = None
    month_band: Band | None = None
    solved: Solved | None = None
    per_person: PersonCost | None = None

    @property
    def run_band(self) -> Band | None:
        """The range of single runs; None where none are drawn."""
        return self.drawn_run.get() if self.drawn_run else None


@dataclass(frozen=True, slots=True)
class Latency:
    """Seconds: the first call's TTFT, first answer token and end, then the whole run with its tools; `solved`: all runs
    of a task until it is solved, where the chance that one solves it is known."""

    ttft: Tail
    first_answer: Tail
    e2e: Tail
    run: Tail
    solved: Tail | None = None


@dataclass(frozen=True, slots=True)
class TimePart:
    """One share of a run's seconds: `kind` wait, read, think, answer, summary, tool; means per step and per run."""

    kind: str
    seconds_per_call: float
    seconds_per_run: float


@dataclass(frozen=True, slots=True)
class ContextPoint:
    """What one step's call sends: tokens in all, and how many of them come from cache. `summarised`: what the summary
    made just before it sent, None where none was made."""

    step: int
    total: float
    cached: float
    summarised: float | None = None


@dataclass(frozen=True, slots=True)
class Summaries:
    """The summaries of one run: how many, the step before which the first is made, tokens that one writes, dollars of
    their calls, and dollars of the run if its context simply grew, whether it fits the window or not."""

    count: int
    first_step: int
    tokens: Decimal
    usd: Decimal
    usd_per_run_without: Decimal


@dataclass(frozen=True, slots=True)
class Caveat:
    """A caveat: a code, a sentence with the figure in it, and the step where it bites; explained on the method page."""

    code: str
    text: str
    step: int | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a figure rests on. `basis`: model+effort, model, family, class, given, or own with the number of `runs`.

    `shifted_by_own`: own runs of other models at the same work moved it. `list_date`: that of the list a price stands
    in, whatever the price's own date.
    """

    basis: str
    source: str
    checked: date | None = None
    url: str = ""
    runs: int | None = None
    shifted_by_own: bool = False
    list_date: date | None = None


@dataclass(frozen=True, slots=True)
class ReadAs:
    """How a name that is not the offer's id was read: the offer, the mode in the name (None where none), and a clause
    with the reason."""

    name: str
    offer: str
    thinking: str | None
    why: str


@dataclass(frozen=True, slots=True)
class StageAnswer:
    """One stage of a run, as it enters the average run: `share` of runs come to it, `times` in each of them. `cost` and
    `tokens` are its part of the average run; `run` the seconds of one pass, None for batch. `lost_cache_usd`: what the
    average run pays since the stage goes on from another model's context, which its own cache does not hold.
    `alone`: the estimate of its passes by themselves."""

    name: str
    offer: Offer
    model: str
    thinking: str
    share: float
    times: int
    steps: int
    tokens: Tokens
    cost: Cost
    run: Tail | None
    alone: Estimate
    lost_cache_usd: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Rereading:
    """Dollars of the average run for reasoning: sent again at later steps, and as it was first written."""

    again_usd: Decimal
    own_usd: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Estimate:
    """One offer in one thinking mode for one workload; `card` holds the rates that were used. `is_makers`: the host is
    the model's maker; `makers_offer`: the id of the maker's own offer, None where the list has none; `mean_seconds`:
    the range of the mean run of a day, None for batch and for runs of several models."""

    offer: Offer
    profile: Profile | None
    thinking: str
    asked: str
    tokens: Tokens
    cost: Cost
    latency: Latency | None
    time_parts: tuple[TimePart, ...]
    growth: Lazy[tuple[ContextPoint, ...]]
    context_window: int | None
    caveats: tuple[Caveat, ...]
    price_evidence: Evidence
    reasoning_evidence: Evidence
    visible_evidence: Evidence
    speed_evidence: Evidence | None
    rereading: Lazy[Rereading]
    run_spread: RunSpread | None = None
    card: RateCard = NO_RATES
    disputes: tuple[Disagreement, ...] = ()
    summaries: Summaries | None = None
    read_as: ReadAs | None = None
    is_makers: bool = False
    makers_offer: str | None = None
    stages: tuple[StageAnswer, ...] = ()
    mean_seconds: Lazy[Band | None] = field(default_factory=lambda: Lazy.of(None))

    @property
    def thinks(self) -> bool:
        """Whether the mode is one of thinking: neither off nor the least there is instead."""
        return self.thinking not in NOT_THINKING

    @property
    def model_name(self) -> str:
        return model_name(self.offer, self.profile)

    @property
    def context(self) -> tuple[ContextPoint, ...]:
        """How the context of a run grows."""
        return self.growth.get()


@dataclass(frozen=True, slots=True)
class Refusal:
    """An estimate that cannot be made, with the reason in words and the way out; never a zero."""

    offer_id: str
    model_name: str
    thinking: str
    code: str
    text: str
    instead: str | None = None
    read_as: ReadAs | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """All answers to a request, in its order."""

    price_date: datetime
    seed: int
    estimates: tuple[Estimate, ...]
    refused: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a month's difference between thinking and not thinking goes, in dollars; the parts add up to `total_usd`.
    `thinking_usd`: the reasoning tokens themselves; `rereading_usd`: sending them again at later steps;
    `answer_usd`: a longer or shorter visible answer; `cache_usd` and `price_usd`: other cache and token prices of the
    partner's offer (0 where off and on are one offer)."""

    total_usd: Decimal
    thinking_usd: Decimal
    rereading_usd: Decimal
    answer_usd: Decimal
    cache_usd: Decimal
    price_usd: Decimal


@dataclass(frozen=True, slots=True)
class Pair:
    """One model, thinking on beside off. `off_note` says in words what off is where it is not the same offer;
    `off_model` names the other model that answers without thinking, empty where none does; `worth_usd`: what a solved
    task must be worth for thinking to pay, None where that is not known or never."""

    name: str
    asked: str
    offer: Offer | None
    on: Estimate | Refusal
    off: Estimate | Refusal
    off_note: str
    parts: Lazy[Difference | None]
    worth_usd: Decimal | None = None
    off_model: str = ""

    @property
    def difference(self) -> Difference | None:
        """Where the difference goes; None unless both sides have a figure."""
        return self.parts.get()
