"""A damaged database answers with its sentence, and one damaged row hides nothing else."""

from __future__ import annotations

from planner.core.models.catalogue import Catalogue
from tests.attack.damaged import try_all


def test_a_sample_of_damages_breaks_no_page(catalogue: Catalogue) -> None:
    """`make attack` tries all of them."""
    tried, wrong = try_all(catalogue, every=6)
    assert tried >= 15 and wrong == []
