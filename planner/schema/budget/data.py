"""A budget as a request that reads back as the same budget, for saving, sharing and exports; defaults are left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from planner.core.budget.inputs import Budget, BudgetLine
from planner.core.workload import NO_OVERRIDES, Overrides, Workload
from planner.schema.requests import own_offer_data, own_runs_data

FIRST = date(2000, 1, 1)
BUDGET_DEFAULTS = Budget("Budget", FIRST, 12, ())
LINE_DEFAULTS = BudgetLine("", "", Workload())


def budget_request_data(budget: Budget) -> dict[str, Any]:
    """JSON data that parse_budget reads as `budget`; a line from a scenario keeps the reference, not the workload."""
    data = _changes(budget, BUDGET_DEFAULTS, leave=("start", "lines", "own_offers", "calibration"))
    if budget.own_offers:
        data["own_offers"] = [own_offer_data(own) for own in budget.own_offers]
    if budget.calibration:
        data["calibration"] = [own_runs_data(own) for own in budget.calibration]
    return {**data, "start": f"{budget.start:%Y-%m}", "lines": [_line(line) for line in budget.lines]}


def _line(line: BudgetLine) -> dict[str, Any]:
    data = _changes(line, LINE_DEFAULTS, leave=("workload", "scenario", "overrides"))
    if line.scenario is not None:
        data["scenario"] = line.scenario
    else:
        data["workload"] = _changes(line.workload, Workload())
    if line.growth.kind == "compound":
        data["growth"] = {**data["growth"], "share": format(line.growth.share, "f")}
    if line.overrides != NO_OVERRIDES:
        data["overrides"] = _overrides(line.overrides)
    return data


def _overrides(given: Overrides) -> dict[str, Any]:
    data = _changes(given, NO_OVERRIDES, leave=("usd_per_mtok",))
    rates = {name: format(usd, "f") for name, usd in given.usd_per_mtok}
    return data | ({"usd_per_mtok": rates} if rates else {})


def _changes(given: object, default: object, leave: tuple[str, ...] = ()) -> dict[str, Any]:
    """The fields of a dataclass that differ from those of `default`, as data."""
    names = [f.name for f in fields(given) if f.name not in leave]  # type: ignore[arg-type]
    pairs = ((name, getattr(given, name), getattr(default, name)) for name in names)
    return {name: _data(value, usual) for name, value, usual in pairs if value != usual}


def _data(value: Any, usual: Any) -> Any:  # noqa: ANN401 - whatever a field holds
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_data(item, None) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return _changes(value, usual if usual is not None else _nothing(value))
    return dict(value) if isinstance(value, Mapping) else value


def _nothing(value: object) -> object:
    """A value that no field of `value` equals, so that every field is written."""
    return type("Nothing", (), {f.name: object() for f in fields(value)})()  # type: ignore[arg-type]
