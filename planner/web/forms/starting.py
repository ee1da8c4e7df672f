"""Another workload to start from: its own fields, with what was typed where that still means the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from planner.core.models.catalogue import Catalogue
from planner.core.models.presets import Preset
from planner.web.forms.asking import usual_bench, usual_score
from planner.web.forms.defaults import default_values
from planner.web.forms.fields import SPECS, UNIT_OF
from planner.web.forms.numbers import same
from planner.web.forms.state import PlanForm

COUNTED = ("runs", "per", "people", "active", "workdays", "month")
"""How much work there is, in people or runs."""
STAYS = frozenset({*COUNTED, "hours", "effort", "compact_at", "compact_to", "tier", "cache", "region", "date"})
"""Typed fields that stay even where the other workload has its own value: they do not describe the work itself."""
GOES_WITH = {"steps_sd": "steps", **{unit: name for name, unit in UNIT_OF.items()}}
"""Fields that mean nothing without another one."""


def started(form: PlanForm, args: Mapping[str, str], catalogue: Catalogue) -> PlanForm:
    """The form as sent, of another workload of its door where one to start from was chosen."""
    name = args.get("start", "")
    preset = catalogue.presets.get(name) if name in form.door.presets else None
    return start_from(form, preset) if preset and preset is not form.preset else form


def start_from(form: PlanForm, preset: Preset) -> PlanForm:
    """The form of another workload of the same door, for the same models.

    What was typed stays where the workload has no value of its own, and for the amount of work and how it is run.
    """
    defaults = default_values(preset, form.door)
    values = {**defaults, **{name: form.values[name] for name in _kept(form, preset, defaults["per"])}}
    task, now = form.values["task"], values["task"]
    usual = form.bench == usual_bench(task) and form.score == usual_score(task, form.bench)
    bench = usual_bench(now) if usual else form.bench
    return replace(
        form,
        preset=preset,
        values=values,
        defaults=defaults,
        score=usual_score(now, bench) if usual else form.score,
        bench=bench,
        stages=(),
        open="",
        focus="",
        mine="",
        scenario="",
        revision="",
        ladder="",
        order=(),
        whole="",
    )


def _kept(form: PlanForm, preset: Preset, per: str) -> Iterator[str]:
    """The fields that stay as typed; all of how work is counted where something of it was typed and the other workload
    counts in another way: 4 tasks of each of 25 people are no 4 reports per day."""
    typed = {name for name in SPECS if not same(name, form.values[name], form.defaults[name])}
    if typed & set(COUNTED) and form.values["per"] != per:
        typed |= set(COUNTED)
    stated = {assumption.field.removeprefix("workload.") for assumption in preset.assumptions}
    for name in SPECS:
        if name in typed and (name in STAYS or not _says(stated, GOES_WITH.get(name, name))):
            yield name


def _says(stated: set[str], name: str) -> bool:
    """Whether a workload has an assumption of its own for a field."""
    return name in stated or SPECS[name].path.removeprefix("workload.") in stated
