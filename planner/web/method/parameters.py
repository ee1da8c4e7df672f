"""Every constant the arithmetic uses, read from the module that uses it, with spread, source, date and reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib import import_module

from planner.core.models.catalogue import Catalogue
from planner.web import filters

NOTES = "Compiled by this project from public measurements, 23 Nov 2026"
BUDGETS = "docs/methodology.md, Thinking budgets"
TAILS = "docs/methodology.md, Speeds; Artificial Analysis figures of 10 Jul 2026"
JUDGED = "Judgement of this project, 23 Nov 2026"


@dataclass(frozen=True, slots=True)
class Constant:
    """Where a constant stands in the code, what it is, in which unit, how far it may be off, and who says so."""

    path: str
    name: str
    unit: str
    spread: str
    source: str
    why: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A constant as printed; `path` is its place below planner/core, or below planner/data for a file."""

    path: str
    name: str
    value: str
    unit: str
    spread: str
    source: str
    why: str


NONE = "none: a definition"
CONSTANTS = (
    Constant("latency.seconds.PREFILL_TOKENS_PER_SECOND",
             "Prompt read", "tokens/s (w)", "8,000 to 38,000", NOTES,
             "Few hosts publish it. It matters for long prompts read for the first time."),
    Constant("latency.seconds.CACHED_READ_SPEEDUP",
             "Cached prompt is read faster by", "times", "not measured", NOTES,
             "Cached tokens skip the prefill; looking them up is not free."),
    Constant("latency.seconds.LOOP_TTFT_SECONDS",
             "Least wait of a step in a tool loop", "s", "median error of runs 16 to 28%",
             "docs/accuracy.md, 23 Nov 2026", "Wait and a quick tool, held against 9,636 agent runs."),
    Constant("latency.seconds.LOOP_CACHED_TOKENS_PER_SECOND",
             "Cached prompt read in a tool loop", "tokens/s", "as above",
             "docs/accuracy.md, 23 Nov 2026", "With the next, 0.75 s for 10,000 tokens of which 90% are cached."),
    Constant("latency.seconds.LOOP_FRESH_TOKENS_PER_SECOND", "Fresh prompt read in a tool loop", "tokens/s", "as above",
             NOTES, "The slow end of measured prefill speeds: a run without a cache takes longer."),
    Constant("latency.seconds.LOOP_MEASURED_TOKENS", "Reading in a tool loop, measured up to", "tokens a call",
             "98% of runs", "docs/methodology.md, Speeds", "Longer prompts read at the same speed as a guess."),
    Constant("latency.reading.READING_DOUBT", "Reading in a tool loop, doubt by length", "sd of ln", "0.30 to 1.00",
             "docs/methodology.md, Speeds", "By input tokens of a mean call: few measured runs were longer."),
    Constant("latency.seconds.PRIOR_TTFT_SECONDS",
             "First token where none is measured", "s (t0)", "0.7 to 2.8 by lab", TAILS,
             "Median over models without thinking."),
    Constant("latency.seconds.PRIOR_SPEEDS",
             "Output speed where none is measured", "tokens/s (v)", "sd of ln 0.70", TAILS,
             "A router, an agent's harness and a quiet vendor API differ by half."),
    Constant("tokens.thinking_budget.FORECAST_ABOVE", "Thinking budget that Claude aims at, above", "tokens",
             "not measured", BUDGETS, "A smaller budget only cuts what a call thinks."),
    Constant("tokens.thinking_budget.SHARE_USED", "Share of such a budget that Claude uses", "share",
             "median error 16%", BUDGETS, "With the tokens of the next row; outside tool loops, at any effort."),
    Constant("tokens.thinking_budget.BESIDE", "Thinking beside that share", "tokens", "as above",
             BUDGETS, "Small budgets are overrun, large ones half used."),
    Constant("tokens.thinking_budget.FORECAST_SD", "Thinking by such a budget, doubt", "sd of ln", "none: fixed",
             BUDGETS, "The median error over 0.6745; the shift to your work comes on top."),
    Constant("uncertainty.luck.DRAWS",
             "Draws a figure is made of", "runs", "1.4% (root mean square) on a range's end, by seed", JUDGED,
             "On a lattice, fewer draws are needed than in shuffled columns: 4,096 of those are 1.7% off. make bench."),
    Constant("uncertainty.shared_draws.TTFT_UP", "Wait, slow side", "sd of ln", "p95 over p50 by endpoint", TAILS,
             "Waits are skewed: the slow side is nearly three times as wide."),
    Constant("uncertainty.shared_draws.TTFT_DOWN", "Wait, fast side", "sd of ln", "p05 over p50 by endpoint", TAILS,
             "The fast side is bounded by network and first step."),
    Constant("latency.seconds.TTFT_DOUBT", "Wait, doubt about the host", "sd of ln", "a judgement", JUDGED,
             "July's median is not today's."),
    Constant("latency.seconds.SPEED_SPREAD",
             "Speed, from call to call", "sd of ln", "0.09 to 0.60 over endpoints", TAILS,
             "Published p05 to p95 of single endpoints."),
    Constant("latency.seconds.SPEED_DOUBT", "Speed, doubt by evidence", "sd of ln", "class and family judged",
             TAILS, "Half of the speeds of another host or model are off by 1.4 times or more."),
    Constant("latency.seconds.LOOP_SPEED_DOUBT", "Speed, least doubt in a tool loop", "sd of ln", "0.4 measured",
             TAILS, "What sets the pace of agents is seen in few public runs."),
    Constant("latency.seconds.STALE_AFTER_DAYS", "Speed, doubt for its age in days", "sd of ln", "0.06 to 0.50", TAILS,
             "The same endpoint is off by 6% in a week, 16% in twelve weeks, 22% in half a year."),
    Constant("latency.seconds.LINE_WEIGHT", "Speed, weight of the newest of the tier", "share", "0.4 to 0.7", JUDGED,
             "Against the median of recent models, in logarithms: 34% off, where the newest alone is 39% off."),
    Constant("latency.seconds.MEDIAN_SPEED", "Speed, median of recent models", "tokens/s", "Aug and Oct 2026", TAILS,
             "Of models released in the 240 days before October in Artificial Analysis' two lists."),
    Constant("latency.seconds.RUN_FACTOR_SPREAD",
             "A run's shared slowness", "sd of ln", "0.13 to 0.23", NOTES,
             "Calls of one run share the hour and the machine, so slowness does not average out."),
    Constant("cost.cache_doubt.CACHE_DOUBT",
             "Caches, doubt about what they keep", "sd of log-odds", "0.60 to 0.97 measured",
             JUDGED, "80% of draws lie at 0.948 to 0.987 around 0.97; stated hit rates have none."),
    Constant("uncertainty.expected.MOST_ABOVE", "A mean is believed to be at most", "times its fit", NONE, JUDGED,
             "Keeps a wide spread from making a mean that no draw resembles (docs/methodology.md)."),
    Constant("cost.units.IMAGE_TOKENS", "An image where no formula is published", "tokens", "258 to 4,784", JUDGED,
             "Near what vendors with a formula count for 1,024 x 1,024 pixels."),
    Constant("cost.units.PAGE_TOKENS", "A PDF page where no formula is published", "tokens", "900 to 4,500", JUDGED,
             "Its picture and its text."),
    Constant("uncertainty.spread.Z80", "Half width of an 80% range", "standard deviations", NONE, "Normal distribution",
             "One month in ten below, one in ten above."),
    Constant("uncertainty.spread.UNKNOWN_PARAMETER", "s_param where nothing is known", "sd of ln", "a judgement",
             NOTES, "Used only where neither the fit nor its cross-validation has a figure."),
    Constant("cost.caching.TTL_SECONDS", "Cache times one can ask for", "s", NONE, "Anthropic, prompt caching",
             "Offered only where the host has them and prices writing."),
    Constant("cost.caching.RATE_PLACES", "Derived hit rates are rounded to", "share", NONE, JUDGED,
             "Four digits are all an estimate can carry, and the sum stays checkable by hand."),
    Constant("caveats.run_limits.CUT_OFF_WORTH_SAYING",
             "An answer cut off is said from", "share of answers", NONE, JUDGED,
             "One answer in a hundred is one a careful reader wants to know of."),
    Constant("caveats.run_limits.OVER_WINDOW_WORTH_SAYING",
             "Runs over the window are said from", "share of runs", NONE, JUDGED,
             "One run in ten: such a run has cost nearly all of its dollars when it fails."),
    Constant("caveats.caching.EXPIRY_WORTH_SAYING", "A cache that expires is said from", "share of steps", NONE, JUDGED,
             "One step in twenty: below it the month hardly moves."),
    Constant("caveats.prices.PRICE_STALE_DAYS", "A price is called old after", "days", NONE, JUDGED,
             "A quarter. Prices change without notice, so an old one is said to be old."),
    Constant("caveats.run_limits.TIMEOUT_SECONDS", "A slow call is said from", "s, 95% under", NONE, NOTES,
             "Many HTTP clients and proxies give up after five minutes."),
    Constant("workload.DAYS_OF_MONTH", "A month", "days", NONE, NOTES,
             "The planner says which it counts with; the calendar month is the default."),
)  # fmt: skip


