"""What a what-if changes inside a run: thinking and answer within their own doubt, and the reliability of caches."""

from __future__ import annotations

from dataclasses import dataclass, replace

from planner.core.models.catalogue import HostCache, Offer

PLAIN_CACHE = HostCache("automatic", 300.0, 1024, 0.9)
"""Assumed for a host whose cache is not described (the same figures as in caching.py)."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Sides of `reasoning` and `answer`: -1 low, 0 as believed, 1 high; reliability of caches between runs and inside
    one, None as described."""

    reasoning: int = 0
    answer: int = 0
    reliability: float | None = None
    loop_reliability: float = 0.97

    @property
    def moves_tokens(self) -> bool:
        return bool(self.reasoning or self.answer)

    def offer(self, offer: Offer) -> Offer:
        """The offer with its cache as reliable as the what-if assumes."""
        if self.reliability is None:
            return offer
        cache = replace(
            offer.cache or PLAIN_CACHE, reliability=self.reliability, loop_reliability=self.loop_reliability
        )
        return replace(offer, cache=cache)


AS_BELIEVED = WhatIf()
