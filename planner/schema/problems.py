"""What pydantic found wrong, as a field and a sentence that says what to send instead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches

from pydantic_core import ErrorDetails

from planner.core.workload import STAGE_MODES, Problem
from planner.schema.request_shape import FIELDS

SENTENCES = {
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "finite_number": "must be a finite number",
    "string_type": "must be text",
    "bool_type": "must be true or false",
    "tuple_type": "must be a list",
    "dict_type": "must be an object",
    "dataclass_type": "must be an object",
    "missing": "must be given",
    "json_invalid": "holds text that is not valid Unicode",
}
UNION_TAGGED = ("int_type", "float_type", "finite_number")
ENTRY = re.compile(r"(entry \d+ )*")
NUMBER_NEEDED = "must be a number, such as 2.50"
NO_COMMA = "must be a number without commas, such as 1234.50"


def place(detail: ErrorDetails) -> list[str | int]:
    """The way to what is wrong: names, and numbers inside lists; without the tags pydantic adds at the ends."""
    parts = [part for part in detail["loc"][1:] if part != "[key]"]
    if detail["type"] in UNION_TAGGED and parts[-1] in ("int", "float"):
        parts.pop()
    return parts


def in_stage(path: Sequence[str | int]) -> bool:
    """Whether `path` leads into a run's stages."""
    return list(path[:2]) == ["workload", "stages"]


def problem(detail: ErrorDetails) -> Problem:
    """The dotted field and its sentence. Lists of objects have their numbers in the field, from 0; a plain list is one
    field, with its entries counted from 1 in the sentence."""
    parts = place(detail)
    if detail["type"] == "unexpected_keyword_argument" or detail["loc"][-1:] == ("[key]",):
        return _unknown([str(part) for part in parts])
    if (parts[:1] in (["calibration"], ["own_offers"]) and len(parts) > 1) or (in_stage(parts) and len(parts) > 2):
        return Problem(".".join(map(str, parts)), _sentence(detail))
    if parts[:1] == ["offers"] and len(parts) > 1:
        # As names that cannot be read have it.
        return Problem(".".join(map(str, parts)), _sentence(detail))
    if parts == ["thinking"] and detail["type"] == "tuple_type":
        return Problem("thinking", f"must be one of {', '.join((*STAGE_MODES, 'pair'))}, or a list of these")
    entry = "".join(f"entry {part + 1} " for part in parts if isinstance(part, int))
    name = ".".join(part for part in parts if isinstance(part, str))
    return Problem(name, entry + _sentence(detail))


def one_per_field(problems: list[Problem]) -> list[Problem]:
    """One problem for each field, the last found (of "whole number" and "number" the wider one); for a plain list the
    problems of all its entries in one."""
    last = {(found.field, ENTRY.match(found.message)[0]): found for found in problems}  # type: ignore[index]
    messages_of: dict[str, list[str]] = {}
    for found in last.values():
        messages_of.setdefault(found.field, []).append(found.message)
    return [Problem(field, "; ".join(messages)) for field, messages in messages_of.items()]


def _sentence(detail: ErrorDetails) -> str:
    if detail["type"] == "literal_error":
        choices: str = detail["ctx"]["expected"]
        return "must be one of " + choices.replace("'", "").replace(" or ", ", ")
    has_comma = isinstance(detail["input"], str) and "," in detail["input"]
    return SENTENCES.get(detail["type"], NO_COMMA if has_comma else NUMBER_NEEDED)


def _unknown(path: list[str]) -> Problem:
    *parents, name = path
    if parents[:1] in (["overrides"], ["calibration"], ["own_offers"]):
        parents[1] = "*"
    known = FIELDS[".".join(part for part in parents if not part.isdecimal())]
    close = get_close_matches(name, known, n=1)
    advice = f"did you mean {close[0]}?" if close else "known here: " + ", ".join(known)
    return Problem(".".join(path), f"is not a known field; {advice}")
