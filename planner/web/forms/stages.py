"""The parts of a run in the form: what is typed of each, in the address (`s0-model`) and in the request (`stages`)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from planner.core.number_text import read_amount, read_share
from planner.core.workload import MOST_STAGES, STAGE_MODES, Problem
from planner.web.forms.fields import Spec
from planner.web.forms.numbers import shown
from planner.web.guard.limits import too_much
from planner.web.present.problem_text import with_example

Texts = Mapping[str, str]
Data = dict[str, Any]

STAGE_EFFORTS = (("", "as above"), *((mode, mode) for mode in STAGE_MODES))
STAGE: dict[str, Spec] = {
    spec.name: spec
    for spec in (
        Spec("name", "name", "Part", "Workers"),
        Spec("model", "offer", "Model", "GPT-5.4 mini", optional=True),
        Spec("effort", "thinking", "Thinking", "low", "", optional=True, choices=STAGE_EFFORTS),
        Spec("steps", "steps", "Steps", "20", optional=True),
        Spec("own", "input_tokens", "Given to it", "2,000", optional=True),
        Spec("fresh", "starts_fresh", "A context of its own", "", optional=True),
        Spec("share", "share", "Share of tasks that need it", "20%", "100%"),
        Spec("times", "times", "How often per task", "4", "1"),
        Spec("at_once", "parallel", "All at once", "", optional=True),
        Spec("rest", "", "Other fields", "", optional=True),
    )
}
"""Fields of a part; `path` is its name in the request. `rest` holds what the form has no field for."""
MOST_ROWS = MOST_STAGES + 1
"""One more than a run may have, so that the page shows the part too many with its error; more rows are refused at
once."""
CHECKS = ("fresh", "at_once")
NUMBERS = ("steps", "own", "share", "times")
FIELD = re.compile(r"s([0-9]{1,2})-([a-z_]+)")
BLANK: Texts = {name: spec.usual for name, spec in STAGE.items()}


def read_stages(args: Mapping[str, str]) -> tuple[Texts, ...]:
    """The parts that an address or a submitted form holds, in order; a row in which nothing is said is none."""
    rows: dict[int, dict[str, str]] = {}
    for name, text in args.items():
        match = FIELD.fullmatch(name)
        if match and match[2] in STAGE:
            rows.setdefault(int(match[1]), dict(BLANK))[match[2]] = text.strip() or STAGE[match[2]].usual
    if len(rows) > MOST_ROWS:
        too_much(f"A plan holds at most {MOST_STAGES} parts; this one has {len(rows)}.")
    return tuple(rows[place] for place in sorted(rows) if rows[place] != BLANK)


def stage_pairs(stages: Sequence[Texts]) -> list[tuple[str, str]]:
    """Fields and texts, defaults left out; a part always has its name."""
    return [
        (f"s{place}-{name}", text or called(stage, place))
        for place, stage in enumerate(stages)
        for name, text in stage.items()
        if name == "name" or text != STAGE[name].usual
    ]


def part_of(field: str, count: int) -> tuple[int, str] | None:
    """The part, of `count`, and its field that `s0-steps` names; None for another field."""
    match = FIELD.fullmatch(field)
    return (int(match[1]), match[2]) if match and match[2] in STAGE and int(match[1]) < count else None


def called(stage: Texts, place: int) -> str:
    """What a part is called, if it was given no name."""
    return stage["name"] or f"Part {place + 1}"


def stages_data(stages: Sequence[Texts], problems: list[Problem]) -> list[Data]:
    """`workload.stages` of the request, without what cannot be read."""
    if len(stages) > MOST_STAGES:
        problems.append(Problem("s0-name", f"A run has at most {MOST_STAGES} parts."))
        return []
    return [_stage(place, stage, problems) for place, stage in enumerate(stages)]


def _stage(place: int, stage: Texts, problems: list[Problem]) -> Data:
    found: Data = {**_rest(place, stage["rest"], problems), "name": called(stage, place)}
    if stage["model"]:
        found["offer"] = stage["model"]
    if stage["effort"]:
        found["thinking"] = stage["effort"]
    for name in CHECKS:
        if stage[name]:
            found[STAGE[name].path] = True
    for name in NUMBERS:
        if stage[name] != STAGE[name].usual:
            try:
                found[STAGE[name].path] = stage_number(name, stage[name])
            except ValueError as error:
                problems.append(Problem(f"s{place}-{name}", with_example(error, STAGE[name].example)))
    return found


def stage_number(name: str, text: str) -> int | float:
    """What is typed in a field of a part that holds a number. Raises ValueError as planner.core.number_text does."""
    number = read_share(text) if name == "share" else read_amount(text)
    return int(number) if number == number.to_integral_value() else float(number)


def _rest(place: int, text: str, problems: list[Problem]) -> Data:
    if not text:
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        problems.append(Problem(f"s{place}-name", "What this address carries of this part cannot be read."))
        return {}
    return found


def stage_args(stages: Sequence[Data]) -> Iterator[tuple[str, str]]:
    """The form's fields for `stages` of a request."""
    paths = {spec.path: name for name, spec in STAGE.items() if spec.path}
    for place, stage in enumerate(stages):
        rest = {path: value for path, value in stage.items() if path not in paths}
        for path, name in paths.items():
            value = stage.get(path)
            if name in CHECKS:
                yield f"s{place}-{name}", "1" if value else ""
            elif value is not None:
                yield f"s{place}-{name}", shown(value, name) if name in NUMBERS else str(value)
        if rest:
            yield f"s{place}-rest", json.dumps(rest, separators=(",", ":"))


def stage_problem(field: str) -> str | None:
    """The form's field for a problem of the request: `s0-steps` for workload.stages.0.steps."""
    match = re.match(r"workload\.stages\.(\d+)(?:\.(\w+))?", field)
    if match is None:
        return "s0-name" if field == "workload.stages" else None
    names = {spec.path: name for name, spec in STAGE.items() if spec.path}
    return f"s{match[1]}-{names.get(match[2] or '', 'name')}"


def stage_fields(count: int) -> list[str]:
    """Every field of `count` parts that may carry an error."""
    return [f"s{place}-{name}" for place in range(count) for name in STAGE if name not in (*CHECKS, "rest")]
