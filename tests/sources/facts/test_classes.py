"""The task classes and the derivation of calls per episode."""

from __future__ import annotations

from math import sqrt

import pytest

from planner.sources.facts.classes import load_task_classes
from planner.sources.facts.models.estimator import load_estimator

CLASSES = load_task_classes()
STUDY = {
    "short_fact": "omniscience",
    "everyday_qa": "everyday",
    "writing": "ifbench",
    "expert_qa": "gpqa",
    "hard_qa": "hle",
    "frontier_science": "critpt",
    "maths": "lrm_maths",
    "puzzles": "hle+critpt",
    "code": "scicode",
    "long_document": "lcr",
    "extraction": "everyday",
    "image_qa": "mmmuPro",
    "support_agent": "tau2",
    "support_agent_heavy": "tauBanking",
    "research_agent": "gdpval",
    "coding_agent": "terminalbenchV21",
    "computer_agent": "mcp",
    "creative": "everyday+ifbench",
}
AGENTS = {"support_agent", "support_agent_heavy", "research_agent", "coding_agent", "computer_agent"}


def test_ids_in_their_order_and_what_stands_for_them() -> None:
    assert {key: one.study_class for key, one in CLASSES.items()} == STUDY
    assert list(CLASSES) == list(STUDY)


def test_anchors() -> None:
    anchors = {key: one.anchor for key, one in CLASSES.items()}
    assert {key for key, anchor in anchors.items() if anchor == "agent"} == AGENTS
    assert {key for key, anchor in anchors.items() if anchor == "everyday"} == {"everyday_qa", "extraction", "creative"}
    assert [key for key, anchor in anchors.items() if anchor == "doc"] == ["long_document"]


def test_only_agents_are_counted_per_episode() -> None:
    assert {key for key, one in CLASSES.items() if one.calls_per_episode.value != 1} == AGENTS
    assert CLASSES["computer_agent"].calls_per_episode.value == 14.0


@pytest.mark.parametrize(
    ("key", "measured_input_tokens"),
    [
        ("support_agent", 220_046),
        ("support_agent_heavy", 844_083),
        ("research_agent", 719_831),
        ("coding_agent", 1_012_416),
    ],
)
def test_calls_of_an_episode_follow_from_its_measured_input(key: str, measured_input_tokens: int) -> None:
    """N S + N (N - 1) / 2 g = input, with S = 6,000 and g = 1,700, solved for N."""
    prompt, grown = 6_000, 1_700
    b = prompt - grown / 2
    calls = (-b + sqrt(b * b + 2 * grown * measured_input_tokens)) / grown
    fact = CLASSES[key].calls_per_episode
    assert fact.value == pytest.approx(calls, abs=0.05)
    assert f"{measured_input_tokens:,}" in fact.note
    assert fact.source == "Judgement of this project"


def test_judged_classes_say_so_and_extraction_is_everyday_at_low_effort() -> None:
    assert {key for key, one in CLASSES.items() if one.judgement} == {"extraction", "creative", "maths", "puzzles"}
    low = load_estimator().effort_multiplier["everyday", "low"]
    assert CLASSES["extraction"].effort_scale == pytest.approx(low, rel=0.1)
    assert {one.effort_scale for key, one in CLASSES.items() if key != "extraction"} == {1.0}


def test_spreads_between_items() -> None:
    assert {CLASSES[key].item_spread for key in AGENTS} == {0.7}
    assert {one.item_spread for key, one in CLASSES.items() if key not in AGENTS} == {0.4, 0.5, 0.9, 1.1}
