"""Budgets in: JSON, files and saved budgets become a core Budget here; every problem at once, lines counted from 0.

A line has a workload of its own or names a saved scenario. The caller resolves that, as only it knows the store: its
function takes the reference and gives the scenario's EstimateRequest, or raises ValueError with a sentence.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from planner.core.budget.inputs import Budget, BudgetLine, MonthLength
from planner.core.people import with_people
from planner.core.request import EstimateRequest
from planner.core.workload import DAYS_OF_MONTH, NO_OVERRIDES, BadInput, Month, Problem, Workload, exact
from planner.schema.budget.bounds import first_day, growth_problems, last_day, wrong_budget
from planner.schema.budget.shape import BUDGET, KNOWN, BudgetRequest, LineRequest
from planner.schema.problems import NUMBER_NEEDED, SENTENCES, UNION_TAGGED, one_per_field
from planner.schema.requests import json_data, plain_values

Resolve = Callable[[str], EstimateRequest]
Path = list[str | int]
MISSING = {"missing", "missing_argument"}
NOT_HERE = "cannot be looked up here: send its workload instead"


def parse_budget_json(text: bytes | str, resolve: Resolve | None = None) -> Budget:
    """The budget in JSON text. Raises BadInput as parse_budget does, and with field "" for what is not JSON."""
    return parse_budget(json_data(text), resolve)


def parse_budget(data: object, resolve: Resolve | None = None) -> Budget:
    """The budget in a request (a mapping as JSON gives it). Raises BadInput with one problem per bad field."""
    if not isinstance(data, Mapping):
        raise BadInput([Problem("", "must be a JSON object")])
    try:
        request, problems = _validated({str(key): plain_values(value) for key, value in data.items()})
    except RecursionError:
        raise BadInput([Problem("", "is nested too deeply")]) from None
    reported = {problem.field for problem in problems}
    problems += [problem for problem in wrong_budget(request) if problem.field not in reported]
    if problems:
        raise BadInput(problems)
    budget = _budget(request, resolve)
    if problems := list(growth_problems(budget)):
        raise BadInput(problems)
    return budget


def parse_saved_budget(data: Mapping[str, Any], resolve: Resolve | None = None) -> Budget:
    """As parse_budget, of a request that an earlier version may have written: it left out a growth of 0 % a month."""
    lines = data.get("lines")
    if isinstance(lines, list):
        data = {**data, "lines": [_with_share(line) for line in lines]}
    return parse_budget(data, resolve)


def _with_share(line: object) -> object:
    growth = line.get("growth") if isinstance(line, Mapping) else None
    if not isinstance(line, Mapping) or not isinstance(growth, Mapping) or growth.get("kind") != "compound":
        return line
    return {**line, "growth": {"share": "0", **growth}}


def _validated(data: dict[str, Any]) -> tuple[BudgetRequest, list[Problem]]:
    """The request without the parts that are wrong, and what is wrong with them; raises BadInput if none is right."""
    if data.get("month") == 30:
        data["month"] = "30"
    problems: list[Problem] = []
    while True:
        try:
            return BUDGET.validate_json(json.dumps([data]))[0], one_per_field(problems)
        except ValidationError as error:
            details = error.errors(include_url=False)
        # A field removed for being wrong is not missing: the first problem of each field stays.
        reported = {problem.field for problem in problems}
        problems += [found for found in map(_problem, details) if found.field not in reported]
        paths = sorted((_path(detail) for detail in details), key=len, reverse=True)
        if not sum(_remove(data, path) for path in paths):
            raise BadInput(one_per_field(problems))


def _path(detail: ErrorDetails) -> Path:
    parts: Path = [part for part in detail["loc"][1:] if part != "[key]"]
    if detail["type"] in UNION_TAGGED and parts[-1] in ("int", "float"):
        parts.pop()
    return parts


def _remove(data: dict[str, Any], path: Path) -> bool:
    """Takes what `path` leads to out of `data`; of a plain list the whole list. Whether it was there."""
    target: Any = data
    held: tuple[dict[str, Any], str] | None = None
    for depth, part in enumerate(path, start=1):
        if isinstance(target, dict) and isinstance(part, str):
            held = (target, part)
        if depth < len(path):
            try:
                target = target[part]
            except (KeyError, IndexError, TypeError):
                break
    return held is not None and held[0].pop(held[1], held) is not held


def _problem(detail: ErrorDetails) -> Problem:
    path = _path(detail)
    if detail["type"] == "unexpected_keyword_argument" or detail["loc"][-1:] == ("[key]",):
        return Problem(_dotted(path), _unknown(path))
    return Problem(_dotted(path), _sentence(detail))


def _dotted(path: Path) -> str:
    return ".".join(str(part) for part in path)


def _sentence(detail: ErrorDetails) -> str:
    if detail["type"] in MISSING:
        return "must be given"
    if detail["type"] == "literal_error":
        choices: str = detail["ctx"]["expected"]
        return "must be one of " + choices.replace("'", "").replace(" or ", ", ")
    return SENTENCES.get(detail["type"], NUMBER_NEEDED)


def _unknown(path: Path) -> str:
    known = KNOWN.get(".".join(part for part in path[:-1] if isinstance(part, str)), [])
    close = get_close_matches(str(path[-1]), known, n=1)
    return "is not a known field; " + (f"did you mean {close[0]}?" if close else "known here: " + ", ".join(known))


def _budget(request: BudgetRequest, resolve: Resolve | None) -> Budget:
    problems: list[Problem] = []
    lines = [_line(index, line, resolve, request.month, problems) for index, line in enumerate(request.lines)]
    start = first_day(request.start)
    if problems or start is None:
        raise BadInput(problems)
    return Budget(
        name=request.name.strip() or "Budget",
        start=start.replace(day=1),
        months=request.months,
        lines=tuple(line for line in lines if line is not None),
        cap_usd_per_month=request.cap_usd_per_month,
        cap_usd_period=request.cap_usd_period,
        month=request.month,
        currency=request.currency,
        rescale=request.rescale,
        limits=request.limits,
        wish=request.wish,
        seed=request.seed,
        own_offers=tuple(own.to_core() for own in request.own_offers),
        calibration=tuple(own.to_core() for own in request.calibration),
    )


def _line(
    index: int, line: LineRequest, resolve: Resolve | None, month: MonthLength, problems: list[Problem]
) -> BudgetLine | None:
    saved = EstimateRequest(line.workload or Workload(), ())
    if line.scenario is not None:
        try:
            saved = _resolved(line.scenario, resolve)
        except ValueError as error:
            problems.append(Problem(f"lines.{index}.scenario", str(error)))
            return None
    offer = line.offer.strip() or next(iter(saved.offers), "")
    if not offer:
        problems.append(Problem(f"lines.{index}.offer", "must name an offer or a model"))
        return None
    return _made(index, line, saved, offer, month)


def _on_each_day(saved: EstimateRequest, month: MonthLength) -> Workload:
    """The workload with its runs on an average day of `month`. A plan of working days has none on other days; over a
    whole year it has the same number of runs. People have their own working days."""
    load = with_people(saved.workload, "calendar" if month == "actual" else month)
    return _over_a_year(load, "working") if saved.month == "working" and month != "working" else load


def _in_all(saved: EstimateRequest) -> Workload:
    """The workload whose runs in a month of 365/12 days are those that `saved` counts for its own month, where they are
    done once."""
    return _over_a_year(with_people(saved.workload, "calendar"), saved.month)


def _over_a_year(load: Workload, month: Month) -> Workload:
    """The workload with the runs of a `month` spread over 365/12 days. People with working days of their own have the
    same runs in every month."""
    if month == "calendar" or (load.people is not None and load.people.days_per_month is not None):
        return load
    (days, months), (year, twelve) = DAYS_OF_MONTH[month], DAYS_OF_MONTH["calendar"]
    return replace(load, runs_per_day=float(exact(load.runs_per_day) * days / months * twelve / year))


def _resolved(reference: str, resolve: Resolve | None) -> EstimateRequest:
    if resolve is None:
        raise ValueError(NOT_HERE)
    return resolve(reference)


def _made(index: int, line: LineRequest, saved: EstimateRequest, offer: str, month: MonthLength) -> BudgetLine:
    """What the line says itself goes before what its scenario says."""
    thinking: str = line.thinking or next((str(mode) for mode in saved.thinking if mode != "pair"), "default")
    return BudgetLine(
        name=line.name.strip() or f"Line {index + 1}",
        offer=offer,
        workload=_in_all(saved) if line.growth.kind == "once" else _on_each_day(saved, month),
        thinking=thinking,
        owner=line.owner.strip(),
        cost_centre=line.cost_centre.strip(),
        start=first_day(line.start),
        end=last_day(line.end),
        growth=line.growth.to_core(),
        share=line.share,
        discount=line.discount,
        hours=line.hours,
        on_retirement=line.on_retirement,
        overrides=line.overrides.to_core() if line.overrides else saved.overrides.get(offer, NO_OVERRIDES),
        actuals=line.actuals,
        peak=line.peak,
        scenario=line.scenario,
    )
