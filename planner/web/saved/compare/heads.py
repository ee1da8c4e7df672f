"""What stands over the columns of a comparison, and what its sentence calls them."""

from __future__ import annotations

from collections.abc import Sequence

from planner.web.saved.kinds import Chosen


def called(chosen: Sequence[Chosen], place: int) -> str:
    """By name, and by revision where two have one name."""
    name = chosen[place].scenario.name
    alone = sum(other.scenario.name == name for other in chosen) == 1
    return name if alone else f"{name} in revision {chosen[place].revision.number}"
