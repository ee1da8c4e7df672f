"""The shape of a request as it is sent: the core's own dataclasses, and a wire form where the core has none."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import datetime
from decimal import Decimal
from typing import Literal

from pydantic import ConfigDict, TypeAdapter

from planner.core.models.offers.own_offer import Gpus, Kind, OwnOffer
from planner.core.tokens.calibration import OwnRuns
from planner.core.workload import (
    CacheSettings,
    Compaction,
    Effort,
    Month,
    Overrides,
    People,
    Stage,
    Workload,
    field_names,
)

OwnThinking = Literal["off", Effort, "on", "default"]
Thinking = Literal[OwnThinking, "pair"]
OwnFigure = Literal["reasoning_tokens", "visible_tokens", "steps", "seconds"]
PricedRate = Literal["input", "output", "cache_read", "cache_write"]

TASK_CLASSES = (
    "short_fact", "everyday_qa", "writing", "expert_qa", "hard_qa", "frontier_science", "maths", "puzzles",
    "code", "long_document", "extraction", "image_qa", "support_agent", "support_agent_heavy", "research_agent",
    "coding_agent", "computer_agent", "creative",
)  # fmt: skip
"""The fixed ids of the kinds of work."""


@dataclass(frozen=True, slots=True)
class OverridesRequest:
    """core Overrides as sent: rates by name, USD per million tokens."""

    ttft_seconds: float | None = None
    tokens_per_second: float | None = None
    usd_per_mtok: dict[PricedRate, Decimal] = field(default_factory=dict)
    discount: Decimal = Decimal(0)
    reasoning_tokens_per_call: float | None = None

    def to_core(self) -> Overrides:
        return Overrides(
            ttft_seconds=self.ttft_seconds,
            tokens_per_second=self.tokens_per_second,
            usd_per_mtok=tuple(self.usd_per_mtok.items()),
            discount=self.discount,
            reasoning_tokens_per_call=self.reasoning_tokens_per_call,
        )


@dataclass(frozen=True, slots=True)
class OwnRunsRequest:
    """core OwnRuns as sent."""

    model: str
    task_class: str
    runs: int
    thinking: OwnThinking = "default"
    reasoning_tokens: float | None = None
    visible_tokens: float | None = None
    steps: float | None = None
    seconds: float | None = None
    sd_ln: dict[OwnFigure, float] = field(default_factory=dict)

    def to_core(self) -> OwnRuns:
        return OwnRuns(**{name: getattr(self, name) for name in OWN_FIELDS})


@dataclass(frozen=True, slots=True)
class GpusRequest:
    """core Gpus as sent."""

    usd_per_hour: Decimal
    gpus: int
    tokens_per_second: Decimal
    utilisation: Decimal


@dataclass(frozen=True, slots=True)
class OwnOfferRequest:
    """core OwnOffer as sent: rates by name, USD per million tokens; the date as text."""

    id: str
    like: str
    kind: Kind = "rates"
    name: str = ""
    usd_per_mtok: dict[PricedRate, Decimal] = field(default_factory=dict)
    fee: Decimal = Decimal(0)
    gpus: GpusRequest | None = None
    note: str = ""
    date: str | None = None

    def to_core(self) -> OwnOffer:
        gpus = self.gpus and Gpus(**{f.name: getattr(self.gpus, f.name) for f in fields(Gpus)})
        rates, day = tuple(self.usd_per_mtok.items()), self.date and datetime.fromisoformat(self.date).date()
        return OwnOffer(self.id, self.like, self.kind, self.name, rates, self.fee, gpus or None, self.note, day or None)


OWN_FIELDS = tuple(f.name for f in fields(OwnRunsRequest))


@dataclass(frozen=True, slots=True)
class QuestionRequest:
    """core EstimateRequest as sent."""

    workload: Workload = field(default_factory=Workload)
    offers: tuple[str, ...] = ()
    thinking: tuple[Thinking, ...] = ("pair",)
    overrides: dict[str, OverridesRequest] = field(default_factory=dict)
    price_date: str | None = None
    month: Month = "calendar"
    seed: int = 1
    calibration: tuple[OwnRunsRequest, ...] = ()
    own_offers: tuple[OwnOfferRequest, ...] = ()


# Wrapped in a list because a dataclass takes its configuration from what is around it.
# Built when first asked: a server that starts should not wait for shapes that nobody has sent.
STRICT = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False, defer_build=True)
QUESTION: TypeAdapter[list[QuestionRequest]] = TypeAdapter(list[QuestionRequest], config=STRICT)

FIELDS = {
    "": [f.name for f in fields(QuestionRequest)],
    "workload": field_names(),
    "workload.cache": [f.name for f in fields(CacheSettings)],
    "workload.compaction": [f.name for f in fields(Compaction)],
    "workload.people": [f.name for f in fields(People)],
    "workload.stages": [f.name for f in fields(Stage)],
    "workload.stages.cache": [f.name for f in fields(CacheSettings)],
    "workload.stages.compaction": [f.name for f in fields(Compaction)],
    "calibration.*": list(OWN_FIELDS),
    "own_offers.*": [f.name for f in fields(OwnOfferRequest)],
    "own_offers.*.gpus": [f.name for f in fields(GpusRequest)],
    "own_offers.*.usd_per_mtok": ["input", "output", "cache_read", "cache_write"],
    "calibration.*.sd_ln": ["reasoning_tokens", "visible_tokens", "steps", "seconds"],
    "overrides.*": [f.name for f in fields(OverridesRequest)],
    "overrides.*.usd_per_mtok": ["input", "output", "cache_read", "cache_write"],
}
"""Known fields by the path they live under, `*` for an offer id."""
