"""What is known of hosts beyond their prices: how ids name them, which models they make, whose rows are seats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Host:
    """One host of the price list. `names`: how ids name it, lower case; `makes`: the first words of the models that are
    its own; `own_id_only`: no bare name means it (a seat); `prefix`: what it writes before its own ids."""

    id: str
    names: tuple[str, ...] = ()
    makes: frozenset[str] = frozenset()
    own_id_only: bool = False
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Hosts:
    """`known` by id, in order of preference among makers of one model; `unpriced`: hosts outside the price list, by the
    names in ids; `routes`: words before an id that say nothing about who is paid."""

    known: Mapping[str, Host] = field(default_factory=dict)
    unpriced: Mapping[str, str] = field(default_factory=dict)
    routes: frozenset[str] = frozenset()

    def of(self, host_id: str) -> Host:
        """The host, with its id alone where nothing more is known."""
        return self.known.get(host_id) or Host(host_id)
