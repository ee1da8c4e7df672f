"""Limits that a user states for an offer or a model, resolved to the offers that the lines use."""

from __future__ import annotations

from collections.abc import Iterator

from planner.core.budget.forecast import Forecast
from planner.core.budget.inputs import HostLimit
from planner.core.models.catalogue import Catalogue
from planner.core.models.names.readings import Unread
from planner.core.models.resolve import MOST_EXPLAINED, MOST_NAMES, meant_by, resolve, unreadable
from planner.core.workload import BadInput, Problem


def limits_by_offer(forecast: Forecast, catalogue: Catalogue) -> dict[str, HostLimit]:
    """The limit of each offer that is used; a model's name means the host that its lines were resolved to."""
    named = ((offer, limit) for limit in forecast.budget.limits for offer in _meant(limit, forecast, catalogue))
    return dict(named)


def check_limits(forecast: Forecast, catalogue: Catalogue) -> None:
    """Raises BadInput for each limit whose offer no line uses, and for more limits than a request may hold names."""
    many = len(forecast.budget.limits)
    if many > MOST_NAMES:
        raise BadInput([Problem("limits", f"takes at most {MOST_NAMES:,} offers; these are {many:,}")])
    problems = list(_idle(forecast, catalogue))
    if problems:
        raise BadInput(problems)


def _meant(limit: HostLimit, forecast: Forecast, catalogue: Catalogue) -> Iterator[str]:
    used = {
        offer.id
        for priced_line in forecast.priced_lines
        for offer in (priced_line.task.offer, *(leg.offer for leg in priced_line.legs))
    }
    return (offer.id for offer in meant_by(catalogue, limit.offer) if offer.id in used)


def _idle(forecast: Forecast, catalogue: Catalogue) -> Iterator[Problem]:
    day, unread = forecast.budget.start, 0
    for index, limit in enumerate(forecast.budget.limits):
        if not any(_meant(limit, forecast, catalogue)):
            field, read = f"limits.{index}.offer", resolve(catalogue, limit.offer, day)
            if isinstance(read, Unread):
                yield unreadable(catalogue, field, limit.offer, read, day, explained=unread < MOST_EXPLAINED)
                unread += 1
            else:
                yield Problem(field, f"{limit.offer[:80]} is used by no line")
