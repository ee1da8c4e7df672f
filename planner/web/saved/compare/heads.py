"""The heads of a comparison's columns, and the names in its sentence."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from planner.web.saved.kinds import Chosen


def headed(chosen: Sequence[Chosen], place: int) -> str:
    """Names, numbered from the left where two things have the same."""
    one = chosen[place].scenario
    alike = list(dict.fromkeys(other.scenario.id for other in chosen if other.scenario.name == one.name))
    return one.name if len(alike) == 1 else f"{one.name} ({alike.index(one.id) + 1})"


def called(chosen: Sequence[Chosen], place: int) -> str:
    """As its column is headed, and by revision where two are of one thing."""
    one, name = chosen[place], headed(chosen, place)
    alone = sum(other.scenario.id == one.scenario.id for other in chosen) == 1
    return name if alone else f"{name} in revision {one.revision.number}"


def extremes(usd: Sequence[Decimal | None]) -> tuple[int, int] | None:
    """Places of the least and the most of those that are known; None for fewer than two."""
    known = [(value, place) for place, value in enumerate(usd) if value is not None]
    return (min(known)[1], max(known)[1]) if len(known) > 1 else None
