"""The ten presets are complete workloads."""

from __future__ import annotations

from typing import Any

import pytest

from planner.core.models.catalogue import EFFORTS
from planner.core.models.presets import Preset
from planner.core.workload import Compaction, People, Workload, field_names, out_of_bounds
from planner.sources.facts.classes import load_task_classes
from planner.sources.facts.presets import load_presets

PRESETS = load_presets()
IDS = [
    "software_engineering",
    "research_agent",
    "olympiad_maths",
    "phd_science",
    "computer_control",
    "creative_writing",
    "support_chat",
    "rag",
    "extraction",
    "coding_session",
    "index_documents",
]


def values(preset: Preset) -> dict[str, Any]:
    return {assumption.field: assumption.value for assumption in preset.assumptions}


def workload(preset: Preset) -> Workload:
    stated = {field: value for field, value in values(preset).items() if field != "effort"}
    if "compaction" in stated:
        stated["compaction"] = Compaction(**stated["compaction"])
    if "people" in stated:
        stated["people"] = People(**stated["people"])
    return Workload(**stated)


def test_all_of_them() -> None:
    assert list(PRESETS) == IDS
    assert all(preset.name and preset.summary.endswith(".") and preset.unit for preset in PRESETS.values())


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_a_preset_is_a_workload_within_bounds(preset: Preset) -> None:
    assert set(values(preset)) <= {*field_names(), "effort"}
    assert list(out_of_bounds(workload(preset))) == []
    assert workload(preset).task_class in load_task_classes()
    assert values(preset)["effort"] in EFFORTS


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_a_preset_states_what_matters(preset: Preset) -> None:
    """Nothing that moves the bill is left to a default without a word."""
    needed = {"task_class", "runs_per_day", "input_tokens", "shared_prefix_tokens", "steps", "visible_tokens_per_call"}
    stated = values(preset)
    assert needed <= set(stated)
    if stated["steps"] > 1:
        assert "tool_result_tokens" in stated
        assert stated.keys() & {"tool_seconds", "gap_seconds"}


def test_research_agent_is_the_cards_three_hundred_calls() -> None:
    stated = values(PRESETS["research_agent"])
    assert (stated["steps"], stated["runs_per_day"]) == (300, 50)
    assert (stated["shared_prefix_tokens"], stated["input_tokens"], stated["tool_result_tokens"]) == (6000, 500, 400)


def mean_input(stated: dict[str, Any], kept_reasoning: float) -> float:
    grown = stated["tool_result_tokens"] + stated["visible_tokens_per_call"] + kept_reasoning
    return float(stated["shared_prefix_tokens"] + stated["input_tokens"] + (stated["steps"] - 1) / 2 * grown)


def test_a_coding_session_has_the_recorded_mean_input() -> None:
    """393 sessions: 251 calls, 219k tokens of input and 1,077 of output per call."""
    stated = values(PRESETS["coding_session"])
    assert stated["steps"] == 251
    assert mean_input(stated, 1077 - stated["visible_tokens_per_call"]) == pytest.approx(219_000, rel=0.01)


def test_computer_control_has_the_measured_input_of_a_run() -> None:
    """MCPMark, thinking: 14.0 turns, 524,000 input tokens; 10,558 / 14 thinking tokens per call are kept."""
    stated = values(PRESETS["computer_control"])
    assert stated["steps"] * mean_input(stated, 10_558 / 14) == pytest.approx(524_000, rel=0.01)
