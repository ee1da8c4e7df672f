"""The dollars of a whole estimate without the rest of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.core.estimate.dollar_range import dollar_range, range_of
from planner.core.estimate.one_offer import estimate
from planner.core.estimate.terms import Terms
from planner.core.models.catalogue import Catalogue
from planner.core.results import Estimate, Refusal
from planner.core.workload import Compaction, Overrides, Workload
from tests.core.build import NOW

CHAT = Workload(input_tokens=1500, shared_prefix_tokens=3001, runs_per_day=700)
AGENT = replace(CHAT, steps=60, tool_result_tokens=900, steps_spread=0.7, compaction=Compaction())
GIVEN = replace(CHAT, visible_tokens_per_call=300, reasoning_tokens_per_call=900)


@pytest.mark.parametrize(
    "load", [CHAT, AGENT, GIVEN, replace(AGENT, runs_per_day=0), replace(CHAT, thinking_share=0.4)]
)
@pytest.mark.parametrize("mode", ["off", "high", "max"])
@pytest.mark.parametrize("offer_id", ["openai/gpt-5.4", "deepseek/deepseek-reasoner"])
def test_it_says_what_the_estimate_says(catalogue: Catalogue, load: Workload, mode: str, offer_id: str) -> None:
    terms, offer = Terms(load, catalogue, NOW, "calendar"), catalogue.offers[offer_id]
    found, whole = dollar_range(terms, offer, mode), estimate(terms, offer, mode)
    assert found == (range_of(whole) if isinstance(whole, Estimate) else whole)
    assert dollar_range(terms, offer, mode) is found, "kept"


def test_own_figures_and_other_workloads_have_ranges_of_their_own(catalogue: Catalogue) -> None:
    terms, offer = Terms(CHAT, catalogue, NOW, "calendar"), catalogue.offers["openai/gpt-5.4"]
    own = Overrides(reasoning_tokens_per_call=5000)
    usual, changed = dollar_range(terms, offer, "high"), dollar_range(terms, offer, "high", overrides=own)
    more = dollar_range(replace(terms, workload=replace(CHAT, input_tokens=1501)), offer, "high")
    found = [one.usd for one in (usual, changed, more) if not isinstance(one, Refusal)]
    assert len(set(found)) == 3
