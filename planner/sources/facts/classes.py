"""The kinds of work, from planner/data/task_classes.toml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from planner.core.models.presets import TaskClass
from planner.sources.facts.toml_reader import DataError, Table, as_number, read_fact, read_toml, required

KEYS = set(TaskClass.__dataclass_fields__)


@cache
def load_task_classes() -> Mapping[str, TaskClass]:
    """Every task class by its fixed id."""
    classes = [_task_class(raw) for raw in read_toml("task_classes.toml")["classes"]]
    return {one.id: one for one in classes}


def _task_class(raw: Table) -> TaskClass:
    where = required(raw, "id", "task_classes.toml")
    unknown = set(raw) - KEYS
    if unknown:
        raise DataError(f"{where}: unknown key {', '.join(sorted(unknown))}")
    return TaskClass(
        id=where,
        name=required(raw, "name", where),
        example=required(raw, "example", where),
        study_class=required(raw, "study_class", where),
        anchor=required(raw, "anchor", where),
        calls_per_episode=read_fact(required(raw, "calls_per_episode", where), as_number, f"{where} calls_per_episode"),
        item_spread=float(required(raw, "item_spread", where)),
        judgement=raw.get("judgement", ""),
        effort_scale=float(raw.get("effort_scale", 1.0)),
        workload_spread=float(raw["workload_spread"]) if "workload_spread" in raw else None,
        siblings=tuple(raw.get("siblings", ())),
    )
