"""Who is paid: a host is named wherever it is not the model's maker."""

from __future__ import annotations

from planner.core.models.catalogue import OWN_HOST
from planner.core.results import Estimate, Pair


def at_host(side: Estimate | None, name: str = "") -> str:
    """at Fireworks; empty at the maker's own API, for an offer of the user's own, which its name tells from others, and
    where the name says the host already."""
    if side is None or side.is_makers or side.offer.host == OWN_HOST or name.endswith(side.offer.host_name):
        return ""
    return f"at {side.offer.host_name}"


def host_of(pair: Pair) -> str:
    """The host for a table: at Fireworks, or the maker by its name."""
    side = next((s for s in (pair.on, pair.off) if isinstance(s, Estimate)), None)
    if side is None:
        return pair.offer.host_name if pair.offer else ""
    return at_host(side, pair.name) or side.offer.host_name
