"""What catalogues say of offers, from planner/data/offer_facts.csv (made by make facts)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from planner.core.models.catalogue import MODES
from planner.core.models.offers.claims import NO_LIMITS, Agreed, Claim, OfferLimits, agreed
from planner.sources.facts.offers.catalogues import load_catalogues
from planner.sources.facts.toml_reader import read_csv

T = TypeVar("T")
Row = Mapping[str, str]
Modes = tuple[tuple[str, Agreed[bool]], ...]
Fact = TypeVar("Fact", bound=Hashable)
KNOWN: dict[Hashable, Any] = {}


def limits_of(offer_id: str) -> OfferLimits:
    """The limits that catalogues report for the offer; nothing for an offer that no catalogue has."""
    return _all_limits().get(offer_id, NO_LIMITS)


@cache
def _all_limits() -> Mapping[str, OfferLimits]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in read_csv("offer_facts.csv"):
        groups[row["offer"]].append(row)
    return {offer: _limits(rows) for offer, rows in groups.items()}


def _limits(rows: Sequence[Row]) -> OfferLimits:
    telling = [row for row in rows if _lists_usual_efforts(row)] or [row for row in rows if row["thinking"]]
    # The host's own entry before the maker's, the maker's before a router's.
    bases = [basis for basis in ("own", "maker", "router") if any(row["basis"] == basis for row in telling)]
    nearest = [row for row in telling if row["basis"] == bases[0]] if bases else []
    kinds = [kind for row in rows for kind in row["input_kinds"].split()]
    return OfferLimits(
        context_window=_claims(rows, "context_window", int),
        max_output=_claims(rows, "max_output", int),
        # pi-ai lists text and images only: what one source adds, the other does not deny.
        input_kinds=tuple(dict.fromkeys(kinds)) or None,
        thinking=_never_off(_thinking(nearest), [row for row in telling if row["basis"] == "maker"]),
        default_thinking=_claims(rows, "default_thinking", str),
        cache_minimum=_claims(rows, "cache_minimum", int),
        thinking_from=bases[0] if bases else "",
    )


def _claims(rows: Sequence[Row], name: str, read: Callable[[str], T]) -> Agreed[T]:
    return _one_of_equal(agreed(Claim(read(row[name]), _title(row)) for row in rows if row[name]))


def _thinking(rows: Sequence[Row]) -> Modes:
    """Each mode that is spoken of: "-off low" says that low is offered and off is not."""
    listed = [(row, {word.lstrip("-"): not word.startswith("-") for word in row["thinking"].split()}) for row in rows]
    found = {mode: [Claim(modes[mode], _title(row)) for row, modes in listed if mode in modes] for mode in MODES}
    for row, modes in listed:
        if any(modes.get(mode) for mode in UNUSUAL):
            for mode in USUAL:
                found[mode] = found[mode] or [Claim(True, _title(row))]
    return _one_of_equal(tuple((mode, agreed(claims)) for mode, claims in found.items() if claims))


def _one_of_equal(value: Fact) -> Fact:
    """Thousands of offers have the same few limits: each is kept once."""
    known: Fact = KNOWN.setdefault(value, value)
    return known


def _lists_usual_efforts(row: Row) -> bool:
    """Whether the row lists more than xhigh and max, which some lists add to what every model has."""
    return any(word.lstrip("-") not in ("xhigh", "max") for word in row["thinking"].split())


def _never_off(modes: Modes, makers: Sequence[Row]) -> Modes:
    """The modes of an offer; where its maker says that thinking cannot be switched off, this holds at every host."""
    off = dict(_thinking(makers)).get("off")
    if off is None or off.value is not False:
        return modes
    return (("off", off), *((mode, claims) for mode, claims in modes if mode != "off"))


USUAL, UNUSUAL = ("low", "medium", "high"), ("minimal", "xhigh", "max")
"""litellm lists unusual efforts only: a model that has one of them has the usual ones where nobody denies it."""


def _title(row: Row) -> str:
    return load_catalogues()[row["source"]].title
