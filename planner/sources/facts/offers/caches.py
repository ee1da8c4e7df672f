"""How hosts cache prompts, from planner/data/caches.toml: ordered rules, the first that matches an offer holds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from planner.core.models.catalogue import HostCache, Offer
from planner.sources.facts.toml_reader import DataError, Table, read_toml, required, source_of

KEYS = {"hosts", "models", "kind", "ttl_seconds", "minimum_tokens", "reliability", "explicit_ttls", "source", "note"}


@dataclass(frozen=True, slots=True)
class Rule:
    """A cache and the offers it holds for: any of the hosts, and any of the parts of a model id; empty is all."""

    hosts: tuple[str, ...]
    models: tuple[str, ...]
    cache: HostCache

    def matches(self, offer: Offer) -> bool:
        """Whether this rule covers the offer."""
        model = offer.model_id.lower()
        right_host = not self.hosts or offer.host in self.hosts
        return right_host and (not self.models or any(part in model for part in self.models))


def cache_of(offer: Offer) -> HostCache | None:
    """The cache of an offer's host, for its own rates or the user's; None where no rule covers it."""
    return next((rule.cache for rule in load_rules() if rule.matches(offer)), None)


@cache
def load_rules() -> tuple[Rule, ...]:
    """The rules in their order."""
    return tuple(_rule(raw, number) for number, raw in enumerate(read_toml("caches.toml")["rules"], start=1))


def _rule(raw: Table, number: int) -> Rule:
    where = f"caches.toml, rule {number}"
    unknown = set(raw) - KEYS
    if unknown:
        raise DataError(f"{where}: unknown key {', '.join(sorted(unknown))}")
    source = source_of(raw, where)
    return Rule(
        hosts=tuple(raw.get("hosts", ())),
        models=tuple(raw.get("models", ())),
        cache=HostCache(
            kind=required(raw, "kind", where),
            ttl_seconds=float(required(raw, "ttl_seconds", where)),
            minimum_tokens=int(required(raw, "minimum_tokens", where)),
            reliability=float(required(raw, "reliability", where)),
            explicit_ttls=tuple(raw.get("explicit_ttls", ())),
            source=f"{source.name}: {raw['note']}" if "note" in raw else source.name,
            checked=source.checked,
        ),
    )
