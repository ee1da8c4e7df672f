"""The answer of POST /api/v1/estimate. Money is exact decimal text, time is seconds, what is not known is null."""

from __future__ import annotations

from typing import Annotated, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

MONEY = {"type": "string", "pattern": r"^-?\d+(\.\d+)?$", "description": "USD, exact"}
Money = Annotated[str, Field(pattern=MONEY["pattern"], description=MONEY["description"])]
Day = Annotated[str, Field(json_schema_extra={"format": "date"})]
Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Count = int | float
"""Whole numbers as such, means as floats."""


class Comparison(TypedDict):
    """`price_date`: the moment whose prices are used."""

    price_date: Moment
    seed: int
    estimates: list[Estimate]
    refused: list[Refusal]


class Estimate(TypedDict):
    """One offer in one mode. `thinking`: the mode answered; `asked`: the one asked for."""

    offer: str
    model: str
    thinking: str
    asked: str
    host: str
    host_name: str
    maker: bool
    makers_offer: str | None
    read_as: ReadAs | None
    profile: str | None
    context_window: int | None
    tokens: Tokens
    cost: Cost
    latency: Latency | None
    stages: list[StagePart]
    flags: list[Flag]
    evidence: EvidenceOfEstimate


class Refusal(TypedDict):
    """Why an offer has no estimate. `instead`: the mode that would have one."""

    offer: str
    model: str
    thinking: str
    code: str
    text: str
    instead: str | None
    read_as: ReadAs | None


class ReadAs(TypedDict):
    """How a name was read where it is not an offer's id."""

    name: str
    offer: str
    thinking: str | None
    why: str


class Band(TypedDict):
    p10: float
    p50: float
    p90: float


class MoneyBand(TypedDict):
    p10: Money
    p50: Money
    p90: Money


class Tail(TypedDict):
    """Seconds that half, and 95 in 100, stay under."""

    p50: float
    p95: float | None


class StepsRange(TypedDict):
    mean: float
    p10: float
    p50: float
    p90: float


class Tokens(TypedDict):
    """Means of a run; `reasoning_band` and `visible_band` hold 80 % of runs, `reasoning_mean_band` of days' means."""

    input: Count
    input_fresh: Count
    cache_read: Count
    cache_write: Count
    reasoning: Count
    visible: Count
    reasoning_per_call: Count
    visible_per_call: Count
    compactions: Count
    reasoning_band: Band | None
    visible_band: Band | None
    reasoning_mean_band: Band | None
    steps: StepsRange | None


class Line(TypedDict):
    """A line of a bill: tokens x USD per million = USD. `tier_start`: the threshold of its long-context rate."""

    name: str
    tokens: Count
    usd_per_mtok: Money
    usd: Money
    tier_start: int | None
    steps: list[int] | None
    stage: str | None


class Success(TypedDict):
    rate: float
    source: str
    tries: float
    solved_share: float


class Published(TypedDict):
    """A published average per person."""

    name: str
    low_usd_per_month: Money
    high_usd_per_month: Money
    usd_per_active_day: Money
    source: str
    url: str
    checked: Day | None


class PersonCost(TypedDict):
    usd_per_month: Money
    usd_per_active_day: Money
    published: Published | None
    reason: str | None


class Cost(TypedDict):
    """`usd_per_run` is the sum of `lines`."""

    lines: list[Line]
    usd_per_run: Money
    run_band: MoneyBand | None
    runs_per_month: Count
    usd_per_month: Money
    month_band: MoneyBand | None
    usd_per_solved: Money | None
    success: Success | None
    per_person: PersonCost | None


class Latency(TypedDict):
    """`ttft` to `e2e` are of the first call, `run` of all of them; `solved` is null where no success rate is known."""

    ttft: Tail
    first_answer: Tail
    e2e: Tail
    run: Tail
    solved: Tail | None


class StageTokens(TypedDict):
    input: Count
    input_fresh: Count
    cache_read: Count
    cache_write: Count
    reasoning: Count
    visible: Count
    compactions: Count


class StagePart(TypedDict):
    """A stage's part of the average run. `run`: the time of one pass."""

    name: str
    offer: str
    model: str
    thinking: str
    share: float
    times: float
    steps: Count
    tokens: StageTokens
    usd_per_run: Money
    usd_per_month: Money
    lines: list[Line]
    run: Tail | None
    lost_cache_usd: Money


class Flag(TypedDict):
    code: str
    text: str
    step: int | None


class Evidence(TypedDict):
    """The evidence of a figure. `runs`: how many own runs; `shifted_by_own`: own runs of other models changed it."""

    basis: str
    source: str
    checked: Day | None
    url: str | None
    runs: int | None
    shifted_by_own: bool


class RateDispute(TypedDict):
    rate: str
    usd_per_mtok: Money
    second_usd_per_mtok: Money


class SecondPrices(TypedDict):
    """Where a second price list differs; an empty list where it agrees."""

    source: str
    url: str | None
    as_of: Day | None
    differs: list[RateDispute]


class PriceEvidence(Evidence):
    """`list_date`: of the price list, where the price has no date of its own."""

    list_date: Day | None
    second: SecondPrices | None


class EvidenceOfEstimate(TypedDict):
    price: PriceEvidence
    reasoning: Evidence
    visible: Evidence
    speed: Evidence | None


class Error(TypedDict):
    """A field with what is wrong there; of a name that cannot be read also the nearest offers."""

    field: str
    message: str
    suggestions: NotRequired[list[str]]


class Errors(TypedDict):
    """The body of a 422."""

    errors: list[Error]
