"""The method page: one object that holds all its template prints, made from what the product computes with."""

from __future__ import annotations

from collections.abc import Mapping
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
from planner.core.uncertainty.luck import DRAWS
from planner.sources.facts.models.estimator import ANCHORS, Accuracy, load_accuracy
from planner.sources.facts.offers.caches import Rule, load_rules
from planner.sources.facts.toml_reader import Source, load_sources
from planner.web import filters
from planner.web.method.cases import Worked
from planner.web.method.caveat_examples import CaveatExample, said_today
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
"""The errors that the page opens with, by their place in docs/accuracy.md."""
NEW = frozenset({"line", "family", "lab", "class"})
"""Evidence about models that nobody measured, which docs/accuracy.md calls new."""


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A kind of work: the benchmark that stands for it, and what was judged."""

    id: str
    name: str
    example: str
    stands: str
    siblings: str
    anchor: str
    calls: str
    spread: str
    shift: str
    judged: str
    source: str


@dataclass(frozen=True, slots=True)
class CacheRow:
    """A cache rule: whom it holds for, and its figures."""

    hosts: str
    models: str
    kind: str
    kept: str
    minimum: str
    reliability: str
    explicit: str
    source: str
    checked: str


@dataclass(frozen=True, slots=True)
class BudgetRule:
    """Claude's thinking at a budget above `above` tokens: `share` x budget + `beside`."""

    share: str = f"{SHARE_USED:g}"
    beside: str = f"{BESIDE:,}"
    above: str = f"{FORECAST_ABOVE:,}"


@dataclass(frozen=True, slots=True)
class Proof:
    """Cross-validation of one quantity at one level of evidence: cells, s_param and the median error."""

    quantity: str
    level: str
    work: str
    cells: str
    sd: str
    error: str


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
    budget: BudgetRule
    source: str
    classes: tuple[ClassRow, ...]
    caches: tuple[CacheRow, ...]
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
        budget=BudgetRule(),
        source=catalogue.estimator.source,
        classes=tuple(_class_row(one) for one in catalogue.task_classes.values()),
        caches=tuple(_cache_row(rule) for rule in load_rules()),
        worked=worked_cases(catalogue, now),
        caveats=said_today(catalogue, now),
        parameters=parameters(catalogue),
        tables=small_tables(),
        proofs=tuple(_proofs(catalogue.estimator.spreads)),
        accuracy={name: load_accuracy()[place] for name, place in OPENS_WITH.items()},
        sources=tuple(load_sources().values()),
    )


def _class_row(one: TaskClass) -> ClassRow:
    calls = one.calls_per_episode
    scale = f" Effort counts {one.effort_scale:g} times." if one.effort_scale != 1 else ""
    note = calls.note if calls.value != 1 else ""
    return ClassRow(
        id=one.id,
        name=one.name,
        example=one.example,
        stands=one.study_class.replace("+", " and "),
        siblings=", ".join(one.siblings),
        anchor=one.anchor,
        calls=f"{calls.value:g}",
        spread=f"{one.item_spread:g}",
        shift=f"{one.workload_spread:g}" if one.workload_spread is not None else "general",
        judged=f"{one.judgement}{scale} {note}".strip() or "only the choice",
        source=filters.dated(calls.source, calls.checked) if calls.value != 1 else "counted by the call",
    )


def _cache_row(rule: Rule) -> CacheRow:
    cache = rule.cache
    return CacheRow(
        hosts=", ".join(rule.hosts) or "any host",
        models=", ".join(rule.models) or "any other model",
        kind=cache.kind,
        kept=filters.duration(cache.ttl_seconds),
        minimum=f"{cache.minimum_tokens:,}",
        reliability=f"{cache.reliability:g}",
        explicit=", ".join(cache.explicit_ttls) or "none",
        source=cache.source,
        checked=filters.day(cache.checked) if cache.checked else "",
    )


def _proofs(spreads: Spreads) -> list[Proof]:
    """By quantity, level and kind of benchmark; single benchmarks are in the fitted table."""
    return [_proof(key, sd) for key, sd in spreads.parameter.items() if key[2] in ANCHORS]


def _proof(key: tuple[str, str, str], sd: float) -> Proof:
    quantity, kind, work = key
    level = f"new, {kind}" if kind in NEW else kind
    judged = load_accuracy()[quantity, level, work]
    return Proof(quantity, level, work, f"{judged.rows:,}", f"{sd:.2f}", f"{judged.error:.0%}")
