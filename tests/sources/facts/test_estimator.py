"""The fitted tables as shipped."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from planner.core.models.catalogue import MODES
from planner.core.models.evidence import measured_model
from planner.core.models.families import family_of
from planner.sources.facts.classes import load_task_classes
from planner.sources.facts.estimator import load_estimator, load_families
from planner.sources.facts.profiles import load_profiles

ESTIMATOR = load_estimator()
OPEN_CLASSES = {"everyday", "lrm_knowledge", "lrm_maths", "lrm_logic", "mcp"}
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


def test_only_the_products_models_are_shipped_by_name() -> None:
    """Others only with what may be shipped of every model, under names that lead to them."""
    for table in (ESTIMATOR.visible, ESTIMATOR.reasoning):
        others = named(table) - STUDY_NAMES
        assert others <= set(ESTIMATOR.models.values())
        assert {kind for model, _, kind in table if model in others} <= OPEN_CLASSES
    assert named(ESTIMATOR.visible) >= STUDY_NAMES
    # Kimi K2 0905 does not think.
    assert named(ESTIMATOR.reasoning) & STUDY_NAMES == STUDY_NAMES - {"Kimi K2 0905"}
    assert not set(ESTIMATOR.models.values()) & STUDY_NAMES


@pytest.mark.parametrize(
    ("model_id", "study_name"),
    [
        ("anthropic/claude-sonnet-4.6", "Claude Sonnet 4.6"),
        ("claude-haiku-4-5-20251001", "Claude 4.5 Haiku"),
        ("google/gemini-3-flash-preview", "Gemini 3 Flash Preview"),
        ("gpt-5.2-codex", "GPT-5.2 Codex"),
        ("gpt-5-pro", None),
        ("gpt-5.4-mini-batch", None),
        ("claude-sonnet-5", None),
        ("grok-4.1-fast-non-reasoning", None),
    ],
)
def test_a_measured_model_is_told_by_its_whole_name(model_id: str, study_name: str | None) -> None:
    assert measured_model(ESTIMATOR, model_id) == study_name


def test_a_family_or_lab_of_one_model_is_not_shipped() -> None:
    """Its figures would be that model's."""
    names = {model for model, _, _ in ESTIMATOR.reasoning}
    assert "family:claude-sonnet" in names
    assert not names & {"family:claude-haiku", "lab:Perplexity", "lab:Inception"}


@pytest.mark.parametrize("study_name", sorted(STUDY_NAMES - {"Kimi K2 0905"}))
def test_every_thinking_model_is_fitted_for_every_class(study_name: str) -> None:
    for study_class in STUDY_CLASSES:
        efforts = {e for m, e, c in ESTIMATOR.reasoning if (m, c) == (study_name, study_class)}
        assert efforts, study_class
        assert efforts <= set(MODES)


def test_a_measured_cell_keeps_most_of_its_value() -> None:
    """Kimi K2 Thinking used 12,266 tokens a GPQA question by the shrunk fit; its class uses 8,600."""
    fit = ESTIMATOR.reasoning["Kimi K2 Thinking", "on", "gpqa"]
    assert fit.level == "model+effort"
    assert 11_900 < fit.value < 12_600
    assert fit.spread == 0.25


def test_a_cell_that_was_not_measured_has_the_cross_validated_spread() -> None:
    spreads = ESTIMATOR.spreads.parameter
    guess = ESTIMATOR.reasoning["Kimi K2 Thinking", "on", "mcp"]
    assert guess.spread == spreads["reasoning", "model+effort", "mcp"]
    other = ESTIMATOR.reasoning["GPT-5.4", "high", "gpqa"]
    assert (other.level, other.spread) == ("model", spreads["reasoning", "model", "gpqa"])


def test_spreads_widen_as_the_evidence_thins() -> None:
    for anchor in ("exam", "agent", "everyday"):
        known = [ESTIMATOR.spreads.parameter["reasoning", level, anchor] for level in ("model+effort", "class")]
        assert known == sorted(known)
    assert (ESTIMATOR.spreads.repeat, ESTIMATOR.spreads.workload) == (0.3, 0.3)


def test_everyday_is_far_below_the_exams() -> None:
    """The everyday level comes from everyday data: exam bases overstate it 5 to 15 times."""
    everyday = ESTIMATOR.reasoning_base["everyday", "high"]
    assert 5 < ESTIMATOR.reasoning_base["gpqa", "high"] / everyday < 15


def test_the_suspicious_cell_is_replaced_by_its_family() -> None:
    """Grok 4 on long documents: 58,670 tokens, twenty times the class, was called suspicious by the study."""
    fit = ESTIMATOR.reasoning["Grok 4", "on", "lcr"]
    assert fit == ESTIMATOR.reasoning["family:grok", "on", "lcr"]
    assert fit.level == "family"


def test_families_are_told_by_their_words() -> None:
    told = {name: family_of(load_families(), name) for name in FAMILIES}
    assert {name: family.study_name if family else None for name, family in told.items()} == FAMILIES


FAMILIES = {
    "anthropic/claude-sonnet-4-5": "family:claude-sonnet",
    "claude-2.1": "lab:Anthropic",
    "gpt-5-mini": "family:gpt-5",
    "openai/gpt-oss-120b": "family:gpt-oss",
    "o4-mini": "family:o-series",
    "deepseek-v3.2": "family:deepseek-v",
    "deepseek-r1-0528": "family:deepseek-r1",
    "deepseek-r1-distill-qwen-7b": "family:r1-distill",
    "qwen3-max": "family:qwen3",
    "qwen/qwen3.5-397b-a17b": "family:qwen3.5+",
    "z-ai/glm-4.6": "family:glm",
    "kimi-k2-0711": "family:kimi",
    "x-ai/grok-code-fast-1": "family:grok",
    "gemini-2.5-pro": "family:gemini-pro",
    "some-new-model": None,
}
