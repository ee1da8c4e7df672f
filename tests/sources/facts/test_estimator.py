"""The fitted tables as shipped."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from planner.core.models.catalogue import MODES
from planner.core.models.evidence import measured_model
from planner.sources.facts.classes import load_task_classes
from planner.sources.facts.models.estimator import load_estimator
from planner.sources.facts.models.profiles import load_profiles

ESTIMATOR = load_estimator()
LADDER = ("low", "medium", "high", "xhigh", "max")
CLOSELY_KNOWN = (
    "kimi-k2-thinking", "gpt-5.4", "gpt-5.2", "glm-5", "gemini-3.1-flash-lite", "claude-opus-4.5", "grok-4",
    "kimi-k2.5", "gpt-5.3-codex", "kimi-k2-0905",
)  # fmt: skip
STUDY_NAMES = {load_profiles()[name].study_name for name in CLOSELY_KNOWN}
STUDY_CLASSES = sorted({part for one in load_task_classes().values() for part in one.study_class.split("+")})


@pytest.mark.parametrize("study_class", STUDY_CLASSES)
def test_every_class_has_a_base_that_never_falls(study_class: str) -> None:
    ladder = [ESTIMATOR.reasoning_base[study_class, effort] for effort in LADDER]
    assert ladder == sorted(ladder)
    assert ladder[0] > 0
    assert ESTIMATOR.reasoning_base[study_class, "on"] > 0


@pytest.mark.parametrize("study_class", STUDY_CLASSES)
def test_thinking_shortens_answers_but_not_the_work_of_agents(study_class: str) -> None:
    multiple = ESTIMATOR.visible_base[study_class, True] / ESTIMATOR.visible_base[study_class, False]
    anchor = next(one.anchor for one in load_task_classes().values() if study_class in one.study_class.split("+"))
    if anchor in ("exam", "doc"):
        assert multiple < 0.95
    else:
        assert 0.5 < multiple < 1.4


@pytest.mark.parametrize("anchor", ["exam", "doc", "agent", "everyday"])
def test_multipliers_are_one_at_high_and_never_fall(anchor: str) -> None:
    ladder = [ESTIMATOR.effort_multiplier[anchor, effort] for effort in LADDER]
    assert ladder == sorted(ladder)
    assert ladder[2] == 1.0


def named(table: Iterable[tuple[str, str, str]]) -> set[str]:
    """The models of a table, without its families and labs."""
    return {model for model, _, _ in table if not model.startswith(("family:", "lab:"))}


def test_every_profiled_and_every_named_model_has_figures() -> None:
    assert named(ESTIMATOR.visible) >= STUDY_NAMES & set(ESTIMATOR.models.values())
    assert set(ESTIMATOR.models.values()) <= named(ESTIMATOR.visible) | named(ESTIMATOR.reasoning)
    # Kimi K2 0905 does not think.
    assert "Kimi K2 0905" not in named(ESTIMATOR.reasoning)


def test_every_measured_model_and_effort_is_shipped() -> None:
    """By August 2026 more than 300 pairs were measured, and the tables answer each of them with its own figures."""
    measured = {key[:2] for key, fit in ESTIMATOR.reasoning.items() if fit.level == "model+effort"}
    assert len(measured) > 300
    assert {"low", "medium", "high", "xhigh", "max"} == {effort for model, effort in measured if model == "GPT-5.6 Sol"}


@pytest.mark.parametrize(
    ("model_id", "study_name"),
    [
        ("anthropic/claude-sonnet-4.6", "Claude Sonnet 4.6"),
        ("claude-haiku-4-5-20251001", "Claude 4.5 Haiku"),
        ("google/gemini-3-flash-preview", "Gemini 3 Flash Preview"),
        ("gpt-5.2-codex", "GPT-5.2 Codex"),
        ("gpt-5-pro", None),
        ("gpt-5.4-mini-batch", None),
        ("claude-sonnet-5", "Claude Sonnet 5"),
        ("global.anthropic.claude-opus-5", "Claude Opus 5"),
        ("claude-opus-5-5", "Claude Opus 5.5"),
        ("claude-haiku-5-5", None),
        ("deepseek-v4-pro-0813", "DeepSeek V4 Pro 0813"),
        ("grok-4-1-fast-non-reasoning", "Grok 4.1 Fast"),
    ],
)
def test_a_measured_model_is_told_by_its_whole_name(model_id: str, study_name: str | None) -> None:
    assert measured_model(ESTIMATOR, model_id) == study_name


def test_tiers_families_and_labs_have_figures_at_every_effort() -> None:
    for name in ("family:claude/sonnet", "family:gpt/luna", "family:kimi/", "family:gpt", "lab:Google"):
        efforts = {e for m, e, c in ESTIMATOR.reasoning if (m, c) == (name, "gpqa")}
        assert efforts == {*LADDER, "on"}, name


@pytest.mark.parametrize("study_name", sorted(STUDY_NAMES & named(ESTIMATOR.reasoning)))
def test_every_thinking_model_is_fitted_for_every_class(study_name: str) -> None:
    for study_class in STUDY_CLASSES:
        efforts = {e for m, e, c in ESTIMATOR.reasoning if (m, c) == (study_name, study_class)}
        assert efforts, study_class
        assert efforts <= set(MODES)


def test_a_measured_cell_keeps_most_of_its_value() -> None:
    """Kimi K2 Thinking used some 12,300 tokens a GPQA question; its class uses 6,300."""
    fit = ESTIMATOR.reasoning["Kimi K2 Thinking", "on", "gpqa"]
    assert fit.level == "model+effort"
    assert 11_500 < fit.value < 13_000
    assert fit.spread == 0.25


def test_a_cell_that_was_not_measured_has_the_cross_validated_spread() -> None:
    spreads = ESTIMATOR.spreads.parameter
    guess = ESTIMATOR.reasoning["Kimi K2 Thinking", "on", "mcp"]
    assert guess.spread == spreads["reasoning", "model+effort", "mcp"]
    other = ESTIMATOR.reasoning["GPT-5.4", "high", "gpqa"]
    assert (other.level, other.spread) == ("model", spreads["reasoning", "between", "gpqa"])


def test_spreads_widen_as_the_evidence_thins() -> None:
    for anchor in ("exam", "agent", "everyday"):
        known = [ESTIMATOR.spreads.parameter["reasoning", level, anchor] for level in ("model+effort", "class")]
        assert known == sorted(known)
    assert (ESTIMATOR.spreads.repeat, ESTIMATOR.spreads.workload) == (0.3, 0.3)


def test_everyday_is_far_below_the_exams() -> None:
    """The everyday level comes from everyday data: exam bases overstate it 5 to 15 times."""
    everyday = ESTIMATOR.reasoning_base["everyday", "high"]
    assert 5 < ESTIMATOR.reasoning_base["gpqa", "high"] / everyday < 15


def test_counts_that_were_corrected_in_august_are_taken_as_corrected() -> None:
    """Grok 4 on long documents: 58,670 tokens in July, 1,957 after the correction."""
    assert 1_500 < ESTIMATOR.reasoning["Grok 4", "on", "lcr"].value < 2_500
