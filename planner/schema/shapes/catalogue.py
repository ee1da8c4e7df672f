"""The answers of GET /api/v1/offers, /models, /presets and /task-classes."""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import TypedDict

from planner.schema.shapes.estimate import Day, Money, SecondPrices


class Offers(TypedDict):
    """`total`: of all that were found, of which this is a part."""

    offers: list[Offer]
    total: int
    offset: int


class Offer(TypedDict):
    """One model at one host with its standard rates; a rate that the list does not have is absent."""

    id: str
    host: str
    host_name: str
    name: str
    model: str
    maker: bool
    evidence: OfferEvidence | None
    context_window: int | None
    max_output: int | None
    input_kinds: list[str] | None
    thinking_modes: list[str] | None
    thinking_refused: list[str]
    default_thinking: str | None
    status: Literal["live", "ending", "ended", "unknown"]
    ends: Day | None
    ends_not_before: bool
    then: str | None
    successor: str | None
    status_source: StatusSource | None
    status_disputed: list[StatusDispute]
    thinks: bool | None
    usd_per_mtok: dict[str, Money]
    usd_per_thousand: dict[str, Money]
    long_context: list[LongContext]
    service_tiers: list[str]
    live: bool
    deprecated: bool
    source: str
    source_url: str | None
    checked: Day | None
    price_checked: Day | None
    disputed: list[Dispute]
    second: SecondPrices | None


class OfferEvidence(TypedDict):
    """What the thinking and the speed of an offer rest on."""

    reasoning: str
    speed: str


class StatusSource(TypedDict):
    source: str
    checked: Day | None
    url: str | None


class StatusDispute(TypedDict):
    source: str
    says: str
    on: Day | None
    successor: str | None


class LongContext(TypedDict):
    """The rates of a whole call whose input is greater than the threshold."""

    above_input_tokens: int
    usd_per_mtok: dict[str, Money]


class Claim(TypedDict):
    value: Any
    source: str


class Dispute(TypedDict):
    field: str
    claims: list[Claim]


class Fact(TypedDict):
    """A figure with where it was read and when; `others` are kept and not used."""

    value: Any
    source: str
    checked: Day | None
    url: str | None
    disputed: bool
    others: list[Fact]


class Departure(TypedDict):
    host: str
    on: Day | None


class Lifecycle(TypedDict):
    status: str
    released: Day | None
    retired: Day | None
    retires_not_before: Day | None
    departures: list[Departure]
    successor: str | None


class Models(TypedDict):
    models: list[Model]


class Model(TypedDict):
    """A profiled model, its facts and the offers of it."""

    id: str
    name: str
    lab: str
    family: str | None
    modes: Fact
    default_mode: Fact
    context_window: Fact
    max_output: Fact | None
    inputs: Fact
    open_weights: Fact
    partner_without_thinking: str | None
    lifecycle: Lifecycle
    aliases: list[str]
    offers: list[str]
    live_offers: list[str]


class TaskClasses(TypedDict):
    task_classes: list[TaskClass]


class TaskClass(TypedDict):
    """A kind of work. `anchor` and `study_class`: the measurements its tokens come from."""

    id: str
    name: str
    example: str
    anchor: str | None
    study_class: str | None
    calls_per_episode: Fact
    judgement: str | None


class Presets(TypedDict):
    presets: list[Preset]


class Preset(TypedDict):
    """A workload and modes ready to be sent."""

    id: str
    name: str
    summary: str
    unit: str
    workload: dict[str, Any]
    thinking: list[str]
    assumptions: list[Assumption]


class Assumption(TypedDict):
    field: str
    value: Any
    why: str