def value_of(path: str) -> object:
    """The constant as the code has it: `latency.PRIOR_TTFT_SECONDS` is planner.core.latency.seconds's."""
    module, _, name = path.rpartition(".")
    return getattr(import_module(f"planner.core.{module}"), name)


def parameters(catalogue: Catalogue) -> tuple[Parameter, ...]:
    """The constants, a line for each figure of those that hold several, then the spreads of the fit."""
    return (*(line for constant in CONSTANTS for line in _lines(constant)), *_spreads(catalogue))


def _lines(constant: Constant) -> Iterator[Parameter]:
    value = value_of(constant.path)
    parts: Mapping[object, object] = value if isinstance(value, Mapping) else {"": value}
    for key, part in parts.items():
        name = f"{constant.name}: {key}" if key else constant.name
        yield Parameter(
            constant.path, name, written(part), constant.unit, constant.spread, constant.source, constant.why
        )


def written(value: object) -> str:
    """A figure as printed: grouped, no more digits than it has; a pair is its quotient."""
    if isinstance(value, tuple):
        above, below = value
        return filters.count(above) if below == 1 else f"{filters.count(above)} ÷ {filters.count(below)}"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, float) and value >= 100:
        return filters.decimals(value, 0)
    if isinstance(value, float) and not value.is_integer():
        return f"{value:.4f}".rstrip("0")
    return filters.count(value) if isinstance(value, int | float) else str(value)


