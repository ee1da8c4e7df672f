"""The workload of a request, frozen, with the bounds of every number in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Literal, get_args

Effort = Literal["minimal", "low", "medium", "high", "xhigh", "max"]
EFFORTS: tuple[str, ...] = get_args(Effort)
"""How hard a model may be asked to think, the least first."""
NOT_THINKING = ("off", "minimal")
"""Modes in which a model does not think, or as little as it can."""
StepKind = Literal["tool", "user_turn"]
TokenBasis = Literal["native", "o200k"]
KeepReasoning = Literal["default", "none", "within_run", "all"]
CacheMode = Literal["auto", "off", "5m", "1h"]
ServiceTier = Literal["standard", "batch", "flex", "priority", "fast"]
Region = Literal["any", "one"]
Arrivals = Literal["even", "together"]
SearchContext = Literal["low", "medium", "high"]
Month = Literal["calendar", "30", "working"]
DAYS_OF_MONTH: dict[Month, tuple[Decimal, Decimal]] = {
    "calendar": (Decimal(365), Decimal(12)), "30": (Decimal(30), Decimal(1)), "working": (Decimal(22), Decimal(1)),
}  # fmt: skip
"""Days of so many months."""

Number = int | float


@dataclass(frozen=True, slots=True)
class Limit:
    """Lowest and highest value a field accepts, both included."""

    low: float
    high: float

    def complaint(self, value: float) -> str | None:
        """The sentence for a value outside the bounds, None inside them."""
        if value < self.low:
            return f"must be at least {_plain(self.low)}"
        if value > self.high:
            return f"must be at most {_plain(self.high)}"
        return None


def _plain(number: float) -> str:
    return f"{number:,.0f}" if number == int(number) else f"{Decimal(repr(number)):f}"


TOKENS = Limit(0, 100_000_000)
SHARE = Limit(0, 1)

LIMITS: dict[str, Limit] = {
    "runs_per_day": Limit(0, 1_000_000_000),
    "hours_per_day": Limit(0.01, 24),
    "input_tokens": TOKENS,
    "shared_prefix_tokens": TOKENS,
    "visible_tokens_per_call": TOKENS,
    "reasoning_tokens_per_call": TOKENS,
    "steps": Limit(1, 1000),
    "tool_result_tokens": TOKENS,
    "gap_seconds": Limit(0, 86_400),
    "tool_seconds": Limit(0, 86_400),
    "parallel_tools": Limit(1, 100),
    "thinking_share": SHARE,
    "thinking_budget_tokens": TOKENS,
    "cache.prefix_hit_rate": SHARE,
    "cache.loop_hit_rate": SHARE,
    "cache.write_1h_share": SHARE,
    "retry_rate": Limit(0, 10),
    "max_output_tokens": Limit(1, 100_000_000),
    "compaction.at_share": Limit(0.05, 1),
    "compaction.to_tokens": Limit(1, 100_000_000),
    "pause_share": SHARE,
    "steps_spread": Limit(0, 2),
    "success_rate": SHARE,
    "success_rate_off": SHARE,
    "max_tries": Limit(1, 1000),
    "people.count": Limit(0, 10_000_000),
    "people.active_share": SHARE,
    "people.days_per_month": Limit(0, 31),
    "people.runs_per_day": Limit(0, 100_000),
    "web_searches_per_run": Limit(0, 100_000),
    "image_inputs_per_run": Limit(0, 100_000),
    "pdf_pages_per_run": Limit(0, 1_000_000),
    "audio_seconds_per_run": Limit(0, 10_000_000),
    "image_output_tokens_per_run": TOKENS,
    "audio_output_tokens_per_run": TOKENS,
    "citation_tokens_per_run": TOKENS,
}


@dataclass(frozen=True, slots=True)
class CacheSettings:
    """`auto`: what the host does by itself, or its shortest explicit cache. A given rate replaces the derived one.

    `write_1h_share`: of what is written, the share kept for an hour where the host has a rate for it.
    """

    mode: CacheMode = "auto"
    prefix_hit_rate: float | None = None
    loop_hit_rate: float | None = None
    write_1h_share: float = 0.0


@dataclass(frozen=True, slots=True)
class Compaction:
    """Before a call that would send more than `at_share` of the context window, one call summarises the context in
    `to_tokens`; the run goes on from its start and that summary (docs/methodology.md, Compaction)."""

    at_share: float = 0.8
    to_tokens: Number = 20_000


@dataclass(frozen=True, slots=True)
class People:
    """Who starts the runs: how many, the share of them active on a working day, working days of a month (None: every
    day), and runs an active person starts on one."""

    count: Number = 1
    active_share: Number = 1.0
    days_per_month: Number | None = 22
    runs_per_day: Number = 1


@dataclass(frozen=True, slots=True)
class Stage:
    """One part of a run: its own model, effort, number of steps and context; a field that is None is as the run has it.

    `offer`: None for the offer asked about. `starts_fresh`: a context of its own (a sub-agent), else it goes on from
    what the stage before sent. `share`: of all runs, those that come to it (a cascade, a routing split). `times`: how
    often it runs in one of them, at once where `parallel`.
    """

    name: str
    offer: str | None = None
    thinking: str | None = None
    steps: int | None = None
    starts_fresh: bool = False
    share: Number = 1.0
    times: int = 1
    parallel: bool = False
    task_class: str | None = None
    input_tokens: Number | None = None
    shared_prefix_tokens: Number | None = None
    visible_tokens_per_call: Number | None = None
    reasoning_tokens_per_call: Number | None = None
    tool_result_tokens: Number | None = None
    step_kind: StepKind | None = None
    gap_seconds: Number | None = None
    tool_seconds: Number | None = None
    parallel_tools: int | None = None
    thinking_share: Number | None = None
    thinking_budget_tokens: Number | None = None
    keep_reasoning: KeepReasoning | None = None
    cache: CacheSettings | None = None
    retry_rate: Number | None = None
    service_tier: ServiceTier | None = None
    max_output_tokens: int | None = None
    web_searches_per_run: Number | None = None
    compaction: Compaction | None = None
    pause_share: Number | None = None
    steps_spread: Number | None = None


STAGE_ONLY_FIELDS = ("name", "offer", "thinking", "starts_fresh", "share", "times", "parallel")
"""Fields of a stage that are not the workload's."""
STAGE_MODES = ("off", *EFFORTS, "on", "default")
MOST_STAGES = 20
STAGE_LIMITS = {"share": SHARE, "times": Limit(1, 1000)}


