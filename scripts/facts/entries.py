"""What a catalogue says of one model at one host, in one shape for all catalogues."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Entry:
    """One model of one host. `host` is the price list's id of it, `model` the host's own id of the model, `entry` the
    catalogue's key; `thinking` says of a mode whether it is offered, and nothing of the others. Tokens; None: not said.
    `state`: listed, deprecated, removed or ends (then on `ends`)."""

    source: str
    host: str
    model: str
    entry: str
    window: int | None = None
    max_output: int | None = None
    inputs: frozenset[str] = frozenset()
    thinking: Mapping[str, bool] = field(default_factory=dict)
    default: str = ""
    cache_minimum: int | None = None
    state: str = "listed"
    ends: date | None = None
    successor: str = ""
