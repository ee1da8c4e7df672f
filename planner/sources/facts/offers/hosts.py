"""How ids name hosts, and what hosts make, from planner/data/hosts.toml."""

from __future__ import annotations

from functools import cache

from planner.core.models.offers.hosts import Host, Hosts
from planner.sources.facts.toml_reader import DataError, read_toml, source_of


@cache
def load_hosts() -> Hosts:
    """Every host of the file; a name that means two hosts is a mistake in the data."""
    raw = read_toml("hosts.toml")
    source_of(raw, "hosts.toml")
    known = {
        name: Host(
            id=name,
            names=tuple(one.get("names", ())),
            makes=frozenset(one.get("makes", ())),
            own_id_only=one.get("own_id_only", False),
            prefix=one.get("prefix", ""),
        )
        for name, one in raw["hosts"].items()
    }
    unpriced = {name: title for title, names in raw["unpriced"].items() for name in names}
    _check([*known, *(name for host in known.values() for name in host.names), *unpriced, *raw["routes"]["names"]])
    return Hosts(known, unpriced, frozenset(raw["routes"]["names"]))


def _check(names: list[str]) -> None:
    twice = {name for name in names if names.count(name) > 1 or name != name.casefold()}
    if twice:
        raise DataError(f"hosts.toml: {', '.join(sorted(twice))} must stand once and in lower case")
