"""The answers of POST /api/v1/count and POST /api/v1/usage."""

from __future__ import annotations

from typing import Any, NotRequired

from typing_extensions import TypedDict

from planner.schema.shapes.estimate import Day, Money, MoneyBand


class CountAnswer(TypedDict):
    """Tokens of what was sent, model by model."""

    kind: str
    characters: int
    models: list[TokenCount]


class TokenCount(TypedDict):
    """`low` and `high` are the range where the count is not exact."""

    model: str
    tokens: int
    exact: bool
    low: int
    high: int
    tokenizer: str
    source: str
    parts: list[CountPart]


class CountPart(TypedDict):
    name: str
    tokens: int


class UsageAnswer(TypedDict):
    """What a log tells, what it cost, and the plan it makes; `no_plan` says why it makes none. Counts of calls and runs
    are null where the log does not say them."""

    format: str
    rows: UsageRows
    period: Period
    usd_billed: Money | None
    usd_ours: Money | None
    unpriced_calls: int | None
    groups: list[UsageGroup]
    workload: dict[str, Any] | None
    no_plan: str | None
    calibration: list[OwnRuns]
    hours: list[float] | None
    weekdays: list[float] | None
    difference: UsageDifference | None
    moves: list[UsageMove]
    elsewhere: list[UsageElsewhere]
    web_searches: UsageSearches | None


class UsageSearches(TypedDict):
    """Web searches of the log: how many, of them those that are not priced, and the dollars of the others."""

    count: int
    unpriced: int
    usd: Money


class UsageElsewhere(TypedDict):
    """The log on one model: expected dollars with their 80% range, or its own tokens at that model's rates
    (`same_tokens`), which have none."""

    offer: str
    model: str
    thinking: str
    usd: Money
    usd_band: MoneyBand | None
    same_tokens: bool


class UsageRows(TypedDict):
    """`unknown` rows say no model or tokens, or contradict themselves: `contradictions` names the fields of those."""

    read: int
    unknown: int
    other: int
    twice: int
    contradictions: list[UsageContradiction]


class UsageContradiction(TypedDict):
    text: str
    rows: int


class Period(TypedDict):
    first: Day | None
    last: Day | None
    days: int | None


class UsageSpread(TypedDict):
    p10: float | None
    p50: float | None
    p90: float | None
    mean: float


class UsageGroup(TypedDict):
    """The calls of one model, effort and task."""

    model: str
    thinking: str | None
    task: str | None
    offer: str | None
    calls: int | None
    runs: int | None
    steps: UsageSpread | None
    input: UsageSpread | None
    cache_read_share: float | None
    reasoning: UsageSpread | None
    visible: UsageSpread | None
    seconds: UsageSpread | None
    usd_billed: Money | None
    usd_ours: Money | None


class UsageDifference(TypedDict):
    """Why the bill and our prices differ; the causes add up to billed less ours."""

    usd_billed: Money
    usd_ours: Money
    causes: list[UsageCause]


class UsageCause(TypedDict):
    code: str
    usd: Money
    calls: int | None
    text: str


class UsageMove(TypedDict):
    """A change that would have saved dollars; `saving_band` is null where the saving is exact."""

    kind: str
    text: str
    model: str
    task: str | None
    offer: str
    thinking: str
    runs: int | None
    usd_now: Money
    usd_then: Money
    saving_usd: Money
    saving_band: MoneyBand | None
    caveat: str
    bench: str | None
    score_before: float | None
    score_after: float | None


class OwnRuns(TypedDict):
    """An entry of `calibration`; what was not measured is left out."""

    model: str
    task_class: str
    runs: int
    thinking: str
    reasoning_tokens: NotRequired[float]
    visible_tokens: NotRequired[float]
    steps: NotRequired[float]
    seconds: NotRequired[float]
    sd_ln: NotRequired[dict[str, float]]
