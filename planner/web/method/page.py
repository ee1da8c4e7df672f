"""The method page: one object with everything its template prints, made from the constants and functions in use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from planner.core.budget.odds import sampling
from planner.core.budget.odds.sampling import COMMON_WORKLOAD
from planner.core.models.catalogue import Catalogue
from planner.core.models.lifecycle.served import served_unknown
from planner.core.models.presets import TaskClass
from planner.core.tokens.fitted import Spreads
from planner.core.tokens.thinking_budget import BESIDE, FORECAST_ABOVE, SHARE_USED
from planner.core.uncertainty import lattice_sampling
from planner.core.uncertainty.draw_columns import DRAWS
from planner.sources.facts.models.estimator import ANCHORS, Accuracy, load_accuracy
from planner.sources.facts.offers.caches import Rule, load_rules
from planner.sources.facts.toml_reader import Source, load_sources
from planner.web.method.cases import Worked
from planner.web.method.caveats import CaveatExample, said_today
from planner.web.method.parameters import Parameter, parameters
from planner.web.method.tables import Table, small_tables
from planner.web.method.worked import worked_cases

SECTIONS = (
    ("short", "For the impatient"),
    ("tokens", "Tokens"),
    ("work", "Kinds of work"),
    ("prices", "Prices"),
    ("loops", "Agents and conversations"),
    ("caching", "Caches"),
    ("time", "Seconds"),
    ("doubt", "How sure it is"),
    ("month", "A month"),
    ("months", "Months of a budget"),
    ("caveats", "Every caveat"),
    ("parameters", "Every parameter"),
    ("fitted", "Fitted tables"),
    ("accuracy", "How well it has done"),
    ("left-out", "What is left out"),
    ("sources", "Sources and credit"),
)
OPENS_WITH = {
    "thinking_between": ("reasoning", "between", "all"),
    "thinking_known": ("reasoning", "model+effort", "all"),
    "thinking_family": ("reasoning", "new, called family", "all"),
    "thinking_class": ("reasoning", "new, called class", "all"),
    "agent_bill": ("agent bill", "dollars, steps not known", "all"),
}
"""The errors at the top of the page, by their place in docs/accuracy.md."""
NEW = frozenset({"line", "family", "lab", "class"})
"""Evidence levels for models without measurements, which docs/accuracy.md calls new."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Cross-validation of one quantity at one level of evidence, for one kind of benchmark: s_param and how it did."""

    quantity: str
    level: str
    work: str
    sd: float
    accuracy: Accuracy


@dataclass(frozen=True, slots=True)
class MethodPage:
    """The whole page."""

    title: str
    sections: tuple[tuple[str, str], ...]
    prices: str
    offers: int
    hosts: int
    not_known: int
    draws: int
    budget_draws: int
    quick_draws: int
    common_shift: str
    thinking_budget: Mapping[str, str]
    source: str
    classes: tuple[TaskClass, ...]
    caches: tuple[Rule, ...]
    worked: Mapping[str, Worked]
    caveats: tuple[CaveatExample, ...]
    parameters: tuple[Parameter, ...]
    tables: tuple[Table, ...]
    proofs: tuple[Proof, ...]
    accuracy: Mapping[str, Accuracy]
    sources: tuple[Source, ...]


def method_page(catalogue: Catalogue, *, now: datetime) -> MethodPage:
    """The page as of `now`."""
    return MethodPage(
        title="Method",
        sections=SECTIONS,
        prices=catalogue.prices_version,
        offers=len(catalogue.offers),
        hosts=len({offer.host for offer in catalogue.offers.values()}),
        not_known=sum(served_unknown(o, catalogue.profile_of(o), now.date()) for o in catalogue.offers.values()),
        draws=DRAWS,
        budget_draws=sampling.DRAWS,
        quick_draws=lattice_sampling.DRAWS,
        common_shift=f"{COMMON_WORKLOAD:g}",
        thinking_budget={"above": f"{FORECAST_ABOVE:,}", "share": f"{SHARE_USED:g}", "beside": f"{BESIDE:,}"},
        source=catalogue.estimator.source,
        classes=tuple(catalogue.task_classes.values()),
        caches=load_rules(),
        worked=worked_cases(catalogue, now),
        caveats=said_today(catalogue, now),
        parameters=parameters(catalogue),
        tables=small_tables(),
        proofs=tuple(_proofs(catalogue.estimator.spreads)),
        accuracy={name: load_accuracy()[place] for name, place in OPENS_WITH.items()},
        sources=tuple(load_sources().values()),
    )


def _proofs(spreads: Spreads) -> Iterator[Proof]:
    """By quantity, level and kind of benchmark; single benchmarks are in the fitted table."""
    for (quantity, kind, work), sd in spreads.parameter.items():
        if work in ANCHORS:
            level = f"new, {kind}" if kind in NEW else kind
            yield Proof(quantity, level, work, sd, load_accuracy()[quantity, level, work])
