"""Imports are checked at the door: what is taken can be shown."""

from __future__ import annotations

from planner.core.models.catalogue import Catalogue
from tests.attack.crafted import try_all


def test_a_sample_of_crafted_imports_is_refused_or_opens(catalogue: Catalogue) -> None:
    """`make attack` tries some nine thousand."""
    read, taken, wrong = try_all(catalogue, every=37, opened=20)
    assert read > 200 and 0 < taken < read and wrong == []
