"""The fitted tables of planner/data/estimator, made by scripts/fit.py. Tokens; spreads are sd of ln."""

from __future__ import annotations

from functools import cache

from planner.core.models.families import Family
from planner.core.models.naming import index
from planner.core.tokens.fitted import Estimator, Fit, Spreads
from planner.sources.facts.toml_reader import Table, as_date, read_csv, read_toml, required

FOLDER = "estimator"


@cache
def load_estimator() -> Estimator:
    """The tables of reasoning and visible tokens, with the credit they must be shown with."""
    about = read_toml(FOLDER, "source.toml")
    return Estimator(
        reasoning_base={(r["study_class"], r["effort"]): float(r["tokens"]) for r in _rows("reasoning_base")},
        reasoning={(r["study_model"], r["effort"], r["study_class"]): _fit(r, "tokens") for r in _rows("reasoning")},
        visible_base={(r["study_class"], r["thinking"] == "yes"): float(r["tokens"]) for r in _rows("visible_base")},
        visible={(r["study_model"], r["effort"], r["study_class"]): _fit(r, "tokens") for r in _rows("visible")},
        effort_multiplier={(r["anchor"], r["effort"]): float(r["multiplier"]) for r in _rows("effort_multiplier")},
        families=load_families(),
        models=index((r["name"], r["study_model"]) for r in _rows("models")),
        spreads=_spreads(required(about, "spread", FOLDER)),
        source=required(about, "source", FOLDER),
        checked=as_date(required(about, "checked", FOLDER)),
    )


@cache
def load_families() -> tuple[Family, ...]:
    """The families of models and the words that tell them, the first match first."""
    return tuple(_family(row) for row in _rows("families"))


def _family(row: dict[str, str]) -> Family:
    speeds = tuple((kind, float(row[kind])) for kind in ("vendor", "router", "agent") if row[kind])
    return Family(row["family"], row["lab"], tuple(row["words"].split()), row["default_effort"], speeds)


def _rows(name: str) -> list[dict[str, str]]:
    return read_csv(FOLDER, f"{name}.csv")


def _fit(row: dict[str, str], column: str) -> Fit:
    return Fit(float(row[column]), row["level"], float(row["spread"]))


def _spreads(raw: Table) -> Spreads:
    """`parameter` by (quantity, level, anchor); quantity: reasoning, "visible, thinking" or "visible, not thinking"."""
    return Spreads(
        item={str(kind): float(value) for kind, value in required(raw, "item", FOLDER).items()},
        repeat=float(required(raw, "repeat", FOLDER)),
        workload=float(required(raw, "workload", FOLDER)),
        parameter={(r["quantity"], r["level"], r["anchor"]): float(r["sd_ln"]) for r in _rows("parameter_spread")},
    )
