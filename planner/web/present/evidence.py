"""How close a measurement is to what it stands for: four small bars, and the same in words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """Filled bars of four and what they mean, in full and in a word or two; `mine`: the reader's own runs."""

    bars: int
    words: str
    short: str = ""
    mine: bool = False


MARKS = {
    "own": Mark(4, "measured in your own runs", "yours", mine=True),
    "model+effort": Mark(4, "measured for this model and effort", "this model"),
    "model": Mark(3, "measured for this model at another effort", "this model, other effort"),
    "family": Mark(2, "measured for its family", "its family"),
    "lab": Mark(2, "measured for its lab", "its lab"),
    "class": Mark(1, "typical for this kind of work", "its kind of work only"),
}
SPEEDS = {
    "model+effort": Mark(4, "measured for this model", "this model"),
    "model": Mark(3, "measured for this model at another host or effort", "this model elsewhere"),
    "family": Mark(2, "measured for its family", "its family"),
    "class": Mark(1, "typical for this kind of host", "typical, not measured"),
}
LEGEND = (
    (MARKS["model+effort"], "measured for this model and effort"),
    (MARKS["model"], "this model"),
    (MARKS["family"], "its family"),
    (MARKS["class"], "typical for this kind of work"),
)


def mark_of(basis: str) -> Mark | None:
    """The mark of a basis; None for figures given by the user or published, which are no estimates."""
    return MARKS.get(basis)


def speed_mark(basis: str) -> Mark | None:
    """The same for how fast a host answers."""
    return SPEEDS.get(basis)
