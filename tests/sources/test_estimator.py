"""The fitted tables as shipped."""

from __future__ import annotations

import pytest

from planner.core.catalogue import MODES
from planner.sources.classes import load_task_classes
from planner.sources.estimator import load_estimator
from planner.sources.profiles import load_profiles

ESTIMATOR = load_estimator()
LADDER = ("low", "medium", "high", "xhigh", "max")
STUDY_NAMES = {profile.study_name for profile in load_profiles().values()}
STUDY_CLASSES = sorted({part for one in load_task_classes().values() for part in one.study_class.split("+")})


@pytest.mark.parametrize("study_class", STUDY_CLASSES)
def test_every_class_has_a_base_that_never_falls(study_class: str) -> None:
    ladder = [ESTIMATOR.reasoning_base[study_class, effort] for effort in LADDER]
    assert ladder == sorted(ladder)
    assert ladder[0] > 0
    assert ESTIMATOR.reasoning_base[study_class, "on"] > 0
    assert ESTIMATOR.visible_base[study_class, True] < ESTIMATOR.visible_base[study_class, False]


@pytest.mark.parametrize("anchor", ["exam", "doc", "agent", "everyday"])
def test_multipliers_are_one_at_high_and_never_fall(anchor: str) -> None:
    ladder = [ESTIMATOR.effort_multiplier[anchor, effort] for effort in LADDER]
    assert ladder == sorted(ladder)
    assert ladder[2] == 1.0


def test_only_the_products_models_are_shipped() -> None:
    assert {model for model, _, _ in ESTIMATOR.visible_factor} == STUDY_NAMES
    # Kimi K2 0905 does not think.
    assert {model for model, _, _ in ESTIMATOR.reasoning} == STUDY_NAMES - {"Kimi K2 0905"}


@pytest.mark.parametrize("study_name", sorted(STUDY_NAMES - {"Kimi K2 0905"}))
def test_every_thinking_model_is_fitted_for_every_class(study_name: str) -> None:
    for study_class in STUDY_CLASSES:
        efforts = {e for m, e, c in ESTIMATOR.reasoning if (m, c) == (study_name, study_class)}
        assert efforts, study_class
        assert efforts <= set(MODES)


def test_values_and_spreads_of_the_study() -> None:
    fit = ESTIMATOR.reasoning["Kimi K2 Thinking", "on", "gpqa"]
    assert (fit.value, fit.level) == (12_175.5, "model+effort")
    # The fit's own 0.22 is smaller than the 0.39 found in cross-validation.
    assert fit.spread == 0.39
    assert ESTIMATOR.reasoning["GPT-5.4", "high", "gpqa"].level == "model"
    assert ESTIMATOR.reasoning["GPT-5.4", "high", "mcp"].spread == 1.0
    assert ESTIMATOR.reasoning_base["gpqa", "high"] == 8_598.6
    assert ESTIMATOR.reasoning_base["everyday", "max"] == ESTIMATOR.reasoning_base["everyday", "xhigh"] == 2_433.6
    assert (ESTIMATOR.spreads.repeat, ESTIMATOR.spreads.workload) == (0.3, 0.4)
    assert ESTIMATOR.spreads.parameter["reasoning", "class", "exam"] == 0.72
    assert ESTIMATOR.spreads.parameter["visible, thinking", "model", "everyday"] == 0.3


def test_no_spread_is_below_its_cross_validated_one() -> None:
    anchors = {one.study_class: one.anchor for one in load_task_classes().values()}
    for (model, effort, study_class), fit in ESTIMATOR.reasoning.items():
        if study_class in anchors:
            floor = ESTIMATOR.spreads.parameter["reasoning", fit.level, anchors[study_class]]
            assert fit.spread is not None
            assert fit.spread >= floor, (model, effort, study_class)


def test_the_suspicious_cell_is_replaced_by_its_family() -> None:
    """Grok 4 on long documents: 45,966 tokens, twenty times the class, was called suspicious by the study."""
    fit = ESTIMATOR.reasoning["Grok 4", "on", "lcr"]
    assert (fit.value, fit.level) == (3_050.5, "family")
