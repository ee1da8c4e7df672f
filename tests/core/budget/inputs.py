"""How many examples a property test draws: bounded, the same ones every time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings

Test = TypeVar("Test", bound=Callable[..., Any])


def bounded(examples: int) -> Callable[[Test], Test]:
    """At most `examples`, drawn alike in every run, with no limit on the time of one."""
    return settings(
        max_examples=examples, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
