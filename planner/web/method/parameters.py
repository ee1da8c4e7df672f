"""Every constant the arithmetic uses, read from the module that uses it, with spread, source, date and reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib import import_module

from planner.core.models.catalogue import Catalogue
from planner.sources.facts.toml_reader import read_toml
from planner.web import filters

SPREADS = "docs/methodology.md, Tokens; Artificial Analysis figures of 10 Jul and 22 Aug 2026"


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


def constants() -> Iterator[Mapping[str, str]]:
    """The constants with their place in the code, meaning, unit, spread and source."""
    yield from read_toml("constants.toml")["constants"]


def value_of(path: str) -> object:
    """The constant as the code has it: `latency.PRIOR_TTFT_SECONDS` is planner.core.latency.seconds's."""
    module, _, name = path.rpartition(".")
    return getattr(import_module(f"planner.core.{module}"), name)


def parameters(catalogue: Catalogue) -> tuple[Parameter, ...]:
    """The constants, a line for each figure of those that hold several, then the spreads of the fit."""
    return (*(line for constant in constants() for line in _lines(constant)), *_spreads(catalogue))


def _lines(constant: Mapping[str, str]) -> Iterator[Parameter]:
    value = value_of(constant["path"])
    parts: Mapping[object, object] = value if isinstance(value, Mapping) else {"": value}
    for key, part in parts.items():
        name = f"{constant['name']}: {key}" if key else constant["name"]
        yield Parameter(**{**constant, "name": name, "value": written(part)})


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
    spreads = catalogue.estimator.spreads

    def line(path: str, name: str, value: float, spread: str, why: str) -> Parameter:
        return Parameter(path, name, written(value), "sd of ln", spread, SPREADS, why)

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
