"""How close a measurement is to what it stands for: four small bars, and the same in words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """Filled bars of four and what they mean."""

    bars: int
    words: str


MARKS = {
    "model+effort": Mark(4, "measured for this model and effort"),
    "model": Mark(3, "measured for this model"),
    "family": Mark(2, "measured for its family"),
    "lab": Mark(2, "measured for its lab"),
    "class": Mark(1, "typical for this kind of work"),
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
