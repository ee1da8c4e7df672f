"""What pydantic found wrong, as a field and a sentence that says what to send instead."""

from __future__ import annotations

from difflib import get_close_matches

from pydantic_core import ErrorDetails

from planner.core.workload import Problem
from planner.schema.request_shape import FIELDS

SENTENCES = {
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "finite_number": "must be a finite number",
    "string_type": "must be text",
    "tuple_type": "must be a list",
    "dict_type": "must be an object",
    "dataclass_type": "must be an object",
    "missing": "must be given",
    "json_invalid": "holds text that is not valid Unicode",
}
UNION_TAGGED = ("int_type", "float_type", "finite_number")
NUMBER_NEEDED = "must be a number, such as 2.50"


def place(detail: ErrorDetails) -> list[str | int]:
    """The way to what is wrong: names, and numbers inside lists; without the tags pydantic adds at the ends."""
    parts = [part for part in detail["loc"][1:] if part != "[key]"]
    if detail["type"] in UNION_TAGGED and parts[-1] in ("int", "float"):
        parts.pop()
    return parts


def problem(detail: ErrorDetails) -> Problem:
    """The dotted field and its sentence; a list is one field, its entries counted from 1."""
    parts = place(detail)
    if detail["type"] == "unexpected_keyword_argument" or detail["loc"][-1:] == ("[key]",):
        return _unknown([str(part) for part in parts])
    if parts[:1] in (["calibration"], ["own_offers"]) and len(parts) > 1:
        return Problem(".".join(map(str, parts)), _sentence(detail))
    entry = "".join(f"entry {part + 1} " for part in parts if isinstance(part, int))
    name = ".".join(part for part in parts if isinstance(part, str))
    return Problem(name, entry + _sentence(detail))


def one_per_field(problems: list[Problem]) -> list[Problem]:
    """The last problem of each field: of "whole number" and "number" the wider one."""
    return list({found.field: found for found in problems}.values())


def _sentence(detail: ErrorDetails) -> str:
    if detail["type"] == "literal_error":
        choices: str = detail["ctx"]["expected"]
        return "must be one of " + choices.replace("'", "").replace(" or ", ", ")
    return SENTENCES.get(detail["type"], NUMBER_NEEDED)


def _unknown(path: list[str]) -> Problem:
    *parents, name = path
    if parents[:1] in (["overrides"], ["calibration"], ["own_offers"]):
        parents[1] = "*"
    known = FIELDS[".".join(part for part in parents if not part.isdecimal())]
    close = get_close_matches(name, known, n=1)
    advice = f"did you mean {close[0]}?" if close else "known here: " + ", ".join(known)
    return Problem(".".join(path), f"is not a known field; {advice}")
