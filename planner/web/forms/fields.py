"""The fields of the plan form: their names in the address, what they fill in the request, and their choices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from planner.core.models.profile.scores import BENCH_NAMES
from planner.core.workload import EFFORTS
from planner.web import filters

DEFAULT_PRESET = "research_agent"
FORM_EFFORTS = EFFORTS[1:]
"""Without minimal: few models have it, and the form's "off" includes it where thinking cannot be switched off."""
TOKENS_PER = {"tokens": Decimal(1), "words": 1 / Decimal("0.75"), "pages": Decimal(650)}
DAYS = {"calendar": Decimal(365) / 12, "30": Decimal(30), "working": Decimal(22)}
SORTS = ("month", "run", "first", "time", "fresh", "read", "reasoning", "visible", "model")


@dataclass(frozen=True, slots=True)
class Spec:
    """One field: its name in the address, the request field it fills, its label, and a value to show as an example.

    `usual` is the default where no preset says otherwise; `optional` fields may be blank, which means "estimate it"
    or "derive it"; the others fall back to their default.
    """

    name: str
    path: str
    label: str
    example: str
    usual: str = ""
    optional: bool = False
    choices: tuple[tuple[str, str], ...] = ()


def _choices(*pairs: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return pairs


LENGTH_UNITS = _choices(("tokens", "tokens"), ("words", "words"), ("pages", "pages"))
SPECS: dict[str, Spec] = {
    spec.name: spec
    for spec in (
        Spec("runs", "workload.runs_per_day", "Runs", "50"),
        Spec("per", "", "How runs are counted", "day", "day", choices=_choices(
            ("day", "per day"), ("month", "per month"), ("person", "per person per day"), ("once", "in all"))),
        Spec("people", "", "People", "40", "10"),
        Spec("active", "", "Share of people active on a day", "70%", "100%"),
        Spec("workdays", "", "Working days per month", "22", optional=True),
        Spec("hours", "workload.hours_per_day", "Active hours", "8"),
        Spec("arrive", "workload.arrivals", "Runs begin", "even", choices=_choices(
            ("even", "evenly over the hours"), ("together", "one after another"))),
        Spec("shared", "workload.shared_prefix_tokens", "Shared part of the prompt", "6,000"),
        Spec("shared_unit", "", "Unit of the shared part", "tokens", "tokens", choices=LENGTH_UNITS),
        Spec("own", "workload.input_tokens", "Own part of the prompt", "500"),
        Spec("own_unit", "", "Unit of the own part", "tokens", "tokens", choices=LENGTH_UNITS),
        Spec("answer", "workload.visible_tokens_per_call", "Answer, each call", "120", optional=True),
        Spec("answer_unit", "", "Unit of the answer", "tokens", "tokens", choices=LENGTH_UNITS),
        Spec("effort", "", "Thinking effort", "high", "high", choices=tuple((e, e) for e in ("off", *FORM_EFFORTS))),
        Spec("steps", "workload.steps", "Steps", "300"),
        Spec("result", "workload.tool_result_tokens", "Tool result", "400"),
        Spec("tool", "workload.tool_seconds", "Tool time", "2"),
        Spec("task", "workload.task_class", "Kind of work", "research_agent"),
        Spec("kind", "workload.step_kind", "Each step follows", "tool", choices=_choices(
            ("tool", "a tool call"), ("user_turn", "a user’s turn"))),
        Spec("gap", "workload.gap_seconds", "Time between turns", "60"),
        Spec("parallel", "workload.parallel_tools", "Tools at once", "1"),
        Spec("cache", "workload.cache.mode", "Prompt cache", "auto", choices=_choices(
            ("auto", "as the host does"), ("off", "off"), ("5m", "5 minutes"), ("1h", "1 hour"))),
        Spec("prefix_hit", "workload.cache.prefix_hit_rate", "Shared part found in cache", "90%", optional=True),
        Spec("loop_hit", "workload.cache.loop_hit_rate", "Earlier steps found in cache", "90%", optional=True),
        Spec("tier", "workload.service_tier", "Service tier", "standard", choices=_choices(
            *((tier, tier) for tier in ("standard", "batch", "flex", "priority", "fast")))),
        Spec("region", "workload.region", "Processed", "anywhere", choices=_choices(
            ("any", "anywhere"), ("one", "in one region"))),
        Spec("write_hour", "workload.cache.write_1h_share", "Writes kept for an hour", "40%"),
        Spec("retries", "workload.retry_rate", "Share of runs repeated", "2%"),
        Spec("share", "workload.thinking_share", "Share of runs that think", "100%"),
        Spec("keep", "workload.keep_reasoning", "Reasoning kept", "default", choices=_choices(
            ("default", "as the model does"), ("none", "never"), ("within_run", "within a run"), ("all", "always"))),
        Spec("reasoning", "workload.reasoning_tokens_per_call", "Reasoning, each call", "250", optional=True),
        Spec("think_budget", "workload.thinking_budget_tokens", "Thinking budget, each call", "16,000", optional=True),
        Spec("max_output", "workload.max_output_tokens", "Output limit, each call", "16,000", optional=True),
        Spec("searches", "workload.web_searches_per_run", "Web searches per run", "10"),
        Spec("search_size", "workload.search_context", "Web read by a search", "little", choices=_choices(
            ("low", "little"), ("medium", "more"), ("high", "much"))),
        Spec("images", "workload.image_inputs_per_run", "Images sent per run", "2"),
        Spec("pdf_pages", "workload.pdf_pages_per_run", "PDF pages sent per run", "10"),
        Spec("audio", "workload.audio_seconds_per_run", "Sound sent per run", "60"),
        Spec("image_out", "workload.image_output_tokens_per_run", "Images written per run", "1,120"),
        Spec("audio_out", "workload.audio_output_tokens_per_run", "Speech written per run", "600"),
        Spec("citations", "workload.citation_tokens_per_run", "Citations per run", "7,000"),
        Spec("compact_at", "workload.compaction.at_share", "Summarise at, of the window", "80%", optional=True),
        Spec("compact_to", "workload.compaction.to_tokens", "Summary", "20,000", optional=True),
        Spec("pauses", "workload.pause_share", "Steps after a long pause", "5%"),
        Spec("steps_sd", "workload.steps_spread", "Steps vary by, sd of ln", "0.7"),
        Spec("success", "workload.success_rate", "Runs that succeed", "60%", optional=True),
        Spec("success_off", "workload.success_rate_off", "The same without thinking", "45%", optional=True),
        Spec("success_bench", "workload.success_benchmark", "Else the score on", "", "", choices=_choices(
            ("", "no benchmark"), *((name, name) for name in BENCH_NAMES))),
        Spec("tries", "workload.max_tries", "Tries at most", "3", optional=True),
        Spec("basis", "workload.token_basis", "Tokens are counted", "native", choices=_choices(
            ("native", "by each model"), ("o200k", "in o200k"))),
        Spec("month", "month", "A month is", "calendar", "calendar", choices=_choices(
            *((month, filters.month_length(month)) for month in filters.MONTH_DAYS))),
        Spec("date", "price_date", "Prices of", "2026-11-23", optional=True),
        Spec("passages", "", "Passages per question", "8", "0"),
        Spec("passage", "", "Tokens per passage", "450", "0"),
        Spec("answered", "", "Questions it can answer", "85%", optional=True),
        Spec("starts", "", "Starts", "20:00", "20:00"),
        Spec("needed", "", "Needed by", "07:00", optional=True),
        Spec("at_once", "", "Calls at once", "50", "50"),
    )
}  # fmt: skip
OF_A_DOOR = frozenset({"passages", "passage", "answered", "starts", "needed", "at_once"})
"""Fields that one kind of work alone has, and that are not the workload's own."""
OF_BATCHES = frozenset({"at_once", "arrive"})
"""Fields out of sight that only batches show."""

SHARE_FIELDS = (
    "prefix_hit", "loop_hit", "retries", "share", "compact_at", "pauses", "write_hour", "success", "success_off",
    "answered", "active",
)  # fmt: skip
UNIT_OF = {"shared": "shared_unit", "own": "own_unit", "answer": "answer_unit"}
TEXTS = ("task", "date", "starts", "needed")

FIGURES: dict[str, tuple[str, str, str]] = {
    "reasoning": ("reasoning_tokens_per_call", "Reasoning, each call", "tokens"),
    "speed": ("tokens_per_second", "Speed", "tokens/s"),
    "ttft": ("ttft_seconds", "First token", "s"),
    "discount": ("discount", "Discount", "%"),
    "input": ("usd_per_mtok.input", "Input", "$/M"),
    "output": ("usd_per_mtok.output", "Output", "$/M"),
    "read": ("usd_per_mtok.cache_read", "Cache read", "$/M"),
    "write": ("usd_per_mtok.cache_write", "Cache write", "$/M"),
}
"""Own figures of one offer: the override they fill, the label, the unit. In the address: `speed:<offer id>`."""

FIGURE_EXAMPLES = {"reasoning": "250", "speed": "60", "ttft": "0.8", "discount": "10%"}


def field_names(own_offers: Sequence[str]) -> list[str]:
    """Every field that may carry an error."""
    return ["preset", "set", *SPECS, "offers", "add", *(f"{key}:{offer}" for offer in own_offers for key in FIGURES)]
