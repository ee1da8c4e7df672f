"""Every shipped figure says where it was read and when, and still says so after loading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path

import pytest

from planner.core.models.catalogue import Benchmark, Departure, HostCache, Speed
from planner.core.models.facts import Fact
from planner.sources.facts.classes import load_task_classes
from planner.sources.facts.models.cards import load_notes
from planner.sources.facts.models.estimator import load_accuracy, load_estimator
from planner.sources.facts.models.profiles import load_profiles
from planner.sources.facts.offers.caches import load_rules
from planner.sources.facts.offers.speeds import load_endpoint_speeds, load_model_speeds
from planner.sources.facts.presets import load_presets
from planner.sources.facts.published_costs import load_published_costs
from planner.sources.facts.toml_reader import load_sources, read_toml, source_of

SOURCED = (Fact, Speed, Benchmark, Departure, HostCache)
TODAY = date(2026, 11, 28)
ROOT = Path(__file__).parent.parent.parent


def figures(thing: object, path: str) -> Iterator[tuple[str, object]]:
    """Every sourced figure inside `thing`, however deep, with the way to it."""
    if isinstance(thing, SOURCED):
        yield path, thing
    if is_dataclass(thing):
        for field in fields(thing):
            yield from figures(getattr(thing, field.name), f"{path}.{field.name}")
    elif isinstance(thing, Mapping):
        for key, value in thing.items():
            yield from figures(value, f"{path}[{key}]")
    elif isinstance(thing, tuple):
        for number, value in enumerate(thing):
            yield from figures(value, f"{path}[{number}]")


def all_figures() -> list[tuple[str, object]]:
    shipped = (load_profiles(), load_task_classes(), tuple(rule.cache for rule in load_rules()))
    return [found for thing in shipped for found in figures(thing, "")]


def complaint(figure: object) -> str | None:
    source, checked = figure.source, figure.checked  # type: ignore[attr-defined]
    if not source:
        return "no source"
    if not isinstance(checked, date) or checked > TODAY:
        return f"checked {checked}"
    return None


def test_every_figure_has_a_source_and_a_day() -> None:
    found = all_figures()
    assert len(found) > 300
    assert [(path, complaint(figure)) for path, figure in found if complaint(figure)] == []


def test_the_walk_reaches_rivals_and_the_complaint_bites() -> None:
    bare = Fact(1, "", TODAY)
    late = Fact(1, "somewhere", date(2026, 11, 29))
    nested = {"a": (Fact(2, "somewhere", TODAY, others=(bare, late)),)}
    assert [complaint(figure) for _, figure in figures(nested, "")] == [None, "no source", "checked 2026-11-29"]


RULES = ("traits.toml", "thinking.toml", "tokenizers.toml", "price_times.toml", "regional.toml", "request_fees.toml")


def test_addresses_are_https_and_every_source_is_used() -> None:
    used = {figure.source for _, figure in all_figures()}  # type: ignore[attr-defined]
    used |= {speed.source for speeds in load_endpoint_speeds().values() for speed in speeds}
    used |= {speed.source for speeds in load_model_speeds().values() for speed in speeds}
    used |= {one.source for one in load_published_costs()}
    used |= {notes.source.name for notes in load_notes().values()}
    told = (raw for name in RULES for rules in read_toml(name).values() for raw in rules)
    used |= {source_of(raw, "a rule").name for raw in told}
    for key, source in load_sources().items():
        assert source.url == "" or source.url.startswith("https://"), key
        # A cache or a departure adds its note to the name.
        assert any(name.startswith(source.name) for name in used), f"{key} is not used"


@pytest.mark.parametrize("preset", load_presets().values(), ids=lambda preset: preset.id)
def test_every_assumption_of_a_preset_says_why(preset: object) -> None:
    for assumption in preset.assumptions:  # type: ignore[attr-defined]
        assert len(assumption.why) > 15, assumption.field
        assert assumption.why.endswith("."), assumption.field


def test_the_fitted_tables_carry_their_credit() -> None:
    estimator = load_estimator()
    assert "(c) Artificial Analysis" in estimator.source
    for name in ("MCPMark", "BullshitBench v1", "LRM Token Economy"):
        assert name in estimator.source
    assert estimator.checked == date(2026, 8, 22)


def test_benchmarks_credit_who_measured_them() -> None:
    rows = [row for profile in load_profiles().values() for row in profile.benchmarks]
    assert {row.source for row in rows if not row.by_maker} == {
        "Artificial Analysis, 10 Jul 2026",
        "Artificial Analysis, 22 Aug 2026",
        "Model card of Kimi K2 Thinking (the page this project grew from)",
        "whatmodel.sh, benchmark results by model",
        "FlagOS, Hy4 preview on other chips",
    }
    assert all(row.effort is None for row in rows if row.by_maker)


SECTIONS = {
    "reasoning": "Reasoning tokens",
    "visible, thinking": "Visible tokens, thinking",
    "visible, not thinking": "Visible tokens, not thinking",
}


def test_the_method_pages_errors_are_those_of_the_report() -> None:
    """planner/data/estimator/accuracy.csv and docs/accuracy.md are written by one fit: a line a row, and no other."""
    report = (ROOT / "docs" / "accuracy.md").read_text(encoding="utf-8")
    lines = {name: _lines_of(report, title) for name, title in SECTIONS.items()}
    told: dict[str, list[str]] = {name: [] for name in SECTIONS}
    for (figure, evidence, work), one in load_accuracy().items():
        if figure in told:
            told[figure].append(f"{evidence} | {work} | {one.rows} | {one.error:.0%} | {one.in_range:.0%}")
    assert told == lines
    bill = load_accuracy()["agent bill", "dollars, steps not known", "all"]
    assert f"| all three | dollars, steps not known | {bill.rows} | {bill.error:.0%} |" in report
    assert f"| {bill.in_range:.0%} |" in report


def _lines_of(report: str, title: str) -> list[str]:
    """Evidence, work, cells, error and share in the band of every line, without the remarks few and missed."""
    section = report.split(f"\n## {title}\n")[1].split("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| ")][1:]
    rows = [[re.sub(r"(, few| \(missed\))$", "", cell) for cell in row] for row in rows]
    return [" | ".join((*row[:4], row[8])) for row in rows]


def test_the_line_of_the_readme_is_of_the_same_fit() -> None:
    report = (ROOT / "docs" / "accuracy.md").read_text(encoding="utf-8")
    known, between, new = (
        load_accuracy()["reasoning", kind, "all"].error for kind in ("model+effort", "between", "new")
    )
    assert f"{known:.0%} for a measured model at work it was not measured at" in report
    assert f"{between:.0%} between two measured efforts" in report
    assert f"{new:.0%} for a model that nobody measured" in report
