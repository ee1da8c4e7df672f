"""The proof of own runs: what a line says, and that the mean of one's own tasks is what the product is given."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scripts.fitting.own_runs import is_judged, question
from scripts.fitting.own_runs_report import ALL, OWN, Told, groups_of, line, section


def told(predicted: float, *, own: int = 10, inside: bool | None = True) -> Told:
    return Told("agents", "output", own, predicted, 100.0, inside)


def test_a_line_is_the_median_error_and_the_share_inside() -> None:
    group = [told(90), told(110, inside=False), told(130)]
    assert line("agents", "output", 10, group) == "| agents | output | 10 | 3 | 10% | 22% | 1.10 | 67% (missed) |"


@pytest.mark.parametrize(("predicted", "mark"), [(122, "22%"), (123, "22% (missed)")])
def test_a_target_is_met_up_to_its_figure(predicted: float, mark: str) -> None:
    assert f"| {mark} |" in line("agents", "output", 10, [told(predicted, inside=None)])


def test_without_own_runs_nothing_is_judged() -> None:
    assert line("agents", "output", 0, [told(300, own=0, inside=False)]).endswith("| - | 3.00 | 0% |")
    assert "all of one half" in line("agents", "output", ALL, [told(300, own=ALL, inside=None)])


def test_what_was_nothing_is_left_out() -> None:
    assert section([Told("agents", "output", 1, 5.0, 0.0, None)]).endswith("|---|---|---|---|---|---|---|---|")


def test_a_sample_that_reports_no_thinking_is_left_out() -> None:
    row = {"type": "Math", "model_name": "o3", "tokens_completion": "100", "tokens_reasoning": "60"}
    sample = question(row)
    assert sample is not None and (sample.reasoning, sample.visible) == (60, 40)
    assert question({**row, "tokens_reasoning": "0"}) is None and question({**row, "tokens_reasoning": "100"}) is None


def test_bands_are_judged_on_models_that_set_nothing() -> None:
    group = [told(90), replace(told(110, inside=False), judged=False)]
    assert line("agents", "output", 10, group).endswith("| 100% (missed) |")
    assert {is_judged(model) for model in ("gpt-5", "o3", "kimi-k2", "glm-4.5")} == {True, False}


def test_ways_that_were_tried_stand_below_with_what_no_weight_goes_below() -> None:
    found = [
        Told(source, figure, own, 80.0 + own, 100.0, True)
        for source in ("agents", "questions")
        for figure in ("reasoning", "output")
        for own in (*OWN, ALL)
    ]
    text = section(found, [("as shipped", groups_of(found))])
    assert "leaves 21% of reasoning and 21% of output" in text
    assert text.endswith("| as shipped | questions | output | 19%, 100% | 17%, 100% | 10%, 100% |")