def _spreads(catalogue: Catalogue) -> Iterator[Parameter]:
    spreads, source = (
        catalogue.estimator.spreads,
        "docs/methodology.md, Tokens; Artificial Analysis figures of 10 Jul and 22 Aug 2026",
    )

    def line(path: str, name: str, value: float, spread: str, why: str) -> Parameter:
        return Parameter(path, name, written(value), "sd of ln", spread, source, why)

    yield line("estimator/source.toml", "s_rep, from run to run", spreads.repeat, "0.19 to 0.32 by kind of work",
               "The same question asked again.")  # fmt: skip
    yield line("estimator/source.toml", "s_workload in general, your work against a benchmark’s", spreads.workload,
               "0.2 to 0.65", "Sibling benchmarks differ by this much; your own measurements remove it.")  # fmt: skip
    for kind, value in spreads.item.items():
        yield line("estimator/source.toml", f"s_item measured, {kind}", value, "one data set each",
                   "Measured; the classes below round it.")  # fmt: skip
    for one in catalogue.task_classes.values():
        yield line("task_classes.toml", f"s_item used, {one.name.lower()}", one.item_spread, "0.35 to 0.93 measured",
                   "From item to item: 0.5 narrow, 0.7 agents, 0.9 mixed.")  # fmt: skip
    for one in catalogue.task_classes.values():
        if one.workload_spread is not None:
            yield line("task_classes.toml", f"s_workload used, {one.name.lower()}", one.workload_spread,
                       "0.01 to 0.65 between siblings",
                       "Judged: lower where siblings agreed, as the fit’s own spread holds part of it. It is 0.4 for "
                       "agents, whose tokens a call shift so between MCPMark’s services.")  # fmt: skip
