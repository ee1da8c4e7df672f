"""From what the contract says of a budget back to the fields of its form, a sentence beside each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from planner.core.workload import Problem
from planner.web.budgets.form.fields import BUDGET, LIMIT_KEYS, LINE, PERCENTS, spec_of
from planner.web.forms import form_problems, in_percent
from planner.web.present.names import nearest_words
from planner.web.present.problem_text import beside_field

LINE_PATHS = {spec.path: name for name, spec in LINE.items()}
LIMIT_NAMES = {path: key for key, path in LIMIT_KEYS.items()}
BUDGET_PATHS = {spec.path: name for name, spec in BUDGET.items()}


def problems_by_field(problems: Iterable[Problem], limited: Sequence[str] = ()) -> dict[str, str]:
    """Sentences by the form's field, for problems that the form or the contract found; the first of each field.
    `limited`: the offers with limits, in the order of the request."""
    found: dict[str, str] = {}
    for problem in problems:
        field, text = _named(problem, limited)
        found.setdefault(field, text)
    return found


def _named(problem: Problem, limited: Sequence[str]) -> tuple[str, str]:
    head, _, rest = problem.field.partition(".")
    if head == "calibration":
        return "learnt", f"Your own runs cannot be used here: {problem.message.rstrip('.')}."
    place, _, path = rest.partition(".")
    if head == "limits" and path and int(place) < len(limited):
        key = LIMIT_NAMES.get(path, next(iter(LIMIT_KEYS)))
        return f"{key}:{limited[int(place)]}", beside_field(problem.message, "1,000")
    if head != "lines":
        name = BUDGET_PATHS.get(problem.field) or BUDGET_PATHS.get(f"{head}.{rest.partition('.')[0]}") or problem.field
        return name, _sentence(name, problem.message) + nearest_words(problem.suggestions)
    index, _, path = rest.partition(".")
    if path.startswith("workload."):
        [(name, text)] = form_problems([Problem(path, problem.message, problem.suggestions)]).items()
        return f"l{index}-{name}", text
    if path == "scenario":
        return f"l{index}-source", _sentence("", problem.message)
    parts = path.split(".")
    name = LINE_PATHS.get(path) or LINE_PATHS.get(".".join(parts[:2])) or LINE_PATHS.get(parts[0]) or path
    message = in_percent(problem.message) if name in PERCENTS else problem.message
    return f"l{index}-{name}", _sentence(f"l{index}-{name}", message) + nearest_words(problem.suggestions)


def _sentence(field: str, message: str) -> str:
    """What the contract says, with the form's own example; whole sentences stay as they are."""
    spec = spec_of(field)
    return beside_field(message, spec.example if spec else "")
