"""Fitted means as rows of their file: tens of thousands, of which an estimate needs a few."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from planner.core.tokens.fitted import Fit

Key = tuple[str, str, str]
Evidence = tuple[str, float]
"""The level of a fit and its parameter spread (sd of ln)."""
Row = tuple[tuple[float | None, ...], tuple[Evidence, ...]]
"""Tokens and their evidence, a place for each study class; None where the class has no figure."""


class FitTable(Mapping[Key, Fit]):
    """Fits by (study model, effort, study class), each made at its first use."""

    __slots__ = ("places", "rows")

    def __init__(self, classes: tuple[str, ...], rows: Mapping[tuple[str, str], Row]) -> None:
        self.places = {name: place for place, name in enumerate(classes)}
        self.rows = rows

    def __getitem__(self, key: Key) -> Fit:
        model, effort, study_class = key
        tokens, evidence = self.rows[model, effort]
        place = self.places[study_class]
        value = tokens[place]
        if value is None:
            raise KeyError(key)
        return Fit(value, *evidence[place])

    def __iter__(self) -> Iterator[Key]:
        for (model, effort), (tokens, _) in self.rows.items():
            yield from ((model, effort, name) for name, place in self.places.items() if tokens[place] is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)
