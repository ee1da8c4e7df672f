"""Dollars and seconds of the accuracy report: which rows count, what is marked, formulas worked by hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from planner.core.models.names.naming import index
from planner.core.validation.accuracy import Score
from planner.core.validation.backtest import EXACT
from planner.core.validation.measured import Measured
from planner.sources.catalogue import load_catalogue
from scripts.fitting.formulas import Run, Trial, chat_fixed, fitted_speed, loop_fixed
from scripts.fitting.proof import (
    AGENTS,
    HIDDEN_HOST,
    MEASURED_HOST,
    SECONDS,
    SECONDS_GIVEN,
    Proof,
    agent_runs,
    means,
    without_endpoint_speeds,
)
from scripts.fitting.proof_report import error_target, proof_section

NAMED = index((name, name) for name in ("GPT-5", "GPT-4.1"))


def runs(*figures: tuple[str, str, str]) -> Iterator[Measured]:
    """Runs of (model, output, reasoning), 10 turns and 100 seconds each."""
    for model, output, reasoning in figures:
        row = {"model": model, "turns": "10", "agent_seconds": "100", "input_tokens": "1000"}
        yield from agent_runs([{**row, "output_tokens": output, "reasoning_tokens": reasoning}], NAMED)


def test_a_run_whose_thinking_is_not_reported_is_left_out_unless_the_model_does_none() -> None:
    found = list(runs(("gpt-5-high", "900", "0"), ("gpt-5-high", "900", "600"), ("gpt-4-1", "900", "0")))
    assert [(run.effort, run.visible, run.reasoning) for run in found] == [("default", 300, 600), ("none", 900, 0)]


def test_a_mean_is_of_twenty_runs_at_least() -> None:
    few = [("gpt-4-1", "900", "0")] * 19
    found = list(means(runs(*few, *[("gpt-5-high", "900", "600"), ("gpt-5-high", "700", "600")] * 10)))
    assert [(mean.model, mean.n, mean.visible, mean.steps) for mean in found] == [("gpt-5-high", 20, 200, 10)]


def test_a_hosts_own_measurements_can_be_hidden() -> None:
    known = load_catalogue()
    assert any(offer.speeds for offer in known.offers.values())
    assert not any(offer.speeds for offer in without_endpoint_speeds(known).offers.values())


def proof(title: str, quantity: str, basis: str, **changes: float | None) -> Proof:
    figures = {"n": 50, "error": 0.1, "bias": 1.0, "within_5_percent": 0.5, "coverage": 0.8} | changes
    return Proof(title, Score(quantity, title, basis, coverage_same_work=None, **figures))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("title", "quantity", "basis", "target"),
    [
        (MEASURED_HOST, SECONDS_GIVEN, "model+effort", 0.15),
        (MEASURED_HOST, SECONDS_GIVEN, "class", 0.30),
        (MEASURED_HOST, SECONDS_GIVEN, "all", None),
        (HIDDEN_HOST, SECONDS_GIVEN, "all", 0.30),
        (f"{AGENTS}, single runs", SECONDS_GIVEN, "class", 0.20),
        (f"{AGENTS}, single runs", SECONDS, "class", None),
        (MEASURED_HOST, EXACT, "published", None),
    ],
)
def test_every_figure_has_its_own_target(title: str, quantity: str, basis: str, target: float | None) -> None:
    assert error_target(proof(title, quantity, basis)) == target


TRIAL = Trial("tool loop", "fitted here", 2, 40, 0.16, 0.04, 1.0)


def line(one: Proof) -> str:
    return next(text for text in proof_section([one], [TRIAL]).splitlines() if text.startswith(f"| {one.title} | "))


@pytest.mark.parametrize(
    ("one", "missed"),
    [
        (proof(MEASURED_HOST, SECONDS_GIVEN, "model+effort", error=0.15), 0),
        (proof(MEASURED_HOST, SECONDS_GIVEN, "model+effort", error=0.16), 1),
        (proof(MEASURED_HOST, SECONDS_GIVEN, "model+effort", error=0.16, n=11), 0),
        (proof(MEASURED_HOST, SECONDS, "model", bias=0.79, coverage=0.89), 2),
        (proof(MEASURED_HOST, SECONDS, "model", bias=0.80, coverage=0.88), 0),
        (proof(MEASURED_HOST, EXACT, "published", within_5_percent=0.75, coverage=None), 0),
        (proof(MEASURED_HOST, EXACT, "published", within_5_percent=0.74, coverage=None), 1),
    ],
)
def test_what_misses_its_target_is_marked_and_few_rows_are_not_judged(one: Proof, missed: int) -> None:
    assert line(one).count("(missed)") == missed


def test_the_section_says_that_its_rows_were_fitted() -> None:
    assert "**Both were used for the fit**" in proof_section([], [TRIAL])


def test_both_formulas_worked() -> None:
    """10 turns, 100,000 tokens in: 18 + 90,000/14,400 + 10,000/8,000 = 25.5 s; 15 + 100,000/300,000 = 15.33 s."""
    run = Run(turns=10, sent=100_000, said=3_000, seconds=55.5)
    assert (loop_fixed(run), chat_fixed(run)) == pytest.approx((25.5, 15.3333), abs=1e-3)
    # 3,000 tokens in the 30 s that are left.
    assert fitted_speed([run], loop_fixed) == pytest.approx(100)
