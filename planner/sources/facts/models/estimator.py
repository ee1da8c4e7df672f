"""The fitted tables of planner/data/estimator, made by scripts/fit.py. Tokens; spreads are sd of ln."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from planner.core.models.families import Family
from planner.core.models.names.naming import index
from planner.core.tokens.fit_table import FitTable, Row
from planner.core.tokens.fitted import Estimator, Spreads
from planner.sources.facts.toml_reader import Table, as_date, read_csv, read_toml, required

FOLDER = "estimator"


@cache
def load_estimator() -> Estimator:
    """The tables of reasoning and visible tokens, with the credit they must be shown with."""
    about = read_toml(FOLDER, "source.toml")
    measured_sd = float(required(required(about, "spread", FOLDER), "measured", FOLDER))
    spreads = {
        (r["quantity"], r["kind"], r["scope"]): (r["basis"], float(r["sd_ln"])) for r in _rows("parameter_spread")
    }
    return Estimator(
        reasoning_base={(r["study_class"], r["effort"]): float(r["tokens"]) for r in _rows("reasoning_base")},
        reasoning=_fits("reasoning", spreads, measured_sd),
        visible_base={(r["study_class"], r["thinking"] == "yes"): float(r["tokens"]) for r in _rows("visible_base")},
        visible=_fits("visible", spreads, measured_sd),
        effort_multiplier={(r["anchor"], r["effort"]): float(r["multiplier"]) for r in _rows("effort_multiplier")},
        families=load_families(),
        models=index((r["name"], r["study_model"]) for r in _rows("models")),
        spreads=_spreads(about["spread"], spreads),
        source=required(about, "source", FOLDER),
        checked=as_date(required(about, "checked", FOLDER)),
    )


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How far off estimates of one kind were: rows judged, the median error, and the share that the 80% range held;
    shares 0-1."""

    rows: int
    error: float
    in_range: float


@cache
def load_accuracy() -> Mapping[tuple[str, str, str], Accuracy]:
    """By figure, evidence and kind of work, in the words of docs/accuracy.md: errors on rows that were not fitted."""
    return {
        (row["figure"], row["evidence"], row["work"]): Accuracy(
            int(row["rows"]), float(row["error"]), float(row["in_range"])
        )
        for row in _rows("accuracy")
    }


@cache
def load_families() -> tuple[Family, ...]:
    """The families of models and the words that tell them, the first match first."""
    return tuple(_family(row) for row in _rows("families"))


def _family(row: dict[str, str]) -> Family:
    speeds = tuple((kind, float(row[kind])) for kind in ("vendor", "router", "agent") if row[kind])
    name_words, inert = tuple(row["words"].split()), row["efforts"] == "inert"
    return Family(row["family"], row["lab"], name_words, row["default_effort"], speeds, inert)


def _rows(name: str) -> list[dict[str, str]]:
    return read_csv(FOLDER, f"{name}.csv")


Spread = tuple[str, float]
NO_SPREAD: Spread = ("class", 1.0)
NOT_A_CLASS = frozenset({"study_model", "effort", "kind", "points"})
ANCHORS = ("exam", "doc", "agent", "everyday")


def _fits(name: str, spreads: Mapping[tuple[str, str, str], Spread], measured_sd: float) -> FitTable:
    """A table with a column for every study class: tokens, with a star where this very cell was measured."""
    rows = _rows(name)
    classes = tuple(column for column in rows[0] if column not in NOT_A_CLASS)
    known: dict[tuple[str, str, str], Spread] = {}
    alike: dict[tuple[Spread, ...], tuple[Spread, ...]] = {}

    def evidence_of(row: dict[str, str], study_class: str) -> Spread:
        if row[study_class].endswith("*"):
            return "model+effort", measured_sd
        key = _quantity(name, row["effort"]), row["kind"], study_class
        if key not in known:
            known[key] = _spread_of(spreads, *key)
        return known[key]

    found: dict[tuple[str, str], Row] = {}
    for row in rows:
        tokens = tuple(float(row[c].rstrip("*")) if row[c] else None for c in classes)
        evidence = tuple(evidence_of(row, c) for c in classes)
        found[row["study_model"], row["effort"]] = tokens, alike.setdefault(evidence, evidence)
    return FitTable(classes, found)


def _quantity(name: str, effort: str) -> str:
    if name == "reasoning":
        return name
    return "visible, not thinking" if effort == "off" else "visible, thinking"


def _spread_of(spreads: Mapping[tuple[str, str, str], Spread], quantity: str, kind: str, study_class: str) -> Spread:
    """What a kind of evidence is called for a class and the sd of ln that it leaves; the widest known where none is."""
    exact = spreads.get((quantity, kind, study_class))
    if exact:
        return exact
    wider = [value for (q, k, scope), value in spreads.items() if (q, k) == (quantity, kind) and scope in ANCHORS]
    return max(wider, key=lambda value: value[1], default=NO_SPREAD)


def _spreads(raw: Table, known: Mapping[tuple[str, str, str], Spread]) -> Spreads:
    """`parameter` by (quantity, level, anchor); quantity: reasoning, "visible, thinking" or "visible, not thinking"."""
    return Spreads(
        item={str(kind): float(value) for kind, value in required(raw, "item", FOLDER).items()},
        repeat=float(required(raw, "repeat", FOLDER)),
        workload=float(required(raw, "workload", FOLDER)),
        parameter={key: sd for key, (_, sd) in known.items()},
    )
