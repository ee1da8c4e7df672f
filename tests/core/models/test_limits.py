"""The output limit: the doubt of the longer part decides how many answers are cut off."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import exp
from typing import Any

import pytest

from planner.core.estimate.one_offer import inputs_of, parts_of
from planner.core.estimate.terms import Terms
from planner.core.models.catalogue import Catalogue
from planner.core.models.offers.limits import cut_off_chance, cut_off_share
from planner.core.uncertainty.simulation import doubts
from planner.core.uncertainty.spread import sd_of_run
from planner.core.workload import Workload

OFFER, CAP = "anthropic/claude-opus-4-5", 12_000


@pytest.fixture(scope="module")
def run(catalogue: Catalogue) -> tuple[Any, Any]:
    terms = Terms(Workload(input_tokens=1000, max_output_tokens=CAP), catalogue, date(2026, 11, 23), "calendar", 0)
    inputs = inputs_of(terms, catalogue.offers[OFFER], "high")
    return inputs, parts_of(inputs, "high")[0][1]


@pytest.mark.parametrize(("thought", "said", "longer"), [(8000.0, 900.0, 0), (900.0, 8000.0, 1)])
def test_the_longer_of_thinking_and_answer_decides(run: Any, thought: float, said: float, longer: int) -> None:
    inputs, one = run
    fits = (
        replace(one.reasoning_fit, value=thought, uncut=None, spread=0.9),
        replace(one.visible_fit, value=said, uncut=None, spread=0.2),
    )
    changed = replace(one, reasoning_fit=fits[0], visible_fit=fits[1])
    doubt, other = (doubts(inputs, changed)[place] for place in (longer, 1 - longer))
    assert doubt != other
    share = exp(-(doubt.single**2) / 2)
    expected = cut_off_chance(changed, CAP, spread=sd_of_run(doubt), median_share=share)
    assert 0 < expected < 1
    assert cut_off_share(inputs, changed) == expected
