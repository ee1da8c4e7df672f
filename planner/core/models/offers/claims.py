"""What catalogues say of one offer: context window, longest answer, kinds of input, thinking modes, cache minimum.

A figure is used where two sources agree, or where only one has it. Where they disagree there is no figure: both are
shown, and a profile or the vendor's own page decides. docs/methodology.md, "Facts of every offer".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Claim(Generic[T]):
    """One figure as a source has it."""

    value: T
    source: str


@dataclass(frozen=True, slots=True)
class Agreed(Generic[T]):
    """What sources say of one thing: `value` where they agree, None where they disagree or say nothing."""

    value: T | None = None
    claims: tuple[Claim[T], ...] = ()

    @property
    def confirmed(self) -> T | None:
        """The value where at least two sources have it and none another."""
        return self.value if len(self.claims) > 1 else None

    @property
    def disputed(self) -> bool:
        """Whether two sources have two values."""
        return len({claim.value for claim in self.claims}) > 1


@dataclass(frozen=True, slots=True)
class OfferLimits:
    """Tokens, kinds of input, and for each mode that a source mentions whether it is offered. `thinking_from`: `own`
    where the host's own entry has the modes, `maker` or `router` where the same model's entry elsewhere does."""

    context_window: Agreed[int] = field(default_factory=Agreed)
    max_output: Agreed[int] = field(default_factory=Agreed)
    input_kinds: tuple[str, ...] | None = None
    thinking: tuple[tuple[str, Agreed[bool]], ...] = ()
    default_thinking: Agreed[str] = field(default_factory=Agreed)
    cache_minimum: Agreed[int] = field(default_factory=Agreed)
    thinking_from: str = ""

    @property
    def modes(self) -> Mapping[str, bool]:
        """Modes that are known to be offered or not to be offered."""
        return {mode: claim.value for mode, claim in self.thinking if claim.value is not None}


NO_LIMITS = OfferLimits()


def agreed(claims: Iterable[Claim[T]]) -> Agreed[T]:
    """The value that all claims share."""
    reports = tuple(claims)
    values = {claim.value for claim in reports}
    return Agreed(values.pop() if len(values) == 1 else None, reports)
