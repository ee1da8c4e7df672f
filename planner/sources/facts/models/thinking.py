"""Which models think by their names, from planner/data/thinking.toml."""

from __future__ import annotations

from functools import cache

from planner.core.models.names.name_rules import NameRule, rule_of
from planner.core.models.names.thinking_names import Thinkers, Thinks, thinkers_in, thinks
from planner.sources.facts.models.estimator import load_estimator
from planner.sources.facts.toml_reader import DataError, read_toml, required, source_of

THINKS: dict[object, Thinks] = {True: True, False: False, "unknown": None}


@cache
def thinks_by_name(model_id: str) -> Thinks:
    """Whether a model without a profile thinks; None where it is not known."""
    return thinks(load_thinkers(), load_estimator(), model_id)


@cache
def load_thinkers() -> Thinkers:
    """The rules of the data file beside what the fitted tables hold."""
    return thinkers_in(load_estimator(), load_rules())


@cache
def load_rules() -> tuple[NameRule[Thinks], ...]:
    """Every rule, in order; each must name a source."""
    found: list[NameRule[Thinks]] = []
    for number, raw in enumerate(read_toml("thinking.toml")["rules"], start=1):
        where = f"thinking.toml, rule {number}"
        source_of(raw, where)
        answer = required(raw, "thinks", where)
        if answer not in THINKS:
            raise DataError(f'{where}: thinks is true, false or "unknown"')
        found += [rule_of(text, THINKS[answer]) for text in required(raw, "words", where)]
    return tuple(found)