@dataclass(frozen=True, slots=True)
class Workload:
    """One piece of user work and how often it runs; tokens per call, seconds per step, runs per day."""

    task_class: str = "everyday_qa"
    runs_per_day: Number = 1000
    hours_per_day: Number = 24
    arrivals: Arrivals = "even"
    input_tokens: Number = 1000
    shared_prefix_tokens: Number = 0
    visible_tokens_per_call: Number | None = None
    reasoning_tokens_per_call: Number | None = None
    steps: int = 1
    tool_result_tokens: Number = 0
    step_kind: StepKind = "tool"
    gap_seconds: Number = 0
    tool_seconds: Number = 0
    parallel_tools: int = 1
    thinking_share: Number = 1.0
    thinking_budget_tokens: Number | None = None
    token_basis: TokenBasis = "native"
    keep_reasoning: KeepReasoning = "default"
    cache: CacheSettings = field(default_factory=CacheSettings)
    retry_rate: Number = 0.0
    service_tier: ServiceTier = "standard"
    max_output_tokens: int | None = None
    web_searches_per_run: Number = 0
    region: Region = "any"
    search_context: SearchContext = "low"
    image_inputs_per_run: Number = 0
    pdf_pages_per_run: Number = 0
    audio_seconds_per_run: Number = 0
    image_output_tokens_per_run: Number = 0
    audio_output_tokens_per_run: Number = 0
    citation_tokens_per_run: Number = 0
    compaction: Compaction | None = None
    pause_share: Number = 0.0
    steps_spread: Number = 0.0
    success_rate: float | None = None
    success_rate_off: float | None = None
    success_benchmark: str | None = None
    max_tries: int | None = None
    stages: tuple[Stage, ...] = ()
    people: People | None = None

    @property
    def one_region(self) -> bool:
        """Whether requests must be processed in one region."""
        return self.region == "one"


@dataclass(frozen=True, slots=True)
class Overrides:
    """Figures the user knows better, for one offer; given exactly, so without spread.

    `usd_per_mtok` is keyed by `input`, `output`, `cache_read`, `cache_write`; `discount` is a share of the whole bill.
    """

    ttft_seconds: float | None = None
    tokens_per_second: float | None = None
    usd_per_mtok: tuple[tuple[str, Decimal], ...] = ()
    discount: Decimal = Decimal(0)
    reasoning_tokens_per_call: float | None = None


NO_OVERRIDES = Overrides()


@dataclass(frozen=True, slots=True)
class Problem:
    """A field and the sentence that says what to type instead; for a name that cannot be read also the nearest offers,
    None where the field is no name."""

    field: str
    message: str
    suggestions: tuple[str, ...] | None = None


class BadInput(ValueError):  # noqa: N818 - reads as what it is
    """Input that cannot be used; carries one problem per field."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{p.field}: {p.message}" for p in problems))
        self.problems = problems


def out_of_bounds(workload: Workload) -> Iterator[Problem]:
    """Every field of `workload` outside its limit."""
    for name, limit in LIMITS.items():
        value = _lookup(workload, name)
        if value is not None and (complaint := limit.complaint(float(value))):
            yield Problem(f"workload.{name}", complaint)
    yield from _stages_out_of_bounds(workload.stages)


def _stages_out_of_bounds(stages: tuple[Stage, ...]) -> Iterator[Problem]:
    if len(stages) > MOST_STAGES:
        yield Problem("workload.stages", f"must have at most {MOST_STAGES} parts")
        return
    for place, stage in enumerate(stages):
        if stage.thinking is not None and stage.thinking not in STAGE_MODES:
            yield Problem(f"workload.stages.{place}.thinking", "must be one of " + ", ".join(STAGE_MODES))
        for name, limit in (STAGE_LIMITS | LIMITS).items():
            value = _lookup(stage, name) if hasattr(stage, name.partition(".")[0]) else None
            if value is not None and (complaint := limit.complaint(float(value))):
                yield Problem(f"workload.stages.{place}.{name}", complaint)


def _lookup(workload: Workload | Stage, dotted: str) -> Number | None:
    target: object = workload
    for part in dotted.split("."):
        target = getattr(target, part) if target is not None else None
    return target  # type: ignore[return-value]


def field_names() -> list[str]:
    """The names of the workload's fields, in the order of the contract."""
    return [f.name for f in fields(Workload)]


def exact(number: Number | Decimal) -> Decimal:
    """The decimal a person typed: floats go by their shortest form, so 0.1 is one tenth."""
    return number if isinstance(number, Decimal) else Decimal(repr(number) if isinstance(number, float) else number)
